"""Which documents may be shown, and how many each choice would leave. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from kb.errors import UsageError
from kb.model import KINDS, Metadata


def _year(metadata: Metadata) -> frozenset[str]:
    return frozenset({str(metadata.date.year)} if metadata.date else ())


FACETS: Mapping[str, Callable[[Metadata], frozenset[str]]] = {
    "kind": lambda m: frozenset({m.kind or ""}),
    "theme": lambda m: frozenset(m.themes),
    "organisation": lambda m: frozenset({m.organisation}),
    "year": _year,
    "language": lambda m: frozenset({m.language}),
}
NAMES: Mapping[str, str] = {
    "kind": "Soort",
    "theme": "Thema",
    "organisation": "Organisatie",
    "year": "Jaar",
    "language": "Taal",
}
# So many values are named to someone who typed one that does not exist.
NAMED = 8


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


def typed(values: Mapping[str, Sequence[str]], documents: Iterable[Metadata]) -> Filters:
    """Return filters for values as someone types them, whatever the capitals.

    Raises UsageError for a value that no document has, naming the nearest that one has; a kind
    or a year is only wrong when it is none at all.
    """
    known = tuple(documents)
    return Filters(
        {
            name: frozenset(_meant(name, value, known) for value in wanted)
            for name, wanted in values.items()
            if wanted
        }
    )


def _meant(name: str, value: str, documents: Iterable[Metadata]) -> str:
    if name == "year":
        return _meant_year(value)
    there = KINDS if name == "kind" else sorted({v for m in documents for v in FACETS[name](m)})
    found = [each for each in there if each and each.casefold() == value.strip().casefold()]
    if found:
        return found[0]
    near = get_close_matches(value, filter(None, there), NAMED, 0.0)
    raise UsageError(
        f"{NAMES[name]} {value} bestaat niet. "
        + (f"Kies bijvoorbeeld uit: {', '.join(near)}." if near else "Laat dit filter weg.")
    )


def _meant_year(value: str) -> str:
    year = value.strip()
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise UsageError(f"Jaar {value} bestaat niet. Typ een jaar met vier cijfers, zoals 2024.")
    return year


def _count(name: str, documents: Iterable[Metadata], filters: Filters) -> Counter[str]:
    passing = (
        [each for each in documents if filters.accept(each, but=name)] if filters else documents
    )
    return Counter(value for each in passing for value in FACETS[name](each) if value)


def _ordered(name: str, counts: Counter[str]) -> dict[str, int]:
    if name == "year":
        return dict(sorted(counts.items(), reverse=True))
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
