"""Questions, feedback and use of documents: by day, masked, without who asked."""

import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kb.dutch.text import fold
from kb.journal.database import Database
from kb.journal.values import Feedback, Poor, Unanswered, Use
from kb.masking import mask

# Long enough for any question and remark that a person types.
LONGEST = 1000
# Counts per document hold nobody's words; two years show whether a document is still used.
USE_KEPT = 800
# Seconds for which suggested questions are good enough.
FRESH = 60
UNANSWERED = """
WITH heard AS (
    SELECT folded, day, question, times, 0 AS left FROM questions q WHERE NOT confident
    AND NOT EXISTS (SELECT 1 FROM questions a
                    WHERE a.folded = q.folded AND a.confident AND a.day >= q.day)
    UNION ALL SELECT folded, day, question, 0, times FROM left_behind)
SELECT question, sum(times), sum(left), max(day), coalesce((SELECT documents FROM questions q
    WHERE q.folded = heard.folded ORDER BY day DESC LIMIT 1), '[]')
FROM heard
WHERE day >= ? AND day > coalesce((SELECT day FROM settled s WHERE s.folded = heard.folded), '')
GROUP BY folded ORDER BY sum(left) DESC, sum(times) DESC, max(day) DESC, folded
"""
POOR = """
SELECT question, document, ordinal, total(helpful), total(NOT helpful) AS bad,
       json_group_array(comment), max(day)
FROM feedback WHERE day >= ? GROUP BY folded, document, ordinal
HAVING bad > 0 OR total(helpful IS NULL) > 0
ORDER BY bad - total(helpful) DESC, max(day) DESC, folded
"""
JUDGED = """
SELECT question, document, ordinal, total(helpful), total(NOT helpful),
       json_group_array(comment), max(day)
FROM feedback WHERE day >= ?1 AND document = ?2 GROUP BY folded, ordinal
ORDER BY max(day) DESC, folded
"""
ANSWERED = """
SELECT max(question) FROM questions WHERE confident GROUP BY folded HAVING sum(times) >= ?
ORDER BY sum(times) DESC, folded
"""
USE = """
SELECT document, sum(found), sum(opened), max(CASE WHEN found THEN day END),
       max(CASE WHEN opened THEN day END)
FROM use WHERE day >= ? GROUP BY document
"""


class Listening:
    """What visitors ask, find, open and think of it."""

    def __init__(self, database: Database, keep_days: int, today: Callable[[], date]) -> None:
        """Keep words for `keep_days` days."""
        self._database = database
        self._keep_days = keep_days
        self._today = today
        self._suggested: dict[int, tuple[float, tuple[str, ...]]] = {}

    def asked(self, question: str, *, confident: bool, documents: Sequence[str]) -> None:
        """Record a question, masked, with the documents shown; never raises."""
        day, (kept, folded) = self._day(), _words(question)
        shown = list(dict.fromkeys(documents))

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO questions VALUES (?,?,?,?,?,1) ON CONFLICT DO UPDATE SET "
                "times = times + 1, documents = excluded.documents",
                (day, folded, confident, kept, json.dumps(shown)),
            )
            # What merely came nearest was not found.
            for document in shown if confident else ():
                _count(connection, day, document, "found")

        if folded:
            self._database.attempt(write)

    def opened(self, document: str) -> None:
        """Count that a document was opened; never raises."""
        day = self._day()
        self._database.attempt(lambda connection: _count(connection, day, document, "opened"))

    def leave(self, question: str) -> None:
        """Keep a question that a visitor leaves for the editors; raises JournalUnavailable."""
        kept, folded = _words(question)
        with self._database.connect() as connection:
            connection.execute(
                "INSERT INTO left_behind VALUES (?,?,?,1) "
                "ON CONFLICT DO UPDATE SET times = times + 1",
                (self._day(), folded, kept),
            )

    def feedback(self, given: Feedback) -> None:
        """Keep a judgement, its words masked; raises JournalUnavailable."""
        kept, folded = _words(given.question)
        comment = mask(given.comment)[:LONGEST].strip()
        with self._database.connect() as connection:
            connection.execute(
                "INSERT INTO feedback VALUES (?,?,?,?,?,?,?)",
                (self._day(), folded, kept, given.document, given.ordinal, given.helpful, comment),
            )

    def questions(self, min_times: int = 2) -> tuple[str, ...]:
        """Return answered questions, most asked first, that may be suggested to others.

        A question in which something was masked is somebody's own and stays out. At
        most a minute old; empty when the journal cannot be read.
        """
        # Asked for at every key that somebody presses.
        until, found = self._suggested.get(min_times, (0.0, ()))
        if time.monotonic() >= until:
            found = self._answered(min_times)
            self._suggested[min_times] = time.monotonic() + FRESH, found
        return found

    def unanswered(self, since: date = date.min) -> tuple[Unanswered, ...]:
        """Return questions without a good answer since a day, those left for us first.

        One that was answered later has its answer by now.
        """
        return tuple(
            Unanswered(question, times, left, _date(last), tuple(json.loads(documents)))
            for question, times, left, last, documents in self._read(UNANSWERED, since)
        )

    def settle(self, question: str) -> None:
        """Take a question off the unanswered ones, until it goes unanswered on a later day."""
        with self._database.connect() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO settled VALUES (?,?)", (_words(question)[1], self._day())
            )

    def poor(self, since: date = date.min) -> tuple[Poor, ...]:
        """Return what did not help or got a remark since a day, the worst first."""
        return tuple(map(_judged, self._read(POOR, since)))

    def judged(self, document: str, since: date = date.min) -> tuple[Poor, ...]:
        """Return how visitors judged answers from a document since a day, the latest first."""
        return tuple(map(_judged, self._read(JUDGED, since, document)))

    def use(self, since: date = date.min) -> Mapping[str, Use]:
        """Return per document how often it was found and opened since a day; others had none."""
        return {
            document: Use(found, opened, *(_date(day) if day else None for day in days))
            for document, found, opened, *days in self._read(USE, since)
        }

    def use_by_day(self, since: date = date.min) -> tuple[tuple[date, str, int, int], ...]:
        """Return (day, document, found, opened) for each day since; for lines over time."""
        rows = self._read("SELECT * FROM use WHERE day >= ? ORDER BY day, document", since)
        return tuple((_date(day), *rest) for day, *rest in rows)

    def prune(self, days: int) -> None:
        """Throw away every word that is older than `days` days; raises JournalUnavailable."""
        with self._database.connect() as connection:
            _prune(connection, self._today(), days)

    def tidy(self) -> None:
        """Throw away what is past its days; never raises, and makes no file where there is none."""
        if self._database.path.exists():
            today = self._today()
            self._database.attempt(lambda found: _prune(found, today, self._keep_days))

    def _answered(self, min_times: int) -> tuple[str, ...]:
        found: list[str] = []

        def read(connection: sqlite3.Connection) -> None:
            found.extend(row[0] for row in connection.execute(ANSWERED, (min_times,)))

        self._database.attempt(read)
        return tuple(question for question in found if "[" not in question)

    def _day(self) -> str:
        today = self._today()
        self._database.daily(today, lambda found: _prune(found, today, self._keep_days))
        return today.isoformat()

    def _read(self, query: str, since: date, *more: str) -> list[tuple[Any, ...]]:
        self._day()
        with self._database.connect() as connection:
            return list(connection.execute(query, (since.isoformat(), *more)))


def _judged(row: Sequence[Any]) -> Poor:
    question, document, ordinal, good, bad, comments, last = row
    return Poor(question, document, ordinal, int(good), int(bad), _comments(comments), _date(last))


def _words(question: str) -> tuple[str, str]:
    """Return a question as it is kept, and as it is counted: without capitals and spaces."""
    kept = " ".join(mask(question).split())[:LONGEST]
    return kept, fold(kept).rstrip("?!. ")


def _count(connection: sqlite3.Connection, day: str, document: str, column: str) -> None:
    connection.execute(
        f"INSERT INTO use (day, document, {column}) VALUES (?,?,1) "  # noqa: S608 - our own names
        f"ON CONFLICT DO UPDATE SET {column} = {column} + 1",
        (day, document),
    )


def _prune(connection: sqlite3.Connection, today: date, days: int) -> None:
    kept = {
        **dict.fromkeys(("questions", "left_behind", "settled", "feedback"), days),
        "use": USE_KEPT,
    }
    for table, number in kept.items():
        oldest = (today - timedelta(days=number)).isoformat()
        connection.execute(f"DELETE FROM {table} WHERE day < ?", (oldest,))  # noqa: S608


def _comments(text: str) -> tuple[str, ...]:
    return tuple(filter(None, json.loads(text)))


def _date(text: str) -> date:
    return date.fromisoformat(text)
