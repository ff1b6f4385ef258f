from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kb.chunking import MAX_WORDS, MIN_WORDS, clock, cut, locate, substance
from kb.model import Locator, Mark, Section

HEADING = Locator("heading", "Aanpak", path=("Aanpak",))
WORD = st.sampled_from("gemeente wijk één circulair 2024 art. o.a. B&W co-creatie naar 😀".split())
# A capital opens each sentence: without one, two of them are one sentence of up to 80 words.
SENTENCE = st.lists(WORD, max_size=39).map(lambda words: " ".join(["Wij", *words]) + ". ")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=12).map("".join)
TEXT = st.lists(PARAGRAPH, min_size=1, max_size=6).map("\n\n".join)


@given(st.lists(TEXT, min_size=1, max_size=4), st.text(max_size=80))
def test_offsets_are_exact_and_nothing_visible_is_lost(texts: list[str], odd: str) -> None:
    sections = [Section(HEADING, text) for text in (*texts, odd)]
    passages = cut(sections)
    for passage in passages:
        assert sections[passage.section].text[passage.start : passage.end] == passage.text
    for number, section in enumerate(sections):
        own = [passage for passage in passages if passage.section == number]
        assert all(a.end <= b.start for a, b in pairwise(own))
        shown = "".join(passage.text for passage in own)
        assert "".join(shown.split()) == "".join(section.text.split())
    assert [passage.ordinal for passage in passages] == list(range(1, len(passages) + 1))


@given(TEXT)
def test_passages_are_long_enough_to_stand_alone_and_short_enough_to_read(text: str) -> None:
    passages = cut([Section(HEADING, text)])
    sizes = [len(passage.text.split()) for passage in passages]
    assert all(size <= MAX_WORDS for size in sizes)
    if len(text.split()) < MIN_WORDS:
        assert len(sizes) == 1
    else:
        # Sentences have at most 40 words here, so the range can always be met.
        assert all(size >= MIN_WORDS for size in sizes)


def test_a_sentence_longer_than_a_passage_is_cut_between_words() -> None:
    text = " ".join(f"woord{number}" for number in range(500)) + "."
    passages = cut([Section(HEADING, text)])
    assert len(passages) == 3
    assert " ".join(passage.text for passage in passages) == text


def test_a_cut_falls_between_paragraphs_when_it_can() -> None:
    paragraph = "Dit is een zin van precies acht gewone woorden. " * 15
    passages = cut([Section(HEADING, f"{paragraph.strip()}\n\n{paragraph.strip()}")])
    assert [passage.text for passage in passages] == [paragraph.strip()] * 2


def test_a_passage_of_a_recording_starts_at_its_own_minute() -> None:
    text = "Welkom allemaal. Dit is de kern van het verhaal."
    marks = (Mark(0, 1.0, "Gespreksleider"), Mark(17, 754.2, "Adviseur"))
    section = Section(Locator("time", "0:01", start=1.0, end=760.0), text, marks)
    first, second = locate(section, 0, 16), locate(section, 17, len(text))
    assert (first.label, first.start, first.end, first.speaker) == (
        "0:01",
        1.0,
        754.2,
        "Gespreksleider",
    )
    assert (second.label, second.start, second.end, second.speaker) == (
        "12:34",
        754.2,
        760.0,
        "Adviseur",
    )


def test_times_are_written_as_people_say_them() -> None:
    assert [clock(0), clock(59.9), clock(754.2), clock(3754)] == [
        "0:00",
        "0:59",
        "12:34",
        "1:02:34",
    ]


def test_sources_scraps_and_greetings_tell_less_than_a_story() -> None:
    story = "Wij planten bomen op elk schoolplein van de stad. " * 8
    sections = [
        Section(Locator("heading", "Aanpak", path=("Aanpak",)), story),
        Section(Locator("heading", "Bronnen", path=("Bronnen",)), story),
        Section(
            Locator("page", "p. 9"), "Kaarten (atlas.nl), cijfers (cbs.nl), wet (wet.nl). " * 5
        ),
        Section(Locator("heading", "Kort", path=("Kort",)), "Een woord."),
    ]
    whole, sources, addresses, scrap = substance(cut(sections))
    assert whole == 1.0
    assert scrap < sources == addresses < whole
    talk = [
        Section(Locator("time", str(at), start=at, end=at + 1.0), story, (Mark(0, at),))
        for at in (0.0, 1.0, 2.0)
    ]
    welcome, middle, farewell = substance(cut(talk))
    assert welcome == farewell < middle == 1.0
