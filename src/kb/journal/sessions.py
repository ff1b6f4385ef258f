"""Who is signed in: tokens of which only a hash is kept, with an end to each."""

import hashlib
import secrets
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from kb.journal.database import Database
from kb.journal.values import Account

# A working day at most, and a long meeting in between.
LONGEST = timedelta(hours=12)
IDLE = timedelta(hours=2)
# The time between going to the organisation's own sign-in and coming back.
ERRAND = timedelta(minutes=10)
# Writing the time of every request would cost each of them a write.
EVERY = timedelta(minutes=1)
# A local account's role is looked up each time: taking it away works at once.
FIND = """
SELECT s.name, coalesce(a.role, s.role), s.external, s.seen
FROM sessions s LEFT JOIN accounts a ON a.name = s.name AND NOT s.external
WHERE s.token = ? AND s.began > ? AND s.seen > ? AND (s.external OR a.name IS NOT NULL)
"""


class Sessions:
    """The sessions of one installation; every method may raise JournalUnavailable."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        """Keep the sessions in `database`; `now` says how late it is."""
        self._database = database
        self._now = now

    def start(self, account: Account, *, instead_of: str = "") -> str:
        """Begin a session under a fresh token and return it; the one before it ends."""
        token, now = secrets.token_urlsafe(32), self._seconds()
        with self._database.connect() as connection:
            _tidy(connection, now)
            connection.execute("DELETE FROM sessions WHERE token = ?", (_hash(instead_of),))
            connection.execute(
                "INSERT INTO sessions VALUES (?,?,?,?,?,?)",
                (_hash(token), account.name, account.role, account.external, now, now),
            )
        return token

    def find(self, token: str) -> Account | None:
        """Return who is signed in under a token; None when its time is over or it never was."""
        now = self._seconds()
        limits = now - LONGEST.total_seconds(), now - IDLE.total_seconds()
        with self._database.connect() as connection:
            row = connection.execute(FIND, (_hash(token), *limits)).fetchone()
        if row is None:
            return None
        name, role, external, seen = row
        if now - seen >= EVERY.total_seconds():
            self._database.attempt(lambda connection: _see(connection, token, now))
        return Account(name, role, bool(external))

    def end(self, token: str) -> None:
        """End a session."""
        with self._database.connect() as connection:
            connection.execute("DELETE FROM sessions WHERE token = ?", (_hash(token),))

    def send(self, told: str) -> str:
        """Remember `told` for a browser that goes elsewhere and comes back with the token."""
        token, now = secrets.token_urlsafe(32), self._seconds()
        with self._database.connect() as connection:
            _tidy(connection, now)
            connection.execute("INSERT INTO errands VALUES (?,?,?)", (_hash(token), now, told))
        return token

    def back(self, token: str) -> str | None:
        """Return what was told, once; None after its time."""
        oldest = self._seconds() - ERRAND.total_seconds()
        with self._database.connect() as connection:
            row = connection.execute(
                "DELETE FROM errands WHERE token = ? AND began > ? RETURNING told",
                (_hash(token), oldest),
            ).fetchone()
        return row[0] if row else None

    def _seconds(self) -> int:
        return int(self._now().timestamp())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _see(connection: sqlite3.Connection, token: str, now: int) -> None:
    connection.execute("UPDATE sessions SET seen = ? WHERE token = ?", (now, _hash(token)))


def _tidy(connection: sqlite3.Connection, now: int) -> None:
    for table, column, limit in (
        ("sessions", "began", LONGEST),
        ("sessions", "seen", IDLE),
        ("errands", "began", ERRAND),
    ):
        oldest = now - limit.total_seconds()
        connection.execute(f"DELETE FROM {table} WHERE {column} <= ?", (oldest,))  # noqa: S608
