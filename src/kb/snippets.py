"""The best one to three sentences of a passage, with the words that match. Pure."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kb import dutch
from kb.model import Snippet

# A snippet is read in one glance: at most this many sentences and characters.
MAX_SENTENCES, MAX_CHARACTERS = 3, 480
# What a run of sentences earns by the question's words, by likeness, and by saying more;
# measured with scripts/bench/relevance.py.
WORDS, LIKENESS, LENGTH = 0.5, 0.25, 0.3


@dataclass(frozen=True, slots=True)
class Sought:
    """One word of a question: its forms with their weights, and how telling it is."""

    forms: Mapping[str, float]
    rarity: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words that a question looks for."""

    words: tuple[Sought, ...]

    @classmethod
    def of(cls, question: dutch.Query, rarity: Callable[[str], float]) -> "Wanted":
        """Collect the words that carry meaning (all, if none does) with their rarity."""
        terms = [term for term in question.terms if not term.stop] or list(question.terms)
        return cls(
            tuple(
                Sought(
                    {form.key: form.weight for form in reversed(term.forms)},
                    max(rarity(term.forms[0].key), 0.1),
                )
                for term in terms
            )
        )


def matches(text: str, wanted: Wanted) -> tuple[tuple[int, int], ...]:
    """Return offsets of the words in `text` that share a form with the question."""
    keys = {key for word in wanted.words for key in word.forms}
    return tuple(
        (term.word.start, term.word.end)
        for term in dutch.analyse(text)
        if not term.stop and any(form.key in keys for form in term.forms)
    )


def coverage(text: str, wanted: Wanted) -> float:
    """Return how much of the question's weight occurs in a text, 0..1.

    A word that occurs only as a part of another counts for that part's weight.
    """
    there = _present(text)
    total = sum(word.rarity for word in wanted.words)
    found = sum(word.rarity * _found(word, there) for word in wanted.words)
    return found / total if total else 0.0


def missing(texts: Sequence[str], wanted: Wanted, most: float) -> float:
    """Return how telling the most telling word is that no text has, 0..1.

    `most` is the rarity of a word that occurs nowhere; a word that occurs only as a part of
    another is missing for the rest of its weight.
    """
    there = [_present(text) for text in texts]
    lacks = (
        word.rarity * (1 - max((_found(word, forms) for forms in there), default=0.0))
        for word in wanted.words
    )
    return max(lacks, default=0.0) / most


def choose(passage: str, wanted: Wanted, likeness: Sequence[float] | None = None) -> Snippet:
    """Return the run of one to three sentences that answers best.

    `likeness` holds a similarity (about 0..1) to the question for each of
    `dutch.sentences(passage)`; without it only words count.
    """
    spans = dutch.sentences(passage)
    if not spans:
        return Snippet(passage, 0, len(passage))
    like = likeness or [0.0] * len(spans)

    def worth(run: tuple[int, int]) -> float:
        first, last = run
        start, end = spans[first][0], spans[last][1]
        mean = sum(like[first : last + 1]) / (last - first + 1)
        words = coverage(passage[start:end], wanted)
        return WORDS * words + LIKENESS * mean + LENGTH * math.log(end - start)

    first, last = max(_runs(spans), key=worth)
    start, end = spans[first][0], spans[last][1]
    text = passage[start:end]
    return Snippet(text, start, end, matches(text, wanted))


def _runs(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return (first, last) of every run that may be a snippet; single sentences always may."""
    return [
        (first, last)
        for first in range(len(spans))
        for last in range(first, min(first + MAX_SENTENCES, len(spans)))
        if first == last or spans[last][1] - spans[first][0] <= MAX_CHARACTERS
    ]


def _present(text: str) -> dict[str, float]:
    """Return the forms that occur in a text, with the greatest weight of each."""
    there: dict[str, float] = {}
    for term in dutch.analyse(text):
        for form in term.forms:
            there[form.key] = max(there.get(form.key, 0.0), form.weight)
    return there


def _found(word: Sought, there: Mapping[str, float]) -> float:
    return max((weight * there.get(key, 0.0) for key, weight in word.forms.items()), default=0.0)
