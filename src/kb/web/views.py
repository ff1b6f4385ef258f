"""What templates get: one frozen dataclass each, every value ready to print. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import quote, urlencode

from babel.dates import format_date

from kb import presenting
from kb.catalogue import Entry
from kb.chunking import clock
from kb.model import KINDS, Answer, Hit, Locator, Metadata, Passage, Section

KIND_NAMES = {"artikel": "Artikel", "webinar": "Webinar", "handout": "Handout"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked when it matches the question."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class HitView:
    """One answer on the search page."""

    title: str
    url: str
    facts: tuple[str, ...]
    place: str
    pieces: tuple[Piece, ...]
    original: str
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KindOption:
    """A choice in the filter by kind."""

    value: str
    name: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SearchView:
    """The search page, with or without a question."""

    question: str
    kind: str
    kinds: tuple[KindOption, ...]
    hits: tuple[HitView, ...]
    confident: bool
    summary: str
    examples: tuple[str, ...]
    documents: int
    problem: str = ""


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


@dataclass(frozen=True, slots=True)
class ErrorView:
    """A page that says what went wrong and what to do."""

    title: str
    message: str


def search_view(
    answer: Answer | None,
    *,
    question: str = "",
    kind: str = "",
    documents: int = 0,
    examples: tuple[str, ...] = (),
    problem: str = "",
) -> SearchView:
    """Return the search page for an answer, or the empty one."""
    hits = tuple(map(hit_view, answer.hits)) if answer else ()
    return SearchView(
        question=question,
        kind=kind,
        kinds=tuple(_kind_options(question, kind)),
        hits=hits,
        confident=bool(answer and answer.confident),
        summary=_summary(answer) if answer else "",
        examples=examples,
        documents=documents,
        problem=problem,
    )


def hit_view(hit: Hit) -> HitView:
    """Return an answer as the search page shows it."""
    return HitView(
        title=hit.metadata.title,
        url=presenting.hit_url(hit),
        facts=facts(hit.metadata),
        place=place(hit.passage.locator),
        pieces=tuple(pieces(hit.snippet.text, hit.snippet.matches)),
        original=original_url(hit.document, hit.passage.locator),
        also_in=hit.also_in,
    )


def document_view(entry: Entry) -> DocumentView:
    """Return a whole document, its passages as places to open at."""
    document = entry.document
    known = document.metadata
    by_section = {
        number: tuple(found)
        for number, found in groupby(entry.passages, key=lambda passage: passage.section)
    }
    return DocumentView(
        title=known.title,
        facts=facts(known),
        themes=known.themes,
        sample=known.sample,
        language=known.language or "nl",
        source_url=known.source_url if known.source_url.startswith("http") else "",
        licence=known.licence,
        original=original_url(document.path),
        original_name=document.path.rsplit("/", 1)[-1],
        sections=tuple(
            _section(document.path, number, section, by_section.get(number, ()))
            for number, section in enumerate(document.sections)
        ),
    )


def facts(metadata: Metadata) -> tuple[str, ...]:
    """Return kind, organisation, role and date, those that are known."""
    kind = KIND_NAMES.get(metadata.kind or "", "")
    told = (kind, metadata.organisation, metadata.role, dutch_date(metadata.date))
    return tuple(filter(None, told))


def dutch_date(day: date | None) -> str:
    """Write a date as "23 november 2026"; empty for none."""
    return format_date(day, "d MMMM y", locale="nl") if day else ""


def place(locator: Locator) -> str:
    """Say where a passage stands, as one would on the telephone."""
    if locator.type == "page":
        return f"Pagina {locator.label.removeprefix('p. ')}"
    if locator.type == "slide":
        return " – ".join((f"Dia {locator.page}", *locator.path))
    if locator.type == "time":
        return " – ".join(filter(None, (f"Vanaf {locator.label}", locator.speaker)))
    return " › ".join(locator.path) or "Begin van de tekst"


def original_url(path: str, locator: Locator | None = None) -> str:
    """Return the address of the original file, a PDF at its page."""
    address = f"/bestanden/{quote(path)}"
    if locator and locator.type == "page" and locator.page:
        return f"{address}#page={locator.page}"
    return address


def pieces(text: str, matches: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """Cut a text at its matches."""
    at = 0
    for start, end in matches:
        if start > at:
            yield Piece(text[at:start], marked=False)
        yield Piece(text[start:end], marked=True)
        at = end
    if at < len(text):
        yield Piece(text[at:], marked=False)


def _kind_options(question: str, chosen: str) -> Iterator[KindOption]:
    for value, name in (("", "Alles"), *((kind, KIND_NAMES[kind]) for kind in KINDS)):
        query = urlencode({"q": question, **({"soort": value} if value else {})})
        yield KindOption(value, name, f"/?{query}", value == chosen)


def _summary(answer: Answer) -> str:
    if not answer.hits:
        return "Niets gevonden"
    count = len(answer.hits)
    documents = len({hit.document for hit in answer.hits})
    passages = "1 passage" if count == 1 else f"{count} passages"
    sources = "1 document" if documents == 1 else f"{documents} documenten"
    return f"{passages} uit {sources}"


def _section(path: str, number: int, section: Section, passages: Sequence[Passage]) -> SectionView:
    own = original_url(path, section.locator) if section.locator.type == "page" else ""
    return SectionView(
        anchor=f"deel-{number + 1}",
        heading=_heading(section.locator),
        original=own,
        passages=tuple(
            PassageView(f"passage-{passage.ordinal}", tuple(_paragraphs(section, passage)))
            for passage in passages
        ),
    )


def _heading(locator: Locator) -> str:
    if locator.type == "time":
        return f"Vanaf {locator.label}"
    if locator.type == "heading":
        return locator.path[-1] if locator.path else ""
    return place(locator)


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
