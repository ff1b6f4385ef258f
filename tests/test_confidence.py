from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kb.confidence import Evidence, confidence, confident

GOOD = Evidence(cosine=0.6, missing=0.0)


def test_a_near_passage_with_every_word_is_an_answer_and_a_far_one_is_none() -> None:
    assert confident(confidence(GOOD))
    assert not confident(confidence(Evidence(cosine=0.1, missing=1.0)))


def test_each_objection_lowers_the_confidence() -> None:
    best = confidence(GOOD)
    assert confidence(replace(GOOD, cosine=0.5)) < best
    assert confidence(replace(GOOD, missing=0.5)) < best
    assert confidence(replace(GOOD, figure=1.0, lacking=1.0)) < confidence(
        replace(GOOD, figure=1.0)
    )


@given(st.floats(-1, 1), st.floats(0, 1), st.booleans())
def test_confidence_is_a_chance(cosine: float, missing: float, asked: bool) -> None:
    assert 0 <= confidence(Evidence(cosine, missing, float(asked), float(asked))) <= 1
