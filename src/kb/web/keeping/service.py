"""What the pages about kept documents ask of the corpus, the index and the journal."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from kb import harvesting
from kb.app import Application, Live, Opened
from kb.catalogue import Entry
from kb.corpus import Source
from kb.editing import listing, states
from kb.editing.describing import describe
from kb.editing.documents import WITHDRAWN
from kb.editing.listing import Row
from kb.editing.presence import Presence
from kb.editing.states import Building, Index, State
from kb.errors import DocumentUnknown, DocumentUnreadable, KBError
from kb.journal import Entry as Line
from kb.journal import Sought, Use
from kb.model import Metadata
from kb.web.learning import standing

# More lines of the trail than this tell nothing about who added which document.
MOST_LINES = 100_000
EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it is now; `findable` when visitors find it, in this state or an older one."""

    source: Source
    digest: str
    metadata: Metadata
    state: State
    warnings: tuple[str, ...]
    findable: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """A withdrawn document: who withdrew it and why; `state` is None once nobody finds it."""

    source: Source
    metadata: Metadata
    line: Line | None
    state: State | None


@dataclass(frozen=True, slots=True)
class _Picture:
    """The live index and its building at one moment; all of a page comes from one."""

    opened: Opened | None
    index: Index
    building: Building

    def known(self, source: Source, digest: str) -> Metadata:
        """Return what the index says of a document when it is in there as it is now."""
        if self.opened and self.index.documents.get(source.path) == digest:
            catalogue = self.opened.generation.catalogue
            return catalogue.metadata(catalogue.number(source.path))
        return describe(source)


class KeepingService:
    """Reads how documents are doing; changes go to `documents`, and then `changed` is called."""

    def __init__(
        self,
        application: Application,
        live: Live,
        today: Callable[[], date] = lambda: datetime.now(UTC).astimezone().date(),
    ) -> None:
        """Combine the services of `application` with the live index."""
        self.documents, self.staging = application.documents, application.staging
        self.journal, self.golden = application.journal, application.golden
        self.application, self.today = application, today
        self._live = live
        self._presence = Presence(application.settings.corpus)

    def opened(self) -> Opened | None:
        """Return the live index; None when there is none yet."""
        try:
            return self._live.current()
        except KBError:
            return None

    def changed(self) -> None:
        """Have what was saved made searchable at once."""
        self.application.follower.wake()

    def rows(self) -> tuple[Row, ...]:
        """Return every document with its state and use; raises CorpusMissing."""
        digests, now = self._presence.digests(), self._picture()
        found, known = {}, {}
        for path, digest in digests.items():
            try:
                known[path] = now.known(self.documents.source(path), digest)
            except DocumentUnknown:
                # Taken away a moment ago.
                continue
            found[path] = states.state(path, digest, now.index, now.building)
        trail = self.journal.trail_lines.lines(Sought(what=listing.ADDED), limit=MOST_LINES)
        return listing.rows(known, found, trail, self.journal.use())

    def one(self, path: str) -> Kept:
        """Return a document; raises DocumentUnknown."""
        source, digest = self.documents.source(path), self.documents.digest(path)
        now = self._picture()
        same = now.index.documents.get(path) == digest
        return Kept(
            source=source,
            digest=digest,
            metadata=now.known(source, digest),
            state=states.state(path, digest, now.index, now.building),
            warnings=self.read(source, digest).document.warnings if same else (),
            findable=path in now.index.documents,
        )

    def title(self, path: str) -> str:
        """Return the title of a document, also of a withdrawn one; raises DocumentUnknown."""
        try:
            return self.one(path).metadata.title or path
        except DocumentUnknown:
            return self.gone(path).metadata.title or path

    def standings(self, paths: Iterable[str]) -> Mapping[str, tuple[Metadata, State]]:
        """Return what is known of some documents and how they are doing; not of those gone."""
        now, found = self._picture(), {}
        for path in paths:
            try:
                source, digest = self.documents.source(path), self.documents.digest(path)
            except DocumentUnknown:
                continue
            found[path] = (
                now.known(source, digest),
                states.state(path, digest, now.index, now.building),
            )
        return found

    def read(self, source: Source, digest: str = "") -> Entry:
        """Return what is in a document's files; raises DocumentUnreadable.

        With their digest the index need not read them again.
        """
        opened = self.opened()
        known = opened.generation.manifest.documents.get(source.path) if opened else None
        if opened and known and known.digest == digest:
            return opened.generation.catalogue.entry(source.path)
        return harvesting.read_entry(source, digest)

    def metadata(self, kept: Kept) -> Metadata:
        """Return all that is said about a document, also when it is not in the index yet."""
        try:
            return self.read(kept.source, kept.digest).document.metadata
        except DocumentUnreadable:
            return kept.metadata

    def withdrawn(self) -> tuple[str, ...]:
        """Return the paths of withdrawn documents, the latest first."""
        lines = self._withdrawals()

        def at(path: str) -> datetime:
            return lines[path].at if path in lines else EVER

        return tuple(sorted(self.documents.withdrawn(), key=at, reverse=True))

    def gone(self, path: str) -> Gone:
        """Return a withdrawn document; raises DocumentUnknown."""
        source, now = self.documents.withdrawn_source(path), self._picture()
        return Gone(
            source=source,
            metadata=describe(source),
            line=self._withdrawals().get(path),
            state=states.leaving(path, now.index, now.building),
        )

    def use(self, path: str) -> Use:
        """Return how a document was used."""
        return self.journal.use().get(path, Use())

    def questions(self) -> Mapping[str, str]:
        """Return the golden questions by id; empty when their file cannot be read."""
        try:
            return {each.id: each.query for each in self.golden.all()}
        except KBError:
            return {}

    def golden_for(self, path: str) -> Mapping[str, str]:
        """Return the golden questions that a document answers, by id."""
        try:
            return {each.id: each.query for each in self.golden.naming(path)}
        except KBError:
            return {}

    def _withdrawals(self) -> Mapping[str, Line]:
        lines = self.journal.trail_lines.lines(Sought(what=WITHDRAWN), limit=MOST_LINES)
        return {line.document: line for line in reversed(lines)}

    def _picture(self) -> _Picture:
        outlook = self.application.follower.outlook
        building = Building(outlook.on, outlook.busy, outlook.problem, self._fallen())
        # After how the building goes: a build that ends in between is then seen to be ready.
        opened = self.opened()
        return _Picture(opened, _index(opened), building)

    def _fallen(self) -> tuple[str, ...]:
        """Return the golden questions that refused the last build, in words where we know them."""
        store = self.application.store
        fallen = standing.fallen(store.refused(), store.live() or "")
        asked = self.questions() if fallen else {}
        return tuple(sorted(asked.get(each, each) for each in fallen))


def _index(opened: Opened | None) -> Index:
    if opened is None:
        return Index({}, {}, {})
    manifest = opened.generation.manifest
    skipped = opened.generation.report().get("skipped", ())
    return Index(
        {path: each.digest for path, each in manifest.documents.items()},
        manifest.skipped,
        {each["document"]: each["reason"] for each in skipped},
    )
