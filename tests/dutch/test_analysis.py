import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import dutch
from kb.dutch.compounds import parts
from kb.dutch.lexicon import stem


def keys(text: str) -> set[str]:
    return {form.key for term in dutch.analyse(text) for form in term.forms}


def main_key(word: str) -> str:
    return dutch.analyse(word)[0].forms[0].key


@given(st.text(max_size=300))
def test_words_are_slices_of_the_text_in_order(text: str) -> None:
    found = dutch.words(text)
    assert all(text[word.start : word.end] == word.text for word in found)
    ends = [0, *(word.end for word in found)]
    assert all(word.start >= end for word, end in zip(found, ends, strict=False))


@given(st.text(max_size=400))
def test_sentences_are_slices_that_lose_no_word(text: str) -> None:
    spans = dutch.sentences(text)
    said = "".join(text[start:end] for start, end in spans)
    assert "".join(said.split()) == "".join(text.split())
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


@given(st.text(max_size=60))
def test_keys_hold_no_spaces_so_that_the_index_splits_them_right(text: str) -> None:
    assert all(key and not any(map(str.isspace, key)) for key in keys(text))


def test_sentences_end_where_a_reader_would_stop() -> None:
    text = "Zie art. 5.1 van de wet, d.w.z. het besluit. Dat kost € 1.500 per jaar! Mag het? Ja."
    assert [text[a:b] for a, b in dutch.sentences(text)] == [
        "Zie art. 5.1 van de wet, d.w.z. het besluit.",
        "Dat kost € 1.500 per jaar!",
        "Mag het?",
        "Ja.",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gemeente", "gemeenten"),
        ("inwoner", "inwoners"),
        ("huis", "huizen"),
        ("aangepakt", "aanpakken"),
        ("betrok", "betrekken"),
        ("Café", "cafe"),
        ("beleid", "Beleid"),
        ("e-mail", "email"),
        ("foto's", "foto"),
    ],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert keys(one) & keys(other)


@pytest.mark.parametrize(("one", "other"), [("overheid", "over"), ("wet", "weten"), ("5.1", "5.2")])
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert main_key(one) != main_key(other)


@pytest.mark.parametrize(
    ("compound", "expected"),
    [
        ("bewonersparticipatie", ("bewoner", "participatie")),
        ("netcongestie", ("net", "congestie")),
        ("klimaatadaptatieplan", ("klimaat", "adaptatie", "plan")),
        ("woningbouwopgave", ("woning", "bouw", "opgave")),
        ("gemeente", ()),
        ("aandacht", ()),
        ("betrekken", ()),
        ("verantwoordelijkheid", ()),
    ],
)
def test_compounds_are_cut_at_their_seams_and_other_words_are_not(
    compound: str, expected: tuple[str, ...]
) -> None:
    assert tuple(map(stem, parts(compound))) == tuple(map(stem, expected))


def test_codes_and_numbers_are_exact() -> None:
    assert main_key("2-owp-30") == "2-owp-30"
    assert "artikel 5.1" not in keys("artikel 5.1")
    assert main_key("5.1") == "5.1"


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Woo", "de Wet open overheid"),
        ("AVG", "Algemene verordening gegevensbescherming"),
        ("B&W", "burgemeester en wethouders"),
        ("VNG", "Vereniging van Nederlandse Gemeenten"),
        ("Wmo", "Wet maatschappelijke ondersteuning"),
        ("wmo", "de wet maatschappelijke ondersteuning"),
        ("B&W", "het college van B en W"),
        ("Wet open overheid", "een Woo-verzoek"),
        ("DPIA", "gegevensbeschermingseffectbeoordeling"),
    ],
)
def test_an_abbreviation_and_its_long_form_find_each_other(short: str, long: str) -> None:
    assert keys(short) & keys(long) & {key for key in keys(short) if key.startswith("=")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10.000", "10000"),
        ("1.250.000", "1250000"),
        ("tien", "10"),
        ("70%", "70 procent"),
        ("ISO27001", "ISO 27001"),
        ("2-owp-30", "owp"),
        ("coördinatie", "coordinatie"),
        ("reële", "reele"),
        ("co-creatie", "cocreatie"),
    ],
)
def test_one_thing_written_in_two_ways_meets(one: str, other: str) -> None:
    assert keys(one) & keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2-owp-30", "2-owp-31"),
        ("5.1a", "5.1"),
        ("5.1", "51"),
        ("2016/679", "2016/680"),
        ("twee", "twaalf"),
        ("ISO27001", "ISO9001"),
    ],
)
def test_codes_that_differ_have_other_main_keys(one: str, other: str) -> None:
    main = [tuple(term.forms[0].key for term in dutch.analyse(text)) for text in (one, other)]
    assert main[0] != main[1]


def test_a_word_that_is_also_an_abbreviation_needs_its_capitals() -> None:
    assert "=ai" in keys("AI in de zorg")
    assert "=ap" not in keys("een ap op de arm")


def test_a_question_is_taken_apart() -> None:
    query = dutch.parse_query('hoe regel je "circulair inkopen" -meubilair in co-creatie')
    assert query.phrases == ("circulair inkopen",)
    assert query.excluded == ("meubilair",)
    assert query.text == "hoe regel je circulair inkopen in co-creatie"
    assert [term.word.text for term in query.terms if not term.stop][-1] == "co-creatie"


def test_unwanted_phrases_are_not_wanted() -> None:
    query = dutch.parse_query('meubilair -"circulair inkopen" -stoelen')
    assert query.phrases == ()
    assert set(query.excluded) == {"circulair inkopen", "stoelen"}
    assert query.text == "meubilair"


@given(st.text(max_size=200))
def test_any_question_can_be_taken_apart(question: str) -> None:
    assert isinstance(dutch.parse_query(question).text, str)
