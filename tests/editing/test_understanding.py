"""Uploads are read in the background, once, and compared with what is there now."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.app import Application
from kb.catalogue import Entry
from kb.editing import previews, understanding
from kb.editing.staging import Staged, Staging
from kb.editing.understanding import Understanding
from kb.model import Reading
from tests.support import HITTE, MEUBILAIR

LONG = 30.0


def nobody(_: Sequence[str]) -> Sequence[Entry]:
    return ()


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    return Staging(tmp_path / "staging")


def stage(staging: Staging, name: str, text: str, **more: str) -> Staged:
    return staging.receive(name, "anna", [text.encode()], **more)


def test_a_list_does_not_wait_for_reading(
    staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go = threading.Event()
    original = previews.read

    def slow(name: str, data: bytes) -> Reading:
        may_go.wait(LONG)
        return original(name, data)

    monkeypatch.setattr(previews, "read", slow)
    found = Understanding(nobody, lambda _: "")
    many = [stage(staging, f"stuk-{at}.txt", f"{HITTE} {at}") for at in range(20)]
    assert [found.summary(each) for each in many] == [None] * 20
    assert found.preview(many[-1], patience=0) is None
    may_go.set()
    for each in many:
        assert found.preview(each, patience=LONG)
        summary = found.summary(each)
        assert summary
        assert (summary.metadata.title, summary.status) == (
            "Hittestress in de binnenstad",
            "in-orde",
        )


def test_what_is_opened_is_read_before_what_waits(
    staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    may_go = threading.Event()
    original = previews.read

    def noting(name: str, data: bytes) -> Reading:
        may_go.wait(LONG)
        read.append(name)
        return original(name, data)

    monkeypatch.setattr(previews, "read", noting)
    # One alone, so that the order is certain.
    monkeypatch.setattr(understanding, "WORKERS", 1)
    found = Understanding(nobody, lambda _: "")
    many = [stage(staging, f"stuk-{at}.txt", f"{HITTE} {at}") for at in range(8)]
    for each in many:
        found.summary(each)
    assert found.preview(many[-1], patience=0) is None
    may_go.set()
    assert found.preview(many[-1], patience=LONG)
    assert "stuk-7.txt" in read[:2]
    for each in many:
        assert found.preview(each, patience=LONG)
    assert sorted(read) == [each.name for each in many]


def test_the_same_content_is_read_once_and_judged_anew(
    staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    original = previews.read

    def noting(name: str, data: bytes) -> Reading:
        read.append(name)
        return original(name, data)

    monkeypatch.setattr(previews, "read", noting)
    there: list[str] = []
    found = Understanding(nobody, lambda _: there[0] if there else "")
    staged = stage(staging, "stuk.txt", HITTE)
    first = found.preview(staged, patience=LONG)
    there.append("artikelen/hitte.txt")
    second = found.preview(staged, patience=LONG)
    assert first
    assert second
    assert first.to_confirm == ()
    assert [each.code for each in second.to_confirm] == ["dubbel"]
    assert read == ["stuk.txt"]


def test_a_file_that_cannot_be_read_is_no_fault_of_the_list(
    staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Understanding(nobody, lambda _: "")
    broken = stage(staging, "stuk.md", "---\na: [\n---\n# Titel\n\ntekst")
    preview = found.preview(broken, patience=LONG)
    summary = found.summary(broken)
    assert preview
    assert summary
    assert "YAML" in preview.problem
    assert summary.status == "kan-niet"
    gone = stage(staging, "weg.md", MEUBILAIR)
    staging.drop(gone.id)
    preview = found.preview(gone, patience=LONG)
    assert preview
    assert "intussen" in preview.problem

    def fault(name: str, data: bytes) -> Reading:
        raise ZeroDivisionError

    monkeypatch.setattr(previews, "read", fault)
    preview = found.preview(stage(staging, "fout.md", "# Fout"), patience=LONG)
    assert preview
    assert "fout in kb" in preview.problem


def test_an_address_that_was_given_is_the_source(app: Application) -> None:
    found = Understanding(nobody, lambda _: "")
    staged = stage(app.staging, "stuk.md", MEUBILAIR, source="https://waterdam.example/stuk")
    assert app.staging.get(staged.id).source == "https://waterdam.example/stuk"
    preview = found.preview(staged, patience=LONG)
    assert preview
    assert preview.metadata.source_url == "https://waterdam.example/stuk"
    assert preview.origins["source_url"] == "het adres dat u gaf"
