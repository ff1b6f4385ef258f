"""The list of documents on the desk: rows, and which of them are asked for. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kb.editing.states import State
from kb.journal import Entry, Use
from kb.model import Metadata

ADDED = "toegevoegd"
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Row:
    """One document: what is said about it, whether it can be found, how it is used."""

    path: str
    metadata: Metadata
    state: State
    added_by: str = ""
    added_on: date | None = None
    use: Use = field(default_factory=Use)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of the list; an empty one lets everything through."""

    words: str = ""
    kind: str = ""
    theme: str = ""
    status: str = ""
    added_by: str = ""
    attention: str = ""


def rows(
    known: Mapping[str, Metadata],
    states: Mapping[str, State],
    trail: Sequence[Entry],
    use: Mapping[str, Use],
) -> tuple[Row, ...]:
    """Return a row for each document with a state; `trail` has the latest line first."""
    added = {entry.document: entry for entry in trail if entry.what == ADDED}
    return tuple(
        Row(
            path,
            known.get(path) or Metadata(title=path.rsplit("/", 1)[-1]),
            state,
            added[path].who if path in added else "",
            added[path].at.date() if path in added else None,
            use.get(path, Use()),
        )
        for path, state in states.items()
    )


def select(found: Iterable[Row], wanted: Wanted, today: date) -> tuple[Row, ...]:
    """Return the rows that pass every filter."""
    return tuple(row for row in found if _passes(row, wanted, today))


def never_found(row: Row) -> bool:
    """Tell whether no question ever led to this document."""
    return row.use.found == 0


def unopened(row: Row, today: date) -> bool:
    """Tell whether nobody opened a document for a year, though it was there."""
    new = row.added_on is not None and row.added_on > today - YEAR
    opened = row.use.last_opened
    return not new and (opened is None or opened < today - YEAR)


def overdue(row: Row, today: date) -> bool:
    """Tell whether an editor should have looked at it again by now."""
    return row.metadata.review_on is not None and row.metadata.review_on <= today


ATTENTION: Mapping[str, Callable[[Row, date], bool]] = {
    "nooit-gevonden": lambda row, _: never_found(row),
    "jaar-niet-geopend": unopened,
    "herzien": overdue,
}


def _passes(row: Row, wanted: Wanted, today: date) -> bool:
    known = row.metadata
    text = f"{known.title} {row.path} {known.organisation}".casefold()
    return all(
        (
            all(word in text for word in wanted.words.casefold().split()),
            wanted.kind in ("", known.kind),
            not wanted.theme or wanted.theme in known.themes,
            wanted.status in ("", row.state.status),
            wanted.added_by in ("", row.added_by),
            wanted.attention not in ATTENTION or ATTENTION[wanted.attention](row, today),
        )
    )
