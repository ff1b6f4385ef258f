"""What cannot be rebuilt from the documents: questions, feedback, use, accounts, the trail."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from kb.journal.accounts import Accounts
from kb.journal.database import Database
from kb.journal.listening import Listening
from kb.journal.sessions import Sessions
from kb.journal.trail import Sought, Trail
from kb.journal.values import ROLES, Account, Entry, Feedback, Poor, Role, Unanswered, Use

__all__ = [
    "ROLES",
    "Account",
    "Accounts",
    "Entry",
    "Feedback",
    "Journal",
    "Poor",
    "Role",
    "Sessions",
    "Sought",
    "Trail",
    "Unanswered",
    "Use",
]

TRAIL = "SELECT at, who, what, document, digest, detail FROM trail {} ORDER BY id DESC LIMIT ?"


class Journal(Listening):
    """One SQLite file in the data folder; safe to share by threads and processes."""

    def __init__(
        self,
        folder: Path,
        *,
        keep_days: int = 90,
        today: Callable[[], date] = date.today,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Use `folder`, which is made when something is first written."""
        super().__init__(Database(folder), keep_days, today)
        self._now = now

    @cached_property
    def accounts(self) -> Accounts:
        """Who may sign in with a password."""
        return Accounts(self._database)

    @cached_property
    def sessions(self) -> Sessions:
        """Who is signed in."""
        return Sessions(self._database, self._now)

    @cached_property
    def trail_lines(self) -> Trail:
        """The whole audit trail, to look through."""
        return Trail(self._database)

    def audit(
        self, who: str, what: str, document: str = "", digest: str = "", detail: str = ""
    ) -> None:
        """Add a line to the trail, which is never changed; raises JournalUnavailable."""
        at = self._now().isoformat(timespec="seconds")
        with self._database.connect() as connection:
            connection.execute(
                "INSERT INTO trail (at, who, what, document, digest, detail) VALUES (?,?,?,?,?,?)",
                (at, who, what, document, digest, detail),
            )

    def trail(self, document: str | None = None, *, limit: int = 200) -> tuple[Entry, ...]:
        """Return the latest lines, of one document or of all; raises JournalUnavailable."""
        of = () if document is None else (document,)
        with self._database.connect() as connection:
            query = TRAIL.format("WHERE document = ?" if of else "")
            rows = connection.execute(query, (*of, limit)).fetchall()
        return tuple(Entry(datetime.fromisoformat(row[0]), *row[1:]) for row in rows)
