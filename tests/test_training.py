import lzma
from pathlib import Path

import numpy as np
import pytest
import torch
from scripts import train_model
from scripts.training import losses, mining, sources, storing, teacher
from scripts.training.sources import Source

from kb import embedding
from kb.embedding import PACKAGED_MODEL, StaticEmbedder

WORDS = {
    "gemeente": "municipality", "water": "water", "fiets": "bicycle", "school": "school",
    "boom": "tree", "straat": "street", "zon": "sun", "raad": "council", "brug": "bridge",
    "park": "park",
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The training files, a few lines each."""
    folder = tmp_path / "train"
    folder.mkdir()
    pairs = [
        f"{way}\ttest\tde {one} en de {two}, dus\tthe {WORDS[one]} and the {WORDS[two]}, so"
        for way in ("HT", "MT")
        for one in WORDS
        for two in WORDS
    ]
    passages = [f"{word.title()}\tOver de {word} staat hier een alinea." for word in WORDS]
    # A heading of signs only is no heading.
    passages.append("**\tTekst zonder kop.")
    prose = [f"De {word} is oud. De {word} is mooi. Men ziet de {word}." for word in WORDS]
    files = {
        sources.TRANSLATIONS: pairs,
        sources.LAWS: passages,
        sources.DOCS: passages,
        sources.PROSE: prose,
    }
    for name, lines in files.items():
        (folder / name).write_bytes(lzma.compress("\n".join(lines).encode(), preset=0))
    return folder


def test_the_program_trains_a_model_that_kb_loads(
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = tmp_path / "written"
    few.mkdir()
    rows = [f"en\teen {word} in het dorp\ta {other}, village" for word, other in WORDS.items()]
    (few / "1.tsv").write_text("\n".join(rows), "utf-8")
    monkeypatch.setattr(sources, "WRITTEN", few)
    monkeypatch.setattr(teacher, "WRITTEN", few)
    out, cache = tmp_path / "model", tmp_path / "cache"
    small = ("--vocabulary", "300", "--dimension", "16", "--epochs", "10", "--threads", "1")
    # Any model that sentence-transformers loads can teach; the packaged one is at hand.
    taught = ("--teacher", str(PACKAGED_MODEL), "--cache", str(cache), "--following", "1")
    train_model.main(("--data", str(data), "--out", str(out), *small, *taught))
    assert "teacher read" in capsys.readouterr().out
    embedder = embedding.load(str(out))
    assert isinstance(embedder, StaticEmbedder)
    assert embedder.identity.dimension == 16
    dutch = embedder.encode([f"de {word} en de {word}, dus" for word in WORDS])
    english = embedder.encode([f"the {word} and the {word}, so" for word in WORDS.values()])
    likeness = dutch @ english.T
    assert np.diag(likeness).mean() > likeness.mean() + 0.05


def test_training_goes_on_from_an_earlier_model(data: Path, tmp_path: Path) -> None:
    first, second, kept = tmp_path / "first", tmp_path / "second", tmp_path / "kept"
    small = ("--data", str(data), "--threads", "1", "--epochs", "0.1")
    train_model.main((*small, "--vocabulary", "300", "--dimension", "16", "--out", str(first)))
    go_on = (*small, "--start", str(first), "--rate", "0.01", "--mine", "20")
    train_model.main((*go_on, "--out", str(second)))
    train_model.main((*go_on, "--keep", "1", "--out", str(kept)))
    tokenizer, before = storing.load(first)
    _, learnt = storing.load(second)
    assert storing.load(second)[0].get_vocab() == tokenizer.get_vocab()
    assert learnt.shape == before.shape
    assert not torch.equal(learnt, before)
    assert torch.equal(storing.load(kept)[1], before)


def test_passes_that_are_given_come_before_the_recipes(data: Path) -> None:
    laws = next(each for each in sources.read(data) if each.name == "laws")
    assert sources.lasting(laws, {"laws": 3, "docs": 9}, 2).passes == 6
    part = sources.lasting(laws, {"laws": 0.5}, 1)
    assert (len(part.left), part.passes) == (len(laws.left) // 2, 1)
    assert set(zip(part.left, part.right, strict=True)) < set(
        zip(laws.left, laws.right, strict=True)
    )


def test_hard_negatives_share_words_with_a_text_and_are_not_its_partner() -> None:
    left = ["subsidie voor de fiets", "boete voor de fiets", "wat is subsidie voor de fiets?"]
    left += ["bomen in het park", "een leeg bericht"]
    right = ["Wie fietst krijgt geld van de gemeente.", "De fiets in het park kost een boete."]
    right += ["Geld van de gemeente is er voor wie fietst.", "In het park staan bomen.", "Niets."]
    pairs = Source("answers", left, right, 1, 64)
    (found,) = mining.mined([pairs], 5)
    assert found.wrong is not None
    places = {text: row for text, row in zip(found.left, found.wrong, strict=True)}
    chosen = {text: {found.right[at] for at in row} for text, row in places.items()}
    # Not the third: its question has the same words and its answer too.
    assert chosen[left[0]] == {right[1]}
    assert right[1] in chosen[left[3]]
    # Nothing shares a word: another pair, and never its own.
    assert right[4] not in chosen[left[4]]


def test_what_was_mined_is_remembered(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read = sources.read(data)
    first = mining.mined(read, 8, cache=tmp_path)
    assert "mining" in capsys.readouterr().out
    again = mining.mined(read, 8, cache=tmp_path)
    assert "mining" not in capsys.readouterr().out
    assert [each.name for each in first] == ["hard laws", "hard docs", "hard neighbours"]
    for one, other in zip(first, again, strict=True):
        assert one.wrong is not None
        assert other.wrong is not None
        assert np.array_equal(one.wrong, other.wrong)
        assert all(at not in row for at, row in enumerate(one.wrong))


def test_a_hard_negative_costs_more_the_more_it_is_like_the_left_side() -> None:
    left, right = torch.eye(4, 8), torch.eye(4, 8)
    left = left + 0.7 * torch.eye(8)[[1, 2, 3, 0]]
    far, near = torch.eye(8)[4:], torch.eye(8)[4:] + 2 * left
    none = losses.contrast(left, right).item()
    assert none < losses.contrast(left, right, far).item()
    assert losses.contrast(left, right, far) < losses.contrast(left, right, near)


def test_the_teacher_reads_the_same_texts_only_once(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read = sources.read(data)
    first = teacher.lesson(read, PACKAGED_MODEL, 50, cache=tmp_path, seed=1)
    assert "teacher read" in capsys.readouterr().out
    again = teacher.lesson(read, PACKAGED_MODEL, 50, cache=tmp_path, seed=1)
    assert "teacher read" not in capsys.readouterr().out
    assert first.source == again.source
    assert np.array_equal(first.vectors, again.vectors)
    lengths = np.linalg.norm(first.vectors.astype(np.float32), axis=1)
    assert np.allclose(lengths, 1, atol=1e-2)


def test_a_heading_of_signs_only_is_left_out(data: Path) -> None:
    (laws,) = (each for each in sources.read(data) if each.name == "laws")
    assert len(laws.left) == len(WORDS)
    assert all(laws.left)


def test_following_costs_nothing_when_student_and_teacher_agree() -> None:
    vectors = torch.nn.functional.normalize(torch.randn(8, 4), dim=1)
    assert losses.follow(vectors, vectors, vectors).item() == pytest.approx(0, abs=1e-5)
    assert losses.follow(vectors, vectors.flip(0), vectors).item() > 0.1


def test_written_pairs_have_three_columns_and_a_known_kind() -> None:
    rows = [
        line.split("\t")
        for file in sorted(sources.WRITTEN.glob("*.tsv"))
        for line in file.read_text("utf-8").splitlines()
    ]
    assert {row[0] for row in rows} == {"en", "vraag", "syn"}
    assert (
        len(sources.written(sources.WRITTEN))
        == len(rows)
        > len(sources.translated(sources.WRITTEN))
    )
