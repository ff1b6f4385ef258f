"""The document page: its text by section, each passage a place to open at and to cite."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from kb import presenting
from kb.catalogue import Entry
from kb.chunking import clock
from kb.model import Locator, Metadata, Passage, Related, Section
from kb.web.asking import Asked
from kb.web.language import Language
from kb.web.views.common import (
    DocumentLink,
    Source,
    Target,
    document_link,
    kind_name,
    original_url,
    place,
    source,
)

SOUND = frozenset({".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac"})
BRIEF = 40
# How the reader of slides sets a speaker's notes apart from what is on the slide.
NOTES = "Notities: "


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph, or the items of a list; `time` and `speaker` where a turn begins."""

    text: str
    items: tuple[str, ...] = ()
    anchor: str = ""
    time: str = ""
    seconds: int = 0
    speaker: str = ""
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage at which the page can open; `cite` is how to refer to it."""

    anchor: str
    paragraphs: tuple[ParagraphView, ...]
    place: str
    cite: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """A stretch under one heading, page, slide or minute; `depth` is 0 for the topmost.

    `above` is the heading above it when that has no text of its own and was not said before.

    A minute has no heading of its own: `label` and `brief`, its first words, stand for it.
    """

    anchor: str
    heading: str
    label: str
    brief: str
    above: str
    depth: int
    original: str
    passages: tuple[PassageView, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """Sound or film on another site; nothing of it is loaded before the visitor asks."""

    url: str
    origin: str
    is_sound: bool


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The document page; `type` is the type of its places."""

    path: str
    title: str
    source: Source
    audience: str
    themes: tuple[Target, ...]
    sample: bool
    language: str
    source_url: str
    licence: str
    original: str
    original_name: str
    type: str
    recording: Recording | None
    sections: tuple[SectionView, ...]
    cite: str
    related: tuple[DocumentLink, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a page is shown: in which language, and at what address it can be cited."""

    language: Language
    site: str = ""


def document_view(entry: Entry, setting: Setting, related: Sequence[Related] = ()) -> DocumentView:
    """Return a whole document, its passages as places to open at."""
    document, language = entry.document, setting.language
    known = document.metadata
    return DocumentView(
        path=document.path,
        title=known.title,
        source=source(known, language, brief=False),
        audience=known.audience,
        themes=tuple(
            Target(theme, Asked(theme, {"theme": (theme,)}).address()) for theme in known.themes
        ),
        sample=known.sample,
        language=known.language or "nl",
        source_url=known.source_url if _is_web(known.source_url) else "",
        licence=known.licence,
        original=original_url(document.path),
        original_name=PurePosixPath(document.path).name,
        type=document.sections[0].locator.type if document.sections else "heading",
        recording=_recording(known),
        sections=tuple(_sections(entry, setting)),
        cite=citation(document.path, known, setting),
        related=tuple(document_link(each.document, each.metadata, language) for each in related),
    )


def citation(path: str, known: Metadata, setting: Setting, passage: Passage | None = None) -> str:
    """Return how to refer to a document, or to one passage of it."""
    language = setting.language
    told = ", ".join(filter(None, (known.organisation, known.role)))
    kind = kind_name(known.kind, language).lower()
    title = f"{known.title} ({kind})" if kind else known.title
    spot = _spot(place(passage.locator, language)) if passage else ""
    when = ", ".join(filter(None, (language.day(known.date), spot)))
    url = presenting.document_url(path)
    if passage:
        url = presenting.passage_url(path, passage.ordinal)
    return ". ".join(filter(None, (told, title, when, f"{setting.site}{url}")))


def _spot(text: str) -> str:
    return text[:1].lower() + text[1:]


def _is_web(url: str) -> bool:
    parts = urlsplit(url)
    plain = not set(url) & set(" \t\r\n;,'\"")
    return plain and parts.scheme in ("http", "https") and bool(parts.netloc)


def _recording(known: Metadata) -> Recording | None:
    if not _is_web(known.media_url):
        return None
    parts = urlsplit(known.media_url)
    suffix = PurePosixPath(parts.path).suffix.lower()
    return Recording(known.media_url, f"{parts.scheme}://{parts.netloc}", suffix in SOUND)


def _sections(entry: Entry, setting: Setting) -> Iterator[SectionView]:
    by_section = {
        number: tuple(found)
        for number, found in groupby(entry.passages, key=lambda passage: passage.section)
    }
    path, known = entry.document.path, entry.document.metadata
    anchors: set[str] = set()
    before: tuple[str, ...] = ()
    for number, section in enumerate(entry.document.sections):
        locator = section.locator
        above = locator.path[:-1] if locator.type == "heading" else ()
        said = before[: len(above)] == above
        before = locator.path
        yield SectionView(
            anchor=f"deel-{number + 1}",
            heading=_heading(locator, setting.language),
            label=locator.label,
            brief=_brief(section.text) if locator.type == "time" else "",
            above="" if said else above[-1],
            depth=len(locator.path) - 1 if locator.type == "heading" and locator.path else 0,
            original=original_url(path, locator) if locator.type == "page" else "",
            passages=tuple(
                PassageView(
                    anchor=f"passage-{passage.ordinal}",
                    paragraphs=tuple(_with_lists(_paragraphs(section, passage, anchors))),
                    place=place(passage.locator, setting.language),
                    cite=citation(path, known, setting, passage),
                )
                for passage in by_section.get(number, ())
            ),
        )


def _heading(locator: Locator, language: Language) -> str:
    if locator.type == "time":
        return language.text("Vanaf %(time)s", time=locator.label)
    if locator.type == "heading":
        return locator.path[-1] if locator.path else ""
    return place(locator, language)


def _brief(text: str) -> str:
    return textwrap.shorten(text, BRIEF, placeholder=" …")


def _paragraphs(section: Section, passage: Passage, anchors: set[str]) -> Iterator[ParagraphView]:
    marks = {mark.offset: mark for mark in section.marks}
    at, speaker = passage.start, ""
    for text in passage.text.split("\n\n"):
        mark = marks.get(at)
        at += len(text) + 2
        if mark is None:
            note = text.startswith(NOTES)
            yield ParagraphView(text.removeprefix(NOTES), _items(text), is_note=note)
            continue
        anchor = f"t-{int(mark.start)}"
        yield ParagraphView(
            text=text,
            anchor="" if anchor in anchors else anchor,
            time=clock(mark.start),
            seconds=int(mark.start),
            speaker="" if mark.speaker == speaker else mark.speaker,
        )
        anchors.add(anchor)
        speaker = mark.speaker


def _with_lists(paragraphs: Iterable[ParagraphView]) -> Iterator[ParagraphView]:
    """Yield paragraphs, items that follow each other as one list."""
    for is_list, found in groupby(paragraphs, key=lambda each: bool(each.items)):
        together = tuple(found)
        if is_list:
            yield replace(
                together[0], items=tuple(item for each in together for item in each.items)
            )
        else:
            yield from together


def _items(text: str) -> tuple[str, ...]:
    lines = [line.strip() for line in text.split("\n")]
    # A dash before one line may be a line of thought; a dot in a PDF is always an item.
    for mark, least in (("- ", 2), ("• ", 1)):
        if len(lines) >= least and all(line.startswith(mark) for line in lines):
            return tuple(line.removeprefix(mark) for line in lines)
    return ()
