"""The address of a search: what it asks, and the address of the same search changed. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from kb.searching import Filters, Order

# The names in addresses are Dutch and stay: people share and keep them.
PARAMETERS: Mapping[str, str] = {
    "kind": "soort",
    "theme": "thema",
    "organisation": "organisatie",
    "year": "jaar",
    "language": "taal-bron",
}
ORDERS: Mapping[str, Order] = {"relevantie": "relevance", "datum": "date"}
LAST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its filters, order and page, as an address holds them.

    One that is `exact` is not mended when a word is misspelt.
    """

    question: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: Order = "relevance"
    page: int = 1
    exact: bool = False

    @property
    def is_plain(self) -> bool:
        """Tell whether this is the first page of the bare question."""
        return not self.filters and self.order == "relevance" and self.page == 1

    @property
    def searched(self) -> Filters:
        """The filters in the searcher's terms."""
        return Filters({name: frozenset(values) for name, values in self.filters.items()})

    def address(self) -> str:
        """Return the address of this search."""
        pairs = [("q", self.question)]
        for name, values in self.filters.items():
            pairs += [(PARAMETERS[name], value) for value in values]
        if self.order == "date":
            pairs.append(("sorteer", "datum"))
        if self.exact:
            pairs.append(("letterlijk", "ja"))
        if self.page > 1:
            pairs.append(("pagina", str(self.page)))
        return f"/?{urlencode(pairs)}"

    def at(self, page: int) -> "Asked":
        """Return this search at another page."""
        return replace(self, page=page)

    def ordered(self, order: Order) -> "Asked":
        """Return this search in another order, from its first page on."""
        return replace(self, order=order, page=1)

    def exactly(self) -> "Asked":
        """Return this search as it was typed."""
        return replace(self, page=1, exact=True)

    def about(self, question: str) -> "Asked":
        """Return a bare search for another question."""
        return Asked(question)

    def without(self, facet: str, value: str) -> "Asked":
        """Return this search with one filter less."""
        left = tuple(each for each in self.filters.get(facet, ()) if each != value)
        others = {name: values for name, values in self.filters.items() if name != facet}
        return replace(self, filters={**others, **({facet: left} if left else {})}, page=1)

    def unfiltered(self) -> "Asked":
        """Return this search without any filter."""
        return replace(self, filters={}, page=1)


def read(pairs: Iterable[tuple[str, str]]) -> Asked:
    """Return what an address asks; what it does not understand counts as not there."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if value := value.strip():
            given.setdefault(name, []).append(value)
    page = given.get("pagina", ["1"])[0]
    return Asked(
        question=given.get("q", [""])[0],
        filters={
            facet: tuple(dict.fromkeys(given[name]))
            for facet, name in PARAMETERS.items()
            if name in given
        },
        order=ORDERS.get(given.get("sorteer", [""])[0], "relevance"),
        exact=given.get("letterlijk") == ["ja"],
        page=max(1, min(int(page), LAST_PAGE)) if page.isascii() and page.isdigit() else 1,
    )
