"""The best one to three full sentences of a passage, with the words that match. Pure."""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb import dutch
from kb.features import Features, Sentence, Words
from kb.model import Snippet

# A snippet is read in one glance: at most this many sentences and characters (three sentences of
# a law are long; with 480 the Algoritmekader's judged sentences are shown less often).
MAX_SENTENCES, MAX_CHARACTERS = 3, 600
# What is said is cut in scraps ("Ja. Nee, maar dat scheelt wel.") that lean on their neighbours:
# shorter than this (about twelve words) a sentence is no full one, and five in all may be shown.
FULL_CHARACTERS, MAX_WITH_SCRAPS = 70, 5
# What makes a sentence of a passage the one that answers, beside its own worth: the question's
# words, likeness, and those two in its neighbours. A softmax fitted on both judged sets; fitted
# on one it gains nothing on the other (docs/relevance.md).
WORDS, LIKENESS, NEAR_WORDS, NEAR_LIKENESS = 3.2, 1.1, 1.1, 2.2
# What a snippet keeps that opens with a word that points back.
POINTING_SHARE = 0.85
# The chance to be the answer that makes a further sentence worth reading.
EARNED = 0.02


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
        """Collect the words that carry meaning (all, if none does) with their rarity.

        An English word that no text has and no glossary knows says nothing for or against one.
        """
        terms = [term for term in question.terms if not term.stop] or list(question.terms)
        if question.english:
            unknown = rarity("")
            terms = [
                term for term in terms if len(term.forms) > 1 or rarity(term.forms[0].key) < unknown
            ] or terms
        return cls(
            tuple(
                Sought(
                    {form.key: form.weight for form in reversed(term.forms)},
                    max(min(map(rarity, _names(term))), 0.1),
                )
                for term in terms
            )
        )

    @property
    def keys(self) -> frozenset[str]:
        """All forms that are looked for."""
        return frozenset(key for word in self.words for key in word.forms)


def _names(term: dutch.Term) -> list[str]:
    """Return the keys of a word and of its translations: it is as rare as the commonest."""
    return [form.key for form in term.forms if form.kind in ("main", "translation")]


def matches(there: Words, wanted: Wanted, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the places, from `start` to `end`, of words that share a form with the question."""
    places = {(a, b) for key in wanted.keys for a, b, _ in there.get(key, ()) if start <= a < end}
    return tuple(sorted(places))


def coverage(there: Words, wanted: Wanted) -> float:
    """Return how much of the question's weight occurs among the words of a text, 0..1.

    A word that occurs only as a part of another counts for that part's weight.
    """
    total = sum(word.rarity for word in wanted.words)
    found = sum(word.rarity * _found(word, there) for word in wanted.words)
    return found / total if total else 0.0


def missing(texts: Sequence[Words], wanted: Wanted, most: float) -> float:
    """Return how telling the most telling word is that no text has, 0..1.

    `most` is the rarity of a word that occurs nowhere; a word that occurs only as a part of
    another is missing for the rest of its weight.
    """
    lacks = (
        word.rarity * (1 - max((_found(word, there) for there in texts), default=0.0))
        for word in wanted.words
    )
    return max(lacks, default=0.0) / most


def choose(
    passage: str, features: Features, wanted: Wanted, likeness: Sequence[float] | None = None
) -> Snippet:
    """Return the run of one to three full sentences that answers best.

    `likeness` holds a similarity (about 0..1) to the question for each of the sentences
    in `features`; without it only words count.
    """
    sentences = features.sentences
    if not sentences:
        return Snippet(passage, 0, len(passage))
    words = _coverages(features, wanted)
    chances = _chances(sentences, words, likeness or [0.0] * len(sentences))

    def worth(run: tuple[int, int]) -> float:
        first, last = run
        alone = first == 0 or not sentences[first].points_back
        earned = sum(chances[first : last + 1]) - EARNED * (last - first)
        return earned * (1.0 if alone else POINTING_SHARE)

    first, last = max(_runs(sentences), key=worth)
    start, end = sentences[first].start, sentences[last].end
    places = matches(features.words, wanted, start, end)
    marks = tuple((a - start, b - start) for a, b in places)
    return Snippet(passage[start:end], start, end, marks)


def _coverages(features: Features, wanted: Wanted) -> list[float]:
    """Return the coverage of each sentence."""
    ends = [sentence.end for sentence in features.sentences]
    found = [0.0] * len(ends)
    for word in wanted.words:
        best: dict[int, float] = {}
        for key, weight in word.forms.items():
            for start, _, share in features.words.get(key, ()):
                at = bisect_right(ends, start)
                best[at] = max(best.get(at, 0.0), weight * share)
        for at, share in best.items():
            # Words after the last telling sentence are in none.
            if at < len(found):
                found[at] += word.rarity * share
    total = sum(word.rarity for word in wanted.words) or 1.0
    return [each / total for each in found]


def _chances(
    sentences: Sequence[Sentence], words: Sequence[float], likeness: Sequence[float]
) -> tuple[float, ...]:
    """Return for each sentence the chance that it is the one that answers.

    `words` and `likeness` say how much of the question each sentence has, and how like it is.
    """
    strengths = [
        WORDS * words[at]
        + LIKENESS * likeness[at]
        + NEAR_WORDS * _beside(words, at)
        + NEAR_LIKENESS * _beside(likeness, at)
        + sentence.worth
        for at, sentence in enumerate(sentences)
    ]
    most = max(strengths)
    odds = [math.exp(strength - most) for strength in strengths]
    total = sum(odds)
    return tuple(each / total for each in odds)


def _beside(values: Sequence[float], at: int) -> float:
    """Return the mean of both neighbours; a missing one counts 0."""
    before = values[at - 1] if at else 0.0
    after = values[at + 1] if at + 1 < len(values) else 0.0
    return (before + after) / 2


def _runs(sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of every run that may be a snippet; single sentences always may."""
    for first, opening in enumerate(sentences):
        full = 0
        for last, sentence in enumerate(sentences[first : first + MAX_WITH_SCRAPS], first):
            full += sentence.end - sentence.start >= FULL_CHARACTERS
            long = full > MAX_SENTENCES or sentence.end - opening.start > MAX_CHARACTERS
            if long and last > first:
                break
            yield first, last


def _found(word: Sought, there: Words) -> float:
    return max(
        (
            weight * share
            for key, weight in word.forms.items()
            for _, _, share in there.get(key, ())
        ),
        default=0.0,
    )
