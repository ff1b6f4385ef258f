"""What kb understood of a file, before anything is saved."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import PurePosixPath

from kb import chunking, masking, readers
from kb.catalogue import Entry
from kb.editing import comparing, findings
from kb.editing.comparing import Likeness
from kb.editing.findings import Finding
from kb.errors import DocumentUnreadable
from kb.model import Metadata, Passage, Reading, Section
from kb.readers.metadata import guess_language, readable
from kb.readers.text import decode

# Finds documents of the live index that come near a list of texts.
Near = Callable[[Sequence[str]], Sequence[Entry]]
# Letters around personal data, so that an editor sees what it is about.
AROUND = 40
NAMELESS = "zonder-naam-1f0c7e2b"


@dataclass(frozen=True, slots=True)
class Personal:
    """Personal data that was found, with the words around it."""

    kind: str
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as kb sees it; `problem` says why it cannot become a document, "" when it can.

    `origins` tells for each known field of the metadata where it came from.
    """

    name: str
    problem: str = ""
    metadata: Metadata = field(default_factory=Metadata)
    origins: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    passages: tuple[Passage, ...] = ()
    findings: tuple[Finding, ...] = ()
    likenesses: tuple[Likeness, ...] = ()
    personal: tuple[Personal, ...] = ()

    @property
    def to_confirm(self) -> tuple[Finding, ...]:
        """The findings that an editor must confirm before it may be saved."""
        return tuple(each for each in self.findings if each.confirm)


def understand(name: str, data: bytes, near: Near, *, same: str = "") -> Preview:
    """Read a file as a build would; never raises for what is in it.

    `same` is the path of a document with exactly these bytes, if there is one.
    """
    try:
        reading = read(name, data)
    except DocumentUnreadable as error:
        return Preview(name, problem=str(error))
    return assess(name, reading, near, same=same)


def read(name: str, data: bytes) -> Reading:
    """Read a file without a title when it holds none; raises DocumentUnreadable."""
    # Readers take the file's name then, so that it must be one that no title is like.
    found = readers.read(f"{NAMELESS}{PurePosixPath(name).suffix}", data)
    if found.metadata.title != readable(NAMELESS):
        return found
    return replace(found, metadata=replace(found.metadata, title=""))


def assess(name: str, reading: Reading, near: Near, *, same: str = "") -> Preview:
    """Return what an editor should see of what was read in a file."""
    passages = chunking.cut(reading.sections)
    alike = comparing.likenesses(passages, near([passage.text for passage in passages]))
    personal = _personal(reading.sections)
    found = findings.Facts(name, reading, passages, alike, len(personal), same)
    known = reading.metadata
    return Preview(
        name=name,
        metadata=replace(known, title=known.title or readable(name)),
        origins=_origins(reading),
        sections=reading.sections,
        passages=passages,
        findings=findings.judge(found),
        likenesses=alike,
        personal=personal,
    )


def masked(name: str, data: bytes, only: Collection[str] | None = None) -> bytes:
    """Return a file in a text format without the personal data in it, or without `only` some."""
    text = decode(data, html=PurePosixPath(name).suffix.startswith(".htm"))
    return (masking.mask(text) if only is None else masking.mask_some(text, only)).encode()


def _personal(sections: Sequence[Section]) -> tuple[Personal, ...]:
    return tuple(
        Personal(
            found.kind,
            found.text,
            section.text[max(0, found.start - AROUND) : found.start],
            section.text[found.end : found.end + AROUND],
        )
        for section in sections
        for found in masking.find(section.text)
    )


def _origins(reading: Reading) -> dict[str, str]:
    known = reading.metadata
    origins = {each.name: "uit het bestand" for each in fields(known) if getattr(known, each.name)}
    text = "\n".join(section.text for section in reading.sections)
    if not known.title:
        origins["title"] = "van de bestandsnaam"
    if known.language == guess_language(text):
        origins["language"] = "geraden uit de woorden"
    origins["kind"] = "geraden uit het soort bestand"
    return origins
