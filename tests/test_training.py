import lzma
from pathlib import Path

import numpy as np
import pytest
import torch
from scripts import train_model
from scripts.training import loop, losses, sources, teacher

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
    monkeypatch.setattr(loop, "FOLLOWING", 1)
    out, cache = tmp_path / "model", tmp_path / "cache"
    small = ("--vocabulary", "300", "--dimension", "16", "--epochs", "10", "--threads", "1")
    # Any model that sentence-transformers loads can teach; the packaged one is at hand.
    taught = ("--teacher", str(PACKAGED_MODEL), "--cache", str(cache))
    train_model.main(("--data", str(data), "--out", str(out), *small, *taught))
    assert "teacher read" in capsys.readouterr().out
    embedder = embedding.load(str(out))
    assert isinstance(embedder, StaticEmbedder)
    assert embedder.identity.dimension == 16
    dutch = embedder.encode([f"de {word} en de {word}, dus" for word in WORDS])
    english = embedder.encode([f"the {word} and the {word}, so" for word in WORDS.values()])
    likeness = dutch @ english.T
    assert np.diag(likeness).mean() > likeness.mean() + 0.05


def test_the_teacher_reads_the_same_texts_only_once(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read = sources.read(data)
    first = teacher.lesson(read, PACKAGED_MODEL, cache=tmp_path, seed=1)
    assert "teacher read" in capsys.readouterr().out
    again = teacher.lesson(read, PACKAGED_MODEL, cache=tmp_path, seed=1)
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
