import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.fusion import convex, level, spread

SCORES = st.dictionaries(st.integers(0, 30), st.floats(-5, 30, allow_nan=False), max_size=20)


@given(SCORES)
def test_spread_scores_lie_between_zero_and_one_in_the_same_order(scores: dict[int, float]) -> None:
    found = spread(scores)
    assert found.keys() == scores.keys()
    assert all(0 <= value <= 1 for value in found.values())
    by_score = sorted(scores, key=lambda key: scores[key])
    assert [found[key] for key in by_score] == sorted(found.values())


@given(SCORES, SCORES, st.floats(0, 1))
def test_convex_fusion_stays_between_its_sides(
    first: dict[int, float], second: dict[int, float], weight: float
) -> None:
    fused = convex(first, second, weight)
    assert fused.keys() == first.keys() | second.keys()
    assert all(-1e-9 <= value <= 1 + 1e-9 for value in fused.values())


def test_weight_one_is_the_first_ranking_alone() -> None:
    fused = convex({1: 3.0, 2: 1.0}, {2: 9.0, 3: 1.0}, 1.0)
    assert fused == pytest.approx({1: 1.0, 2: 0.0, 3: 0.0})


@given(SCORES, SCORES)
def test_what_is_preferred_orders_a_group_but_never_the_groups(
    scores: dict[int, float], liked: dict[int, float]
) -> None:
    preferred = {key: liked.get(key, 0.0) for key in scores}
    levelled = level(scores, preferred, lambda key: key % 3)

    def best(values: dict[int, float], group: int) -> float:
        return max((value for key, value in values.items() if key % 3 == group), default=0.0)

    for group in range(3):
        if members := [key for key in scores if key % 3 == group]:
            first = max(members, key=levelled.__getitem__)
            assert preferred[first] == pytest.approx(max(map(preferred.__getitem__, members)))
