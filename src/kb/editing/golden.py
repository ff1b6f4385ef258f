"""The editors' golden questions: JSON lines that guard every build."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from kb.errors import DeskBusy, QueriesInvalid, StaleEdit, UsageError
from kb.files import write_atomically

PATIENCE = 15.0
GRADES = (1, 2)


@dataclass(frozen=True, slots=True)
class GoldenQuery:
    """A question that every new index must answer with these documents (path → grade).

    `others` holds what the line says beyond that; it is kept as it is.
    """

    id: str
    query: str
    relevant: Mapping[str, int]
    others: Mapping[str, Any] = field(default_factory=dict)


class Golden:
    """The file with golden questions; safe to share by threads and processes."""

    def __init__(self, path: Path) -> None:
        """Use the file at `path`, which is made when first needed."""
        self._path = path

    def all(self) -> tuple[GoldenQuery, ...]:
        """Return the questions in order; raises QueriesInvalid that names the line."""
        return tuple(
            _query(number, line, self._path)
            for number, line in enumerate(self._text().splitlines(), 1)
            if line.strip()
        )

    def digest(self) -> str:
        """Return what tells this state of the file from every other."""
        return hashlib.sha256(self._text().encode()).hexdigest()

    def get(self, key: str) -> GoldenQuery:
        """Return one question; raises UsageError."""
        for each in self.all():
            if each.id == key:
                return each
        raise UsageError("Deze gouden vraag is er niet meer. Kijk in de lijst.")

    def add(self, query: str, relevant: Mapping[str, int]) -> GoldenQuery:
        """Add a question; raises UsageError for one that is empty or there already."""
        with self._writing():
            known = self.all()
            added = GoldenQuery(f"r-{secrets.token_hex(4)}", *_checked(query, relevant))
            if any(each.query.casefold() == added.query.casefold() for each in known):
                raise UsageError("Deze vraag is al een gouden vraag. Verander die in de lijst.")
            self._store((*known, added))
        return added

    def change(
        self, key: str, query: str, relevant: Mapping[str, int], *, loaded: str
    ) -> GoldenQuery:
        """Change a question when the file is still as `loaded`; raises StaleEdit, UsageError."""
        with self._writing(loaded):
            old = self.get(key)
            new = GoldenQuery(key, *_checked(query, relevant), old.others)
            self._store(new if each.id == key else each for each in self.all())
        return new

    def remove(self, key: str, *, loaded: str) -> GoldenQuery:
        """Remove a question and return it; raises StaleEdit, UsageError."""
        with self._writing(loaded):
            gone = self.get(key)
            self._store(each for each in self.all() if each.id != key)
        return gone

    def naming(self, document: str) -> tuple[GoldenQuery, ...]:
        """Return the questions that a document answers."""
        return tuple(each for each in self.all() if document in each.relevant)

    @contextmanager
    def _writing(self, loaded: str | None = None) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(f"{self._path}.lock", timeout=PATIENCE):
                if loaded not in (None, self.digest()):
                    raise StaleEdit(
                        "Iemand anders heeft de gouden vragen intussen veranderd. "
                        "Bekijk de lijst en sla opnieuw op."
                    )
                yield
        except Timeout as error:
            raise DeskBusy(
                "Een collega verandert nu de gouden vragen. Probeer het zo opnieuw."
            ) from error

    def _text(self) -> str:
        try:
            return self._path.read_text("utf-8")
        except FileNotFoundError:
            return ""

    def _store(self, queries: Iterator[GoldenQuery] | tuple[GoldenQuery, ...]) -> None:
        lines = [
            json.dumps(
                {**each.others, "id": each.id, "query": each.query, "relevant": each.relevant},
                ensure_ascii=False,
            )
            for each in queries
        ]
        write_atomically(self._path, "".join(f"{line}\n" for line in lines).encode())


def _checked(query: str, relevant: Mapping[str, int]) -> tuple[str, dict[str, int]]:
    text = " ".join(query.split())
    if not text:
        raise UsageError("Er is geen vraag. Typ de vraag zoals een bezoeker hem stelt.")
    if not set(relevant.values()) <= set(GRADES):
        raise UsageError("Een document past goed (2) of een beetje (1) bij een vraag.")
    return text, dict(relevant)


def _query(number: int, line: str, path: Path) -> GoldenQuery:
    try:
        values = dict(json.loads(line))
        relevant = {str(name): int(grade) for name, grade in values.pop("relevant").items()}
        return GoldenQuery(str(values.pop("id")), str(values.pop("query")), relevant, values)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QueriesInvalid(
            f"Regel {number} van {path} is geen vraag met id, query en relevant. "
            "Verbeter of verwijder die regel."
        ) from error
