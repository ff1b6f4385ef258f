"""A larger English model whose sense of what is alike the student follows."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scripts.training.remembering import remembered
from scripts.training.sources import PAIR_TOKENS, SMALL_BATCH, WRITTEN, Source, translated

HalfArray = NDArray[np.float16]
# Its time grows with the length of a text; a sentence says enough.
LEAST_CHARACTERS, MOST_CHARACTERS = 20, 110
READ_AT_ONCE, CHUNK = 256, 4_000


@dataclass(frozen=True, slots=True)
class Lesson:
    """Translations, and what the teacher makes of the English side: float16 [pairs, d] units."""

    source: Source
    vectors: HalfArray


def lesson(
    sources: Sequence[Source], folder: Path, most: int, *, cache: Path | None, seed: int
) -> Lesson:
    """Draw translations and let the teacher in `folder` read the English side.

    `most` are drawn, beside all those written for kb: it reads some hundreds a second, and a
    batch may come by more than once. With a `cache` folder the same texts are read only once.
    """
    every = [
        pair
        for source in sources
        if source.name == "human"
        for pair in zip(source.left, source.right, strict=True)
        if LEAST_CHARACTERS <= len(pair[1]) <= MOST_CHARACTERS
    ]
    chosen = random.Random(seed).sample(every, min(most, len(every))) + translated(WRITTEN)
    dutch, english = [a for a, _ in chosen], [b for _, b in chosen]
    source = Source("teacher", dutch, english, 0, PAIR_TOKENS, SMALL_BATCH)
    vectors = remembered("teacher", english, cache, lambda: _read(english, folder))
    return Lesson(source, vectors)


def _read(texts: Sequence[str], folder: Path) -> HalfArray:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu")
    # Sorted, so that a batch holds texts of one length and no padding.
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    found = np.zeros((len(texts), model.get_embedding_dimension() or 0), np.float16)
    for begin in range(0, len(order), CHUNK):
        rows = order[begin : begin + CHUNK]
        found[rows] = model.encode(
            [texts[at] for at in rows],
            batch_size=READ_AT_ONCE,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        print(f"teacher read {begin + len(rows)}/{len(order)}", flush=True)
    return found
