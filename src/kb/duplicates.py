"""Which passages say the same in (nearly) the same words. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

# A run of so many words is seldom the same by chance (Broder, 1997).
SHINGLE = 5
# The share of the longer passage's runs that the other holds too: two versions of a text have
# more, two texts on one subject less. A line quoted in a long list is not the same as the list.
SHARED = 0.5
# A run in more passages than this is a formula ("Meer weten? Kijk op …"), and no evidence.
FORMULA = 20

WORD = re.compile(r"\w+")
Numbers = NDArray[np.int64]


def twins(texts: Iterable[str]) -> dict[int, tuple[int, ...]]:
    """Return the places of texts that share most of their words in order, both ways round.

    The relation is no equivalence: of three versions the first and the last may
    differ too much.
    """
    runs, owners, sizes = _runs(texts)
    found: dict[int, list[int]] = {}
    for first, second, shared in _shared(runs, owners):
        if shared >= SHARED * max(sizes[first], sizes[second]):
            found.setdefault(first, []).append(second)
            found.setdefault(second, []).append(first)
    return {at: tuple(sorted(others)) for at, others in sorted(found.items())}


def fold(ranked: Sequence[int], others: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """Keep, in order, what no earlier one that is kept already says."""
    kept: dict[int, None] = {}
    for at in ranked:
        if not any(other in kept for other in others.get(at, ())):
            kept[at] = None
    return tuple(kept)


def _runs(texts: Iterable[str]) -> tuple[Numbers, Numbers, list[int]]:
    """Return the distinct runs of words of all texts, whose they are, and how many each has."""
    numbers: dict[str, int] = {}
    runs, sizes = [np.zeros(0, np.int64)], []
    for text in texts:
        words = [numbers.setdefault(word, len(numbers)) for word in WORD.findall(text.lower())]
        own = np.unique(_hashes(np.asarray(words, np.int64)))
        runs.append(own)
        sizes.append(len(own))
    return np.concatenate(runs), np.repeat(np.arange(len(sizes)), sizes), sizes


def _hashes(words: Numbers) -> Numbers:
    """Return a number for each run of SHINGLE words; overflow is part of the hash."""
    count = len(words) - SHINGLE + 1
    total = np.zeros(max(count, 0), np.int64)
    for at in range(SHINGLE if count > 0 else 0):
        total = total * 6_364_136_223_846_793_005 + words[at : at + count] + 1
    return total


def _shared(runs: Numbers, owners: Numbers) -> Iterator[tuple[int, int, int]]:
    """Yield (first, second, how many runs they share) for texts that share any."""
    order = np.argsort(runs, kind="stable")
    starts = np.flatnonzero(np.diff(runs[order], prepend=runs[order[:1]] - 1))
    counts = np.diff(starts, append=len(runs))
    telling = np.flatnonzero((counts > 1) & (counts <= FORMULA))
    pairs: Counter[tuple[int, int]] = Counter()
    for start, count in zip(starts[telling].tolist(), counts[telling].tolist(), strict=True):
        pairs.update(combinations(owners[order[start : start + count]].tolist(), 2))
    for (first, second), shared in pairs.items():
        yield first, second, shared
