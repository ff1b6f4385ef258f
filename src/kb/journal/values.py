"""What goes into the journal and what comes out of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Role = Literal["lezer", "redacteur", "beheerder"]
# Each may do what those before it may.
ROLES: tuple[Role, ...] = ("lezer", "redacteur", "beheerder")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signs in; an `external` one is known by the organisation's own service."""

    name: str
    role: Role
    external: bool = False

    def may(self, role: Role) -> bool:
        """Say whether this account may do what is reserved for a role."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True, slots=True)
class Feedback:
    """A visitor's judgement of an answer, or of one hit (`document` and `ordinal`).

    `helpful` is None for a remark alone.
    """

    question: str
    document: str = ""
    ordinal: int = 0
    helpful: bool | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question, masked, that found no good answer; `left` times a visitor left it for us.

    `documents` are those that came nearest when it was last asked.
    """

    question: str
    times: int
    left: int
    last: date
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Poor:
    """A question with an answer (or one hit in it) that did not help, and what was said of it."""

    question: str
    document: str
    ordinal: int
    helpful: int
    unhelpful: int
    comments: tuple[str, ...]
    last: date


@dataclass(frozen=True, slots=True)
class Use:
    """How often a document was among the answers and was opened, and when last."""

    found: int = 0
    opened: int = 0
    last_found: date | None = None
    last_opened: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the audit trail: who did what to which document; `at` is in UTC."""

    at: datetime
    who: str
    what: str
    document: str = ""
    digest: str = ""
    detail: str = ""
