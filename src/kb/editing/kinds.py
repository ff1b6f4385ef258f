"""What a file really is: by its content, whatever its name says."""

import zipfile
from pathlib import Path, PurePosixPath

import filetype

from kb import readers
from kb.errors import UnsupportedFormat

HEAD = 4096
# What tells the office formats apart, inside the zip that all of them are.
INSIDE = {
    "word/document.xml": ".docx",
    "ppt/presentation.xml": ".pptx",
    "xl/workbook.xml": ".xlsx",
}
ODT = b"application/vnd.oasis.opendocument.text"
# More than this unpacked is no document that a person wrote.
MOST_UNPACKED = 2_000_000_000
CONTAINERS = frozenset({".pdf", ".docx", ".pptx", ".odt"})
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check(name: str, file: Path) -> None:
    """Raise UnsupportedFormat when a file is not what its name says, or nothing kb reads."""
    suffix = PurePosixPath(name).suffix.lower()
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    if head.startswith(OLD_OFFICE):
        raise UnsupportedFormat(
            f"{name} is gemaakt met een oude versie van Office. "
            "Open het en sla het op als .docx of .pptx."
        )
    if suffix not in readers.SUFFIXES:
        known = ", ".join(sorted(readers.SUFFIXES))
        raise UnsupportedFormat(
            f"{name} is van een type dat kb niet leest. Gebruik een van deze: {known}."
        )
    real = _real(head, file)
    # Text has no mark of its own, so there only the mark of something else tells.
    if real != (suffix if suffix in CONTAINERS else ""):
        raise UnsupportedFormat(
            f"De inhoud van {name} past niet bij de naam: dit is {_said(real)}. "
            "Geef het de goede extensie of sla het opnieuw op."
        )


def _real(head: bytes, file: Path) -> str:
    """Return the extension that belongs to the content; "" for text."""
    # Some programs put a line before the mark of a PDF; readers look in the first kilobyte.
    if b"%PDF-" in head[:1024]:
        return ".pdf"
    if zipfile.is_zipfile(file):
        return _inside(file)
    found = filetype.guess(head)
    return f".{found.extension}" if found else ""


def _inside(file: Path) -> str:
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
            if sum(member.file_size for member in members) > MOST_UNPACKED:
                raise UnsupportedFormat(
                    f"{file.name} wordt uitgepakt te groot. Sla het opnieuw op of splits het."
                )
            names = {member.filename for member in members}
            if "mimetype" in names and packed.read("mimetype")[: len(ODT)] == ODT:
                return ".odt"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return ".zip"
    return next((suffix for name, suffix in INSIDE.items() if name in names), ".zip")


def _said(real: str) -> str:
    return f"een bestand van het type {real}" if real else "geen geldig bestand van dat type"
