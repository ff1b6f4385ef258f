"""What an editor sees of a file before it is saved."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from kb import corpus
from kb.app import Application, Opened
from kb.catalogue import Entry
from kb.editing import neighbours, previews
from kb.editing.previews import Preview
from tests.support import HITTE, MEUBILAIR, WARMTENET

CORPUS = Path(__file__).parents[2] / "corpus"
LONG = "De gemeente plantte bomen in de straat en vroeg bewoners om mee te denken. " * 12


def nobody(_: Sequence[str]) -> Sequence[Entry]:
    return ()


def understand(name: str, text: str) -> Preview:
    return previews.understand(name, text.encode(), nobody)


def codes(preview: Preview) -> set[str]:
    return {finding.code for finding in preview.findings}


@pytest.mark.parametrize(
    "path",
    sorted(
        path
        for path in CORPUS.rglob("*")
        if path.is_file() and path.suffix != ".yaml" and path.name[0] != "."
    )[::6],
    ids=lambda path: path.name,
)
def test_sample_documents_give_passages_and_hardly_any_warning(path: Path) -> None:
    found = previews.understand(path.name, path.read_bytes(), nobody)
    assert found.problem == ""
    assert found.passages
    assert not codes(found) & {"kolommen", "taal", "kort", "geen-koppen", "persoonsgegevens"}


def test_metadata_tells_where_it_came_from() -> None:
    known = understand("meubilair.md", MEUBILAIR)
    assert known.metadata.title == "Circulair meubilair inkopen"
    assert known.origins["title"] == "uit het bestand"
    assert known.origins["organisation"] == "uit het bestand"
    guessed = understand("klimaat-in-de-wijk.txt", LONG)
    assert guessed.metadata.title == "Klimaat in de wijk"
    assert guessed.origins["title"] == "van de bestandsnaam"
    assert "titel" in codes(guessed)
    named = understand("bomen-in-de-wijk.md", f"# Bomen in de wijk\n\n{LONG}")
    assert named.metadata.title == "Bomen in de wijk"
    assert named.origins["title"] == "uit het bestand"
    assert "titel" not in codes(named)
    assert guessed.origins["language"] == "geraden uit de woorden"
    assert "role" not in guessed.origins


def test_what_cannot_be_read_says_why() -> None:
    assert "leeg" in understand("leeg.md", " ").problem
    assert "PDF" in previews.understand("kapot.pdf", b"%PDF-1.4 kapot", nobody).problem
    assert understand("stuk.md", "---\na: [\n---\n# Titel\n\ntekst").problem


def test_short_and_foreign_and_flat_texts_are_remarked_upon() -> None:
    assert "kort" in codes(understand("kort.md", "# Kort\n\nEen zin."))
    german = "Der Gemeinderat beschließt heute Abend mehrere Bauprojekte für Schulen. " * 20
    assert "taal" in codes(understand("duits.md", f"# Rat\n\n{german}"))
    assert "taal" not in codes(understand("nl.md", f"# Bomen\n\n{LONG}"))
    assert "geen-koppen" in codes(understand("plat.txt", LONG * 4))
    assert "geen-koppen" not in codes(understand("kop.md", f"# A\n\n## B\n\n{LONG * 4}"))


def test_personal_data_is_shown_and_must_be_confirmed_and_can_be_masked() -> None:
    text = f"# Wijk\n\n{LONG}\n\nBel Anna op 06-12345678 of mail anna@waterdam.example."
    found = understand("wijk.md", text)
    assert [each.kind for each in found.personal] == ["telefoon", "e-mail"]
    assert found.personal[0].before.endswith("Bel Anna op ")
    assert [each.code for each in found.to_confirm] == ["persoonsgegevens"]
    masked = previews.masked("wijk.md", text.encode())
    assert b"Bel Anna op [telefoon] of mail [e-mail]" in masked
    assert not previews.understand("wijk.md", masked, nobody).to_confirm


def test_only_the_chosen_personal_data_is_masked() -> None:
    text = "Bel 06-12345678 of 06 87654321, of mail anna@waterdam.example."
    masked = previews.masked("a.md", text.encode(), ["06-12345678", "0687654321"]).decode()
    assert masked == "Bel [telefoon] of [telefoon], of mail anna@waterdam.example."
    assert previews.masked("a.md", text.encode(), []).decode() == text


def test_masking_leaves_the_times_of_a_transcript_alone() -> None:
    assert previews.masked("a.vtt", WARMTENET.encode()).decode() == WARMTENET


def near(opened: Opened, small: Application, texts: Sequence[str]) -> Sequence[Entry]:
    return neighbours.near(opened.generation, small.embedder, texts)


def test_a_text_that_is_nearly_there_already_is_compared_side_by_side(
    small: Application, opened: Opened
) -> None:
    text = HITTE.replace("zomerdag", "zomerse dag")
    found = previews.understand("warm.txt", text.encode(), lambda texts: near(opened, small, texts))
    (alike,) = found.likenesses
    assert alike.path == "artikelen/hitte.txt"
    assert 0.5 < alike.share < 1
    assert alike.shared
    assert "zomerse dag" in alike.shared[0].ours.text
    assert "zomerdag" in alike.shared[0].theirs.text
    assert "bijna-dubbel" in codes(found)


def test_a_new_subject_is_like_nothing(small: Application, opened: Opened) -> None:
    found = previews.understand(
        "parkeren.md",
        f"# Parkeren\n\n{LONG}".encode(),
        lambda texts: near(opened, small, texts),
    )
    assert found.likenesses == ()


def test_the_same_file_is_recognised_under_any_name(small: Application) -> None:
    folder = small.settings.corpus
    data = (folder / "artikelen/hitte.txt").read_bytes()
    digest, found = hashlib.sha256(data).hexdigest(), corpus.sources(folder)
    assert neighbours.same(found, digest, len(data)) == "artikelen/hitte.txt"
    assert neighbours.same(found, digest, len(data) + 1) == ""
    assert neighbours.same(found, hashlib.sha256(data[1:]).hexdigest(), len(data)) == ""
    preview = previews.understand("nieuw.txt", data, nobody, same="artikelen/hitte.txt")
    assert "dubbel" in {each.code for each in preview.to_confirm}
