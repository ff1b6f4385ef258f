"""What is known of a document that is not in the index (any more)."""

from pathlib import PurePosixPath

from kb import readers
from kb.corpus import Source
from kb.errors import DocumentUnreadable
from kb.model import Metadata
from kb.readers.metadata import readable, with_sidecar

# These are read in a moment; the others take a process of their own.
QUICK = readers.SUFFIXES - readers.APART
MOST_BYTES = 1_000_000


def describe(source: Source) -> Metadata:
    """Return what the sidecar says, else the document itself, else its name; never raises."""
    named = Metadata(title=readable(source.path))
    try:
        if source.sidecar:
            return with_sidecar(named, source.sidecar.read_bytes())[0]
        quick = PurePosixPath(source.path).suffix.lower() in QUICK
        if quick and source.file.stat().st_size < MOST_BYTES:
            return readers.read(source.path, source.file.read_bytes()).metadata
    except (DocumentUnreadable, OSError):
        pass
    return named
