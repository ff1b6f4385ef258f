import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb import dutch, snippets
from kb.features import Features, extract, words
from kb.model import Snippet
from kb.snippets import FULL_CHARACTERS, MAX_SENTENCES, MAX_WITH_SCRAPS, Wanted

PASSAGE = (
    "Het project duurde twee jaar. Bewonersparticipatie begon aan de keukentafel. "
    "De gemeente sprak met 120 inwoners. Daarna volgde een besluit van de raad. "
    "Het budget was krap, maar dat gaf niet."
)


def wanted(question: str) -> Wanted:
    return Wanted.of(dutch.parse_query(question), lambda _key: 1.0)


def features(text: str) -> Features:
    encode = lambda texts: np.zeros((len(texts), 1), np.float32)  # noqa: E731
    (found,) = extract([text], [dutch.analyse(text)], encode)
    return found


def choose(text: str, asked: Wanted) -> Snippet:
    return snippets.choose(text, features(text), asked)


def missing(texts: list[str], asked: Wanted, most: float) -> float:
    return snippets.missing([words(dutch.analyse(text)) for text in texts], asked, most)


def marked(text: str, question: str) -> list[str]:
    there = words(dutch.analyse(text))
    return [
        text[start:end] for start, end in snippets.matches(there, wanted(question), 0, len(text))
    ]


def test_words_inside_compounds_and_inflections_are_marked() -> None:
    assert marked(PASSAGE, "participatie van een inwoner") == ["Bewonersparticipatie", "inwoners"]
    assert marked("Wij plannen en planden een plan.", "geplande") == ["plannen", "planden", "plan"]


def test_function_words_are_not_marked() -> None:
    assert marked(PASSAGE, "hoe is het met de raad") == ["raad"]


def test_the_snippet_holds_the_sentence_that_answers() -> None:
    assert "120 inwoners" in choose(PASSAGE, wanted("met hoeveel inwoners is gesproken")).text


@given(st.text(max_size=400), st.text(min_size=1, max_size=60))
def test_a_snippet_is_a_slice_of_its_passage_with_matches_inside(text: str, question: str) -> None:
    found = choose(text, wanted(question))
    assert text[found.start : found.end] == found.text
    inside = dutch.sentences(found.text)
    assert len(inside) <= MAX_WITH_SCRAPS or not dutch.sentences(text)
    full = [span for span in inside if span[1] - span[0] >= FULL_CHARACTERS]
    assert len(full) <= MAX_SENTENCES or not dutch.sentences(text)
    assert all(0 <= start < end <= len(found.text) for start, end in found.matches)


def test_the_most_telling_word_that_no_text_has_is_missing() -> None:
    asked = Wanted.of(
        dutch.parse_query("kapvergunning voor inwoners"),
        lambda key: 8.0 if key.startswith("kap") else 2.0,
    )
    assert missing([PASSAGE], asked, 8.0) == 1.0
    assert missing([PASSAGE, "De kapvergunning is er."], asked, 8.0) == 0.0
    assert 0 < missing(["Een vergunning voor inwoners."], asked, 8.0) < 1


def test_a_snippet_makes_sense_alone() -> None:
    text = (
        "De gemeente opende een repaircafé. Dit repaircafé trekt elke week dertig mensen naar de "
        "bibliotheek. Repareren kost niets. Het repaircafé is open op zaterdag. "
        "Het repaircafé en de bedragen in dit verhaal over een repaircafé zijn voorbeeldmateriaal."
    )
    found = choose(text, wanted("repaircafé"))
    assert not found.text.startswith("Dit")
    assert "voorbeeldmateriaal" not in found.text


def test_a_list_of_sources_stands_for_a_text_only_when_that_is_all_there_is() -> None:
    advice = "Plant bomen bij de bushalte, dan is er schaduw.\n\n"
    sources = "Bronnen\n\n• Kennisinstituut: hitte in de stad en hittestress (kennis.example)."
    asked = wanted("hitte in de stad")
    assert choose(advice + sources, asked).text == advice.strip()
    assert "hitte in de stad" in choose(sources, asked).text


def test_what_to_do_goes_before_the_question_as_it_came_up() -> None:
    told = "De deelauto stond vaak stil in onze wijk. "
    advice = "Zet een deelauto bij het station neer. "
    other = "Er was ook nog een loket in het dorp, en daar kwam niemand. " * 3
    text = told + other + advice
    assert "station" in choose(text, wanted("deelauto")).text


def test_scraps_of_speech_count_for_no_sentence() -> None:
    text = (
        "Nou, ja. Dat viel dus tegen. Wij belden alle ouderen op de dag voor de hittegolf met een "
        "lijst van de huisarts erbij. Echt alle. Dat scheelde. En daarna was het stil, want "
        "niemand wist wie er na het weekend verder zou bellen met die lijst van de huisarts."
    )
    assert choose(text, wanted("ouderen bellen hittegolf")).text.startswith(("Nou", "Dat", "Wij"))
    assert "Echt alle. Dat scheelde." in choose(text, wanted("ouderen bellen hittegolf")).text
