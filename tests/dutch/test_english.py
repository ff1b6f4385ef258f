from importlib.resources import files

import pytest

from kb import dutch
from kb.dutch import english

ROWS = files("kb.dutch").joinpath("data/english.tsv").read_text("utf-8").splitlines()


def keys(question: str) -> set[str]:
    return {form.key for term in dutch.parse_query(question).terms for form in term.forms}


@pytest.mark.parametrize(
    "question",
    [
        "How do municipalities deal with heat stress?",
        "who pays for the playground",
        "heat network tenant consent",
        "What does it cost to rent workwear?",
    ],
)
def test_english_is_known_by_its_function_words_or_its_keywords(question: str) -> None:
    assert english.is_english([dutch.fold(word.text) for word in dutch.words(question)])


@pytest.mark.parametrize(
    "question",
    [
        "hoe pakken anderen hittestress aan",
        "brief wet map",
        "tender rule of thumb bij de inkoop van een warmtenet",
        "omgevingsplan thema of gebied",
        "design thinking in de wijk",
        "B1",
        "bewaartijd logs",
        "",
    ],
)
def test_dutch_stays_dutch(question: str) -> None:
    assert not english.is_english([dutch.fold(word.text) for word in dutch.words(question)])
    assert all(
        form.kind != "translation"
        for term in dutch.parse_query(question).terms
        for form in term.forms
    )


def test_a_term_of_more_words_goes_before_its_words() -> None:
    found = english.translations(["which", "award", "criteria", "work"])
    assert found[1] == found[2] == ("gunningscriteria",)
    assert dutch.stem("hittestress") in keys("how to prevent heat stress")


def test_what_dutch_documents_say_for_it_is_found_in_all_inflections() -> None:
    assert dutch.stem("vergunningen") in keys("Which permits do we need?")
    assert keys("does it need a permit") <= keys("does it need permits") | keys("a permit")


def test_every_line_of_the_glossary_can_be_used() -> None:
    assert len(ROWS) > 3000
    assert len({row.split("\t")[0] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        term, dutch_words = row.split("\t")
        assert 0 < len(term.split()) <= english.LONGEST, row
        assert row == row.lower()
        assert all(dutch.words(word) for word in dutch_words.split(", ")), row


def test_words_that_hold_an_english_question_together_are_not_searched_for() -> None:
    terms = dutch.parse_query("Do we really need a permit without a plan?").terms
    assert [term.word.text for term in terms if not term.stop] == ["permit", "plan"]
