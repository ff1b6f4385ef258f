from hypothesis import given
from hypothesis import strategies as st

from kb.duplicates import SHARED, SHINGLE, fold, twins

PLAN = "De gemeente sprak vooraf met de bewoners af wanneer het project zou stoppen en waarom."
OTHER = "Het waterschap legde een wadi aan waar de straat na elke zware bui onder water stond."
WORDS = st.sampled_from("de het een plan wijk raad geld tijd boom straat".split())
TEXTS = st.lists(st.lists(WORDS, max_size=15).map(" ".join), max_size=8)
RELATION = st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=3))


def test_two_versions_of_a_text_are_twins_and_two_texts_are_not() -> None:
    version = PLAN.replace("bewoners", "inwoners").upper()
    assert twins([PLAN + " " + OTHER, OTHER, version + " " + OTHER]) == {0: (2,), 2: (0,)}


def test_a_line_quoted_in_a_long_list_is_not_the_list() -> None:
    rest = " ".join(f"woord{n}" for n in range(60))
    assert twins([PLAN, f"{PLAN} {rest}"]) == {}


def test_a_formula_in_many_documents_makes_no_twins() -> None:
    assert twins([PLAN] * 50) == {}


@given(TEXTS)
def test_twins_are_mutual_and_share_the_runs_they_must(texts: list[str]) -> None:
    found = twins(texts)
    for at, others in found.items():
        assert at not in others
        assert all(at in found[other] for other in others)
    for first, one in enumerate(texts):
        for second, two in enumerate(texts[:first]):
            left, right = _runs(one), _runs(two)
            alike = bool(left & right) and len(left & right) >= SHARED * max(len(left), len(right))
            assert (second in found.get(first, ())) == alike


@given(st.permutations(range(10)), RELATION)
def test_folding_keeps_order_and_loses_nothing(
    ranked: list[int], one_way: dict[int, list[int]]
) -> None:
    others = {
        at: [
            each for each in range(10) if each in one_way.get(at, ()) or at in one_way.get(each, ())
        ]
        for at in range(10)
    }
    kept = fold(ranked, others)
    assert list(kept) == [at for at in ranked if at in kept]
    assert all(at in kept or set(others[at]) & set(kept) for at in ranked)
    assert all(not (set(others[at]) - {at}) & set(kept) for at in kept)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
