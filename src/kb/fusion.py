"""Two rankings into one. Pure."""

from collections.abc import Callable, Hashable, Mapping

Scores = Mapping[int, float]


def spread(scores: Scores) -> dict[int, float]:
    """Scale scores to 0..1 within one question (min-max); all equal becomes all 1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = high - low
    return {key: (value - low) / width if width else 1.0 for key, value in scores.items()}


def convex(first: Scores, second: Scores, weight: float) -> dict[int, float]:
    """Return weight × first + (1 - weight) × second over spread scores; absent counts 0.

    Bruch, Gai & Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (2023).
    """
    left, right = spread(first), spread(second)
    return {
        key: weight * left.get(key, 0.0) + (1 - weight) * right.get(key, 0.0)
        for key in left.keys() | right.keys()
    }


def level(scores: Scores, preferred: Scores, group: Callable[[int], Hashable]) -> dict[int, float]:
    """Let `preferred` order the items of each group, and the best of `scores` the groups.

    Every group's best item ends at the group's best score, the others below it by as
    much as `preferred` says.
    """
    tops: dict[Hashable, tuple[float, float]] = {}
    for key, score in scores.items():
        top, liked = tops.get(group(key), (score, preferred[key]))
        tops[group(key)] = max(top, score), max(liked, preferred[key])
    return {key: preferred[key] + tops[group(key)][0] - tops[group(key)][1] for key in scores}
