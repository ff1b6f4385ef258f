import time

from hypothesis import given
from hypothesis import strategies as st

from kb import dutch
from kb.app import Application, Live
from kb.suggesting import Suggestion, suggest

TITLES = (
    ("Circulair meubilair inkopen", "artikelen/meubilair.md"),
    ("Hoe de gemeente circulair inkoopt", "artikelen/hoe.md"),
    ("Één loket voor ondernemers", "artikelen/loket.md"),
)
THEMES = ("circulair inkopen", "participatie")
QUESTIONS = ("Wat is circulair inkopen?", "circulair inkopen")


def texts(typed: str, limit: int = 8) -> list[str]:
    found = suggest(typed, titles=TITLES, themes=THEMES, questions=QUESTIONS, limit=limit)
    return [each.text for each in found]


def test_what_opens_with_the_letters_comes_first_and_nothing_twice() -> None:
    assert texts("circ") == [
        "circulair inkopen",
        "Circulair meubilair inkopen",
        "Wat is circulair inkopen?",
        "Hoe de gemeente circulair inkoopt",
    ]
    assert texts("circ", limit=1) == ["circulair inkopen"]


def test_words_match_from_their_start_in_any_order_without_accents() -> None:
    assert texts("inko meub") == ["Circulair meubilair inkopen"]
    assert texts("een lok") == ["Één loket voor ondernemers"]
    assert texts("oket") == []


def test_a_title_names_its_document() -> None:
    (only,) = suggest("meub", titles=TITLES, themes=THEMES, questions=())
    assert only == Suggestion("Circulair meubilair inkopen", "titel", "artikelen/meubilair.md")


def test_nothing_is_suggested_for_nothing_or_for_a_pasted_page() -> None:
    assert texts("") == texts(" ?!") == texts("circulair " * 20) == []


@given(st.text(max_size=12))
def test_every_suggestion_has_every_typed_word(typed: str) -> None:
    wanted = [dutch.fold(word.text) for word in dutch.words(typed)]
    for text in texts(typed):
        there = [dutch.fold(word.text) for word in dutch.words(text)]
        assert all(any(word.startswith(start) for word in there) for start in wanted)


def test_a_thousand_titles_take_a_few_milliseconds() -> None:
    titles = [(f"Aanpak {n} van de wijk {n % 7} met bewoners", f"{n}.md") for n in range(1000)]
    suggest("aan", titles=titles, themes=(), questions=())
    begin = time.perf_counter()
    for _ in range(5):
        suggest("bewo wijk", titles=titles, themes=(), questions=())
    # Five milliseconds on a quiet machine; the margin is for a busy one.
    assert (time.perf_counter() - begin) / 5 < 0.05


def test_the_live_generation_suggests_its_titles_and_themes(small: Application) -> None:
    live = Live(small)
    assert live.suggest("circulair")[0] == Suggestion("circulair inkopen", "thema")
    assert live.suggest("netc") == (
        Suggestion("Netcongestie", "titel", "webinars/netcongestie.srt"),
    )
