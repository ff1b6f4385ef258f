"""Which documents may be shown, and how many each choice would leave. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from kb.model import Metadata


def _year(metadata: Metadata) -> frozenset[str]:
    return frozenset({str(metadata.date.year)} if metadata.date else ())


FACETS: Mapping[str, Callable[[Metadata], frozenset[str]]] = {
    "kind": lambda m: frozenset({m.kind or ""}),
    "theme": lambda m: frozenset(m.themes),
    "organisation": lambda m: frozenset({m.organisation}),
    "year": _year,
    "language": lambda m: frozenset({m.language}),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Only documents that meet every non-empty set of values, by any value of that set."""

    values: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.values.values())

    def accept(self, metadata: Metadata, *, but: str = "") -> bool:
        """Tell whether a document may be shown; the facet `but` is left out of account."""
        return all(
            wanted & FACETS[name](metadata)
            for name, wanted in self.values.items()
            if wanted and name != but
        )


NO_FILTERS = Filters()


def count(documents: Iterable[Metadata], filters: Filters) -> dict[str, dict[str, int]]:
    """Return facet → value → how many documents that choice would show.

    Each facet is counted under all other filters but not its own, so that every
    value can be added to the ones chosen. The most frequent values come first,
    years from new to old.
    """
    known = tuple(documents)
    return {name: _ordered(name, _count(name, known, filters)) for name in FACETS}


def _count(name: str, documents: Iterable[Metadata], filters: Filters) -> Counter[str]:
    return Counter(
        value
        for metadata in documents
        if filters.accept(metadata, but=name)
        for value in FACETS[name](metadata)
        if value
    )


def _ordered(name: str, counts: Counter[str]) -> dict[str, int]:
    if name == "year":
        return dict(sorted(counts.items(), reverse=True))
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
