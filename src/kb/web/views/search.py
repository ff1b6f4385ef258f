"""The search page: a question, its answers and the ways to narrow them."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from kb import presenting
from kb.model import KINDS, Answer, Hit
from kb.web.language import Language
from kb.web.views.common import Piece, kind_name, original_url, pieces, place, told_by


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a search page asks."""

    question: str = ""
    kind: str = ""


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


def search_view(
    asked: Asked,
    answer: Answer | None,
    language: Language,
    *,
    documents: int = 0,
    examples: tuple[str, ...] = (),
    problem: str = "",
) -> SearchView:
    """Return the search page for an answer, or the empty one."""
    hits = tuple(hit_view(hit, language) for hit in answer.hits) if answer else ()
    return SearchView(
        question=asked.question,
        kind=asked.kind,
        kinds=tuple(_kind_options(asked.question, asked.kind, language)),
        hits=hits,
        confident=bool(answer and answer.confident),
        summary=_summary(answer, language) if answer else "",
        examples=examples,
        documents=documents,
        problem=problem,
    )


def hit_view(hit: Hit, language: Language) -> HitView:
    """Return an answer as the search page shows it."""
    return HitView(
        title=hit.metadata.title,
        url=presenting.hit_url(hit),
        facts=(kind_name(hit.metadata.kind, language), *told_by(hit.metadata, language)),
        place=place(hit.passage.locator, language),
        pieces=tuple(pieces(hit.snippet.text, hit.snippet.matches)),
        original=original_url(hit.document, hit.passage.locator),
        also_in=tuple(each.title for each in hit.also_in),
    )


def _kind_options(question: str, chosen: str, language: Language) -> Iterator[KindOption]:
    everything = ("", language.text("Alles"))
    for value, name in (everything, *((kind, kind_name(kind, language)) for kind in KINDS)):
        query = urlencode({"q": question, **({"soort": value} if value else {})})
        yield KindOption(name, f"/?{query}", value == chosen)


def _summary(answer: Answer, language: Language) -> str:
    if not answer.hits:
        return language.text("Niets gevonden")
    documents = len({hit.document for hit in answer.hits})
    passages = language.count("1 passage", "%(number)s passages", len(answer.hits))
    sources = language.count("1 document", "%(number)s documenten", documents)
    return language.text("%(passages)s uit %(documents)s", passages=passages, documents=sources)
