"""Composition root: settings become services."""

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb import __version__, embedding, evaluating, planning, reporting, suggesting
from kb.builds import Builds
from kb.embedding import Embedder
from kb.errors import KBError
from kb.generations import Generation, Store
from kb.model import Answer
from kb.searching import Corpus, Ranked, Searcher
from kb.settings import Settings

# What reads, edits and follows the corpus is loaded when first needed: a search needs none of it.
if TYPE_CHECKING:
    from kb.editing.documents import Documents
    from kb.editing.golden import Golden
    from kb.editing.staging import Staging
    from kb.following import Follower
    from kb.harvesting import Progress
    from kb.indexing import Gate
    from kb.journal import Journal

# Who begins a build: `kb build`, at night or by hand, or the running server.
BY_HAND, BY_SERVER = "kb build", "de server"


class Application:
    """The services of one installation; each is made when first needed."""

    def __init__(self, settings: Settings) -> None:
        """Keep the settings; nothing is opened yet."""
        self.settings = settings

    @cached_property
    def embedder(self) -> Embedder:
        """The configured model; raises ModelUnavailable."""
        return embedding.load(self.settings.model)

    @cached_property
    def journal(self) -> "Journal":
        """Questions, feedback, accounts and the audit trail."""
        from kb.journal import Journal

        return Journal(self.settings.data, keep_days=self.settings.retention)

    @property
    def builds(self) -> Builds:
        """What the latest builds did."""
        return Builds(self.settings.index)

    @property
    def store(self) -> Store:
        """The index folder."""
        return Store(self.settings.index)

    def build(
        self,
        progress: "Progress",
        *,
        full: bool = False,
        golden: Path | None = None,
        by: str = BY_HAND,
    ) -> reporting.Report:
        """Bring the index up to date; see `indexing.build`. The log says `by` whom."""
        # Reading and writing load much that a search never needs.
        from kb import indexing

        with self.builds.noting(by) as note:
            queries = self._golden_queries(golden)
            gate = golden_gate(queries, self.embedder) if queries else None
            request = indexing.BuildRequest(
                corpus=self.settings.corpus,
                index=self.settings.index,
                full=full,
                gate=gate,
                keep=self.settings.keep,
            )
            report = indexing.build(request, self.embedder, progress)
            # The server looks at every change in the folder; when it is none that says nothing.
            if report.changed or by == BY_HAND:
                note(report)
        return report

    def _golden_queries(self, golden: Path | None) -> tuple[evaluating.JudgedQuery, ...]:
        """The questions of a file and those of the editors; the editors' win an id."""
        files = [golden] if golden else []
        # When the editors take their last question away the file stays, without a line.
        files += [self.settings.golden_file] if self.golden.all() else []
        found = {query.id: query for file in files for query in evaluating.load_queries(file)}
        return tuple(found.values())

    @cached_property
    def follower(self) -> "Follower":
        """What keeps the index up to date in a running server; not started yet."""
        from kb.following import Follower

        return Follower(self._catch_up, self.settings.corpus)

    @cached_property
    def staging(self) -> "Staging":
        """Uploads that wait to be saved."""
        from kb.editing.staging import Staging

        most = self.settings.max_upload * 1_000_000
        return Staging(self.settings.data / "staging", most_bytes=most)

    @cached_property
    def replacing(self) -> "Staging":
        """Files that wait to take the place of a document, which their `source` names."""
        from kb.editing.staging import Staging

        most = self.settings.max_upload * 1_000_000
        return Staging(self.settings.data / "replacing", most_bytes=most)

    @cached_property
    def documents(self) -> "Documents":
        """The corpus as editors handle it."""
        from kb.editing.documents import Documents

        return Documents(self.settings.corpus, self.settings.data, self.journal)

    @cached_property
    def golden(self) -> "Golden":
        """The editors' golden questions."""
        from kb.editing.golden import Golden

        return Golden(self.settings.golden_file)

    def _catch_up(self, progress: "Progress") -> reporting.Report:
        self.staging.sweep()
        self.replacing.sweep()
        self.documents.recover()
        return self.build(progress, by=BY_SERVER)

    def open_live(self) -> "Opened":
        """Open the live generation for searching; raises IndexMissing and its kin."""
        generation = self.store.open().require(self.embedder.identity)
        return Opened(generation, searcher(generation, self.embedder), shelf(generation))

    def evaluate(self, queries: Path) -> evaluating.Evaluation:
        """Measure the live generation on judged questions."""
        judged = evaluating.load_queries(queries)
        opened = self.open_live()
        try:
            return evaluating.evaluate(judged, asker(opened.searcher))
        finally:
            opened.generation.close()


@dataclass(frozen=True, slots=True)
class Opened:
    """A generation, the searcher over it and what it can suggest; they belong together."""

    generation: Generation
    searcher: Searcher
    shelf: suggesting.Shelf


class Live:
    """The live generation of a running server; a newly published one is swapped in."""

    def __init__(self, application: Application) -> None:
        """Open nothing until the first question."""
        self._application = application
        self._lock = threading.Lock()
        self._opened: Opened | None = None
        self._refused: str | None = None

    def current(self) -> Opened:
        """Return the live generation; hold on to it for the whole of one answer.

        Raises IndexMissing when there is none yet. When a new generation cannot be
        opened the one in use stays.
        """
        live = self._application.store.live()
        with self._lock:
            if self._opened is None:
                self._opened = self._application.open_live()
            elif live not in (None, self._opened.generation.manifest.id, self._refused):
                self._swap(live)
            return self._opened

    def suggest(self, typed: str, *, limit: int = 8) -> tuple[suggesting.Suggestion, ...]:
        """Return what somebody may be about to ask; earlier questions only if well answered."""
        known = self.current().shelf
        return suggesting.suggest(
            typed,
            titles=known.titles,
            themes=known.themes,
            questions=self._application.journal.questions(),
            limit=limit,
        )

    def _swap(self, live: str | None) -> None:
        # The old one is not closed: requests in flight still use it; the last
        # reference that goes closes its files.
        try:
            self._opened = self._application.open_live()
            self._refused = None
        except KBError:
            self._refused = live


def searcher(generation: Generation, embedder: Embedder) -> Searcher:
    """Return a searcher over an open generation."""
    corpus = Corpus(
        generation=generation.manifest.id,
        passages=Ranked(generation.vectors, generation.lexical),
        contents=generation.catalogue,
        documents=Ranked(generation.document_vectors, generation.document_lexical),
        tokens=generation.tokens,
        features=generation.features,
    )
    return Searcher(corpus, embedder)


def shelf(generation: Generation) -> suggesting.Shelf:
    """Return the titles and themes of a generation."""
    catalogue = generation.catalogue
    known = [(catalogue.metadata(at), path) for at, path in enumerate(catalogue.paths)]
    return suggesting.Shelf(
        titles=tuple((metadata.title, path) for metadata, path in known),
        themes=tuple(sorted({theme for metadata, _ in known for theme in metadata.themes})),
    )


def asker(target: Searcher, documents: int = evaluating.DEPTH) -> Callable[[str], Answer]:
    """Return a function that answers deep enough to measure recall@50, or less deep."""
    # Two passages a document at most stand first, so twice the depth holds that many documents.
    return lambda question: target.nearest(question, limit=2 * documents)


def golden_gate(queries: tuple[evaluating.JudgedQuery, ...], embedder: Embedder) -> "Gate":
    """Return the judge of new generations: golden questions on the old and the new one."""

    asked = _same(queries)

    def figures(generation: Generation) -> dict[str, float]:
        ask = asker(searcher(generation, embedder), evaluating.JUDGED_DEPTH)
        found = evaluating.evaluate(queries, ask, resample=False)
        return {each.judged.id: each.success for each in found.outcomes}

    def before(live: Generation | None, stored: Mapping[str, Any]) -> dict[str, float]:
        ours = live is not None and live.manifest.model.digest == embedder.identity.digest
        # One that is damaged, of an older version or of another model cannot be asked any more.
        if live is None or not ours or stored.get("questions") == asked:
            return dict(stored.get("figures", {}))
        return figures(live)

    def gate(
        candidate: Generation, live: Generation | None, stored: Mapping[str, Any]
    ) -> reporting.GoldenFigures:
        after = figures(candidate)
        verdict = planning.judge(before(live, stored), after)
        return reporting.GoldenFigures(verdict, after, asked)

    return gate


def _same(queries: tuple[evaluating.JudgedQuery, ...]) -> str:
    """Return what is the same only for the same questions, asked by the same version of kb."""
    asked = [__version__, *sorted(f"{each.id} {each.query} {each.relevant}" for each in queries)]
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()
