"""The search page: a question, its answers and the ways to narrow them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from babel import Locale

from kb import presenting
from kb.model import KINDS, Answer, Elsewhere, Hit
from kb.searching import Order
from kb.web.asking import PARAMETERS, Asked
from kb.web.language import Language, later
from kb.web.views.common import (
    Paging,
    Piece,
    Source,
    Target,
    kind_name,
    original_url,
    paging,
    pieces,
    place,
    source,
)
from kb.web.views.start import StartView

PAGE_SIZE = 10
# So many are shown when none is good enough.
NEAREST = 5
# So many passages of a document are read at once; more of them are one click away.
PER_DOCUMENT = 2
# More choices than this are one click away.
FEW = 6
LEGENDS: Mapping[str, str] = {
    "kind": later("Soort bron"),
    "theme": later("Thema"),
    "organisation": later("Organisatie"),
    "year": later("Jaar"),
    "language": later("Taal van de bron"),
}
ORDERS: Mapping[Order, str] = {
    "relevance": later("Beste antwoord eerst"),
    "date": later("Nieuwste eerst"),
}


NOTHING = StartView()


@dataclass(frozen=True, slots=True)
class HitView:
    """A passage that answers."""

    url: str
    place: str
    pieces: tuple[Piece, ...]
    original: str
    also_in: tuple[Target, ...]
    ordinal: int


@dataclass(frozen=True, slots=True)
class CardView:
    """A document with its passages among these answers; `more` holds those beyond the first."""

    title: str
    url: str
    source: Source
    language: str
    document: str
    related: str
    hits: tuple[HitView, ...]
    more: tuple[HitView, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a filter, with how many documents it leaves."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """A filter; `more` holds the options beyond the first few."""

    name: str
    legend: str
    options: tuple[Option, ...]
    more: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """The search page, with or without a question."""

    question: str
    cards: tuple[CardView, ...]
    confident: bool
    summary: str
    facets: tuple[FacetView, ...]
    chosen: tuple[Target, ...]
    unfiltered: str
    orders: tuple[Target, ...]
    order: str
    paging: Paging
    did_you_mean: Target | None
    answered: str
    exactly: Target
    exact: bool
    start: StartView
    problem: str


def search_view(
    asked: Asked,
    answer: Answer | None,
    language: Language,
    *,
    start: StartView = NOTHING,
    problem: str = "",
) -> SearchView:
    """Return the search page for an answer, or the empty one."""
    total = answer.total if answer else 0
    return SearchView(
        question=asked.question,
        cards=tuple(_cards(_shown(answer), language)) if answer else (),
        confident=bool(answer and answer.confident),
        summary=_summary(asked, answer, language) if answer else "",
        facets=tuple(_facets(asked, answer.facets, language)) if answer else (),
        chosen=tuple(_chosen(asked, language)),
        unfiltered=asked.unfiltered().address(),
        orders=tuple(
            Target(language.text(text), asked.ordered(order).address(), order == asked.order)
            for order, text in ORDERS.items()
        ),
        order="datum" if asked.order == "date" else "",
        paging=paging(total, PAGE_SIZE, asked.page, lambda page: asked.at(page).address()),
        did_you_mean=_did_you_mean(asked, answer) if answer else None,
        answered=answer.answered if answer and _answers_another(answer) else "",
        exactly=Target(asked.question, asked.exactly().address()),
        exact=asked.exact,
        start=start,
        problem=problem,
    )


def _shown(answer: Answer) -> tuple[Hit, ...]:
    return answer.hits if answer.confident else answer.hits[:NEAREST]


def _cards(hits: Sequence[Hit], language: Language) -> Iterator[CardView]:
    by_document: dict[str, list[Hit]] = {}
    for hit in hits:
        by_document.setdefault(hit.document, []).append(hit)
    for document, together in by_document.items():
        known = together[0].metadata
        views = tuple(_hit(hit, language) for hit in together)
        yield CardView(
            title=known.title,
            url=presenting.hit_url(together[0]),
            source=source(known, language),
            language=known.language or "nl",
            document=document,
            related=f"{presenting.document_url(document)}#verwant",
            hits=views[:PER_DOCUMENT],
            more=views[PER_DOCUMENT:],
        )


def _hit(hit: Hit, language: Language) -> HitView:
    return HitView(
        url=presenting.hit_url(hit),
        place=place(hit.passage.locator, language),
        pieces=tuple(pieces(hit.snippet.text, hit.snippet.matches)),
        original=original_url(hit.document, hit.passage.locator),
        also_in=tuple(map(_elsewhere, hit.also_in)),
        ordinal=hit.passage.ordinal,
    )


def _elsewhere(other: Elsewhere) -> Target:
    return Target(f"{other.title}, {other.label}", presenting.elsewhere_url(other))


def _did_you_mean(asked: Asked, answer: Answer) -> Target | None:
    if not answer.did_you_mean or _answers_another(answer):
        return None
    return Target(answer.did_you_mean, asked.about(answer.did_you_mean).address())


def _answers_another(answer: Answer) -> bool:
    return bool(answer.did_you_mean) and answer.answered == answer.did_you_mean


def _summary(asked: Asked, answer: Answer, language: Language) -> str:
    if not answer.total:
        return language.text("Niets gevonden")
    found = language.count("1 passage gevonden", "%(number)s passages gevonden", answer.total)
    tellers = sum(1 for name in answer.facets.get("organisation", ()) if name)
    if not asked.filters and tellers > 1:
        found = language.text(
            "%(found)s, van %(tellers)s organisaties", found=found, tellers=tellers
        )
    if asked.page == 1:
        return found
    return language.text("%(found)s, pagina %(page)s", found=found, page=asked.page)


def _facets(
    asked: Asked, counted: Mapping[str, Mapping[str, int]], language: Language
) -> Iterator[FacetView]:
    for name, legend in LEGENDS.items():
        chosen = asked.filters.get(name, ())
        counts = {value: count for value, count in counted.get(name, {}).items() if value}
        counts = {**dict.fromkeys(chosen, 0), **counts}
        if len(counts) < 2 and not chosen:
            continue
        options = [
            Option(value, _label(name, value, language), counts[value], value in chosen)
            for value in _arranged(name, counts)
        ]
        first = [each for at, each in enumerate(options) if at < FEW or each.chosen]
        yield FacetView(
            name=PARAMETERS[name],
            legend=language.text(legend),
            options=tuple(first),
            more=tuple(each for each in options if each not in first),
        )


def _arranged(facet: str, counts: Mapping[str, int]) -> list[str]:
    """Return values as a reader expects them: kinds as always, years newest first."""
    if facet == "kind":
        return [kind for kind in KINDS if kind in counts]
    if facet == "year":
        return sorted(counts, reverse=True)
    return sorted(counts, key=lambda value: (-counts[value], value.casefold()))


def _label(facet: str, value: str, language: Language) -> str:
    if facet == "kind":
        return kind_name(value, language) or value
    if facet == "language":
        name = str(Locale.parse(language.code).languages.get(value, value))
        return name[:1].upper() + name[1:]
    return value


def _chosen(asked: Asked, language: Language) -> Iterator[Target]:
    for facet, values in asked.filters.items():
        for value in values:
            yield Target(_label(facet, value, language), asked.without(facet, value).address())
