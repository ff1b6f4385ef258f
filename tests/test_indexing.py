import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from kb import catalogue, generations, indexing, lexical, vectors
from kb.app import Application
from kb.errors import CorpusEmpty, CorpusMissing
from kb.generations import Generation, Store
from kb.planning import judge
from kb.reporting import GoldenFigures
from tests.support import Silent, application


def documents(app: Application) -> tuple[str, ...]:
    opened = app.open_live()
    try:
        return tuple(opened.generation.catalogue.paths)
    finally:
        opened.generation.close()


def test_a_build_makes_every_format_findable(app: Application) -> None:
    report = app.build(Silent())
    assert report.published
    assert report.documents == 6
    assert report.skipped == ()
    assert documents(app) == (
        "artikelen/hitte.txt",
        "artikelen/jongeren.md",
        "artikelen/meubilair.md",
        "artikelen/woo.html",
        "webinars/netcongestie.srt",
        "webinars/warmtenet.vtt",
    )


def test_no_change_publishes_nothing(app: Application) -> None:
    first = app.build(Silent())
    second = app.build(Silent())
    assert not second.changed
    assert second.generation == first.generation
    assert app.store.ids() == (first.generation,)


def test_added_changed_and_removed_documents_are_picked_up(app: Application, corpus: Path) -> None:
    app.build(Silent())
    (corpus / "artikelen" / "nieuw.md").write_text("# Parkeren\n\nDe parkeernorm ging omlaag.")
    (corpus / "artikelen" / "hitte.txt").write_text("Hitte\n\nEr kwamen fonteinen in de stad.")
    (corpus / "artikelen" / "woo.html").unlink()
    report = app.build(Silent())
    assert report.read == ("artikelen/hitte.txt", "artikelen/nieuw.md")
    assert report.dropped == ("artikelen/woo.html",)
    assert report.kept == 4
    opened = app.open_live()
    assert opened.searcher.search("fonteinen").hits[0].document == "artikelen/hitte.txt"
    assert opened.searcher.search("parkeernorm").hits[0].document == "artikelen/nieuw.md"


def test_a_changed_sidecar_is_a_change(app: Application, corpus: Path) -> None:
    app.build(Silent())
    (corpus / "artikelen" / "hitte.txt.yaml").write_text("titel: Hitte in de stad\n")
    report = app.build(Silent())
    assert report.read == ("artikelen/hitte.txt",)
    opened = app.open_live()
    contents = opened.generation.catalogue
    assert contents.entry("artikelen/hitte.txt").document.metadata.title == "Hitte in de stad"


def test_an_incremental_build_equals_a_full_one(
    app: Application, corpus: Path, tmp_path: Path
) -> None:
    app.build(Silent())
    (corpus / "artikelen" / "aaa.md").write_text("# Parkeren\n\nDe parkeernorm ging omlaag.")
    (corpus / "artikelen" / "meubilair.md").unlink()
    app.build(Silent())
    fresh = application(corpus, tmp_path / "fresh")
    fresh.build(Silent())
    one, two = app.open_live(), fresh.open_live()
    assert one.generation.catalogue.paths == two.generation.catalogue.paths
    assert np.array_equal(one.generation.vectors.all(), two.generation.vectors.all())
    passages = range(len(one.generation.catalogue.document_of))
    kept, made = (each.generation.features.of(passages) for each in (one, two))
    for at in passages:
        assert kept[at].words == made[at].words
        assert kept[at].sentences == made[at].sentences
        assert np.array_equal(kept[at].vectors, made[at].vectors)
    for path in one.generation.catalogue.paths:
        assert one.generation.catalogue.entry(path) == two.generation.catalogue.entry(path)
    for question in ("parkeernorm", "hoe betrek ik bewoners?", "stroomnet vol"):
        assert one.searcher.search(question).hits == two.searcher.search(question).hits


def test_unreadable_documents_are_named_and_the_rest_goes_on(
    app: Application, corpus: Path
) -> None:
    (corpus / "leeg.md").write_text("")
    (corpus / "kapot.docx").write_bytes(b"PK\x03\x04 geen docx")
    (corpus / "foto.jpg").write_bytes(b"\xff\xd8")
    report = app.build(Silent())
    assert report.documents == 6
    reasons = {each.document: each.reason for each in report.skipped}
    assert set(reasons) == {"leeg.md", "kapot.docx", "foto.jpg"}
    assert "leeg" in reasons["leeg.md"]
    assert ".docx" in reasons["kapot.docx"]
    assert "jpg" in reasons["foto.jpg"]
    again = app.build(Silent())
    assert not again.changed
    assert {each.document for each in again.skipped} == set(reasons)


def test_a_corpus_that_is_not_there_or_holds_nothing_changes_nothing(
    app: Application, corpus: Path, tmp_path: Path
) -> None:
    live = app.build(Silent()).generation
    with pytest.raises(CorpusMissing, match="bestaat niet"):
        application(tmp_path / "weg", tmp_path / "index").build(Silent())
    for file in [path for path in corpus.rglob("*") if path.is_file()]:
        file.unlink()
    with pytest.raises(CorpusEmpty, match="geen documenten"):
        app.build(Silent())
    assert app.store.live() == live


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (vectors, "write"),
        (lexical, "writer"),
        (catalogue, "write"),
        (generations, "seal"),
        (generations, "open_folder"),
        (indexing, "_report"),
        (Store, "publish"),
        (generations, "sync_tree"),
        (generations, "write_atomically"),
    ],
)
def test_a_build_stopped_at_any_step_leaves_the_old_index_live(
    app: Application, corpus: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    live = app.build(Silent()).generation
    (corpus / "artikelen" / "nieuw.md").write_text("# Parkeren\n\nDe parkeernorm ging omlaag.")

    def stop(*_: object, **__: object) -> None:
        raise SystemExit(9)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, stop)
        with pytest.raises(SystemExit):
            app.build(Silent())
    assert app.store.live() == live
    app.store.open().close()
    report = app.build(Silent())
    assert report.published
    assert "artikelen/nieuw.md" in report.read


def test_a_killed_process_leaves_the_old_index_live(app: Application, corpus: Path) -> None:
    live = app.build(Silent()).generation
    for number in range(400):
        (corpus / f"extra-{number}.md").write_text(f"# Stuk {number}\n\n" + "Een zin erbij. " * 80)
    process = subprocess.Popen(
        [sys.executable, "-m", "kb", "build"],
        env={
            **os.environ,
            "KB_CORPUS": str(corpus),
            "KB_INDEX": str(app.settings.index),
        },
        stdout=subprocess.DEVNULL,
    )
    while not list(app.settings.index.glob(f"{generations.BUILDING}*/*")):
        assert process.poll() is None, "the build ended before it could be killed"
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert app.store.live() == live
    app.store.open().close()
    assert app.build(Silent()).documents == 406


def test_a_gate_that_refuses_leaves_the_old_index_live(app: Application, corpus: Path) -> None:
    live = app.build(Silent()).generation
    (corpus / "artikelen" / "woo.html").unlink()

    def worse(_new: Generation, _live: Generation | None, _stored: object) -> GoldenFigures:
        return GoldenFigures(judge({"vraag": 1.0}, {"vraag": 0.0}), {"vraag": 0.0})

    request = indexing.BuildRequest(app.settings.corpus, app.settings.index, gate=worse)
    report = indexing.build(request, app.embedder, Silent())
    assert not report.published
    assert app.store.live() == live
    assert app.store.ids() == (live,)
    assert report.golden is not None
    assert [fall.question for fall in report.golden.verdict.falls] == ["vraag"]
