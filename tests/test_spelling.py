"""Spelling help over the sample documents: what is mended, and above all what is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import dutch
from kb.app import Opened
from kb.dutch.bloom import Bloom
from kb.dutch.slips import neighbours, slips, sound
from kb.evaluating import load_queries
from kb.model import Vocabulary
from kb.spelling import Mended, Speller
from tests.support import Silent, application

ROOT = Path(__file__).parents[1]
RELEVANCE = ROOT / "tests" / "relevance"
MISSPELT = [
    line.split("\t") for line in (RELEVANCE / "misspelt.tsv").read_text("utf-8").splitlines()
]
# Slips that are in the judged questions, as people made them.
REALLY_MISSPELT = {
    "assesment": "assessment",
    "samenwerkng": "samenwerking",
    "bewonersavnd": "bewonersavond",
}
words = st.text("abcdeikst", min_size=1, max_size=8)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample documents, indexed."""
    services = application(ROOT / "corpus", tmp_path_factory.mktemp("samples") / "index")
    services.build(Silent())
    found = services.open_live()
    yield found
    found.generation.close()


def suggestion(opened: Opened, question: str) -> str:
    return opened.searcher.search(question, limit=1).did_you_mean


@pytest.mark.parametrize(("typed", "meant"), MISSPELT, ids=[typed for typed, _ in MISSPELT])
def test_common_misspellings_are_mended(samples: Opened, typed: str, meant: str) -> None:
    assert suggestion(samples, typed).casefold() == meant.casefold()


def test_no_judged_question_gets_a_wrong_suggestion(samples: Opened) -> None:
    files = [RELEVANCE / "judged.jsonl", RELEVANCE / "golden.jsonl"]
    for query in (query for file in files for query in load_queries(file)):
        expected = query.query
        for typed, meant in REALLY_MISSPELT.items():
            expected = expected.replace(typed, meant)
        assert suggestion(samples, query.query) == ("" if expected == query.query else expected)


@pytest.mark.parametrize(
    "question",
    [
        "2-owp-30",
        "artikel 5.1 lid 2",
        "NEN7510 en ISO27001",
        "Wgiw en de TVW",
        "gemeente Dinkelland en Zaltbommel",
        "mevrouw Kowalczyk",
        "how do municipalities participate in sustainable housing",
        "stakeholder engagement workshop",
        "opgelapte werkkleding van de buitendienst",
        "beplante speelplaats meeverdienen omkijken",
        "gemeentebeleid gemeentezaken wijkraad",
        "hoe kan de gemeente beleid maken",
        "een wijk waar mensen samen aan werken en mee doen",
        "klimaatbestendige groenstrook",
        "de het een",
        "🙂 ???",
        "здравствуйте こんにちは",
        "abcdefghijklmnopqrstuvwxyz",
    ],
)
def test_what_is_no_slip_is_left_alone(samples: Opened, question: str) -> None:
    assert suggestion(samples, question) == ""


def test_a_slip_that_finds_nothing_is_answered_as_it_was_meant(samples: Opened) -> None:
    search = samples.searcher.search
    mended = search("klimaatadaptasie in de wijk")
    assert mended.question == "klimaatadaptasie in de wijk"
    assert mended.answered == mended.did_you_mean == "klimaatadaptatie in de wijk"
    meant = search("klimaatadaptatie in de wijk")
    assert (meant.answered, meant.did_you_mean) == (meant.question, "")
    assert mended.hits == meant.hits
    exact = search("klimaatadaptasie in de wijk", exact=True)
    assert exact.answered == exact.question
    assert exact.did_you_mean == "klimaatadaptatie in de wijk"


def test_words_that_find_something_are_only_asked_about(samples: Opened) -> None:
    answer = samples.searcher.search("energie transitie in de wijk")
    assert answer.answered == answer.question
    assert answer.did_you_mean == "energietransitie in de wijk"


def test_a_mended_question_keeps_its_marks_and_needs_no_mending(samples: Opened) -> None:
    typed = 'Hoe  werkt "klimaatadaptasie" -meubilaire in Waterdan?'
    meant = suggestion(samples, typed)
    assert meant == 'Hoe werkt "klimaatadaptatie" -meubilaire in Waterdam?'
    assert suggestion(samples, meant) == ""


def speller(**counts: int) -> Speller:
    return Speller(
        Vocabulary(counts, {"coordinatie": "coördinatie"}),
        occurs=lambda key: any(key == dutch.forms(word)[0].key for word in counts),
        together=lambda first, second: (first, second) == ("open", "data"),
    )


def test_what_is_suggested_is_written_as_the_corpus_writes_it() -> None:
    assert speller(coordinatie=9).mend("coordinatei") == Mended("coördinatie", sure=True)
    assert speller(coordinatie=9).mend("Coordinatei") == Mended("Coördinatie", sure=True)


def test_the_commoner_of_two_near_words_is_meant() -> None:
    assert speller(wijkraad=2, wijkraden=40).mend("wijkradn") == Mended("wijkraden", sure=True)


def test_a_slip_of_the_corpus_itself_is_never_suggested() -> None:
    assert speller(participaite=1).mend("participaitie") is None


def test_two_words_that_the_corpus_writes_apart_stay_apart() -> None:
    assert speller(opendata=9, open=9, data=9).mend("open data") is None


@given(st.text(max_size=200))
def test_any_question_can_be_mended(question: str) -> None:
    known = speller(participatie=9, klimaat=9, adaptatie=9, klimaatadaptatie=9)
    found = known.mend(question)
    assert found is None or found.question != question


@given(words, words)
def test_slips_count_alike_both_ways(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)
    assert slips(one, other) <= max(len(one), len(other))


@given(words)
def test_neighbours_are_one_slip_away(word: str) -> None:
    assert all(slips(word, other) == 1 for other in neighbours(word))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sirkulair", "circulair"),
        ("partisipasie", "participatie"),
        ("beleit", "beleid"),
        ("bedrijf", "bedreif"),
        ("kongestie", "congestie"),
        ("aplicatie", "applicatie"),
        ("schaut", "schoud"),
    ],
)
def test_what_sounds_the_same_has_one_key(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_a_bloom_filter_knows_its_words_and_hardly_any_other() -> None:
    members = [f"woord{number}" for number in range(2000)]
    found = Bloom.load(Bloom.of(members, 1 / 100).dump())
    assert all(word in found for word in members)
    assert sum(f"ander{number}" in found for number in range(2000)) < 60
