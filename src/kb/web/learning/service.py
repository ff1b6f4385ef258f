"""What the pages about questions ask of the journal, the index and the golden questions."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from kb import evaluating
from kb.app import Application, Live, Opened, asker
from kb.editing import learning, listing
from kb.editing.learning import Group, Health, ThemeLine
from kb.editing.listing import Row
from kb.editing.states import State
from kb.errors import KBError
from kb.journal import Poor
from kb.model import Hit, Metadata
from kb.web.learning import standing
from kb.web.learning.standing import Standing

# More questions than anyone reads; those that matter most come first.
MOST_QUESTIONS = 1000
# More lines of the trail than this tell nothing about who added which document.
MOST_LINES = 100_000
DOCUMENTS, MORE_DOCUMENTS = 10, 5


@dataclass(frozen=True, slots=True)
class Corpus:
    """How the documents are doing."""

    rows: tuple[Row, ...]
    by_kind: Mapping[tuple[str, str], int]
    skipped: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]
    health: tuple[Health, ...]


class LearningService:
    """Reads what can be learned; changes go to the journal and the golden questions."""

    def __init__(
        self,
        application: Application,
        live: Live,
        today: Callable[[], date] = lambda: datetime.now(UTC).astimezone().date(),
    ) -> None:
        """Combine the services of `application` with the live index."""
        self.journal, self.golden = application.journal, application.golden
        self._application, self._live = application, live
        self.today = today
        self._lock = threading.Lock()
        self._measured: tuple[tuple[str, ...], tuple[Standing, ...]] = (), ()

    def opened(self) -> Opened | None:
        """Return the live index; None when there is none yet."""
        try:
            return self._live.current()
        except KBError:
            return None

    def titles(self) -> Mapping[str, Metadata]:
        """Return what is known of each document that can be found."""
        opened = self.opened()
        if opened is None:
            return {}
        found = opened.generation.catalogue
        return {path: found.metadata(at) for at, path in enumerate(found.paths)}

    def groups(self) -> tuple[Group, ...]:
        """Return questions without a good answer, those left by visitors first."""
        asked = self.journal.unanswered()[:MOST_QUESTIONS]
        vectors = self._application.embedder.encode([each.question for each in asked])
        return learning.group(asked, vectors)

    def poor(self) -> tuple[Poor, ...]:
        """Return what did not help or got a remark, the worst first."""
        return self.journal.poor()

    def themes(self) -> tuple[ThemeLine, ...]:
        """Return how often documents of each theme were found, by month."""
        first = learning.months(self.today())[0]
        of = {path: known.themes for path, known in self.titles().items()}
        return learning.themes(self.journal.use_by_day(first), of, self.today())

    def corpus(self) -> Corpus:
        """Return how the documents are doing."""
        report = self._report()
        skipped = {each["document"]: each["reason"] for each in report.get("skipped", ())}
        known = self.titles()
        states = {path: State("doorzoekbaar") for path in known}
        states |= {path: State("mislukt", reason) for path, reason in skipped.items()}
        trail = self.journal.trail(limit=MOST_LINES)
        rows = listing.rows(known, states, trail, self.journal.use())
        return Corpus(
            rows=rows,
            by_kind=by_kind(known.values()),
            skipped=tuple(skipped.items()),
            warnings=tuple(
                (each["document"], each["warning"]) for each in report.get("warnings", ())
            ),
            health=learning.health(rows, self.today()),
        )

    def standings(self) -> tuple[Standing, ...]:
        """Return how every golden question fares now; raises QueriesInvalid, IndexMissing."""
        opened = self._live.current()
        live = opened.generation.manifest.id
        refused = self._application.store.refused()
        key = live, self.golden.digest(), str((refused or {}).get("generation"))
        with self._lock:
            if self._measured[0] != key:
                found = self._measure(opened, standing.fallen(refused, live))
                self._measured = key, standing.in_order(found)
            return self._measured[1]

    def candidates(self, question: str, words: str = "") -> tuple[Hit, ...]:
        """Return the documents nearest to a question, then those nearest to other words."""
        opened = self.opened()
        if opened is None:
            return ()
        found = nearest(opened, question, DOCUMENTS)
        more = nearest(opened, words, MORE_DOCUMENTS)
        return (*found.values(), *(hit for path, hit in more.items() if path not in found))

    def _measure(self, opened: Opened, fallen: frozenset[str]) -> tuple[Standing, ...]:
        asked = self.golden.all()
        if not asked:
            return ()
        ask = asker(opened.searcher, evaluating.JUDGED_DEPTH)
        found = evaluating.evaluate(tuple(map(standing.judged, asked)), ask, resample=False)
        outcomes = {each.judged.id: each for each in found.outcomes}
        known = opened.generation.manifest.documents.keys()
        return tuple(standing.standing(each, outcomes[each.id], known, fallen) for each in asked)

    def _report(self) -> Mapping[str, Any]:
        opened = self.opened()
        return opened.generation.report() if opened else {}


def nearest(opened: Opened, question: str, documents: int) -> dict[str, Hit]:
    """Return the best hit of each of the nearest documents."""
    if not question.strip():
        return {}
    found: dict[str, Hit] = {}
    for hit in opened.searcher.nearest(question, limit=2 * documents).hits:
        found.setdefault(hit.document, hit)
    return dict(list(found.items())[:documents])


def by_kind(known: Iterable[Metadata]) -> Mapping[tuple[str, str], int]:
    """Count documents by kind and year; "" for what is not known. Pure."""
    return Counter((each.kind or "", str(each.date.year) if each.date else "") for each in known)
