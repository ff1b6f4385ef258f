"""Documents that may say the same as a new one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from kb.catalogue import Entry
from kb.corpus import Source
from kb.embedding import Embedder
from kb.files import sha256
from kb.generations import Generation

# Nearest passages to look at for each new one, and documents to compare word for word.
NEAREST, MOST = 3, 6


def near(generation: Generation, embedder: Embedder, texts: Sequence[str]) -> tuple[Entry, ...]:
    """Return the few documents whose passages come nearest to these texts."""
    scores: defaultdict[int, float] = defaultdict(float)
    catalogue = generation.catalogue
    for vector in embedder.encode(texts):
        for passage, score in generation.vectors.search(vector, NEAREST):
            scores[catalogue.document_of[passage]] += score
    best = sorted(scores, key=lambda at: -scores[at])[:MOST]
    return tuple(catalogue.entry(catalogue.paths[at]) for at in best)


def same(documents: Iterable[Source], digest: str, size: int) -> str:
    """Return the path of a document with exactly these bytes; "" for none."""
    for source in documents:
        # Almost every other document has another size, so hardly any is read.
        if _size(source.file) == size and sha256(source.file) == digest:
            return source.path
    return ""


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        # Withdrawn a moment ago.
        return -1
