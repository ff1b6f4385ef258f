"""Another file in a document's place: the difference first, the old version kept."""

import io
import re
from pathlib import Path

import pytest
from docx import Document
from starlette.testclient import TestClient

from kb.app import Application
from kb.editing.documents import Edit
from kb.model import Metadata
from tests.support import Silent
from tests.web.keeping.conftest import HERE, HITTE, get, post

REPLACE = f"{HERE}/{HITTE}/vervangen"
WORD = "handouts/checklist.docx"


def upload(
    desk: TestClient, data: bytes, name: str = "Hitte nieuw.TXT", where: str = REPLACE
) -> str:
    """Send a file; return where its difference is shown."""
    status, there = post(desk, where, {}, files={"bestand": (name, data)})
    assert status == 303, there
    return there


def loaded(page: str) -> dict[str, object]:
    found = re.search(r'name="versie" value="(\w+)"', page)
    assert found
    return {"versie": found[1], "doe": "ja"}


def word(*paragraphs: str) -> bytes:
    document, made = Document(), io.BytesIO()
    for each in paragraphs:
        document.add_paragraph(each)
    document.save(made)
    return made.getvalue()


def test_the_difference_is_seen_before_anything_changes(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    old = (corpus / HITTE).read_bytes()
    there = upload(desk, old.replace(b"tien graden", b"twaalf graden"))
    page = get(desk, there)[1]
    assert "<del>tien</del>" in page
    assert "<ins>twaalf</ins>" in page
    assert (corpus / HITTE).read_bytes() == old
    assert services.staging.all() == ()
    assert post(desk, there, loaded(page)) == (303, f"{HERE}/{HITTE}?gedaan=vervangen")
    assert b"twaalf graden" in (corpus / HITTE).read_bytes()
    (version,) = services.documents.versions(HITTE)
    assert version.file.read_bytes() == old
    assert services.follower._woken.is_set()
    assert get(desk, there)[0] == 404


def test_of_a_word_file_the_readable_text_is_compared_and_metadata_stay(
    desk: TestClient, services: Application
) -> None:
    staged = services.staging.receive(
        "checklist.docx", "anna", [word("Vraag eerst wat u al hebt.", "Koop dan pas nieuw.")]
    )
    known = Metadata("Checklist inkopen", "handout", language="nl", themes=("inkoop",))
    services.documents.add(staged, known, "anna")
    services.build(Silent())
    data = word("Vraag eerst wat u al hebt.", "Koop dan pas tweedehands.")
    there = upload(desk, data, "v2.docx", f"{HERE}/{WORD}/vervangen")
    page = get(desk, there)[1]
    assert "<ins>tweedehands</ins>" in page
    assert "Gegevens die verschillen" not in page
    assert post(desk, there, loaded(page))[0] == 303
    services.build(Silent())
    assert "Checklist inkopen" in get(desk, f"{HERE}/{WORD}")[1]


@pytest.mark.parametrize(
    ("name", "data", "status", "said"),
    [
        ("", b"", 400, "Kies eerst een bestand."),
        ("hitte.md", b"# Hitte", 415, "hetzelfde type (.txt)"),
        ("hitte.txt", b"", 400, "leeg"),
        ("hitte.txt", b"%PDF-1.4 stiekem", 415, "past niet bij de naam"),
    ],
)
def test_a_file_that_cannot_take_its_place_is_refused_at_once(
    desk: TestClient, services: Application, name: str, data: bytes, status: int, said: str
) -> None:
    files = {"bestand": (name, data)} if name else {"anders": ("x", b"x")}
    found, page = post(desk, REPLACE, {}, files=files)
    assert (found, said in page) == (status, True)
    assert services.replacing.all() == ()


def test_a_file_that_cannot_be_read_never_replaces_one_that_can(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    staged = services.staging.receive("checklist.docx", "anna", [word("Vraag eerst.")])
    services.documents.add(staged, Metadata("Checklist", "handout"), "anna")
    before = (corpus / WORD).read_bytes()
    there = upload(desk, word(), "leeg.docx", f"{HERE}/{WORD}/vervangen")
    page = get(desk, there)[1]
    assert "Dit bestand is niet te lezen" in page
    form = {"versie": services.documents.digest(WORD), "doe": "ja"}
    assert "Er is niets vervangen." in post(desk, there, form)[1]
    assert (corpus / WORD).read_bytes() == before
    assert post(desk, there, {"doe": "weg"}) == (303, f"{HERE}/{WORD}")
    assert services.replacing.all() == ()


def test_new_personal_data_are_looked_at_first(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    with_mail = (corpus / HITTE).read_bytes() + b"\n\nMail j.jansen@waterdam.example of bel.\n"
    there = upload(desk, with_mail)
    page = get(desk, there)[1]
    assert "j.jansen@waterdam.example" in page
    status, again = post(desk, there, loaded(page))
    assert status == 400
    assert "Kruis aan" in again
    assert post(desk, there, {**loaded(page), "nagekeken": "ja"})[0] == 303
    there = upload(desk, with_mail.replace(b"of bel", b"of bel niet"))
    assert "persoonsgegevens" not in get(desk, there)[1]


def test_a_colleague_who_changed_it_meanwhile_is_not_written_over(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    there = upload(desk, b"Hitte\n\nEen nieuw verhaal over hitte.")
    form = loaded(get(desk, there)[1])
    services.documents.rewrite(
        Edit(HITTE, services.documents.digest(HITTE), "bram"), "Hitte\n\nBram schreef dit."
    )
    status, page = post(desk, there, form)
    assert status == 409
    assert "Een collega heeft dit document intussen veranderd" in page
    assert "Bram schreef dit." in page
    assert "Bram" in (corpus / HITTE).read_text()
    assert post(desk, there, loaded(page))[0] == 303


def test_an_earlier_version_comes_back_the_same_way(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    old = (corpus / HITTE).read_bytes()
    services.documents.rewrite(
        Edit(HITTE, services.documents.digest(HITTE), "bram"), "Hitte\n\nBram schreef dit."
    )
    (version,) = services.documents.versions(HITTE)
    status, there = post(desk, f"{HERE}/{HITTE}/versies/{version.id}/terug", {})
    assert status == 303
    page = get(desk, there)[1]
    assert "van vóór" in page
    assert post(desk, there, loaded(page))[0] == 303
    assert (corpus / HITTE).read_bytes() == old


def test_what_waits_is_told_and_stays_with_its_own_document(
    desk: TestClient, services: Application
) -> None:
    there = upload(desk, b"Hitte\n\nNieuw.")
    assert "Er staat al een bestand klaar" in get(desk, REPLACE)[1]
    other = there.replace(HITTE, "artikelen/jongeren.md")
    assert get(desk, other)[0] == 404
    assert post(desk, other, {"doe": "weg"})[0] == 404
    assert get(desk, there)[0] == 200
