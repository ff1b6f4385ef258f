"""The corpus folder: which documents are there, and their bytes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from kb.errors import CorpusMissing, DocumentUnknown, DocumentUnreadable

SIDECAR = ".yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the corpus with its sidecar, if any."""

    path: str
    file: Path
    sidecar: Path | None

    def read(self) -> tuple[bytes, bytes | None]:
        """Return the document's bytes and those of its sidecar; raises DocumentUnreadable."""
        try:
            return self.file.read_bytes(), self.sidecar.read_bytes() if self.sidecar else None
        except OSError as error:
            raise DocumentUnreadable(
                f"Het bestand kan niet worden geopend ({error.strerror}). "
                "Controleer of het bestaat en of kb het mag lezen."
            ) from error


def sources(corpus: Path) -> tuple[Source, ...]:
    """Return every file below `corpus` in order of path; hidden files and sidecars excepted.

    Raises CorpusMissing when the folder is not there or cannot be listed.
    """
    try:
        files = sorted(path for path in corpus.rglob("*") if path.is_file())
        if not corpus.is_dir():
            raise NotADirectoryError
    except OSError as error:
        raise CorpusMissing(
            f"De map met documenten {corpus} bestaat niet of is niet leesbaar. "
            "Geef de goede map met --corpus of KB_CORPUS."
        ) from error
    present = set(files)
    found = []
    for file in files:
        relative = file.relative_to(corpus)
        if _hidden(relative) or _is_sidecar(file, present):
            continue
        sidecar = sidecar_of(file)
        found.append(Source(relative.as_posix(), file, sidecar if sidecar in present else None))
    return tuple(found)


def find(corpus: Path, path: str) -> Source:
    """Return the document at `path`; raises DocumentUnknown, also for what is no document."""
    file = corpus / path
    relative = PurePosixPath(path)
    outside = relative.is_absolute() or ".." in relative.parts or "\0" in path
    if outside or _hidden(relative) or not file.is_file():
        raise DocumentUnknown(
            f"Het document {path} staat niet in de map met documenten. Kies het uit de lijst."
        )
    sidecar = sidecar_of(file)
    return Source(relative.as_posix(), file, sidecar if sidecar.is_file() else None)


def sidecar_of(file: Path) -> Path:
    """Return where the sidecar of a document belongs."""
    return file.with_name(file.name + SIDECAR)


def digests(found: tuple[Source, ...]) -> Mapping[str, str]:
    """Return path → SHA-256 over document and sidecar; unreadable files get ""."""
    return {source.path: digest(source) for source in found}


def digest(source: Source) -> str:
    """Return the SHA-256 over document and sidecar; "" when they cannot be read."""
    try:
        data, sidecar = source.read()
    except DocumentUnreadable:
        return ""
    total = hashlib.sha256(data)
    if sidecar is not None:
        # The length keeps document and sidecar apart: no two pairs share a digest.
        total.update(b"\0sidecar %d\0" % len(data) + sidecar)
    return total.hexdigest()


def _hidden(relative: PurePath) -> bool:
    return any(part.startswith((".", "~$")) for part in relative.parts)


def _is_sidecar(file: Path, present: set[Path]) -> bool:
    return file.suffix == SIDECAR and file.with_suffix("") in present
