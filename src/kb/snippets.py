"""The best one to three sentences of a passage, with the words that match. Pure."""

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kb import dutch
from kb.model import Snippet

# A snippet is read in one glance: at most this many sentences and characters (three sentences of
# a law are long; with 480 the Algoritmekader's judged sentences are shown less often).
MAX_SENTENCES, MAX_CHARACTERS = 3, 600
# What makes a sentence of a passage the one that answers: the question's words, likeness, those
# two in its neighbours, and saying more (the logarithm of its length). A softmax fitted on both
# judged sets; fitted on one it gains nothing on the other (docs/relevance.md).
WORDS, LIKENESS, NEAR_WORDS, NEAR_LIKENESS, LENGTH = 3.2, 1.1, 1.1, 2.2, 1.9
# A sentence about the text itself answers nothing, a row of a table seldom makes sense alone.
ABOUT = re.compile(
    r"voorbeeldmateriaal|\b(?:zie|lees) (?:ook|meer|verder)\b|\bmeer (?:weten|lezen)\b|"
    r"^\W*(?:bron|bronnen|foto|colofon|licentie)\b",
    re.IGNORECASE,
)
# A list of sources names every subject and explains none.
SOURCES = re.compile(r"\W*(?:bronnen|literatuur|referenties|sources)\W*", re.IGNORECASE)
ROW = re.compile(r"; \w[^;]*; |\b[a-z][\w-]+\.(?:nl|eu|com|org|net)\b")
ABOUT_COST, ROW_COST = 3.0, 1.0
# Who asks wants to know what to do, rather than to read the question as it came up elsewhere.
ADVICE = re.compile(
    r"^\W*(?:dus|en|dan)?\s*(?:begin|bekijk|bepaal|bespreek|betrek|beschrijf|controleer|deel|doe|"
    r"geef|gebruik|ga|houd|informeer|kies|koppel|laat|leg|maak|meld|neem|noem|onderzoek|plan|regel|"
    r"richt|schrijf|spreek|stel|stuur|test|toets|trek|voer|vraag|werk|zet|zorg)\b|"
    r"^\W*(?:dus|daarom|nu)\b|\bdaarom\b|\b(?:hielp|helpt|werkte?|geleerd|les|lessen|tips?|advies|"
    r"voortaan|sindsdien|moet|moeten|mag|mogen|kunt|kun je|hoeft?|verplicht|(?:van )?belang|"
    r"noodzakelijk)\b|\bzou(?:den)? (?:ik|zeggen)\b",
    re.IGNORECASE,
)
ADVISING = 0.5
# A snippet that opens with a word that points back makes no sense alone.
POINTING = re.compile(
    r"\W*(?:dit|deze|die|zij|ze|hij|(?:daar|hier)(?:bij|door|mee|na|om|op|toe|uit|van|voor))\b",
    re.IGNORECASE,
)
POINTING_SHARE = 0.85


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
    return _marked(dutch.analyse(text), wanted)


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
    spans = _telling(passage, dutch.sentences(passage))
    if not spans:
        return Snippet(passage, 0, len(passage))
    terms = dutch.analyse(passage[: spans[-1][1]])
    sentences = [passage[start:end] for start, end in spans]
    words = _coverages(terms, spans, wanted)
    chances = _chances(sentences, words, likeness or [0.0] * len(spans))

    def worth(run: tuple[int, int]) -> float:
        first, last = run
        alone = first == 0 or not POINTING.match(sentences[first])
        return sum(chances[first : last + 1]) * (1.0 if alone else POINTING_SHARE)

    first, last = max(_runs(spans), key=worth)
    start, end = spans[first][0], spans[last][1]
    inside = [term for term in terms if start <= term.word.start < end]
    marks = tuple((a - start, b - start) for a, b in _marked(inside, wanted))
    return Snippet(passage[start:end], start, end, marks)


def _telling(passage: str, spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Return the sentences before a list of sources; all, when there is nothing before it."""
    for at, (start, end) in enumerate(spans):
        if SOURCES.fullmatch(passage, start, end):
            return spans[:at] or spans
    return spans


def _marked(terms: Sequence[dutch.Term], wanted: Wanted) -> tuple[tuple[int, int], ...]:
    keys = {key for word in wanted.words for key in word.forms}
    return tuple(
        (term.word.start, term.word.end)
        for term in terms
        if not term.stop and any(form.key in keys for form in term.forms)
    )


def _coverages(
    terms: Sequence[dutch.Term], spans: Sequence[tuple[int, int]], wanted: Wanted
) -> list[float]:
    """Return the coverage of each sentence; one analysis of the passage serves all."""
    asked: dict[str, list[tuple[int, float]]] = {}
    for at, word in enumerate(wanted.words):
        for key, weight in word.forms.items():
            asked.setdefault(key, []).append((at, weight))
    found = [[0.0] * len(wanted.words) for _ in spans]
    ends = [end for _, end in spans]
    for term in terms:
        here = found[bisect_right(ends, term.word.start)]
        for form in term.forms:
            for at, weight in asked.get(form.key, ()):
                here[at] = max(here[at], weight * form.weight)
    total = sum(word.rarity for word in wanted.words) or 1.0
    return [
        sum(word.rarity * share for word, share in zip(wanted.words, each, strict=True)) / total
        for each in found
    ]


def _chances(
    sentences: Sequence[str], words: Sequence[float], likeness: Sequence[float]
) -> tuple[float, ...]:
    """Return for each sentence the chance that it is the one that answers.

    `words` and `likeness` say how much of the question each sentence has, and how like it is.
    """
    strengths = [
        WORDS * words[at]
        + LIKENESS * likeness[at]
        + NEAR_WORDS * _beside(words, at)
        + NEAR_LIKENESS * _beside(likeness, at)
        + LENGTH * math.log(len(sentence) + 1)
        + _manner(sentence)
        for at, sentence in enumerate(sentences)
    ]
    most = max(strengths)
    odds = [math.exp(strength - most) for strength in strengths]
    return tuple(each / sum(odds) for each in odds)


def _manner(sentence: str) -> float:
    """Return what the way of telling adds: advice does good, a row or a remark on the text none."""
    return (
        ADVISING * bool(ADVICE.search(sentence))
        - ROW_COST * bool(ROW.search(sentence))
        - ABOUT_COST * bool(ABOUT.search(sentence))
    )


def _beside(values: Sequence[float], at: int) -> float:
    """Return the mean of both neighbours; a missing one counts 0."""
    return (sum(values[max(0, at - 1) : at]) + sum(values[at + 1 : at + 2])) / 2


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
