"""A larger English model whose sense of what is alike the student follows."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scripts.training.sources import PAIR_TOKENS, SMALL_BATCH, WRITTEN, Source, translated

HalfArray = NDArray[np.float16]
# So many translations are shown to the teacher, beside all those written for kb: it reads some
# hundreds a second, and a batch may come by more than once.
PAIRS = 24_000
# Its time grows with the length of a text; a sentence says enough.
LEAST_CHARACTERS, MOST_CHARACTERS = 20, 110
READ_AT_ONCE, CHUNK = 256, 4_000


@dataclass(frozen=True, slots=True)
class Lesson:
    """Translations, and what the teacher makes of the English side: float16 [pairs, d] units."""

    source: Source
    vectors: HalfArray


def lesson(sources: Sequence[Source], folder: Path, *, cache: Path | None, seed: int) -> Lesson:
    """Draw translations and let the teacher in `folder` read the English side.

    With a `cache` folder the same texts are read only once.
    """
    every = [
        pair
        for source in sources
        if source.name == "human"
        for pair in zip(source.left, source.right, strict=True)
        if LEAST_CHARACTERS <= len(pair[1]) <= MOST_CHARACTERS
    ]
    chosen = random.Random(seed).sample(every, min(PAIRS, len(every))) + translated(WRITTEN)
    dutch, english = [a for a, _ in chosen], [b for _, b in chosen]
    source = Source("teacher", dutch, english, 0, PAIR_TOKENS, SMALL_BATCH)
    return Lesson(source, _remembered(english, folder, cache))


def _remembered(texts: Sequence[str], folder: Path, cache: Path | None) -> HalfArray:
    if cache is None:
        return _read(texts, folder)
    name = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    file = cache / f"teacher-{name}.npy"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        np.save(file, _read(texts, folder))
    stored: HalfArray = np.load(file)
    return stored


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
