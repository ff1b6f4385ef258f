import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import readers
from kb.errors import DocumentUnreadable
from kb.readers.transcripts import read_srt, read_timed
from tests.support import NETCONGESTIE, WARMTENET

ROLLING = """WEBVTT

00:00:01.000 --> 00:00:03.000
Welkom bij dit gesprek

00:00:03.000 --> 00:00:05.000
Welkom bij dit gesprek
over het warmtenet.

00:00:05.000 --> 00:00:07.000
over het warmtenet.
Wij beginnen.
"""
TIMED = """[00:00:03] Gespreksleider: Welkom. Wat kostte het?

[00:01:10] Projectleider: Twee ton. Dat viel mee.

[00:02:00] Gespreksleider: Dank.
"""


def test_cues_are_joined_to_sentences_and_turns_with_voices() -> None:
    found = readers.read("warmtenet.vtt", WARMTENET.encode())
    text = found.sections[0].text
    assert "langs de deuren in de wijk, want bewonersparticipatie" in text
    assert text.count("\n\n") == 2
    speakers = [mark.speaker for mark in found.sections[0].marks]
    assert speakers == ["Gespreksleider", "Projectleider", "Projectleider", "Gespreksleider"]
    assert found.metadata.title == "Warmtenet: gesprek met bewoners"
    assert found.metadata.kind == "webinar"


def test_every_mark_points_at_what_was_said_then() -> None:
    section = readers.read("warmtenet.vtt", WARMTENET.encode()).sections[0]
    said = {mark.start: section.text[mark.offset :] for mark in section.marks}
    assert said[15.2].startswith("wijk, want")
    assert said[70.0].startswith("En wat kostte dat?")


def test_names_before_a_colon_are_speakers_in_subrip() -> None:
    found = read_srt("x.srt", NETCONGESTIE.encode())
    assert found.sections[0].locator.speaker == "Adviseur"
    assert found.sections[0].text.startswith("Netcongestie betekent")


def test_rolling_captions_are_said_once() -> None:
    text = readers.read("x.vtt", ROLLING.encode()).sections[0].text
    assert text == "Welkom bij dit gesprek over het warmtenet. Wij beginnen."


def test_a_colon_in_the_middle_of_what_is_said_names_nobody() -> None:
    said = (
        "GESPREKSLEIDER: Wat kostte het?",
        "Dat is de vraag:",
        "Eerlijk gezegd: elf verzoeken kostten de helft.",
        "JURIST: En toen dacht ik: dat kan beter.",
    )
    cues = "".join(
        f"{at}\n00:00:{at:02},000 --> 00:00:{at + 1:02},000\n{text}\n\n"
        for at, text in enumerate(said, 1)
    )
    found = read_srt("x.srt", cues.encode())
    assert found.sections[0].text == (
        "Wat kostte het? Dat is de vraag: Eerlijk gezegd: elf verzoeken kostten de helft."
        "\n\nEn toen dacht ik: dat kan beter."
    )


def test_short_lines_behind_a_time_are_words_not_names() -> None:
    lines = "0:01 Welkom iedereen\n0:05 Dit is het: een proef.\n0:09 Fijn dat u er bent"
    text = read_timed("x.txt", lines).sections[0].text
    assert text == "Welkom iedereen Dit is het: een proef. Fijn dat u er bent"


def test_a_word_cut_at_its_own_hyphen_is_whole_again() -> None:
    cues = "1\n00:00:01,000 --> 00:00:03,000\nhet Woo-\nverzoek en de in-\nen uitgaande mail\n"
    text = read_srt("x.srt", cues.encode()).sections[0].text
    assert text == "het Woo-verzoek en de in- en uitgaande mail"


def test_plain_text_with_times_is_a_webinar() -> None:
    found = readers.read("gesprek.txt", TIMED.encode())
    assert found.metadata.kind == "webinar"
    marks = found.sections[0].marks
    assert marks[0].start == 3.0
    assert [mark.speaker for mark in marks if mark.start == 70.0] == ["Projectleider"]
    assert "[00:01:10]" not in found.sections[0].text


def test_broken_subtitles_say_so() -> None:
    with pytest.raises(DocumentUnreadable, match="WebVTT"):
        readers.read("x.vtt", b"dit is geen ondertiteling\n")


TURNS = st.lists(
    st.tuples(st.integers(0, 3000), st.text("abc .?", min_size=3, max_size=40).filter(str.strip)),
    min_size=3,
    max_size=20,
)


@given(TURNS)
def test_marks_lie_in_their_section_in_order(turns: list[tuple[int, str]]) -> None:
    text = "\n".join(f"{at // 60:02}:{at % 60:02} Spreker: {said}" for at, said in turns)
    for section in read_timed("x.txt", text).sections:
        offsets = [mark.offset for mark in section.marks]
        assert offsets[0] == 0
        assert offsets == sorted(offsets)
        assert offsets[-1] < len(section.text)
        starts = [mark.start for mark in section.marks]
        assert starts == sorted(starts)
