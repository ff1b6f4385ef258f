"""Hard negatives: passages that share a text's words without being its partner.

Karpukhin et al. (2020, Dense Passage Retrieval) take BM25's best passages that do not answer;
here kb's own word search finds them, among a sample of each source, as analysing all of it
takes long.
"""

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scripts.training.remembering import remembered
from scripts.training.sources import SMALL_BATCH, Source
from scripts.training.tokenizing import Rows

from kb import dutch, lexical

# How often training passes over what is mined from each source, however many epochs there are.
PASSES = {"laws": 2, "docs": 3, "neighbours": 2, "answers": 12}
EACH, DEPTH = 2, 30
# Two passages that share more of the shorter one's words are taken to say the same.
ALIKE = 0.6
# The longest questions hold whole sentences; so many words tell what they are about.
MOST_WORDS = 24
Words = frozenset[str]


def mined(
    sources: Sequence[Source], most: int, *, cache: Path | None = None, seed: int = 1
) -> list[Source]:
    """Return `most` pairs of each source that can be searched, each with its hard negatives."""
    chosen = [
        _sample(source, most, seed) for source in sources if source.name in PASSES and source.left
    ]
    return [_mined(source, cache) for source in chosen]


def hard(ranked: Sequence[int], at: int, left: Sequence[Words], right: Sequence[Words]) -> Rows:
    """Choose from the places `ranked` those that are wrong for the pair at place `at`.

    Left out is what may be right after all: a pair whose left side has the same words or more,
    or fewer, and a right side that is nearly the same. A pair that has too few gets them twice,
    and one that has none the next pair.
    """
    wrong = [other for other in ranked if not _same(at, other, left, right)][:EACH]
    return np.resize(np.asarray(wrong or [(at + 1) % len(left)], np.int64), EACH)


def _same(at: int, other: int, left: Sequence[Words], right: Sequence[Words]) -> bool:
    if left[at] <= left[other] or left[other] <= left[at]:
        return True
    shorter = min(len(right[at]), len(right[other]))
    return len(right[at] & right[other]) > ALIKE * shorter


def _sample(source: Source, most: int, seed: int) -> Source:
    every = range(len(source.left))
    rows = random.Random(seed).sample(every, min(most, len(every)))
    left, right = ([side[row] for row in rows] for side in (source.left, source.right))
    passes = PASSES[source.name]
    return replace(
        source, name=f"hard {source.name}", left=left, right=right, passes=passes, batch=SMALL_BATCH
    )


def _mined(source: Source, cache: Path | None) -> Source:
    def search() -> Rows:
        print(f"mining {source.name}", flush=True)
        return np.stack(list(_searched(source)))

    wrong = remembered("hard", [*source.left, *source.right], cache, search)
    return replace(source, wrong=wrong)


def _searched(source: Source) -> Iterator[Rows]:
    """Yield the hard negatives of each pair."""
    asked, told = ([dutch.analyse(text) for text in side] for side in (source.left, source.right))
    left, right = ([_words(terms) for terms in side] for side in (asked, told))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "words"
        with lexical.writer(place) as add:
            for terms in told:
                add(lexical.Fields((), (), terms))
        index = lexical.LexicalIndex(place)
        for at, (text, terms) in enumerate(zip(source.left, asked, strict=True)):
            found = index.search(dutch.Query(text, terms[:MOST_WORDS]), DEPTH)
            yield hard([other for other, _ in found], at, left, right)


def _words(terms: Sequence[dutch.Term]) -> Words:
    return frozenset(term.forms[0].key for term in terms if not term.stop)
