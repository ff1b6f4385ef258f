"""Laws of grouping questions by meaning."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.editing import learning
from kb.editing.learning import SAME_MEANING
from kb.embedding import FloatArray
from kb.journal import Unanswered

TODAY = date(2026, 11, 24)


@st.composite
def asked(draw: st.DrawFn) -> tuple[list[Unanswered], FloatArray]:
    """Questions with unit vectors of two dimensions: their angle is their meaning."""
    size = draw(st.integers(0, 25))
    angles = draw(st.lists(st.floats(0, 6.28), min_size=size, max_size=size))
    counts = st.tuples(st.integers(0, 9), st.integers(0, 3))
    told = draw(st.lists(counts, min_size=size, max_size=size))
    questions = [Unanswered(str(at), *each, TODAY) for at, each in enumerate(told)]
    vectors = np.array([[np.cos(at), np.sin(at)] for at in angles], dtype=np.float32)
    return questions, vectors.reshape(size, 2)


@given(asked())
def test_every_question_is_in_one_group_near_its_first(
    given: tuple[list[Unanswered], FloatArray],
) -> None:
    questions, vectors = given
    groups = learning.group(questions, vectors)
    found = [each.question for group in groups for each in group.questions]
    assert sorted(found, key=int) == [each.question for each in questions]
    for group in groups:
        first, *others = (vectors[int(each.question)] for each in group.questions)
        assert all(float(first @ other) >= SAME_MEANING - 1e-6 for other in others)


@given(asked())
def test_what_visitors_left_comes_first_and_nothing_is_lost(
    given: tuple[list[Unanswered], FloatArray],
) -> None:
    questions, vectors = given
    groups = learning.group(questions, vectors)
    order = [(-group.left, -group.times) for group in groups]
    assert order == sorted(order)
    assert sum(group.left for group in groups) == sum(each.left for each in questions)


@given(asked())
def test_firsts_of_two_groups_differ_in_meaning(given: tuple[list[Unanswered], FloatArray]) -> None:
    questions, vectors = given
    firsts = [int(each.questions[0].question) for each in learning.group(questions, vectors)]
    for at, one in enumerate(firsts):
        for other in firsts[at + 1 :]:
            assert float(vectors[one] @ vectors[other]) < SAME_MEANING + 1e-6
