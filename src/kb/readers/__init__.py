"""One reader a format: bytes in, sections and metadata out."""

from importlib import import_module
from pathlib import PurePosixPath
from typing import Protocol

from kb.errors import DocumentUnreadable, UnsupportedFormat
from kb.model import Reading
from kb.readers.isolation import Limits, read_apart

__all__ = ["SUFFIXES", "Limits", "read"]


class Reader(Protocol):
    """Reads one format."""

    def __call__(self, name: str, data: bytes) -> Reading:
        """Return what is in `data`; raises DocumentUnreadable with the reason."""


# Modules load when their format is first met: a search never pays for reading.
REGISTRY = {
    ".md": "markdown:read",
    ".markdown": "markdown:read",
    ".html": "html:read",
    ".htm": "html:read",
    ".txt": "plain:read",
    ".vtt": "transcripts:read_vtt",
    ".srt": "transcripts:read_srt",
    ".pdf": "pdf:read",
    ".docx": "word:read",
    ".pptx": "slides:read",
    ".odt": "opendocument:read",
}
SUFFIXES = frozenset(REGISTRY)
# These formats hold programs' output in complex containers: parsed apart, with limits.
APART = frozenset({".pdf", ".docx", ".pptx", ".odt"})
MOST_BYTES = 200_000_000


def read(name: str, data: bytes, *, limits: Limits | None = None) -> Reading:
    """Read one file by the suffix of its name.

    Raises UnsupportedFormat or DocumentUnreadable, whatever the bytes; nothing else.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".yaml":
        raise UnsupportedFormat(
            f"Dit bestand met gegevens hoort bij {PurePosixPath(name).stem}, maar dat document is "
            "er niet. Zet het document ernaast of haal dit bestand weg."
        )
    if suffix not in REGISTRY:
        known = ", ".join(sorted(SUFFIXES))
        raise UnsupportedFormat(
            f"Bestanden van het type '{suffix or 'zonder extensie'}' kan kb niet lezen. "
            f"Gebruik een van deze typen: {known}."
        )
    if not data.strip():
        raise DocumentUnreadable("Het bestand is leeg. Voeg een bestand met tekst toe.")
    if len(data) > MOST_BYTES:
        raise DocumentUnreadable(
            f"Het bestand is te groot ({len(data) // 1_000_000} MB). "
            f"Splits het in delen van hoogstens {MOST_BYTES // 1_000_000} MB."
        )
    if suffix in APART:
        return read_apart(name, data, limits or Limits())
    return reader_for(suffix)(name, data)


def reader_for(suffix: str) -> Reader:
    """Return the reader of a suffix, loading it when first needed."""
    module, function = REGISTRY[suffix].split(":")
    reader: Reader = getattr(import_module(f"kb.readers.{module}"), function)
    return reader
