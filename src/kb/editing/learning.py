"""What editors can learn from visitors and from the corpus itself. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from kb.editing.listing import Row, overdue
from kb.embedding import FloatArray
from kb.journal import Unanswered

# From this cosine on two questions ask about the same thing; chosen by reading the groups that
# the development questions fall into.
SAME_MEANING = 0.62
OLD = timedelta(days=5 * 365)
MONTHS = 6


@dataclass(frozen=True, slots=True)
class Group:
    """Questions about the same thing, the most asked first."""

    questions: tuple[Unanswered, ...]

    @property
    def left(self) -> int:
        """How often a visitor left one of them for the editors."""
        return sum(each.left for each in self.questions)

    @property
    def last(self) -> date:
        """The last day on which one of them was asked."""
        return max(each.last for each in self.questions)

    @property
    def times(self) -> int:
        """How often visitors asked any of them."""
        return sum(max(each.times, each.left) for each in self.questions)


@dataclass(frozen=True, slots=True)
class Health:
    """One thing about the corpus that an editor can mend, and how many documents have it."""

    name: str
    count: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """How often documents of a theme were found, by month."""

    theme: str
    counts: tuple[int, ...]


def group(questions: Sequence[Unanswered], vectors: FloatArray) -> tuple[Group, ...]:
    """Put questions with about the same meaning together.

    Groups that visitors left for the editors come first, then the most asked ones.

    `vectors` holds a unit vector for each question. Each question joins the group whose first
    question is nearest, so that no chain of small steps ties unlike questions.
    """
    order = sorted(range(len(questions)), key=lambda at: -_weight(questions[at]))
    leaders: list[int] = []
    members: dict[int, list[int]] = {}
    cosines = vectors @ vectors.T
    for at in order:
        likeness = cosines[at, leaders]
        nearest = int(np.argmax(likeness)) if leaders else -1
        if nearest >= 0 and likeness[nearest] >= SAME_MEANING:
            members[leaders[nearest]].append(at)
        else:
            leaders.append(at)
            members[at] = [at]
    groups = [Group(tuple(questions[at] for at in found)) for found in members.values()]
    return tuple(sorted(groups, key=lambda each: (-each.left, -each.times)))


def health(rows: Sequence[Row], today: date) -> tuple[Health, ...]:
    """Return what is amiss with the corpus; nothing that is in order."""
    checks: dict[str, Callable[[Row], bool]] = {
        "Kan niet worden gelezen": lambda row: row.state.status == "mislukt",
        "Moest al herzien zijn": lambda row: overdue(row, today),
        "Heeft geen datum": lambda row: row.metadata.date is None,
        "Is ouder dan vijf jaar": lambda row: bool(
            row.metadata.date and row.metadata.date < today - OLD
        ),
        "Heeft geen thema": lambda row: not row.metadata.themes,
        "Heeft geen organisatie": lambda row: not row.metadata.organisation,
    }
    found = {name: [row.path for row in rows if check(row)] for name, check in checks.items()}
    return tuple(Health(name, len(paths), tuple(paths)) for name, paths in found.items() if paths)


def months(today: date) -> tuple[date, ...]:
    """Return the first day of the last months, this one last."""
    numbers = [today.year * 12 + today.month - 1 - back for back in reversed(range(MONTHS))]
    return tuple(date(number // 12, number % 12 + 1, 1) for number in numbers)


def themes(
    use: Iterable[tuple[date, str, int, int]],
    of: Mapping[str, Sequence[str]],
    today: date,
) -> tuple[ThemeLine, ...]:
    """Return for each theme how often its documents were found in each of the last months."""
    shown = months(today)
    counts: dict[str, Counter[date]] = {}
    for day, document, found, _ in use:
        for theme in of.get(document, ()):
            counts.setdefault(theme, Counter())[day.replace(day=1)] += found
    lines = [
        ThemeLine(theme, tuple(by_month[month] for month in shown))
        for theme, by_month in counts.items()
    ]
    told = [line for line in lines if sum(line.counts)]
    return tuple(sorted(told, key=lambda line: (-sum(line.counts), line.theme)))


def _weight(question: Unanswered) -> int:
    return max(question.times, question.left) + question.left
