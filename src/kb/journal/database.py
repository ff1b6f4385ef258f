"""The one SQLite file of the journal: opened for each call, brought up to date when first used."""

import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from kb.errors import JournalUnavailable

LOG = logging.getLogger("kb.journal")
FILE = "journal.sqlite"
# Each step brings a file from the version before to the next; steps are only ever added.
MIGRATIONS = (
    """
    CREATE TABLE questions (
        day TEXT NOT NULL, folded TEXT NOT NULL, confident INTEGER NOT NULL,
        question TEXT NOT NULL, documents TEXT NOT NULL, times INTEGER NOT NULL,
        PRIMARY KEY (day, folded, confident)) WITHOUT ROWID;
    CREATE TABLE left_behind (
        day TEXT NOT NULL, folded TEXT NOT NULL, question TEXT NOT NULL, times INTEGER NOT NULL,
        PRIMARY KEY (day, folded)) WITHOUT ROWID;
    CREATE TABLE settled (folded TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE feedback (
        day TEXT NOT NULL, folded TEXT NOT NULL, question TEXT NOT NULL, document TEXT NOT NULL,
        ordinal INTEGER NOT NULL, helpful INTEGER NOT NULL, comment TEXT NOT NULL);
    CREATE INDEX feedback_by_day ON feedback (day);
    CREATE TABLE use (
        day TEXT NOT NULL, document TEXT NOT NULL,
        found INTEGER NOT NULL DEFAULT 0, opened INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (day, document)) WITHOUT ROWID;
    CREATE TABLE trail (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
        document TEXT NOT NULL, digest TEXT NOT NULL, detail TEXT NOT NULL);
    CREATE INDEX trail_by_document ON trail (document, id);
    """,
    """
    CREATE TABLE accounts (
        name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE sessions (
        token TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, external INTEGER NOT NULL,
        began INTEGER NOT NULL, seen INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE errands (
        token TEXT PRIMARY KEY, began INTEGER NOT NULL, told TEXT NOT NULL) WITHOUT ROWID;
    """,
    # A remark without a judgement.
    """
    CREATE TABLE told (
        day TEXT NOT NULL, folded TEXT NOT NULL, question TEXT NOT NULL, document TEXT NOT NULL,
        ordinal INTEGER NOT NULL, helpful INTEGER, comment TEXT NOT NULL);
    INSERT INTO told SELECT * FROM feedback;
    DROP TABLE feedback;
    ALTER TABLE told RENAME TO feedback;
    CREATE INDEX feedback_by_day ON feedback (day);
    """,
    # The latest documents of each unanswered question: 1.3 s without it for 15,000 questions.
    "CREATE INDEX questions_by_words ON questions (folded, day)",
)
# A search waits no longer than this for another writer; then its question goes unrecorded.
PATIENCE = 2.0


class Database:
    """A folder's journal file; safe to share by threads, for each call has a connection."""

    def __init__(self, folder: Path) -> None:
        """Open nothing yet; the first call makes the folder and the file."""
        self.path = folder / FILE
        self._lock = threading.Lock()
        # Stays open: the last connection that closes copies the write-ahead log into the file,
        # which costs a search 2 ms.
        self._kept: sqlite3.Connection | None = None
        self._complained = False
        self._cleaned: date | None = None

    @contextmanager
    def connect(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction; raises JournalUnavailable when that cannot be."""
        connection = None
        try:
            self._prepare()
            connection = _open(self.path)
            with connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise JournalUnavailable(
                f"Het bestand {self.path} kan niet worden gebruikt ({error}). Controleer of er "
                "ruimte is op de schijf en of kb in de map mag schrijven."
            ) from error
        finally:
            if connection:
                connection.close()

    def attempt(self, write: Callable[[sqlite3.Connection], object]) -> None:
        """Write when that can be; when not, say so once and go on."""
        try:
            with self.connect() as connection:
                write(connection)
            self._complained = False
        except JournalUnavailable as error:
            if not self._complained:
                LOG.warning("%s", error)
            self._complained = True

    def daily(self, today: date, clean: Callable[[sqlite3.Connection], object]) -> None:
        """Clean up at the first call of each day."""
        with self._lock:
            if self._cleaned == today:
                return
            self._cleaned = today
        self.attempt(clean)

    def _prepare(self) -> None:
        with self._lock:
            if self._kept and self.path.exists():
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Made by hand first, for SQLite would let everyone on the machine read it.
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            connection = _open(self.path)
            connection.execute("PRAGMA journal_mode = WAL")
            _migrate(connection)
            self._kept = connection


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False)
    # What is thrown away is overwritten too: a question past its days must not linger in the file.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    # Two processes may start together: the second waits here and finds nothing left to do.
    connection.isolation_level = None
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        for statement in filter(str.strip, script.split(";")):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    connection.execute("COMMIT")
