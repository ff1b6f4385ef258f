"""From documents to entries: read and cut what changed, keep what did not, embed, count."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from kb import chunking, corpus, dutch, planning, readers
from kb.catalogue import Entry
from kb.embedding import Embedder, FloatArray, unit
from kb.errors import CorpusEmpty, DocumentUnreadable
from kb.features import Features
from kb.generations import Generation
from kb.model import Document, Metadata, Reading, Vocabulary
from kb.readers import metadata as sidecars
from kb.reporting import Skipped

# Texts encoded between two steps of the progress bar.
BATCH = 256


class Progress(Protocol):
    """Hears how far a build is; the terminal draws it."""

    def step(self, name: str, done: int, total: int) -> None:
        """`done` of `total` units of the named step are finished."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """The entries of a new generation with their vectors, and what was left out."""

    entries: tuple[Entry, ...]
    vectors: FloatArray
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What a build starts from: the files, their digests, the plan, and what may be reused."""

    folder: Path
    found: tuple[corpus.Source, ...]
    digests: Mapping[str, str]
    todo: planning.Plan
    previous: Generation | None


def gather(work: Work, embedder: Embedder, progress: Progress) -> Harvest:
    """Read, cut and embed what changed; raises CorpusEmpty when nothing could be read."""
    entries, skipped = _read(work, progress)
    if not entries:
        raise CorpusEmpty(_nothing_read(work.folder, skipped))
    return Harvest(entries, _embed(entries, work, embedder, progress), skipped)


def _read(work: Work, progress: Progress) -> tuple[tuple[Entry, ...], tuple[Skipped, ...]]:
    entries, skipped = [], []
    reasons = {each["document"]: each["reason"] for each in _stored_skips(work.previous)}
    for at, source in enumerate(work.found, 1):
        kept = work.previous is not None and source.path in work.todo.keep
        if kept and source.path in reasons:
            skipped.append(Skipped(source.path, reasons[source.path]))
        elif kept and work.previous:
            entries.append(work.previous.catalogue.entry(source.path))
        else:
            try:
                entries.append(read_entry(source, work.digests[source.path]))
            except DocumentUnreadable as error:
                skipped.append(Skipped(source.path, str(error)))
        progress.step("lezen", at, len(work.found))
    return tuple(entries), tuple(skipped)


def _stored_skips(previous: Generation | None) -> list[dict[str, str]]:
    skips: list[dict[str, str]] = previous.report()["skipped"] if previous else []
    return skips


def _nothing_read(folder: Path, skipped: Sequence[Skipped]) -> str:
    if not skipped:
        return f"In {folder} staan geen documenten. Zet er bestanden in en bouw opnieuw."
    first = skipped[0]
    return (
        f"Geen van de {len(skipped)} bestanden in {folder} is te lezen. "
        f"Het eerste: {first.document}: {first.reason}"
    )


def read_entry(source: corpus.Source, digest: str) -> Entry:
    """Read and cut one document; raises DocumentUnreadable with the reason."""
    data, sidecar = source.read()
    reading = readers.read(source.path, data)
    if sidecar is not None:
        known, problems = sidecars.with_sidecar(reading.metadata, sidecar)
        reading = replace(reading, metadata=known, warnings=(*reading.warnings, *problems))
    passages = chunking.cut(reading.sections)
    if not passages:
        raise DocumentUnreadable(
            "Er staat geen leesbare tekst in dit bestand. Voeg tekst toe of haal het weg."
        )
    document = Document(source.path, digest, _completed(reading), reading.sections, ())
    return Entry(replace(document, warnings=reading.warnings), passages)


def _completed(reading: Reading) -> Metadata:
    return replace(reading.metadata, kind=reading.metadata.kind or "artikel")


def embedding_texts(entry: Entry) -> list[str]:
    """Return what is embedded for each passage: title, headings, then the passage."""
    title = entry.document.metadata.title
    return [
        "\n".join((" › ".join((title, *passage.locator.path)), passage.text))
        for passage in entry.passages
    ]


def _embed(
    entries: Sequence[Entry], work: Work, embedder: Embedder, progress: Progress
) -> FloatArray:
    """Return float32 [passages, d]: old vectors for kept documents, new ones for the rest."""
    matrix = np.zeros((_count(entries), embedder.identity.dimension), np.float32)
    old = _rows(work.previous)
    fresh: list[tuple[int, str]] = []
    row = 0
    for entry in entries:
        rows = slice(row, row + len(entry.passages))
        if entry.document.path in old and entry.document.path in work.todo.keep:
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
    matrix = previous.vectors.all()
    return {path: matrix[rows.start : rows.stop] for path, rows in _spans(previous).items()}


def _spans(previous: Generation) -> dict[str, range]:
    """Return the numbers of each previous document's passages."""
    spans, row = {}, 0
    for path in previous.catalogue.paths:
        count = previous.manifest.documents[path].passages
        spans[path] = range(row, row + count)
        row += count
    return spans


def kept_features(work: Work) -> Callable[[str], Sequence[Features]]:
    """Return what gives the features of a document that did not change; nothing for others."""
    previous = work.previous
    if previous is None:
        return lambda _: ()
    kept = {path: rows for path, rows in _spans(previous).items() if path in work.todo.keep}

    def known(path: str) -> Sequence[Features]:
        rows = kept.get(path, ())
        found = previous.features.of(rows) if rows else {}
        return [found[row] for row in rows]

    return known


def centroids(harvest: Harvest) -> FloatArray:
    """Return each document's vector: the mean of its passages', float32 [documents, d]."""
    counts = [len(entry.passages) for entry in harvest.entries]
    sums = np.add.reduceat(harvest.vectors, np.cumsum([0, *counts[:-1]]), axis=0)
    return unit(sums)


def _count(entries: Sequence[Entry]) -> int:
    return sum(len(entry.passages) for entry in entries)


def vocabulary(entries: Sequence[Entry]) -> Vocabulary:
    """Count the corpus's own words, for spelling help."""
    counts: Counter[str] = Counter()
    for entry in entries:
        for text in _texts(entry.document):
            counts.update(word.text for word in dutch.words(text))
    folded: Counter[str] = Counter()
    for word, count in counts.items():
        folded[dutch.fold(word)] += count
    return Vocabulary(folded, _written(counts))


def _texts(document: Document) -> Iterator[str]:
    known = document.metadata
    yield from (known.title, known.organisation, *known.themes)
    yield from dict.fromkeys(
        heading for section in document.sections for heading in section.locator.path
    )
    yield from (section.text for section in document.sections)


def _written(counts: Mapping[str, int]) -> dict[str, str]:
    """Return folded word → how it is written most, where that is otherwise.

    A word that is ever written without a capital has none of its own.
    """
    best: dict[str, tuple[bool, int, str]] = {}
    for word, count in counts.items():
        rank = (word.islower(), count, word)
        key = dutch.fold(word)
        best[key] = max(best.get(key, rank), rank)
    return {key: word for key, (_, _, word) in best.items() if word != key}
