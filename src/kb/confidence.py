"""Whether the best passages answer the question at all. Pure."""

import math
from dataclasses import dataclass

# Logistic regression by scripts/fit_confidence.py on the Algoritmekader's questions and the
# chosen half of tests/relevance/judged.jsonl, each answerable or not counting half in all.
WEIGHTS = {
    "cosine": 12.71,
    "missing": -2.92,
    "figure": -2.84,
    "lacking": -3.60,
    "english": -1.19,
}
INTERCEPT = -1.32
# Keeps about 95% of the answerable questions of the same sets.
THRESHOLD = 0.3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer, and what against it.

    `cosine` is the highest similarity of any passage; `missing` (0..1) how telling
    the most telling word is that the best passages lack. `figure` is 1 for a question
    that asks for a figure ("hoeveel", "hoe hoog"), `lacking` 1 when the best passages
    give none in such a unit: other figures about the subject are easily taken for it.
    `english` is 1 for an English question: with its translation it is like more passages.
    """

    cosine: float
    missing: float
    figure: float = 0.0
    lacking: float = 0.0
    english: float = 0.0


def confidence(evidence: Evidence) -> float:
    """Return the estimated chance (0..1) that the question has an answer here."""
    total = INTERCEPT + sum(weight * getattr(evidence, name) for name, weight in WEIGHTS.items())
    return 1 / (1 + math.exp(-total))


def confident(value: float) -> bool:
    """Tell whether to present hits as answers rather than as nearest passages."""
    return value >= THRESHOLD
