"""The frozen values that layers hand to each other.

Offsets are Unicode code points into the text they belong to, half open;
times are seconds from the start of a recording; pages and slides count from 1.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["artikel", "webinar", "handout"]
LocatorType = Literal["page", "slide", "heading", "time"]
KINDS: tuple[Kind, ...] = ("artikel", "webinar", "handout")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document; empty where nothing was found."""

    title: str = ""
    kind: Kind | None = None
    date: datetime.date | None = None
    organisation: str = ""
    role: str = ""
    themes: tuple[str, ...] = ()
    audience: str = ""
    language: str = ""
    source_url: str = ""
    media_url: str = ""
    licence: str = ""
    sample: bool = False
    review_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Locator:
    """The exact place of a section or passage in its document.

    `path` holds the headings (or slide title) that lead to it; `page` is the
    page or slide number; `start` and `end` are seconds; `label` is what a
    person reads: "p. iv", "dia 3", "Aanpak › Stap 1", "12:34".
    """

    type: LocatorType
    label: str
    path: tuple[str, ...] = ()
    page: int | None = None
    start: float | None = None
    end: float | None = None
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """From `offset` in a section's text on, `speaker` talks at `start` seconds."""

    offset: int
    start: float
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of text with one locator; passages never cross its borders.

    Paragraphs are separated by a blank line. `marks` (time sections only) are
    in order of offset, one per cue, the first at offset 0.
    """

    locator: Locator
    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one file."""

    metadata: Metadata
    sections: tuple[Section, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One source: its path below the corpus, digest and content."""

    path: str
    digest: str
    metadata: Metadata
    sections: tuple[Section, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one section that can be read on its own.

    `sections[section].text[start:end] == text` for the document it is from;
    `ordinal` counts the document's passages from 1 and names the place that
    the document page opens at.
    """

    ordinal: int
    section: int
    start: int
    end: int
    text: str
    locator: Locator


@dataclass(frozen=True, slots=True)
class Snippet:
    """The one to three sentences of a passage that answer best.

    `start` and `end` are offsets in the passage; `matches` are offsets in `text`.
    """

    text: str
    start: int
    end: int
    matches: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another place that says the same as a hit, in (nearly) the same words."""

    document: str
    title: str
    ordinal: int
    label: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers, with what a reader needs to judge and open it."""

    document: str
    metadata: Metadata
    passage: Passage
    snippet: Snippet
    score: float
    also_in: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """A document that is about the same as another; a higher `score` is nearer."""

    document: str
    metadata: Metadata
    score: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a corpus, folded: how often each occurs, and how it is `written` otherwise."""

    counts: Mapping[str, int]
    written: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of hits for one question, best first, all from one generation.

    `total` is how many hits all pages hold together; `facets` counts documents by
    facet and value; `did_you_mean` is the whole question with its misspelt
    words mended, or "". `answered` is the question that the hits answer: the mended
    one when a misspelt word finds nothing by itself.
    """

    question: str
    generation: str
    confident: bool
    hits: tuple[Hit, ...]
    confidence: float = 0.0
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    did_you_mean: str = ""
    answered: str = ""
