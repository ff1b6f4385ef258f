"""What the latest builds did, whoever began them: `builds.jsonl` in the index folder."""

import contextlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from kb.errors import IndexLocked, KBError
from kb.files import write_atomically
from kb.reporting import Report

FILE = "builds.jsonl"
KEPT = 100
PATIENCE = 5.0
Outcome = Literal["gepubliceerd", "ongewijzigd", "geweigerd", "mislukt"]


@dataclass(frozen=True, slots=True)
class Run:
    """One build: when it ended, who began it, what came of it; numbers are of documents."""

    at: str
    by: str
    outcome: Outcome
    generation: str = ""
    documents: int = 0
    read: int = 0
    dropped: int = 0
    skipped: int = 0
    seconds: float = 0.0
    problem: str = ""


class Builds:
    """The log of builds; safe to share by threads and processes."""

    def __init__(self, index: Path) -> None:
        """Keep the log in the index folder."""
        self._path = index / FILE

    def latest(self) -> tuple[Run, ...]:
        """Return what is known of the latest builds, the last one first."""
        return tuple(reversed(tuple(self._read())))

    @contextmanager
    def noting(self, by: str) -> Iterator[Callable[[Report], None]]:
        """Give what notes the report of a build; a build that fails is noted by itself."""
        try:
            yield lambda report: self._note(of(report, by))
        except IndexLocked:
            # Another build is busy, and will be noted.
            raise
        except KBError as error:
            self._note(Run(_now(), by, "mislukt", problem=str(error)))
            raise

    def _note(self, run: Run) -> None:
        # Loads asyncio, which a search has no use for.
        from filelock import FileLock, Timeout

        # A disk that is full or a folder that is not there has an error of its own.
        with (
            contextlib.suppress(OSError, Timeout),
            FileLock(self._path.with_name(".builds.lock"), PATIENCE),
        ):
            lines = [json.dumps(asdict(each), ensure_ascii=False) for each in (*self._read(), run)]
            write_atomically(self._path, "".join(f"{line}\n" for line in lines[-KEPT:]).encode())

    def _read(self) -> Iterator[Run]:
        try:
            lines = self._path.read_text("utf-8").splitlines()
        except OSError:
            return
        for line in lines:
            # A line of another version of kb is worth less than a page that opens.
            with contextlib.suppress(ValueError, TypeError):
                yield Run(**json.loads(line))


def of(report: Report, by: str) -> Run:
    """Return what is noted of a report."""
    return Run(
        at=_now(),
        by=by,
        outcome=_outcome(report),
        generation=report.generation,
        documents=report.documents,
        read=len(report.read),
        dropped=len(report.dropped),
        skipped=len(report.skipped),
        seconds=round(sum(report.seconds.values()), 1),
    )


def _outcome(report: Report) -> Outcome:
    if not report.changed:
        return "ongewijzigd"
    return "gepubliceerd" if report.published else "geweigerd"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
