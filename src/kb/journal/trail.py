"""The audit trail, to look through: filters and pages."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kb.journal.database import Database
from kb.journal.values import Entry

# An empty value lets every line through.
WHERE = """
WHERE ?1 IN (who, '') AND ?2 IN (what, '')
AND (?3 = '' OR instr(lower(document || char(10) || detail), lower(?3)))
AND at >= ?4 AND (?5 = '' OR at < ?5)
"""
COUNT = "SELECT count(*) FROM trail {}".format(WHERE)  # noqa: S608, UP032 - no values in it
LINES = "SELECT at, who, what, document, digest, detail FROM trail {} ORDER BY id DESC {}"
PAGE = LINES.format(WHERE, "LIMIT ?6 OFFSET ?7")


@dataclass(frozen=True, slots=True)
class Sought:
    """Which lines are asked for; an empty field lets every line through.

    `words` may stand anywhere in the document's name or the detail; both days count.
    """

    who: str = ""
    what: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None


class Trail:
    """Reads the trail, the latest line first; every method may raise JournalUnavailable."""

    def __init__(self, database: Database) -> None:
        """Read what `database` holds."""
        self._database = database

    def lines(self, sought: Sought, *, limit: int, offset: int = 0) -> tuple[Entry, ...]:
        """Return `limit` lines from `offset` on."""
        with self._database.connect() as connection:
            rows = connection.execute(PAGE, (*_values(sought), limit, offset)).fetchall()
        return tuple(Entry(datetime.fromisoformat(row[0]), *row[1:]) for row in rows)

    def count(self, sought: Sought) -> int:
        """Return how many lines there are."""
        with self._database.connect() as connection:
            row = connection.execute(COUNT, _values(sought)).fetchone()
        return int(row[0])

    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return everybody who did something, and everything that was done."""
        with self._database.connect() as connection:
            who = connection.execute("SELECT DISTINCT who FROM trail ORDER BY who").fetchall()
            what = connection.execute("SELECT DISTINCT what FROM trail ORDER BY what").fetchall()
        return tuple(row[0] for row in who), tuple(row[0] for row in what)


def _values(sought: Sought) -> tuple[str, ...]:
    return (
        sought.who,
        sought.what,
        sought.words.strip(),
        _begin(sought.since) if sought.since else "",
        _begin(sought.until + timedelta(days=1)) if sought.until else "",
    )


def _begin(day: date) -> str:
    """Return when a day begins here, as the trail writes moments."""
    return datetime.combine(day, time()).astimezone(UTC).isoformat(timespec="seconds")
