"""From corpus to a published generation: read, cut, embed, write, judge, publish."""

import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kb import (
    catalogue,
    corpus,
    generations,
    harvesting,
    planning,
    tokens,
    vectors,
    wording,
)
from kb.embedding import Embedder
from kb.errors import IndexDamaged, IndexIncompatible, IndexMissing
from kb.files import write_atomically
from kb.generations import Generation, Indexed, Manifest, Store
from kb.harvesting import Harvest, Progress, Work
from kb.reporting import GoldenFigures, Report, Skipped, Warned

# Raise when reading, cutting or analysis changes what an unchanged document yields.
SHAPE = {"reading": "5", "chunking": "2", "analysis": "3", "embedding": "1", "features": "3"}

# Judges a new generation against the live one, if that can be opened, and its stored figures.
Gate = Callable[[Generation, Generation | None, Mapping[str, Any]], GoldenFigures]


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build from what; `gate` decides whether the result may go live."""

    corpus: Path
    index: Path
    full: bool = False
    gate: Gate | None = None
    keep: int = 7


@dataclass(slots=True)
class _Clock:
    """Seconds spent by step."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timing(self, step: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.seconds[step] = round(time.perf_counter() - begun, 3)


def build(request: BuildRequest, embedder: Embedder, progress: Progress) -> Report:
    """Bring the index up to date with the corpus and publish the result.

    An unchanged corpus publishes nothing. A gate that refuses leaves the live
    generation live and the report says so. Raises CorpusMissing, IndexLocked.
    """
    found = corpus.sources(request.corpus)
    store = Store(request.index)
    with store.writing():
        previous = None if request.full else _previous(store, embedder)
        try:
            return _rebuild(request, store, previous, found, embedder, progress)
        finally:
            if previous:
                previous.close()


def _rebuild(
    request: BuildRequest,
    store: Store,
    previous: Generation | None,
    found: Sequence[corpus.Source],
    embedder: Embedder,
    progress: Progress,
) -> Report:
    clock = _Clock()
    with clock.timing("vergelijken"):
        digests = corpus.digests(tuple(found))
        todo = planning.plan(_known(previous), digests)
    if previous and todo.idle:
        return _unchanged(previous, clock)
    with clock.timing("lezen"):
        work = Work(request.corpus, tuple(found), digests, todo, previous)
        harvest = harvesting.gather(work, embedder, progress)
    building = store.begin()
    try:
        with clock.timing("schrijven"):
            _write(building, work, harvest, embedder, progress)
        return _finish(request, store, building, todo, clock)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _previous(store: Store, embedder: Embedder) -> Generation | None:
    """Return the live generation if its parts may be reused."""
    try:
        live = store.open().require(embedder.identity)
    except (IndexMissing, IndexDamaged, IndexIncompatible):
        return None
    if dict(live.manifest.shape) == SHAPE:
        return live
    live.close()
    return None


def _known(previous: Generation | None) -> dict[str, str]:
    if previous is None:
        return {}
    read = {path: entry.digest for path, entry in previous.manifest.documents.items()}
    return read | dict(previous.manifest.skipped)


def _unchanged(previous: Generation, clock: _Clock) -> Report:
    stored = previous.report()
    return Report(
        generation=previous.manifest.id,
        changed=False,
        published=True,
        read=(),
        kept=len(previous.manifest.documents),
        dropped=(),
        skipped=tuple(Skipped(**each) for each in stored["skipped"]),
        warnings=tuple(Warned(**each) for each in stored["warnings"]),
        documents=len(previous.manifest.documents),
        passages=previous.manifest.passages,
        seconds=clock.seconds,
    )


def _write(
    building: Path,
    work: Work,
    harvest: Harvest,
    embedder: Embedder,
    progress: Progress,
) -> None:
    vectors.write(building / generations.VECTORS, harvest.vectors)
    vectors.write(building / generations.DOCUMENT_VECTORS, harvesting.centroids(harvest))
    kept = harvesting.kept_features(work)
    wording.write(building, harvest.entries, kept, embedder, progress)
    texts = [text for entry in harvest.entries for text in harvesting.embedding_texts(entry)]
    tokens.write(building / generations.TOKENS, embedder.tokens(texts))
    words = harvesting.vocabulary(harvest.entries)
    catalogue.write(building / generations.CATALOGUE, harvest.entries, words)
    manifest = Manifest(
        id=building.name.removeprefix(generations.BUILDING),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        model=embedder.identity,
        shape=SHAPE,
        documents={
            entry.document.path: Indexed(entry.document.digest, len(entry.passages))
            for entry in harvest.entries
        },
        skipped={each.document: work.digests[each.document] for each in harvest.skipped},
        files={},
    )
    _store_report(building, {"skipped": [asdict(each) for each in harvest.skipped]})
    generations.seal(building, manifest)


def _finish(
    request: BuildRequest, store: Store, building: Path, todo: planning.Plan, clock: _Clock
) -> Report:
    candidate = generations.open_folder(building)
    try:
        golden = _judge(request, store, candidate, clock)
        report = _report(candidate, todo, clock, golden)
        manifest = candidate.manifest
    finally:
        candidate.close()
    _store_report(building, asdict(report))
    generations.seal(building, manifest)
    if not report.published:
        store.refuse(building)
        return report
    store.publish(building)
    store.prune(request.keep)
    return report


def _judge(
    request: BuildRequest, store: Store, candidate: Generation, clock: _Clock
) -> GoldenFigures | None:
    if request.gate is None:
        return None
    with clock.timing("toetsen"):
        live = _openable(store)
        stored = (store.report(store.live() or "") or {}).get("golden") or {}
        try:
            return request.gate(candidate, live, stored)
        finally:
            if live:
                live.close()


def _openable(store: Store) -> Generation | None:
    try:
        return store.open()
    except (IndexMissing, IndexDamaged, IndexIncompatible):
        return None


def _report(
    candidate: Generation, todo: planning.Plan, clock: _Clock, golden: GoldenFigures | None
) -> Report:
    documents = [candidate.catalogue.entry(path).document for path in candidate.catalogue.paths]
    return Report(
        generation=candidate.manifest.id,
        changed=True,
        published=golden is None or golden.verdict.accepted,
        read=tuple(sorted(todo.read)),
        kept=len(todo.keep),
        dropped=tuple(sorted(todo.drop)),
        skipped=tuple(Skipped(**each) for each in candidate.report()["skipped"]),
        warnings=tuple(Warned(each.path, text) for each in documents for text in each.warnings),
        documents=len(candidate.manifest.documents),
        passages=candidate.manifest.passages,
        seconds=clock.seconds,
        golden=golden,
    )


def _store_report(building: Path, values: Mapping[str, Any]) -> None:
    text = json.dumps(values, ensure_ascii=False, indent=1)
    write_atomically(building / generations.REPORT, text.encode())
