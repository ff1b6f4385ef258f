"""What several pages show: facts about a document, places in it, marked text, page numbers."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from kb import presenting
from kb.model import Kind, Locator, Metadata
from kb.web.language import Language, later

BULLET, BREAKS = re.compile(r"\A- "), re.compile(r"\n{2,}")
KIND_NAMES: dict[str, str] = {
    "artikel": later("Artikel"),
    "webinar": later("Webinar"),
    "handout": later("Handout"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked when it matches the question."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Source:
    """Who tells it, and `what` that is and of when; empty where it is not known."""

    kind: str
    organisation: str
    role: str
    what: str


@dataclass(frozen=True, slots=True)
class Target:
    """A text that leads somewhere; `chosen` when we are there."""

    text: str
    url: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A document to go to, with what a reader chooses by."""

    title: str
    url: str
    source: Source
    language: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """One page of several."""

    number: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Paging:
    """The pages of a list; `previous` and `next` are empty where there is none."""

    pages: tuple[PageLink, ...] = ()
    previous: str = ""
    next: str = ""


def paging(total: int, size: int, current: int, address: Callable[[int], str]) -> Paging:
    """Return links to the pages of a list of `total`, counted from 1: ends and neighbours."""
    last = max(1, -(-total // size))
    near = {1, last, *range(max(1, current - 2), min(last, current + 2) + 1)}
    return Paging(
        tuple(PageLink(at, address(at), at == current) for at in sorted(near)),
        address(min(current - 1, last)) if current > 1 else "",
        address(current + 1) if current < last else "",
    )


def kind_name(kind: Kind | str | None, language: Language) -> str:
    """Return what a reader calls this kind of document; empty when it is not known."""
    return language.text(KIND_NAMES[kind]) if kind in KIND_NAMES else ""


def source(metadata: Metadata, language: Language, *, brief: bool = True) -> Source:
    """Return who tells it, what it is and when; `brief` leaves out the day."""
    when = language.month if brief else language.day
    kind = kind_name(metadata.kind, language)
    return Source(
        kind=metadata.kind or "",
        organisation=metadata.organisation,
        role=metadata.role,
        what=", ".join(filter(None, (kind, when(metadata.date)))),
    )


def document_link(path: str, metadata: Metadata, language: Language) -> DocumentLink:
    """Return a document to go to."""
    return DocumentLink(
        title=metadata.title,
        url=presenting.document_url(path),
        source=source(metadata, language),
        language=metadata.language or "nl",
    )


def place(locator: Locator, language: Language) -> str:
    """Say where a passage stands, as one would on the telephone."""
    if locator.type == "page":
        page = locator.label.removeprefix("p. ")
        return language.text("Pagina %(page)s", page=page)
    if locator.type == "slide":
        slide = language.text("Dia %(slide)s", slide=locator.page)
        return " – ".join((slide, *locator.path))
    if locator.type == "time":
        start = language.text("Vanaf %(time)s", time=locator.label)
        return " – ".join(filter(None, (start, locator.speaker)))
    return " › ".join(locator.path) or language.text("Begin van de tekst")


def original_url(path: str, locator: Locator | None = None) -> str:
    """Return the address of the original file, a PDF at its page."""
    address = f"/bestanden/{quote(path)}"
    if locator and locator.type == "page" and locator.page:
        return f"{address}#page={locator.page}"
    return address


def pieces(text: str, matches: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """Cut a text at its matches; paragraphs become lines and the items of a list have dots."""
    at = 0
    for start, end in matches:
        if start > at:
            yield Piece(_lines(text[at:start], opens=at == 0), marked=False)
        yield Piece(text[start:end], marked=True)
        at = end
    if at < len(text):
        yield Piece(_lines(text[at:], opens=at == 0), marked=False)


def _lines(text: str, *, opens: bool) -> str:
    # Elsewhere than at the start of a line "- " is the rest of a word: "hitte- en droogteplan".
    begun = BULLET.sub("• ", text, count=1) if opens else text
    return BREAKS.sub("\n", begun).replace("\n- ", "\n• ")
