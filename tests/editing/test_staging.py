"""An upload is there whole or not at all."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.editing.staging import Staging
from kb.errors import DocumentUnreadable, KBError, UploadTooLarge, UploadUnknown, UsageError

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TEXT = b"# Hitte\n\nBomen geven schaduw."


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    return Staging(tmp_path / "staging", most_bytes=5_000_000, now=lambda: NOW)


def test_an_upload_is_kept_with_who_and_when(staging: Staging) -> None:
    kept = staging.receive("Mijn stuk.md", "anna", [TEXT[:5], TEXT[5:]])
    (found,) = staging.all()
    assert found == kept == staging.get(kept.id)
    assert (found.name, found.shown, found.who, found.at) == (
        "mijn-stuk.md",
        "Mijn stuk.md",
        "anna",
        NOW,
    )
    assert found.file.read_bytes() == TEXT
    assert found.size == len(TEXT)
    staging.drop(kept.id)
    assert staging.all() == ()
    with pytest.raises(UploadUnknown, match="niet meer klaar"):
        staging.get(kept.id)


@pytest.mark.parametrize("key", ["../../etc", "", ".lock", "a" * 40])
def test_only_uploads_can_be_asked_for(staging: Staging, key: str) -> None:
    with pytest.raises(UploadUnknown):
        staging.get(key)


def test_a_connection_that_breaks_leaves_nothing(staging: Staging, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield TEXT
        raise ConnectionError

    with pytest.raises(ConnectionError):
        staging.receive("stuk.md", "anna", broken())
    assert list((tmp_path / "staging").iterdir()) == []


def test_a_file_that_is_too_large_stops_at_the_limit(staging: Staging, tmp_path: Path) -> None:
    taken = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield b"x" * 1_000_000

    with pytest.raises(UploadTooLarge, match="5 MB"):
        staging.receive("groot.txt", "anna", endless())
    assert len(taken) == 6
    assert list((tmp_path / "staging").iterdir()) == []


def zipped(**files: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, text in files.items():
            packed.writestr(name.replace("__", "/"), text)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("leeg.md", b"", "leeg"),
        ("plaatje.md", b"\x89PNG\r\n\x1a\n" + bytes(100), "past niet"),
        ("nep.pdf", b"gewone tekst", "past niet"),
        ("nep.docx", zipped(los="x"), r"\.zip"),
        ("nep.docx", b"%PDF-1.4 enzovoort", r"\.pdf"),
        ("blad.docx", zipped(**{"xl/workbook.xml": "x"}), r"\.xlsx"),
        ("oud.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "oude versie van Office"),
        ("programma.exe", b"MZ" + bytes(100), "type dat kb niet leest"),
        ("geenextensie", TEXT, "type dat kb niet leest"),
        ("geheim.txt", b"PK\x03\x04" + bytes(40), "past niet"),
    ],
)
def test_what_is_no_document_is_refused_with_the_reason(
    staging: Staging, name: str, data: bytes, said: str
) -> None:
    with pytest.raises((DocumentUnreadable, UsageError), match=said):
        staging.receive(name, "anna", [data])
    assert staging.all() == ()


def test_the_sample_documents_are_what_they_say(staging: Staging) -> None:
    samples = Path(__file__).parents[2] / "corpus"
    for file in sorted(path for path in samples.rglob("*") if path.suffix != ".yaml"):
        if file.is_file() and not file.name.startswith("."):
            staging.receive(file.name, "anna", [file.read_bytes()])
    assert len(staging.all()) > 50


def test_what_nobody_saved_is_thrown_away_after_two_weeks(tmp_path: Path) -> None:
    clock = [NOW]
    staging = Staging(tmp_path, now=lambda: clock[0])
    staging.receive("oud.md", "anna", [TEXT])
    clock[0] += timedelta(days=10)
    young = staging.receive("jong.md", "anna", [TEXT])
    staging.sweep()
    assert len(staging.all()) == 2
    clock[0] += timedelta(days=5)
    staging.sweep()
    assert staging.all() == (young,)


def test_a_damaged_upload_hides_no_others(staging: Staging, tmp_path: Path) -> None:
    kept = staging.receive("stuk.md", "anna", [TEXT])
    other = staging.receive("kapot.md", "anna", [TEXT])
    (other.folder / "upload.json").write_text("{")
    assert staging.all() == (kept,)
    with pytest.raises(KBError):
        staging.get(other.id)
