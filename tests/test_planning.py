from hypothesis import given
from hypothesis import strategies as st

from kb.planning import AVERAGE_MARGIN, QUESTION_MARGIN, judge, plan

DIGESTS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("123"))
FIGURES = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 1))


@given(DIGESTS, DIGESTS)
def test_every_present_document_is_either_read_or_kept(
    previous: dict[str, str], present: dict[str, str]
) -> None:
    todo = plan(previous, present)
    assert todo.read | todo.keep == present.keys()
    assert not todo.read & todo.keep
    assert all(previous.get(path) == present[path] for path in todo.keep)
    assert todo.drop == previous.keys() - present.keys()
    assert todo.idle == (previous == present)


@given(FIGURES, FIGURES)
def test_nothing_that_fell_beyond_the_margins_is_accepted(
    before: dict[str, float], after: dict[str, float]
) -> None:
    verdict = judge(before, after)
    shared = before.keys() & after.keys()
    worst = max((before[q] - after[q] for q in shared), default=0.0)
    fall = verdict.average_before - verdict.average_after
    assert verdict.accepted == (worst <= QUESTION_MARGIN and fall <= AVERAGE_MARGIN)
    assert {each.question for each in verdict.falls} <= shared


def test_a_question_new_to_the_set_cannot_fall() -> None:
    assert judge({}, {"nieuw": 0.0}).accepted


def test_the_worst_fall_is_named_first() -> None:
    verdict = judge({"a": 1.0, "b": 1.0, "c": 0.5}, {"a": 0.9, "b": 0.1, "c": 0.6})
    assert [each.question for each in verdict.falls] == ["b", "a"]
    assert not verdict.accepted
