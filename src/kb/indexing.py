"""From corpus to a published generation: read, cut, embed, write, judge, publish."""

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kb import (
    catalogue,
    chunking,
    corpus,
    dutch,
    generations,
    lexical,
    planning,
    readers,
    tokens,
    vectors,
)
from kb.catalogue import Entry
from kb.embedding import Embedder, FloatArray, unit
from kb.errors import CorpusEmpty, DocumentUnreadable, IndexDamaged, IndexIncompatible, IndexMissing
from kb.files import write_atomically
from kb.generations import Generation, Indexed, Manifest, Store
from kb.model import Document, Metadata, Passage, Reading
from kb.readers import metadata as sidecars
from kb.reporting import GoldenFigures, Report, Skipped, Warned

# Raise when reading, cutting or analysis changes what an unchanged document yields.
SHAPE = {"reading": "1", "chunking": "1", "analysis": "1", "embedding": "1"}
# Texts encoded between two steps of the progress bar.
BATCH = 256


class Progress(Protocol):
    """Hears how far a build is; the terminal draws it."""

    def step(self, name: str, done: int, total: int) -> None:
        """`done` of `total` units of the named step are finished."""


Gate = Callable[[Generation, Generation | None], GoldenFigures]


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


@dataclass(frozen=True, slots=True)
class _Harvest:
    """The entries of a new generation with their vectors, and what was left out."""

    entries: tuple[Entry, ...]
    vectors: FloatArray
    skipped: tuple[Skipped, ...]


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
        entries, skipped = _read(found, digests, todo, previous, progress)
    with clock.timing("betekenis"):
        matrix = _embed(entries, todo, previous, embedder, progress)
    if not entries:
        raise CorpusEmpty(_nothing_read(request.corpus, skipped))
    building = store.begin()
    try:
        with clock.timing("schrijven"):
            _write(building, _Harvest(entries, matrix, skipped), embedder, digests, progress)
        return _finish(request, store, building, todo, clock)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def embedding_texts(entry: Entry) -> list[str]:
    """Return what is embedded for each passage: title, headings, then the passage."""
    title = entry.document.metadata.title
    return [
        "\n".join((" › ".join((title, *passage.locator.path)), passage.text))
        for passage in entry.passages
    ]


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


def _read(
    found: Sequence[corpus.Source],
    digests: Mapping[str, str],
    todo: planning.Plan,
    previous: Generation | None,
    progress: Progress,
) -> tuple[tuple[Entry, ...], tuple[Skipped, ...]]:
    entries, skipped = [], []
    reasons = {each["document"]: each["reason"] for each in _stored_skips(previous)}
    for at, source in enumerate(found, 1):
        if previous and source.path in todo.keep and source.path not in reasons:
            entries.append(previous.catalogue.entry(source.path))
        elif source.path in todo.keep:
            skipped.append(Skipped(source.path, reasons[source.path]))
        else:
            try:
                entries.append(read_entry(source, digests[source.path]))
            except DocumentUnreadable as error:
                skipped.append(Skipped(source.path, str(error)))
        progress.step("lezen", at, len(found))
    return tuple(entries), tuple(skipped)


def _nothing_read(folder: Path, skipped: Sequence[Skipped]) -> str:
    if not skipped:
        return f"In {folder} staan geen documenten. Zet er bestanden in en bouw opnieuw."
    first = skipped[0]
    return (
        f"Geen van de {len(skipped)} bestanden in {folder} is te lezen. "
        f"Het eerste: {first.document}: {first.reason}"
    )


def _stored_skips(previous: Generation | None) -> list[dict[str, str]]:
    skips: list[dict[str, str]] = previous.report()["skipped"] if previous else []
    return skips


def read_entry(source: corpus.Source, digest: str) -> Entry:
    """Read and cut one document; raises DocumentUnreadable with the reason."""
    data, sidecar = source.read()
    reading = readers.read(source.path, data)
    if sidecar is not None:
        over, problems = sidecars.read_sidecar(sidecar)
        reading = replace(
            reading,
            metadata=sidecars.merge(reading.metadata, over),
            warnings=(*reading.warnings, *problems),
        )
    passages = chunking.cut(reading.sections)
    if not passages:
        raise DocumentUnreadable(
            "Er staat geen leesbare tekst in dit bestand. Voeg tekst toe of haal het weg."
        )
    document = Document(source.path, digest, _completed(reading), reading.sections, ())
    return Entry(replace(document, warnings=reading.warnings), passages)


def _completed(reading: Reading) -> Metadata:
    return replace(reading.metadata, kind=reading.metadata.kind or "artikel")


def _embed(
    entries: Sequence[Entry],
    todo: planning.Plan,
    previous: Generation | None,
    embedder: Embedder,
    progress: Progress,
) -> FloatArray:
    """Return float32 [passages, d]: old vectors for kept documents, new ones for the rest."""
    matrix = np.zeros((_count(entries), embedder.identity.dimension), np.float32)
    old = _rows(previous)
    fresh: list[tuple[int, str]] = []
    row = 0
    for entry in entries:
        rows = slice(row, row + len(entry.passages))
        if previous and entry.document.path in todo.keep:
            matrix[rows] = old[entry.document.path]
        else:
            fresh += zip(range(rows.start, rows.stop), embedding_texts(entry), strict=True)
        row = rows.stop
    for begin in range(0, len(fresh), BATCH):
        batch = fresh[begin : begin + BATCH]
        matrix[[at for at, _ in batch]] = embedder.encode([text for _, text in batch])
        progress.step("betekenis", begin + len(batch), len(fresh))
    return matrix


def _rows(previous: Generation | None) -> dict[str, FloatArray]:
    """Return each previous document's vectors, [passages, d]."""
    if previous is None:
        return {}
    matrix, rows, row = previous.vectors.all(), {}, 0
    for path in previous.catalogue.paths:
        count = previous.manifest.documents[path].passages
        rows[path] = matrix[row : row + count]
        row += count
    return rows


def _count(entries: Sequence[Entry]) -> int:
    return sum(len(entry.passages) for entry in entries)


def _write(
    building: Path,
    harvest: _Harvest,
    embedder: Embedder,
    digests: Mapping[str, str],
    progress: Progress,
) -> None:
    vectors.write(building / generations.VECTORS, harvest.vectors)
    vectors.write(building / generations.DOCUMENT_VECTORS, _centroids(harvest))
    _write_words(building, harvest.entries, progress)
    texts = [text for entry in harvest.entries for text in embedding_texts(entry)]
    tokens.write(building / generations.TOKENS, embedder.tokens(texts))
    counts = _vocabulary(harvest.entries)
    catalogue.write(building / generations.CATALOGUE, harvest.entries, counts)
    manifest = Manifest(
        id=building.name.removeprefix(generations.BUILDING),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        model=embedder.identity,
        shape=SHAPE,
        documents={
            entry.document.path: Indexed(entry.document.digest, len(entry.passages))
            for entry in harvest.entries
        },
        skipped={each.document: digests[each.document] for each in harvest.skipped},
        files={},
    )
    _store_report(building, {"skipped": [asdict(each) for each in harvest.skipped]})
    generations.seal(building, manifest)


def _centroids(harvest: _Harvest) -> FloatArray:
    """Return each document's vector: the mean of its passages', float32 [documents, d]."""
    counts = [len(entry.passages) for entry in harvest.entries]
    sums = np.add.reduceat(harvest.vectors, np.cumsum([0, *counts[:-1]]), axis=0)
    return unit(sums)


def _write_words(building: Path, entries: Sequence[Entry], progress: Progress) -> None:
    with (
        lexical.writer(building / generations.LEXICAL) as add,
        lexical.writer(building / generations.DOCUMENT_LEXICAL) as add_document,
    ):
        for at, entry in enumerate(entries, 1):
            for passage in entry.passages:
                add(_fields(entry, passage))
            add_document(_document_fields(entry))
            progress.step("woorden", at, len(entries))


def _document_fields(entry: Entry) -> lexical.Fields:
    paths = dict.fromkeys(section.locator.path for section in entry.document.sections)
    return lexical.Fields(
        title=entry.document.metadata.title,
        headings="\n".join(" › ".join(path) for path in paths),
        body="\n\n".join(section.text for section in entry.document.sections),
    )


def _fields(entry: Entry, passage: Passage) -> lexical.Fields:
    return lexical.Fields(
        title=entry.document.metadata.title,
        headings=" › ".join(passage.locator.path),
        body=passage.text,
    )


def _vocabulary(entries: Sequence[Entry]) -> Counter[str]:
    """Count the corpus's own words, for spelling help."""
    counts: Counter[str] = Counter()
    for entry in entries:
        for section in entry.document.sections:
            counts.update(dutch.fold(word.text) for word in dutch.words(section.text))
    return counts


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
        try:
            return request.gate(candidate, live)
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
