"""What the dashboard shows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from kb import presenting
from kb.editing import learning, listing
from kb.editing.learning import Group, Health, ThemeLine
from kb.editing.listing import Row
from kb.journal import Poor
from kb.model import KINDS, Metadata
from kb.web.addresses import desk_url
from kb.web.learning.service import Corpus
from kb.web.moments import day, month
from kb.web.views.common import Target

# The longest bar of a theme, in the picture's own units.
WIDEST = 100
YEARS = 8


@dataclass(frozen=True, slots=True)
class Totals:
    """How many subjects, how many of those left by visitors, how many questions in all."""

    groups: int
    left: int
    times: int


@dataclass(frozen=True, slots=True)
class GroupView:
    """Questions about the same thing; `near` are the documents that came nearest."""

    question: str
    others: tuple[str, ...]
    all: tuple[str, ...]
    times: int
    left: int
    last: str
    near: tuple[Target, ...]
    search: str
    add: str
    golden: str


@dataclass(frozen=True, slots=True)
class PoorView:
    """An answer that did not help."""

    question: str
    document: Target | None
    helpful: int
    unhelpful: int
    comments: tuple[str, ...]
    last: str
    search: str
    golden: str


@dataclass(frozen=True, slots=True)
class UseLine:
    """A document nobody finds or opens."""

    title: str
    url: str
    facts: str


@dataclass(frozen=True, slots=True)
class UseView:
    """Documents that were never found, and those that nobody opened for a year."""

    documents: int
    never_found: tuple[UseLine, ...]
    unopened: tuple[UseLine, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A number with the length of its bar, of WIDEST."""

    count: int
    length: int


@dataclass(frozen=True, slots=True)
class ThemeView:
    """Themes by month."""

    months: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Bar, ...], int], ...]


@dataclass(frozen=True, slots=True)
class HealthView:
    """How the documents are doing."""

    documents: int
    years: tuple[str, ...]
    kinds: tuple[tuple[str, tuple[int, ...], int], ...]
    skipped: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]
    health: tuple[tuple[Health, tuple[Target, ...]], ...]


def page_of(text: str) -> int:
    """Return the number of a page in an address; 1 for anything else."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def totals(groups: Sequence[Group]) -> Totals:
    """Count what visitors did not find."""
    return Totals(
        len(groups), sum(each.left > 0 for each in groups), sum(each.times for each in groups)
    )


def group_view(group: Group, titles: Mapping[str, Metadata]) -> GroupView:
    """Return a group with where an editor can go from it."""
    first, *others = group.questions
    return GroupView(
        question=first.question,
        others=tuple(each.question for each in others),
        all=tuple(each.question for each in group.questions),
        times=group.times,
        left=group.left,
        last=day(group.last),
        near=tuple(
            Target(titles[path].title, presenting.document_url(path))
            for path in tuple(dict.fromkeys(first.documents))[:3]
            if path in titles
        ),
        search=_ask("/", first.question, "q"),
        add=_ask("/redactie/toevoegen", first.question),
        golden=_ask("/redactie/gouden-vragen/nieuw", first.question),
    )


def poor_view(poor: Poor, titles: Mapping[str, Metadata]) -> PoorView:
    """Return an answer that did not help, with where it stands."""
    known = titles.get(poor.document)
    url = presenting.passage_url(poor.document, poor.ordinal)
    return PoorView(
        question=poor.question,
        document=Target(known.title if known else poor.document, url if known else "")
        if poor.document
        else None,
        helpful=poor.helpful,
        unhelpful=poor.unhelpful,
        comments=poor.comments,
        last=day(poor.last),
        search=_ask("/", poor.question, "q") if poor.question else "",
        golden=_ask("/redactie/gouden-vragen/nieuw", poor.question) if poor.question else "",
    )


def use_view(rows: Sequence[Row], today: date) -> UseView:
    """Return the documents that nobody finds or opens."""
    found = [row for row in rows if row.state.status == "doorzoekbaar"]
    return UseView(
        documents=len(found),
        never_found=tuple(_use_line(row) for row in found if listing.never_found(row)),
        unopened=tuple(
            _use_line(row)
            for row in found
            if not listing.never_found(row) and listing.unopened(row, today)
        ),
    )


def theme_view(lines: Sequence[ThemeLine], today: date) -> ThemeView:
    """Return the themes with bars; the longest of all is as wide as can be."""
    most = max((count for line in lines for count in line.counts), default=1)
    return ThemeView(
        tuple(month(first) for first in learning.months(today)),
        tuple(
            (
                line.theme,
                tuple(Bar(count, round(WIDEST * count / most)) for count in line.counts),
                sum(line.counts),
            )
            for line in lines
        ),
    )


def health_view(corpus: Corpus) -> HealthView:
    """Return the documents by kind and year, and what an editor can mend."""
    years = sorted({year for _, year in corpus.by_kind if year}, reverse=True)[:YEARS]
    kinds = [*KINDS, *({kind for kind, _ in corpus.by_kind} - set(KINDS))]
    known = {row.path: row for row in corpus.rows}
    return HealthView(
        documents=sum(corpus.by_kind.values()),
        years=(*years, "Ouder of onbekend"),
        kinds=tuple(_kind_line(kind, years, corpus.by_kind) for kind in kinds),
        skipped=corpus.skipped,
        warnings=corpus.warnings,
        health=tuple(
            (each, tuple(_target(known[path]) for path in each.paths))
            for each in corpus.health
            # Told with the reasons already.
            if each.name != "Kan niet worden gelezen"
        ),
    )


def _kind_line(
    kind: str, years: Sequence[str], counts: Mapping[tuple[str, str], int]
) -> tuple[str, tuple[int, ...], int]:
    total = sum(count for (of, _), count in counts.items() if of == kind)
    told = tuple(counts.get((kind, year), 0) for year in years)
    return kind.capitalize() or "Onbekend", (*told, total - sum(told)), total


def _use_line(row: Row) -> UseLine:
    told = filter(
        None,
        ((row.metadata.kind or "").capitalize(), row.metadata.organisation, day(row.metadata.date)),
    )
    return UseLine(row.metadata.title, presenting.document_url(row.path), " · ".join(told))


def _target(row: Row) -> Target:
    return Target(row.metadata.title or row.path, desk_url(row.path))


def _ask(path: str, question: str, name: str = "vraag") -> str:
    return f"{path}?{urlencode({name: question})}"
