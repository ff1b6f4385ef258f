from hypothesis import given
from hypothesis import strategies as st

from kb.arranging import FIRST_DOCUMENTS, NEAR_SHARE, PER_DOCUMENT, arrange

# Passage n is from document n // 3, and document d is told by organisation d % 3 ("" for 0).
SCORES = st.dictionaries(st.integers(0, 29), st.floats(-0.2, 2, allow_nan=False), max_size=20)


def document(passage: int) -> int:
    return passage // 3


def teller(passage: int) -> str:
    return ("", "Waterdam", "Lindehoven")[document(passage) % 3]


def arranged(scores: dict[int, float]) -> tuple[list[int], list[int]]:
    ranked = sorted(scores, key=lambda at: (-scores[at], at))
    return ranked, list(arrange(ranked, scores, document, teller))


@given(SCORES)
def test_nothing_is_lost_and_documents_stand_together(scores: dict[int, float]) -> None:
    ranked, found = arranged(scores)
    assert sorted(found) == sorted(ranked)
    documents = list(dict.fromkeys(map(document, found)))
    cards = [[at for at in ranked if document(at) == each] for each in documents]
    place = 0
    for card in cards:
        together = [at for at in found[place : place + PER_DOCUMENT] if at in card]
        assert together == card[: len(together)]
        place += len(together)
    assert place + sum(map(len, cards)) >= len(found)


@given(SCORES)
def test_an_organisation_gives_way_only_to_one_that_scores_near(scores: dict[int, float]) -> None:
    ranked, found = arranged(scores)
    best = {
        each: max(scores[at] for at in ranked if document(at) == each)
        for each in map(document, ranked)
    }
    order = list(dict.fromkeys(map(document, found)))
    for at, each in enumerate(order):
        overtaken = [best[later] for later in order[at + 1 :] if best[later] > best[each]]
        assert not overtaken or at < FIRST_DOCUMENTS
        assert all(best[each] >= NEAR_SHARE * score for score in overtaken)


def test_another_teller_goes_first_where_it_scores_near() -> None:
    # Documents 1 and 4 are of Waterdam, document 2 of Lindehoven.
    assert arranged({3: 1.0, 12: 0.99, 6: 0.95})[1] == [3, 6, 12]
    assert arranged({3: 1.0, 12: 0.99, 6: 0.8})[1] == [3, 12, 6]


def test_a_second_passage_stands_beside_the_first_only_when_it_is_as_good() -> None:
    assert arranged({3: 1.0, 4: 0.95, 5: 0.94, 6: 0.93})[1] == [3, 4, 6, 5]
    assert arranged({3: 1.0, 4: 0.5, 6: 0.4})[1] == [3, 6, 4]
