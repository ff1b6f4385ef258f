"""Cut sections into passages that can be read on their own. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.dutch import sentences
from kb.model import Locator, Passage, Section

MIN_WORDS, MAX_WORDS = 80, 220
# Halfway the range: long enough to stand alone, short enough for a mean of word vectors.
TARGET_WORDS = 140
# A cut inside a paragraph costs as much as being half the range off target.
MID_PARAGRAPH_COST = 0.5
OUT_OF_RANGE_COST = 10.0
# From so many words on a passage can be an answer.
ENOUGH_WORDS = 30
# What a passage beside the story keeps of its weight.
ASIDE_SHARE = 0.4
# More than one web address in so many words is a list of sources.
WORDS_AN_ADDRESS = 25
ADDRESS = re.compile(r"\b[a-z][\w-]+\.(?:nl|eu|com|org|net)\b")
ASIDES = re.compile(
    r"(?:bronnen|bron|literatuur|referenties|inhoud(?:sopgave)?|colofon|meer (?:lezen|weten)|"
    r"lees (?:meer|ook|verder)|verder lezen|contact|over dit (?:artikel|document)|sources)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a stretch of one that is longer than a passage may be."""

    start: int
    end: int
    words: int
    opens_paragraph: bool


def cut(sections: Sequence[Section]) -> tuple[Passage, ...]:
    """Return the passages of a document, in order, with exact offsets.

    Every passage lies inside one section, starts and ends at sentence borders,
    and has 80 to 220 words unless its section is shorter (or a single
    sentence is longer: then it is cut between words).
    """
    found: list[Passage] = []
    for index, section in enumerate(sections):
        for start, end in _spans(section.text):
            found.append(
                Passage(
                    ordinal=len(found) + 1,
                    section=index,
                    start=start,
                    end=end,
                    text=section.text[start:end],
                    locator=locate(section, start, end),
                )
            )
    return tuple(found)


def substance(passages: Sequence[Passage]) -> tuple[float, ...]:
    """Return for each passage of a document how much it can tell, 0..1.

    Scraps tell little; lists of sources and contents, and the welcome and
    farewell of a recording, name every subject and explain none.
    """
    return tuple(
        min(1.0, len(passage.text.split()) / ENOUGH_WORDS)
        * (ASIDE_SHARE if _aside(passage, at in {0, len(passages) - 1}) else 1.0)
        for at, passage in enumerate(passages)
    )


def _aside(passage: Passage, outer: bool) -> bool:
    heading = (passage.locator.path or ("",))[-1]
    addresses = len(ADDRESS.findall(passage.text)) * WORDS_AN_ADDRESS
    return (
        bool(ASIDES.match(heading) or ASIDES.match(passage.text))
        or addresses > len(passage.text.split())
        or (outer and passage.locator.type == "time")
    )


def locate(section: Section, start: int, end: int) -> Locator:
    """Return the locator of `section.text[start:end]`: for a recording, its own minute."""
    if not section.marks:
        return section.locator
    offsets = [mark.offset for mark in section.marks]
    first = section.marks[max(0, bisect_right(offsets, start) - 1)]
    after = bisect_right(offsets, end - 1)
    until = section.marks[after].start if after < len(offsets) else section.locator.end
    return replace(
        section.locator,
        label=clock(first.start),
        start=first.start,
        end=until,
        speaker=first.speaker or section.locator.speaker,
    )


def clock(seconds: float) -> str:
    """Write seconds as people say them: 754.2 → "12:34", 3754 → "1:02:34"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _spans(text: str) -> Iterator[tuple[int, int]]:
    units = tuple(_units(text))
    for first, last in _partition(units):
        yield units[first].start, units[last].end


def _units(text: str) -> Iterator[_Unit]:
    previous_end = 0
    for start, end in sentences(text):
        opens = "\n\n" in text[previous_end:start] or previous_end == 0
        for piece_start, piece_end, words in _pieces(text, start, end):
            yield _Unit(piece_start, piece_end, words, opens and piece_start == start)
        previous_end = end


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Split one sentence at word borders so that no piece exceeds MAX_WORDS."""
    spans = _word_spans(text, start, end)
    parts = -(-len(spans) // MAX_WORDS)
    for part in range(parts):
        chosen = spans[part * len(spans) // parts : (part + 1) * len(spans) // parts]
        yield chosen[0][0], chosen[-1][1], len(chosen)


def _word_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans, at = [], start
    for word in text[start:end].split():
        at = text.index(word, at)
        spans.append((at, at + len(word)))
        at += len(word)
    return spans


def _partition(units: Sequence[_Unit]) -> list[tuple[int, int]]:
    """Group units in runs of least total cost (dynamic programme over the last cut)."""
    best = [0.0] + [float("inf")] * len(units)
    came_from = [0] * (len(units) + 1)
    for stop in range(1, len(units) + 1):
        words = 0
        for first in range(stop - 1, -1, -1):
            words += units[first].words
            if words > MAX_WORDS and first < stop - 1:
                break
            cost = best[first] + _cost(words, first == 0 or units[first].opens_paragraph)
            if cost < best[stop]:
                best[stop], came_from[stop] = cost, first
    return _runs(came_from)


def _cost(words: int, at_border: bool) -> float:
    off_target = (words - TARGET_WORDS) / (MAX_WORDS - TARGET_WORDS)
    too_short = OUT_OF_RANGE_COST if words < MIN_WORDS else 0.0
    return off_target**2 + too_short + (0.0 if at_border else MID_PARAGRAPH_COST)


def _runs(came_from: Sequence[int]) -> list[tuple[int, int]]:
    runs, stop = [], len(came_from) - 1
    while stop > 0:
        runs.append((came_from[stop], stop - 1))
        stop = came_from[stop]
    return runs[::-1]
