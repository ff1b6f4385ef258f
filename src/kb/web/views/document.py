"""The document page: its text by section, each passage a place to open at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kb.catalogue import Entry
from kb.chunking import clock
from kb.model import Locator, Passage, Section
from kb.web.language import Language
from kb.web.views.common import kind_name, original_url, place, told_by


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph, or the items of a list; `time` and `speaker` where a turn begins."""

    text: str
    items: tuple[str, ...] = ()
    time: str = ""
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage at which the page can open."""

    anchor: str
    paragraphs: tuple[ParagraphView, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A stretch under one heading, page, slide or minute."""

    anchor: str
    heading: str
    original: str
    passages: tuple[PassageView, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The document page."""

    title: str
    facts: tuple[str, ...]
    themes: tuple[str, ...]
    sample: bool
    language: str
    source_url: str
    licence: str
    original: str
    original_name: str
    sections: tuple[SectionView, ...]


def document_view(entry: Entry, language: Language) -> DocumentView:
    """Return a whole document, its passages as places to open at."""
    document = entry.document
    known = document.metadata
    by_section = {
        number: tuple(found)
        for number, found in groupby(entry.passages, key=lambda passage: passage.section)
    }
    return DocumentView(
        title=known.title,
        facts=tuple(filter(None, (kind_name(known.kind, language), *told_by(known, language)))),
        themes=known.themes,
        sample=known.sample,
        language=known.language or "nl",
        source_url=known.source_url if known.source_url.startswith("http") else "",
        licence=known.licence,
        original=original_url(document.path),
        original_name=document.path.rsplit("/", 1)[-1],
        sections=tuple(
            _section(document.path, number, section, by_section.get(number, ()), language)
            for number, section in enumerate(document.sections)
        ),
    )


def _section(
    path: str, number: int, section: Section, passages: Sequence[Passage], language: Language
) -> SectionView:
    own = original_url(path, section.locator) if section.locator.type == "page" else ""
    return SectionView(
        anchor=f"deel-{number + 1}",
        heading=_heading(section.locator, language),
        original=own,
        passages=tuple(
            PassageView(f"passage-{passage.ordinal}", tuple(_paragraphs(section, passage)))
            for passage in passages
        ),
    )


def _heading(locator: Locator, language: Language) -> str:
    if locator.type == "time":
        return language.text("Vanaf %(time)s", time=locator.label)
    if locator.type == "heading":
        return locator.path[-1] if locator.path else ""
    return place(locator, language)


def _paragraphs(section: Section, passage: Passage) -> Iterator[ParagraphView]:
    marks = {mark.offset: mark for mark in section.marks}
    at = passage.start
    for text in passage.text.split("\n\n"):
        mark = marks.get(at)
        at += len(text) + 2
        yield ParagraphView(
            text=text,
            items=_items(text),
            time=clock(mark.start) if mark else "",
            speaker=mark.speaker if mark else "",
        )


def _items(text: str) -> tuple[str, ...]:
    lines = [line.strip() for line in text.split("\n")]
    if len(lines) < 2 or not all(line.startswith("- ") for line in lines):
        return ()
    return tuple(line.removeprefix("- ") for line in lines)
