"""Previews of uploads: read in the background, so that a list of hundreds opens at once."""

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from kb.editing import previews
from kb.editing.findings import Finding
from kb.editing.previews import Near, Preview
from kb.editing.staging import Staged
from kb.errors import DocumentUnreadable
from kb.model import Metadata, Reading

LOG = logging.getLogger("kb.editing")
# Two, so that a large PDF does not keep all other files waiting.
WORKERS = 2
# Characters of texts that were read and stay at hand, and lines of the list that do.
MOST_CHARACTERS, MOST_SUMMARIES = 20_000_000, 5000
FAULT = (
    "Door een fout in kb is dit bestand niet te lezen. Vraag de beheerder om in het logboek te "
    "kijken, of probeer het met een ander soort bestand."
)

Key = tuple[str, str, str]
Status = Literal["in-orde", "nakijken", "kan-niet"]


@dataclass(frozen=True, slots=True)
class Summary:
    """An upload in a line: what kb understood and what an editor must do."""

    metadata: Metadata
    passages: int
    problem: str
    findings: tuple[Finding, ...]

    @property
    def status(self) -> Status:
        """Whether it may be saved as it is, must be looked at, or cannot be a document."""
        if self.problem:
            return "kan-niet"
        return "nakijken" if any(each.confirm for each in self.findings) else "in-orde"


class Understanding:
    """Reads uploads one after the other; safe to share by threads."""

    def __init__(self, near: Near, same: Callable[[Staged], str]) -> None:
        """Compare with the documents that `near` gives; `same` names one with the same bytes."""
        self._near, self._same = near, same
        self._changed = threading.Condition()
        self._waiting: deque[Staged] = deque()
        self._queued: set[Key] = set()
        self._busy: set[Key] = set()
        self._readings: OrderedDict[Key, Reading | str] = OrderedDict()
        self._summaries: OrderedDict[Key, Summary] = OrderedDict()
        self._workers = 0

    def summary(self, staged: Staged) -> Summary | None:
        """Return an upload in a line; None while it is still to be read, which begins now."""
        with self._changed:
            found = self._summaries.get(_key(staged))
            if found is None:
                self._queue(staged, first=False)
            return found

    def preview(self, staged: Staged, *, patience: float) -> Preview | None:
        """Return what kb understands of an upload now; None when reading takes longer."""
        key = _key(staged)
        with self._changed:
            if key not in self._readings:
                self._summaries.pop(key, None)
                self._queue(staged, first=True)
            self._changed.wait_for(lambda: key in self._readings, patience)
            reading = self._readings.get(key)
        return None if reading is None else self._assess(staged, reading)

    def _queue(self, staged: Staged, *, first: bool) -> None:
        key = _key(staged)
        if key in self._busy or (key in self._queued and not first):
            return
        (self._waiting.appendleft if first else self._waiting.append)(staged)
        self._queued.add(key)
        if self._workers < WORKERS:
            self._workers += 1
            threading.Thread(target=self._work, name="kb-previews", daemon=True).start()

    def _work(self) -> None:
        while (staged := self._next()) is not None:
            reading = _read(staged)
            summary = _summary(self._assess(staged, reading))
            with self._changed:
                self._remember(_key(staged), reading, summary)
                self._changed.notify_all()

    def _next(self) -> Staged | None:
        with self._changed:
            while self._waiting:
                staged = self._waiting.popleft()
                # Whoever jumped the queue stands in it twice.
                if (key := _key(staged)) in self._queued:
                    self._queued.discard(key)
                    self._busy.add(key)
                    return staged
            self._workers -= 1
            return None

    def _remember(self, key: Key, reading: Reading | str, summary: Summary) -> None:
        self._busy.discard(key)
        self._readings[key], self._summaries[key] = reading, summary
        while len(self._readings) > 1 and sum(map(_size, self._readings.values())) > (
            MOST_CHARACTERS
        ):
            self._readings.popitem(last=False)
        while len(self._summaries) > MOST_SUMMARIES:
            self._summaries.popitem(last=False)

    def _assess(self, staged: Staged, reading: Reading | str) -> Preview:
        try:
            return _assessed(staged, reading, self._near, self._same(staged))
        except Exception:
            # A list must not fail on one file, whatever is in it.
            LOG.exception("%s kon niet worden beoordeeld", staged.name)
            return Preview(staged.name, problem=FAULT)


def _key(staged: Staged) -> Key:
    return staged.digest, staged.name, staged.source


def _size(reading: Reading | str) -> int:
    return sum(len(each.text) for each in reading.sections) if isinstance(reading, Reading) else 0


def _read(staged: Staged) -> Reading | str:
    """Return what is in an upload, or why it cannot be read."""
    try:
        return previews.read(staged.name, staged.file.read_bytes())
    except DocumentUnreadable as error:
        return str(error)
    except FileNotFoundError:
        return "Dit bestand is intussen opgeslagen of weggehaald."
    except Exception:
        LOG.exception("%s kon niet worden gelezen", staged.name)
        return FAULT


def _assessed(staged: Staged, reading: Reading | str, near: Near, same: str) -> Preview:
    if isinstance(reading, str):
        return Preview(staged.name, problem=reading)
    found = previews.assess(staged.name, reading, near, same=same)
    if not staged.source:
        return found
    return replace(
        found,
        metadata=replace(found.metadata, source_url=staged.source),
        origins={**found.origins, "source_url": "het adres dat u gaf"},
    )


def _summary(preview: Preview) -> Summary:
    return Summary(
        metadata=preview.metadata,
        passages=len(preview.passages),
        problem=preview.problem,
        findings=preview.findings,
    )
