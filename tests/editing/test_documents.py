"""Each change happens all or not at all, and nobody's work is written over."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import corpus as corpora
from kb.app import Application
from kb.editing import ledger, naming, sidecars
from kb.editing.documents import Documents, Edit
from kb.editing.ledger import Change, Ledger
from kb.editing.staging import Staged
from kb.errors import (
    DocumentExists,
    DocumentUnknown,
    JournalUnavailable,
    StaleEdit,
    UnsupportedFormat,
    UploadUnknown,
    UsageError,
)
from kb.files import write_atomically
from kb.model import KINDS, Metadata
from kb.readers.metadata import with_sidecar
from tests.support import Silent

HITTE = "artikelen/hitte.txt"
KNOWN = Metadata(title="Parkeren in de wijk", kind="artikel", language="nl")


def edit(app: Application, path: str = HITTE, who: str = "anna") -> Edit:
    return Edit(path, app.documents.digest(path), who)


def staged(
    app: Application, name: str = "Parkeren.md", text: str = "# Parkeren\n\nMinder auto's."
) -> Staged:
    return app.staging.receive(name, "anna", [text.encode()])


def test_an_upload_becomes_a_document_with_what_the_editor_said(
    app: Application, corpus: Path
) -> None:
    path = app.documents.add(staged(app), replace(KNOWN, themes=("parkeren",)), "anna")
    assert path == "artikelen/parkeren.md"
    app.build(Silent())
    found = app.open_live().generation.catalogue.entry(path).document
    assert found.metadata.title == "Parkeren in de wijk"
    assert found.metadata.themes == ("parkeren",)
    assert app.staging.all() == ()
    (line,) = app.journal.trail(path)
    assert (line.who, line.what) == ("anna", "toegevoegd")


def test_a_document_is_never_written_over_by_a_new_one(app: Application, corpus: Path) -> None:
    first = app.documents.add(staged(app), KNOWN, "anna")
    second = app.documents.add(staged(app, text="Iets anders."), KNOWN, "bram")
    app.documents.withdraw(edit(app, first))
    third = app.documents.add(staged(app, text="Nog iets."), KNOWN, "bram")
    assert len({first, second, third}) == 3
    app.documents.bring_back(first, "anna")
    assert (corpus / second).read_text() == "Iets anders."


def test_of_two_editors_the_second_hears_that_the_first_saved(
    app: Application, corpus: Path
) -> None:
    anna, bram = edit(app), edit(app, who="bram")
    app.documents.rewrite(anna, "Hitte\n\nAnna schreef dit.")
    with pytest.raises(StaleEdit, match="veranderd"):
        app.documents.rewrite(bram, "Hitte\n\nBram schreef dit.")
    with pytest.raises(StaleEdit):
        app.documents.describe(bram, KNOWN)
    with pytest.raises(StaleEdit):
        app.documents.withdraw(bram)
    assert "Anna" in (corpus / HITTE).read_text()
    app.documents.rewrite(edit(app, who="bram"), "Hitte\n\nAnna en Bram schreven dit.")
    old = app.documents.versions(HITTE)
    assert [each.file.read_text().split()[1] for each in old] == ["Anna", "in"]


def test_two_editors_at_the_same_moment_make_one_winner(app: Application) -> None:
    edits = [replace(edit(app), who=f"redacteur-{number}") for number in range(8)]
    stale: list[str] = []

    def save(one: Edit) -> None:
        try:
            app.documents.rewrite(one, f"Hitte\n\nDoor {one.who}.")
        except StaleEdit:
            stale.append(one.who)

    threads = [threading.Thread(target=save, args=(one,)) for one in edits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stale) == 7
    assert len(app.documents.versions(HITTE)) == 1


def test_metadata_of_any_format_can_be_changed_and_emptied(app: Application, corpus: Path) -> None:
    path = "artikelen/meubilair.md"
    known = Metadata(
        title="Meubels", kind="handout", language="nl", review_on=date(2027, 1, 1), audience="x: y"
    )
    sidecar = corpora.sidecar_of(corpus / path)
    sidecar.write_text("titel: Oud\nkleur: rood\n")
    app.documents.describe(edit(app, path), known)
    assert "kleur: rood" in sidecar.read_text()
    app.build(Silent())
    assert app.open_live().generation.catalogue.entry(path).document.metadata == known


def test_a_replaced_file_is_kept_and_another_type_is_refused(
    app: Application, corpus: Path
) -> None:
    with pytest.raises(UnsupportedFormat, match="hetzelfde type"):
        app.documents.replace(edit(app), staged(app))
    new = app.staging.receive("nieuw.txt", "anna", [b"Hitte\n\nNieuwe tekst."])
    app.documents.replace(edit(app), new)
    assert (corpus / HITTE).read_text().endswith("Nieuwe tekst.")
    (old,) = app.documents.versions(HITTE)
    assert "versteende wijken" in app.documents.version(HITTE, old.id).file.read_text()
    with pytest.raises(DocumentUnknown):
        app.documents.version(HITTE, "geen")


def test_a_withdrawn_document_can_be_brought_back_with_its_sidecar(
    app: Application, corpus: Path
) -> None:
    path = "webinars/netcongestie.srt"
    before = app.documents.digest(path)
    app.documents.withdraw(edit(app, path), "verouderd")
    assert not (corpus / path).exists()
    assert not corpora.sidecar_of(corpus / path).exists()
    assert app.documents.withdrawn() == (path,)
    (corpus / path).write_text("een ander")
    with pytest.raises(DocumentExists):
        app.documents.bring_back(path, "anna")
    (corpus / path).unlink()
    app.documents.bring_back(path, "anna")
    assert app.documents.digest(path) == before
    assert [line.what for line in app.journal.trail(path)] == ["teruggezet", "ingetrokken"]


@pytest.mark.parametrize(
    "path", ["../geheim.md", "/etc/passwd", ".verborgen.md", "geen.md", "a\0b"]
)
def test_only_documents_of_the_corpus_can_be_touched(app: Application, path: str) -> None:
    with pytest.raises(DocumentUnknown):
        app.documents.withdraw(Edit(path, "", "anna"))


def test_words_of_a_pdf_and_empty_words_are_refused(app: Application) -> None:
    with pytest.raises(UsageError, match="Bestand vervangen"):
        app.documents.rewrite(Edit("x.pdf", "", "anna"), "tekst")
    with pytest.raises(UsageError, match="geen tekst"):
        app.documents.rewrite(edit(app), "  \n")


def test_without_an_audit_trail_nothing_changes(app: Application, corpus: Path) -> None:
    class Broken:
        def audit(self, *_: str) -> None:
            raise JournalUnavailable("vol")

    app.documents.rewrite(edit(app), "nieuwer")
    (version,) = app.documents.versions(HITTE)
    documents = Documents(corpus, app.settings.data, Broken())
    before = (corpus / HITTE).read_bytes()
    with pytest.raises(JournalUnavailable):
        documents.rewrite(edit(app), "anders")
    with pytest.raises(JournalUnavailable):
        documents.purge(HITTE, version.id, "anna")
    assert app.documents.versions(HITTE) == (version,)
    with pytest.raises(JournalUnavailable):
        documents.add(staged(app), KNOWN, "anna")
    assert (corpus / HITTE).read_bytes() == before
    assert len(app.staging.all()) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from kb.editing import ledger
place = ledger._place
def killed(prepared, target):
    place(prepared, target)
    os.kill(os.getpid(), signal.SIGKILL)
ledger._place = killed
folder = Path(sys.argv[1])
with ledger.Ledger(folder / "changes").writing():
    pass
book = ledger.Ledger(folder / "changes")
with book.writing():
    book.apply(ledger.Change({folder / "a": b"1", folder / "b": b"2"}, (folder / "c",)))
"""


def test_a_server_killed_between_two_files_finishes_at_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("weg")
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    run = subprocess.run(command, env=dict(os.environ), check=False)
    assert run.returncode == -signal.SIGKILL
    assert (tmp_path / "a").read_text() == "1"
    assert not (tmp_path / "b").exists()
    Ledger(tmp_path / "changes").recover()
    assert (tmp_path / "b").read_text() == "2"
    assert not (tmp_path / "c").exists()
    assert [path.name for path in (tmp_path / "changes").iterdir()] == [".lock"]


def test_what_was_not_yet_decided_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Ledger(tmp_path / "changes")

    def stop(*_: object) -> None:
        raise SystemExit(9)

    monkeypatch.setattr(ledger, "write_atomically", stop)
    with pytest.raises(SystemExit), book.writing():
        book.apply(Change({tmp_path / "a": b"1"}))
    monkeypatch.setattr(ledger, "write_atomically", write_atomically)
    book.recover()
    assert not (tmp_path / "a").exists()


def test_a_data_folder_on_another_disk_works_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path.replace

    def across(self: Path, target: Path) -> Path:
        if self.parent.parent.name == "changes" and not self.name.startswith("."):
            raise OSError(18, "Invalid cross-device link")
        return original(self, target)

    monkeypatch.setattr(Path, "replace", across)
    book = Ledger(tmp_path / "changes")
    with book.writing():
        book.apply(Change({tmp_path / "a": b"1"}))
    assert (tmp_path / "a").read_bytes() == b"1"


words = st.text(
    st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="\xa0"), max_size=30
).map(lambda text: " ".join(text.split()))


@given(
    st.builds(
        Metadata,
        title=words.map(lambda text: f"T{text}"),
        kind=st.sampled_from(KINDS),
        date=st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)),
        organisation=words,
        audience=words,
        language=st.sampled_from(("nl", "en")),
        review_on=st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)),
        sample=st.booleans(),
    )
)
def test_a_sidecar_says_exactly_what_the_editor_said(known: Metadata) -> None:
    before = Metadata(title="Oud", kind="webinar", themes=("x",), organisation="Oud", sample=True)
    found, warnings = with_sidecar(before, sidecars.render(known))
    assert warnings == ()
    assert found == with_sidecar(Metadata(), sidecars.render(known))[0]
    assert (found.date, found.review_on, found.kind) == (known.date, known.review_on, known.kind)
    assert found.sample == known.sample
    assert found.themes == ()


@given(st.text(max_size=200))
def test_a_safe_name_is_safe_everywhere(name: str) -> None:
    safe = naming.safe_name(name)
    assert set(safe) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert not safe.startswith("-")
    assert len(safe) <= 92
    assert safe.count(".") <= 1


def test_names_stay_readable() -> None:
    assert naming.safe_name("C:\\Mijn stukken\\Coördinatie (v2).PDF") == "coordinatie-v2.pdf"
    assert naming.safe_name("../../etc/passwd") == "passwd"
    assert naming.name_of("Wat ging mis?", ".md") == "wat-ging-mis.md"


def test_an_upload_that_a_colleague_saved_first_is_not_saved_twice(
    app: Application, corpus: Path
) -> None:
    upload = staged(app)
    app.documents.add(upload, KNOWN, "anna")
    with pytest.raises(UploadUnknown, match="niet meer klaar"):
        app.documents.add(upload, KNOWN, "bert")
    assert [each.who for each in app.journal.trail()] == ["anna"]
    assert not (corpus / "artikelen/parkeren-2.md").exists()
