"""The list of documents: filters with counts, order and pages, all in the address. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from kb.editing import listing
from kb.editing.listing import ATTENTION, Row, Wanted
from kb.model import KINDS
from kb.web.addresses import desk_url
from kb.web.keeping.words import COLOURS, STATUSES, facts
from kb.web.moments import day, short_day
from kb.web.views.common import Paging, paging

HERE = "/redactie"
SIZE = 25
# Names in the address, and the filter that each is.
FILTERS = {
    "zoek": "words",
    "soort": "kind",
    "thema": "theme",
    "stand": "status",
    "door": "added_by",
    "let-op": "attention",
}
NEEDS = {
    "nooit-gevonden": "Nooit gevonden",
    "jaar-niet-geopend": "Een jaar niet geopend",
    "herzien": "Opnieuw te bekijken",
}
LONG_AGO = date.min
# What needs an editor's eye stands first.
URGENT = ("mislukt", "geweigerd", "bezig", "wacht", "doorzoekbaar")
ORDERS: Mapping[str, Callable[[Row], tuple[object, ...]]] = {
    "titel": lambda _: (),
    "datum": lambda row: (_late(row.metadata.date),),
    "gevonden": lambda row: (-row.use.found,),
    "geopend": lambda row: (-row.use.opened,),
    "toegevoegd": lambda row: (_late(row.added_on),),
    "": lambda row: (URGENT.index(row.state.status), _late(row.added_on)),
}

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the list."""

    wanted: Wanted
    order: str = ""
    page: int = 1

    def address(self, **other: object) -> str:
        """Return the address of this list, with something else in it."""
        changed = replace(self, **{"page": 1, **other})  # type: ignore[arg-type]
        values = {name: getattr(changed.wanted, field) for name, field in FILTERS.items()}
        values |= {"sorteer": changed.order, "pagina": changed.page if changed.page > 1 else ""}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{HERE}?{query}" if query else HERE


@dataclass(frozen=True, slots=True)
class Column:
    """A head of the table; `sorted` is what ARIA calls its order, "" for not by this column."""

    name: str
    url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Line:
    """A document in the list."""

    title: str
    language: str
    url: str
    path: str
    facts: str
    status: str
    colour: str
    reason: str
    found: int
    opened: int
    date: str
    added: str
    added_by: str
    overdue: str


@dataclass(frozen=True, slots=True)
class ListView:
    """One page of the list; `options` are the choices of each filter with their counts."""

    asked: Asked
    total: int
    all: int
    options: Mapping[str, tuple[Option, ...]]
    needs: tuple[tuple[str, int, str], ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    paging: Paging

    @property
    def filters(self) -> int:
        """How many filters narrow the list."""
        return sum(bool(getattr(self.asked.wanted, field)) for field in FILTERS.values())


def asked(values: Mapping[str, str], page: int) -> Asked:
    """Return what an address asks; what it may not ask is left out."""
    given = {field: " ".join(values.get(name, "").split()) for name, field in FILTERS.items()}
    known = {"status": STATUSES, "attention": ATTENTION, "kind": KINDS}
    for field, allowed in known.items():
        if given[field] not in allowed:
            given[field] = ""
    order = values.get("sorteer", "")
    return Asked(Wanted(**given), order if order.removeprefix("-") in ORDERS else "", page)


def list_view(rows: Sequence[Row], asked: Asked, today: date) -> ListView:
    """Return one page of the documents that an address asks for."""
    found = in_order(listing.select(rows, asked.wanted, today), asked.order)
    last = max(1, -(-len(found) // SIZE))
    asked = replace(asked, page=min(asked.page, last))
    shown = found[(asked.page - 1) * SIZE : asked.page * SIZE]
    return ListView(
        asked=asked,
        total=len(found),
        all=len(rows),
        options=_options(rows, asked.wanted, today),
        needs=tuple(_needs(rows, today)),
        columns=tuple(_column(name, asked) for name in COLUMNS),
        lines=tuple(_line(row, today) for row in shown),
        paging=paging(len(found), SIZE, asked.page, lambda at: asked.address(page=at)),
    )


def in_order(rows: Iterable[Row], order: str) -> list[Row]:
    """Return rows in an order by its name, "-" before it turns it round; then by title."""
    key = ORDERS[order.removeprefix("-")]
    backwards = order.startswith("-")
    by_title = sorted(
        rows, key=lambda row: row.metadata.title.casefold(), reverse=order == "-titel"
    )
    return sorted(by_title, key=key, reverse=backwards)


COLUMNS = {
    "titel": "Document",
    "": "Stand",
    "datum": "Datum",
    "gevonden": "Gevonden",
    "geopend": "Geopend",
    "toegevoegd": "Toegevoegd",
}
# Orders that go up; the others have the newest or the most first.
RISING = frozenset({"titel", "-datum", "-gevonden", "-geopend", "-toegevoegd"})


def _column(name: str, asked: Asked) -> Column:
    ours = asked.order.removeprefix("-") == name
    turned = f"-{name}" if asked.order == name and name else name
    rising = asked.order in RISING
    said = ("ascending" if rising else "descending") if ours and name else ""
    return Column(COLUMNS[name], asked.address(order=turned), said)


def _options(rows: Sequence[Row], wanted: Wanted, today: date) -> dict[str, tuple[Option, ...]]:
    """Count for each filter what the others let through."""

    def counted(field: str, values: Callable[[Row], Iterable[str]]) -> Counter[str]:
        others = listing.select(rows, replace(wanted, **{field: ""}), today)
        return Counter(value for row in others for value in values(row) if value)

    kinds = counted("kind", lambda row: [row.metadata.kind or ""])
    themes = counted("theme", lambda row: row.metadata.themes)
    status = counted("status", lambda row: [row.state.status])
    people = counted("added_by", lambda row: [row.added_by])
    needs = counted(
        "attention", lambda row: [name for name, true in ATTENTION.items() if true(row, today)]
    )
    return {
        "soort": _choices("Alle soorten", KINDS, kinds, str.capitalize),
        "thema": _choices("Alle thema’s", _sorted(themes, wanted.theme), themes, str),
        "stand": _choices("Alles", STATUSES, status, STATUSES.__getitem__),
        "door": _choices("Iedereen", _sorted(people, wanted.added_by), people, str),
        "let-op": _choices("Alles", NEEDS, needs, NEEDS.__getitem__),
    }


def _choices(
    every: str, values: Iterable[str], counts: Mapping[str, int], said: Callable[[str], str]
) -> tuple[Option, ...]:
    told = ((value, f"{said(value)} ({counts.get(value, 0)})") for value in values)
    return (("", every), *told)


def _sorted(counts: Mapping[str, int], chosen: str) -> list[str]:
    return sorted({*counts, *filter(None, [chosen])}, key=str.casefold)


def _needs(rows: Sequence[Row], today: date) -> Iterable[tuple[str, int, str]]:
    """Yield what an editor may want to look at: words, how many, and where."""
    for status in ("mislukt", "geweigerd", "bezig", "wacht"):
        count = sum(row.state.status == status for row in rows)
        yield STATUSES[status], count, Asked(Wanted(status=status)).address()
    for name, said in NEEDS.items():
        count = sum(ATTENTION[name](row, today) for row in rows)
        yield said, count, Asked(Wanted(attention=name)).address()


def _line(row: Row, today: date) -> Line:
    known = row.metadata
    return Line(
        title=known.title or row.path,
        language=known.language or "nl",
        url=desk_url(row.path),
        path=row.path,
        facts=facts(known),
        status=STATUSES[row.state.status],
        colour=COLOURS[row.state.status],
        reason=row.state.reason if row.state.status in ("mislukt", "geweigerd") else "",
        found=row.use.found,
        opened=row.use.opened,
        date=short_day(known.date),
        added=short_day(row.added_on),
        added_by=row.added_by,
        overdue=day(known.review_on) if listing.overdue(row, today) else "",
    )


def _late(found: date | None) -> int:
    """Return a number that is lower for later days; none comes last."""
    return -(found or LONG_AGO).toordinal()
