"""Local accounts: a name, a role, a password of which only a hash is kept."""

import re
import sqlite3

from kb.errors import UsageError
from kb.journal import passwords
from kb.journal.database import Database
from kb.journal.values import Account, Role

# No @: names from the organisation's own service have one, so that the audit trail can never
# take the one for the other.
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
# In one statement, so that two who remove each other at once cannot both succeed.
REMOVE = """
DELETE FROM accounts WHERE name = ?
AND NOT (role = 'beheerder' AND (SELECT count(*) FROM accounts WHERE role = 'beheerder') = 1)
"""
SET_ROLE = """
UPDATE accounts SET role = ?1 WHERE name = ?2 AND (?1 = 'beheerder' OR
NOT (role = 'beheerder' AND (SELECT count(*) FROM accounts WHERE role = 'beheerder') = 1))
"""


class Accounts:
    """Who may sign in with a password; every method may raise JournalUnavailable."""

    def __init__(self, database: Database) -> None:
        """Keep the accounts in `database`."""
        self._database = database

    def add(self, name: str, role: Role, password: str) -> Account:
        """Add an account; raises UsageError for a name or password that cannot be."""
        name = name.strip().lower()
        if not NAME.fullmatch(name):
            raise UsageError(
                f"De naam {name} kan niet. Gebruik 2 tot 40 kleine letters, cijfers, punten of "
                "streepjes, en begin met een letter of cijfer."
            )
        stored = passwords.hashed(password)
        with self._database.connect() as connection:
            if _stored(connection, name):
                raise UsageError(
                    f"De gebruiker {name} bestaat al. Kies een andere naam, of verander het "
                    f"wachtwoord met `kb user password {name}`."
                )
            connection.execute("INSERT INTO accounts VALUES (?,?,?)", (name, role, stored))
        return Account(name, role)

    def all(self) -> tuple[Account, ...]:
        """Return the accounts by name."""
        with self._database.connect() as connection:
            rows = connection.execute("SELECT name, role FROM accounts ORDER BY name").fetchall()
        return tuple(Account(*row) for row in rows)

    def get(self, name: str) -> Account:
        """Return an account; raises UsageError when there is none."""
        with self._database.connect() as connection:
            found = _stored(connection, name.strip().lower())
        if found is None:
            raise _unknown(name)
        return Account(name.strip().lower(), found[0])

    def remove(self, name: str) -> None:
        """Remove an account and end its sessions; raises UsageError for the last beheerder."""
        self._change(REMOVE, name)

    def set_role(self, name: str, role: Role) -> None:
        """Change what somebody may do, at once; raises UsageError for the last beheerder."""
        self._change(SET_ROLE, name, role)

    def set_password(self, name: str, password: str) -> None:
        """Change a password and end the sessions; raises UsageError."""
        stored = passwords.hashed(password)
        self._change("UPDATE accounts SET password = ? WHERE name = ?", name, stored)

    def check(self, name: str, password: str) -> Account | None:
        """Return the account when the password is right; takes as long when there is none."""
        name = name.strip().lower()
        with self._database.connect() as connection:
            found = _stored(connection, name)
        role, stored = found or (None, None)
        return Account(name, role) if passwords.matches(password, stored) and role else None

    def known(self, name: str) -> bool:
        """Say whether there is an account of this name."""
        with self._database.connect() as connection:
            return _stored(connection, name.strip().lower()) is not None

    def _change(self, statement: str, name: str, *values: str) -> None:
        name = name.strip().lower()
        with self._database.connect() as connection:
            if not connection.execute(statement, (*values, name)).rowcount:
                raise _last(name) if _stored(connection, name) else _unknown(name)
            connection.execute("DELETE FROM sessions WHERE name = ? AND NOT external", (name,))


def _stored(connection: sqlite3.Connection, name: str) -> tuple[Role, str] | None:
    query = "SELECT role, password FROM accounts WHERE name = ?"
    found: tuple[Role, str] | None = connection.execute(query, (name,)).fetchone()
    return found


def _unknown(name: str) -> UsageError:
    return UsageError(f"De gebruiker {name} bestaat niet. Bekijk de namen met `kb user list`.")


def _last(name: str) -> UsageError:
    return UsageError(
        f"{name} is de enige beheerder. Maak eerst iemand anders beheerder; anders kan niemand "
        "de kennisbank nog beheren."
    )
