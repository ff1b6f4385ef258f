"""What the pages about adding ask of uploads, the corpus and the index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kb import corpus
from kb.app import Application, Live, Opened
from kb.catalogue import Entry
from kb.corpus import Source
from kb.editing import listing, neighbours
from kb.editing.previews import Preview
from kb.editing.staging import Staged
from kb.editing.states import State
from kb.editing.understanding import Summary, Understanding
from kb.errors import CorpusMissing, DeskBusy, DocumentExists, JournalUnavailable, KBError
from kb.journal import Sought
from kb.model import Metadata
from kb.readers.metadata import merge
from kb.web.keeping.service import KeepingService

# A preview that takes longer is shown as being read; saving waits as long as reading may take.
GLANCE, READING = 2.5, 45.0
# What somebody saved so long ago is no news, and more than this nobody looks through.
NEWS, MOST_NEWS = timedelta(hours=1), 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """An upload that waits; `summary` is None while it is read, `twin` waits already."""

    staged: Staged
    summary: Summary | None
    twin: bool = False

    @property
    def ready(self) -> bool:
        """Whether it may be saved as it is."""
        return bool(self.summary and self.summary.status == "in-orde" and not self.twin)


@dataclass(frozen=True, slots=True)
class Saved:
    """A document that somebody saved a moment ago, and whether it can be found."""

    path: str
    title: str
    state: State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of saving many at once: paths, and (name, reason) of what was left."""

    paths: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()


class AddingService:
    """Reads and saves uploads; every save wakes whoever keeps the index up to date."""

    def __init__(self, application: Application, live: Live) -> None:
        """Combine the services of `application` with the live index."""
        self.settings = application.settings
        self.staging, self.documents = application.staging, application.documents
        self._application, self._live = application, live
        self._keeping = KeepingService(application, live)
        self._understanding = Understanding(self._near, self._same)

    def waiting(self) -> tuple[Waiting, ...]:
        """Return every upload, the oldest first; reading those that are new begins now."""
        found, seen = [], set()
        for staged in self.staging.all():
            summary = self._understanding.summary(staged)
            found.append(Waiting(staged, summary, staged.digest in seen))
            seen.add(staged.digest)
        return tuple(found)

    def preview(self, staged: Staged) -> Preview | None:
        """Return what kb understands of an upload; None while that takes longer than a glance."""
        return self._understanding.preview(staged, patience=GLANCE)

    def understood(self, staged: Staged) -> Preview:
        """Return what kb understands of an upload, however long reading takes; raises DeskBusy."""
        found = self._understanding.preview(staged, patience=READING)
        if found is None:
            raise DeskBusy(f"kb is nog bezig met lezen van {staged.shown}. Probeer het zo weer.")
        return found

    def save(
        self, staged: Staged, metadata: Metadata, who: str, content: bytes | None = None
    ) -> str:
        """Save an upload as a document and return its path; raises UploadUnknown, DeskBusy."""
        path = self.documents.add(staged, metadata, who, content=content)
        self._application.follower.wake()
        return path

    def save_ready(self, keys: Iterable[str], common: Metadata, who: str) -> Outcome:
        """Save uploads with what kb understood of them; `common` fills what is not known.

        What needs a look, cannot be read or was saved already is left, with the reason.
        """
        wanted, documents = set(keys), self._documents()
        paths: list[str] = []
        left: list[tuple[str, str]] = []
        for each in self.waiting():
            if each.staged.id in wanted:
                try:
                    paths.append(self._save_one(each, common, who, documents))
                except JournalUnavailable:
                    raise
                except KBError as error:
                    left.append((each.staged.shown, str(error)))
        self.wake()
        return Outcome(tuple(paths), tuple(left))

    def save_one(self, key: str, common: Metadata, who: str) -> str:
        """Save one upload as `save_ready` does and return its path; raises a KBError for why not.

        What a server that was started again has not read yet is read first.
        """
        staged = self.staging.get(key)
        if self._understanding.summary(staged) is None:
            self.understood(staged)
        waiting = Waiting(staged, self._understanding.summary(staged))
        path = self._save_one(waiting, common, who, self._documents())
        self.wake()
        return path

    def to_review(self, who: str, after: Staged | None = None) -> Staged | None:
        """Return somebody's next upload that needs a look; None when there is none."""
        found = (each for each in self.waiting() if each.staged.who == who and not each.ready)
        return next((each.staged for each in found if each.summary and each.staged != after), None)

    def news(self, who: str) -> tuple[Saved, ...]:
        """Return what somebody saved a moment ago, the latest first."""
        since = datetime.now(UTC) - NEWS
        sought = Sought(who=who, what=listing.ADDED)
        lines = self._application.journal.trail_lines.lines(sought, limit=MOST_NEWS)
        paths = [line.document for line in lines if line.at >= since]
        found = self._keeping.standings(paths)
        return tuple(Saved(path, known.title, state) for path, (known, state) in found.items())

    def themes(self, most: int = 6) -> tuple[str, ...]:
        """Return the themes that most documents have."""
        opened = self.opened()
        counts: dict[str, int] = {}
        if opened:
            catalogue = opened.generation.catalogue
            for at, _ in enumerate(catalogue.paths):
                for theme in catalogue.metadata(at).themes:
                    counts[theme] = counts.get(theme, 0) + 1
        return tuple(sorted(counts, key=lambda theme: (-counts[theme], theme))[:most])

    def opened(self) -> Opened | None:
        """Return the live index; None when there is none yet."""
        try:
            return self._live.current()
        except KBError:
            return None

    def wake(self) -> None:
        """Have what changed made searchable at once."""
        self._application.follower.wake()

    def _save_one(
        self, each: Waiting, common: Metadata, who: str, documents: Sequence[Source]
    ) -> str:
        staged, summary = each.staged, each.summary
        if not each.ready or summary is None:
            raise DeskBusy("Kijk dit bestand eerst na.")
        # What is like it was looked for when it came in; a colleague may have added it since.
        if path := neighbours.same(documents, staged.digest, staged.size):
            raise DocumentExists(f"Precies dit bestand is er al: {path}.")
        return self.documents.add(staged, merge(common, summary.metadata), who)

    def _near(self, texts: Sequence[str]) -> Sequence[Entry]:
        opened = self.opened()
        if opened is None or not texts:
            return ()
        return neighbours.near(opened.generation, self._application.embedder, texts)

    def _same(self, staged: Staged) -> str:
        return neighbours.same(self._documents(), staged.digest, staged.size)

    def _documents(self) -> tuple[Source, ...]:
        try:
            return corpus.sources(self.settings.corpus)
        except CorpusMissing:
            return ()
