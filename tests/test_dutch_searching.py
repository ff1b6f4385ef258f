"""Dutch as people write it, searched in real documents."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import dutch
from kb.app import Opened
from kb.model import Answer
from tests.support import Silent, application

DOCUMENTS = {
    "vast.md": "# Besluiten\n\nDe raad legt elke afspraak over de wijk in een register vast.",
    "koop.md": "# Stoelen\n\nEen gemeente koopt tegenwoordig gebruikte stoelen in.",
    "woo.md": "# Verzoeken\n\nVoor een Woo-verzoek geldt een termijn van vier weken.",
    "college.md": "# Bestuur\n\nHet college van burgemeester en wethouders beslist hierover.",
    "code30.md": "# Maatregel 2-owp-30\n\nDeze maatregel gaat over het ontwerp.",
    "code31.md": "# Maatregel 2-owp-31\n\nDeze maatregel gaat over de bouw.",
    "artikel.md": "# Regels\n\nVolgens artikel 5.1 is voor een dakkapel een vergunning nodig.",
    "artikela.md": "# Andere regels\n\nVolgens artikel 5.1a is voor een schutting geen nodig.",
    "geld.md": "# Geld\n\nHet fonds keert 10.000 euro per buurt uit aan bewoners.",
    "norm.md": "# Veilig\n\nLeveranciers werken volgens ISO27001 en laten dat zien.",
    "deel.md": "# Draagvlak\n\nVan de bewoners stemde 70% voor het plan.",
    "cooperatie.md": "# Energie\n\nDe coöperatie coördineert de zonnepanelen op daken.",
    "weg.md": "# Van oud naar nieuw\n\nDe weg van de wijk naar het plein werd een straat.",
    "plein.md": "# Pleinen\n\nNaar de wijk ging een weg, en het plein bleef van de buurt.",
}


@pytest.fixture(scope="module")
def dutch_texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A small corpus of sentences with what is special about Dutch."""
    folder: Path = tmp_path_factory.mktemp("dutch")
    (folder / "corpus").mkdir()
    for name, text in DOCUMENTS.items():
        (folder / "corpus" / name).write_text(text, "utf-8")
    services = application(folder / "corpus", folder / "index")
    services.build(Silent())
    found = services.open_live()
    yield found
    found.generation.close()


def ask(opened: Opened, question: str) -> Answer:
    return opened.searcher.search(question, limit=20)


def by_words(opened: Opened, question: str) -> list[str]:
    """The documents that the word index alone finds, best first."""
    contents = opened.searcher.corpus.contents
    found = opened.searcher.corpus.passages.lexical.search(dutch.parse_query(question), 20)
    return [contents.paths[contents.document_of[at]] for at, _ in found]


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("afspraken vastleggen", "vast.md"),
        ("inkopen", "koop.md"),
        ("Wet open overheid", "woo.md"),
        ("B&W", "college.md"),
        ("b en w", "college.md"),
        ("2-owp-30", "code30.md"),
        ("maatregel 2-owp-31", "code31.md"),
        ("artikel 5.1", "artikel.md"),
        ("artikel 5.1a", "artikela.md"),
        ("10000", "geld.md"),
        ("ISO 27001", "norm.md"),
        ("70 procent", "deel.md"),
        ("cooperatie", "cooperatie.md"),
        ("4 weken", "woo.md"),
    ],
)
def test_the_words_find_it_however_it_is_written(
    dutch_texts: Opened, question: str, document: str
) -> None:
    assert by_words(dutch_texts, question)[0] == document
    assert document in [hit.document for hit in ask(dutch_texts, question).hits]


def test_a_verb_in_two_parts_finds_the_verb_in_one_and_is_marked(dutch_texts: Opened) -> None:
    hit = ask(dutch_texts, "inkopen").hits[0]
    marked = [hit.snippet.text[start:end] for start, end in hit.snippet.matches]
    assert marked == ["koopt"]


def test_a_phrase_must_occur_with_its_little_words(dutch_texts: Opened) -> None:
    found = ask(dutch_texts, '"van de wijk naar het plein"')
    assert [hit.document for hit in found.hits] == ["weg.md"]
    assert ask(dutch_texts, '"van het plein naar de wijk"').hits == ()


def test_unwanted_words_and_phrases_stay_away(dutch_texts: Opened) -> None:
    everywhere = {hit.document for hit in ask(dutch_texts, "maatregel").hits}
    assert {"code30.md", "code31.md"} <= everywhere
    without = {hit.document for hit in ask(dutch_texts, "maatregel -bouw").hits}
    assert "code31.md" not in without
    assert "code30.md" in without
    phrase = {hit.document for hit in ask(dutch_texts, 'maatregel -"over de bouw"').hits}
    assert "code31.md" not in phrase
    assert "code30.md" in phrase


@pytest.mark.parametrize(
    "question",
    ["Привет мир", "こんにちは 世界", "مرحبا", "de het een", "a b", "a\u202eb"],
)
def test_what_nobody_here_can_know_is_never_answered_with_confidence(
    dutch_texts: Opened, question: str
) -> None:
    answer = ask(dutch_texts, question)
    assert not answer.confident
    assert answer.confidence == 0


MARKS = ["-maatregel", '"', '""', "- - -", '-"', "🙂"]


@pytest.mark.parametrize("question", [*MARKS, "hoe wat de het"])
def test_questions_of_marks_and_little_words_get_an_honest_answer(
    dutch_texts: Opened, question: str
) -> None:
    answer = ask(dutch_texts, question)
    assert not answer.confident
    assert bool(answer.hits) == (question not in MARKS)


def test_an_english_question_is_answered_by_the_words_of_the_glossary(opened: Opened) -> None:
    (first, *_) = opened.searcher.search("Which playgrounds did the water authority pay for?").hits
    assert first.document == "artikelen/hitte.txt"
    marked = {first.snippet.text[start:end] for start, end in first.snippet.matches}
    assert {"waterschap", "schoolpleinen"} <= marked
