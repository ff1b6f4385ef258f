"""Adding, changing, withdrawing documents: each all or not at all, and never over a colleague's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Protocol

from kb import corpus
from kb.corpus import Source
from kb.editing import kinds, naming, sidecars
from kb.editing.ledger import Change, Ledger
from kb.editing.staging import Staged
from kb.errors import DocumentExists, DocumentUnknown, StaleEdit, UnsupportedFormat, UsageError
from kb.model import Metadata
from kb.readers.metadata import FIELD_OF, sidecar_values
from kb.readers.text import decode

# Formats in which an editor may change the words themselves.
TEXT = frozenset({".md", ".markdown", ".txt", ".vtt", ".srt", ".html", ".htm"})
MOMENT = "%Y%m%dT%H%M%S%f"
# What the trail calls changes that leave an earlier version.
DESCRIBED, REWRITTEN, REPLACED = "gegevens gewijzigd", "tekst gewijzigd", "bestand vervangen"
CHANGES = frozenset({DESCRIBED, REWRITTEN, REPLACED})
WITHDRAWN, BACK = "ingetrokken", "teruggezet"
PURGED = "versie voorgoed verwijderd"


class Trail(Protocol):
    """Remembers who did what."""

    def audit(
        self, who: str, what: str, document: str = "", digest: str = "", detail: str = ""
    ) -> None:
        """Add a line; raises when that cannot be, and then nothing is changed either."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Someone's change of a document as they saw it: `loaded` is its digest at that moment."""

    path: str
    loaded: str
    who: str


@dataclass(frozen=True, slots=True)
class Version:
    """A document as it was until `until`."""

    id: str
    until: datetime
    file: Path


class Documents:
    """The documents of the corpus as editors handle them."""

    def __init__(self, folder: Path, data: Path, trail: Trail) -> None:
        """Edit the corpus in `folder`; what goes out of it is kept below `data`."""
        self._corpus, self._trail = folder, trail
        self._versions, self._withdrawn = data / "versions", data / "withdrawn"
        self._ledger = Ledger(data / "changes")

    def recover(self) -> None:
        """Finish what a killed server had begun."""
        self._ledger.recover()

    def add(
        self, staged: Staged, metadata: Metadata, who: str, *, content: bytes | None = None
    ) -> str:
        """Save an upload as a new document and return its path; `content` replaces its words.

        Raises UploadUnknown when somebody else saved it or threw it away.
        """
        with self._ledger.writing():
            staged.require()
            kind = metadata.kind or "artikel"
            path = naming.free_path(kind, staged.name, self._taken)
            self._note(who, "toegevoegd", path, staged.digest)
            file = self._corpus / path
            writes: dict[Path, bytes | Path] = {
                corpus.sidecar_of(file): sidecars.render(metadata),
                file: staged.file if content is None else content,
            }
            self._ledger.apply(Change(writes, (staged.folder,)))
        return path

    def describe(self, edit: Edit, metadata: Metadata) -> None:
        """Change what is said about a document; raises StaleEdit, DocumentUnknown."""
        with self._editing(edit) as source:
            kept = _unknown(source)
            written = sidecars.render(metadata, kept)
            self._change(edit, source, DESCRIBED, {corpus.sidecar_of: written})

    def rewrite(self, edit: Edit, text: str) -> None:
        """Change the words of a document in a text format; raises StaleEdit, UsageError."""
        if not editable(edit.path):
            raise UsageError(
                "De tekst van dit soort bestand kunt u hier niet veranderen. "
                "Verander het bestand zelf en kies 'Bestand vervangen'."
            )
        if not text.strip():
            raise UsageError("Er staat geen tekst. Schrijf tekst of trek het document in.")
        with self._editing(edit) as source:
            written = text.replace("\r\n", "\n").encode()
            self._change(edit, source, REWRITTEN, {_itself: written})

    def replace(self, edit: Edit, staged: Staged) -> None:
        """Put an upload in a document's place; raises StaleEdit, UnsupportedFormat."""
        fits(edit.path, staged.name)
        kinds.check(staged.name, staged.file)
        with self._editing(edit) as source:
            written: dict[_Place, bytes | Path] = {_itself: staged.file}
            self._change(edit, source, REPLACED, written, staged.folder)

    def withdraw(self, edit: Edit, reason: str = "") -> None:
        """Take a document out of the corpus, to be brought back when wanted."""
        with self._editing(edit) as source:
            self._note(edit.who, WITHDRAWN, edit.path, edit.loaded, reason)
            target = self._withdrawn / source.path
            moved = _files(source, target)
            self._ledger.apply(Change(moved, tuple(_parts(source))))

    def bring_back(self, path: str, who: str) -> None:
        """Put a withdrawn document back; raises DocumentUnknown, DocumentExists."""
        with self._ledger.writing():
            source = corpus.find(self._withdrawn, path)
            if (self._corpus / path).exists():
                raise DocumentExists(
                    f"Er is intussen een ander document {path}. Trek dat eerst in."
                )
            self._note(who, BACK, path, corpus.digest(source))
            moved = _files(source, self._corpus / path)
            self._ledger.apply(Change(moved, tuple(_parts(source))))

    def withdrawn(self) -> tuple[str, ...]:
        """Return the paths of withdrawn documents."""
        if not self._withdrawn.is_dir():
            return ()
        return tuple(source.path for source in corpus.sources(self._withdrawn))

    def withdrawn_source(self, path: str) -> Source:
        """Return the files of a withdrawn document; raises DocumentUnknown."""
        return corpus.find(self._withdrawn, path)

    def is_withdrawn(self, path: str) -> bool:
        """Say whether a document is not in the corpus but among what was withdrawn."""
        return not (self._corpus / path).is_file() and (self._withdrawn / path).is_file()

    def source(self, path: str) -> Source:
        """Return a document's files; raises DocumentUnknown."""
        return corpus.find(self._corpus, path)

    def kept(self, path: str) -> Source:
        """Return a document's files, also of a withdrawn one; raises DocumentUnknown."""
        return self.withdrawn_source(path) if self.is_withdrawn(path) else self.source(path)

    def digest(self, path: str) -> str:
        """Return what tells this state of a document from every other; raises DocumentUnknown."""
        return corpus.digest(self.source(path))

    def text(self, path: str) -> str:
        """Return the words of a document in a text format, as its file has them."""
        html = PurePosixPath(path).suffix.lower().startswith(".htm")
        return decode(self.source(path).read()[0], html=html)

    def versions(self, path: str) -> tuple[Version, ...]:
        """Return the earlier states of a document, the latest first."""
        folder = self._versions / path
        found = (self._version(each) for each in folder.glob("*/")) if folder.is_dir() else ()
        return tuple(sorted(filter(None, found), key=lambda each: each.id, reverse=True))

    def version(self, path: str, key: str) -> Version:
        """Return one earlier state; raises DocumentUnknown."""
        for each in self.versions(path):
            if each.id == key:
                return each
        raise DocumentUnknown(f"Deze eerdere versie van {path} is er niet (meer).")

    def purge(self, path: str, key: str, who: str) -> None:
        """Take an earlier state away for good; raises DocumentUnknown.

        The trail keeps which one it was, by moment and digest, and nothing of what it said.
        """
        with self._ledger.writing():
            version = self.version(path, key)
            digest = corpus.digest(source_of(path, version))
            self._note(
                who, PURGED, path, digest, f"tot {version.until.astimezone():%d-%m-%Y %H:%M}"
            )
            self._ledger.apply(Change(removes=(version.file.parent,)))

    @contextmanager
    def _editing(self, edit: Edit) -> Iterator[Source]:
        with self._ledger.writing():
            source = corpus.find(self._corpus, edit.path)
            if corpus.digest(source) != edit.loaded:
                raise StaleEdit(
                    f"Iemand anders heeft {edit.path} intussen veranderd. Uw wijziging is nog "
                    "niet opgeslagen. Vergelijk beide en sla opnieuw op."
                )
            yield source

    def _change(
        self,
        edit: Edit,
        source: Source,
        what: str,
        written: "Mapping[_Place, bytes | Path]",
        *removes: Path,
    ) -> None:
        self._note(edit.who, what, edit.path, edit.loaded)
        old = self._versions / source.path / datetime.now(UTC).strftime(MOMENT)
        writes = _files(source, old / source.file.name)
        writes |= {place(source.file): content for place, content in written.items()}
        self._ledger.apply(Change(writes, removes))

    def _note(self, who: str, what: str, path: str, digest: str, detail: str = "") -> None:
        self._trail.audit(who, what, path, digest, detail)

    def _taken(self, path: str) -> bool:
        places = (self._corpus / path, self._withdrawn / path)
        return any(place.exists() or corpus.sidecar_of(place).exists() for place in places)

    def _version(self, folder: Path) -> Version | None:
        try:
            until = datetime.strptime(folder.name, MOMENT).replace(tzinfo=UTC)
        except ValueError:
            return None
        return Version(folder.name, until, folder / folder.parent.name)


class _Place(Protocol):
    def __call__(self, file: Path, /) -> Path: ...


def editable(path: str) -> bool:
    """Tell whether the words of a document can be changed here."""
    return PurePosixPath(path).suffix.lower() in TEXT


def source_of(path: str, version: Version) -> Source:
    """Return the files of an earlier version as if they were the document."""
    sidecar = corpus.sidecar_of(version.file)
    return Source(path, version.file, sidecar if sidecar.is_file() else None)


def fits(path: str, name: str) -> None:
    """Raise UnsupportedFormat when a file with this name cannot take a document's place."""
    suffix = PurePosixPath(path).suffix.lower()
    if PurePosixPath(name).suffix.lower() != suffix:
        raise UnsupportedFormat(
            f"Kies een bestand van hetzelfde type ({suffix}). "
            "Is het nieuwe van een ander type? Voeg het dan toe en trek het oude in."
        )


def _itself(file: Path) -> Path:
    return file


def _parts(source: Source) -> Iterator[Path]:
    # The document first: without it the file beside it is nothing that a build would read.
    yield source.file
    if source.sidecar:
        yield source.sidecar


def _files(source: Source, target: Path) -> dict[Path, bytes | Path]:
    """Return the files of a document under another name, the sidecar first."""
    found: dict[Path, bytes | Path] = {}
    if source.sidecar:
        found[corpus.sidecar_of(target)] = source.sidecar
    return {**found, target: source.file}


def _unknown(source: Source) -> dict[str, object]:
    """Return what a sidecar says beyond metadata; that is someone else's, so it stays."""
    if source.sidecar is None:
        return {}
    values = sidecar_values(source.sidecar.read_bytes())
    return {name: value for name, value in values.items() if name.strip().lower() not in FIELD_OF}
