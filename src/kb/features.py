"""What can be said of a passage whatever the question: its sentences and its words. Pure."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from kb import dutch

FloatArray = NDArray[np.float32]

# What makes a sentence answer, whatever is asked: saying more (the logarithm of its length),
# giving advice, making sense alone. Fitted together with the weights in `snippets`.
LENGTH = 1.9
# A sentence about the text itself answers nothing, a row of a table seldom makes sense alone.
ABOUT = re.compile(
    r"voorbeeldmateriaal|\b(?:zie|lees) (?:ook|meer|verder)\b|\bmeer (?:weten|lezen)\b|"
    r"^\W*(?:bron|bronnen|foto|colofon|licentie)\b",
    re.IGNORECASE,
)
# A list of sources names every subject and explains none.
SOURCES = re.compile(r"\W*(?:bronnen|literatuur|referenties|sources)\W*", re.IGNORECASE)
ROW = re.compile(r"; \w[^;]*; |\b[a-z][\w-]+\.(?:nl|eu|com|org|net)\b")
ABOUT_COST, ROW_COST = 4.5, 1.0
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

# Where a word stands that has a form, and how much the form tells of that word (0..1).
Occurrence = tuple[int, int, float]
Words = Mapping[str, Sequence[Occurrence]]
Encode = Callable[[Sequence[str]], FloatArray]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at passage[start:end]; `worth` is added to the strength of its match."""

    start: int
    end: int
    worth: float
    points_back: bool


@dataclass(frozen=True, slots=True)
class Features:
    """The telling sentences of a passage with their vectors, and its words.

    `vectors` is float32 or float16 [sentences, d]; `words` maps a form to its occurrences,
    words without meaning of their own left out.
    """

    sentences: tuple[Sentence, ...]
    words: Words
    vectors: FloatArray


def extract(
    passages: Sequence[str], terms: Sequence[Sequence[dutch.Term]], encode: Encode
) -> tuple[Features, ...]:
    """Return the features of passages with their `terms`; `encode` is an embedder's."""
    found = [sentences(passage) for passage in passages]
    texts = [
        passage[each.start : each.end]
        for passage, inside in zip(passages, found, strict=True)
        for each in inside
    ]
    ends = list(accumulate(len(inside) for inside in found))
    vectors = encode(texts)
    return tuple(
        Features(inside, words(each), vectors[end - len(inside) : end])
        for inside, each, end in zip(found, terms, ends, strict=True)
    )


def sentences(passage: str) -> tuple[Sentence, ...]:
    """Return the sentences before a list of sources; all, when there is nothing before it."""
    spans = dutch.sentences(passage)
    for at, (start, end) in enumerate(spans):
        if SOURCES.fullmatch(passage, start, end):
            spans = spans[:at] or spans
            break
    return tuple(_sentence(passage[start:end], start) for start, end in spans)


def words(terms: Sequence[dutch.Term]) -> dict[str, list[Occurrence]]:
    """Return where each form of a word that carries meaning occurs, in order."""
    found: dict[str, list[Occurrence]] = {}
    for term in terms:
        if not term.stop:
            for form in term.forms:
                place = (term.word.start, term.word.end, form.weight)
                found.setdefault(form.key, []).append(place)
    return found


def _sentence(text: str, start: int) -> Sentence:
    worth = (
        LENGTH * math.log(len(text) + 1)
        + ADVISING * bool(ADVICE.search(text))
        - ROW_COST * bool(ROW.search(text))
        - ABOUT_COST * bool(ABOUT.search(text))
    )
    return Sentence(start, start + len(text), round(worth, 4), bool(POINTING.match(text)))
