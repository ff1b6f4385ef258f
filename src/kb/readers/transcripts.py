"""Cues with times to sections: sentences joined, turns kept, every cue's minute marked."""

import html
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import srt
import webvtt

from kb.chunking import clock
from kb.dutch import sentences
from kb.errors import DocumentUnreadable
from kb.model import Locator, Mark, Metadata, Reading, Section
from kb.readers.assembly import required
from kb.readers.metadata import completed, parse_metadata
from kb.readers.text import decode, squeeze

# A section gathers turns until it can stand alone; a longer monologue is cut at a sentence end.
SECTION_WORDS, MONOLOGUE_WORDS = 120, 400
VOICE = re.compile(r"<v(?:\.[\w.-]+)?\s+([^>]+)>")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<\d[\d:.]*>|\{\\[^}]*\}")
# "INKOOPADVISEUR: " or "Projectleider wijkaanpak: " at the start of a turn.
NAMED = re.compile(r"^(?:-\s*)?([A-ZÀ-Þ][\w&/()' -]{1,40}?):\s+(?=\S)")
STAMP = r"\[?\(?((?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)\)?\]?"
# "[00:03:12] Gespreksleider: …", "00:03:12 Gespreksleider" or a time alone on a line.
TIMED_LINE = re.compile(rf"^\s*{STAMP}(?:\s*[-–>:]+\s*|\s+|$)(.*)$")
LEAST_TIMES = 3
# Names and roles are short, and where they stand at all they stand on most lines.
MOST_NAME_WORDS, NAMED_SHARE = 5, 0.6
# A line that ends inside a hyphenated word, unless the next continues a series: "in- en uit".
HYPHEN, SERIES = re.compile(r"\w-$"), re.compile(r"(?:en|of|tot|als|maar)\b")
# A speaker's name on a line with only the time: a few words without a stop.
NAME_LINE = re.compile(r"[A-ZÀ-Þ][^.!?:]{1,40}")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words spoken from `start` to `end` seconds; `turn` when a new speaker begins."""

    start: float
    end: float
    text: str
    speaker: str = ""
    turn: bool = False


def read_vtt(name: str, data: bytes) -> Reading:
    """Read WebVTT with voices and a NOTE of metadata; raises DocumentUnreadable."""
    text = decode(data)
    try:
        captions = webvtt.from_buffer(io.StringIO(text)).captions
        cues = [
            Cue(_seconds(c.start), _seconds(c.end), c.raw_text, _voice(c.raw_text))
            for c in captions
        ]
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError) as error:
        raise _broken("WebVTT") from error
    except (ValueError, AttributeError, IndexError, TypeError) as error:
        raise _broken("WebVTT") from error
    metadata, warnings = parse_metadata(_note(text))
    return _reading(name, metadata, cues, warnings)


def read_srt(name: str, data: bytes) -> Reading:
    """Read SubRip; raises DocumentUnreadable."""
    try:
        subtitles = list(srt.parse(decode(data), ignore_errors=True))
    except (srt.SRTParseError, ValueError, OverflowError) as error:
        raise _broken("SubRip (.srt)") from error
    cues = [Cue(_total(s.start), _total(s.end), s.content) for s in subtitles]
    return _reading(name, Metadata(), cues, ())


def is_timed(text: str) -> bool:
    """Tell whether plain text is a transcript: three or more lines open with a time."""
    lines = [line for line in text.splitlines() if line.strip()]
    timed = sum(bool(TIMED_LINE.match(line)) for line in lines)
    return timed >= LEAST_TIMES and timed * 5 >= len(lines)


def read_timed(name: str, text: str) -> Reading:
    """Read plain text with times at the start of lines."""
    cues = list(_timed_cues(text.splitlines()))
    ends = [*(cue.start for cue in cues[1:]), cues[-1].start + len(cues[-1].text) / 15]
    paired = zip(cues, ends, strict=True)
    return _reading(name, Metadata(), [replace(cue, end=end) for cue, end in paired], ())


def _reading(
    name: str, metadata: Metadata, cues: Sequence[Cue], warnings: tuple[str, ...]
) -> Reading:
    clean = _with_turns(list(_cleaned(cues)))
    sections = required([_section(group) for group in _groups(clean)])
    body = "\n".join(section.text for section in sections)
    known = completed(replace(metadata, kind="webinar"), name, "webinar", "", body)
    silent = () if any(cue.speaker for cue in clean) else ("Er staan geen sprekers bij.",)
    return Reading(known, sections, (*warnings, *silent))


def _cleaned(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Yield cues with plain text, in order of time, rolling captions said once."""
    before = ""
    for cue in sorted(cues, key=lambda each: each.start):
        # Automatic captions repeat the former line above the new one.
        lines = [squeeze(html.unescape(TAG.sub("", line))) for line in cue.text.split("\n")]
        fresh = [line for line in lines if line and line != before]
        if fresh:
            before = fresh[-1]
            yield replace(cue, text=_joined(fresh))


def _joined(lines: Sequence[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        text += _glue(text, line) + line
    return text


def _glue(before: str, after: str) -> str:
    """Return what stands between two lines: nothing inside "Woo-verzoek" cut at its hyphen."""
    return "" if HYPHEN.search(before) and not SERIES.match(after) else " "


def _names(texts: Iterable[str]) -> frozenset[str]:
    """Return what stands before a colon because it names a speaker, as it is written.

    Anyone says "En toen dacht ik: …"; a name is written in capitals, or comes back,
    or nearly every line has one.
    """
    found = [match.group(1) if (match := NAMED.match(text)) else "" for text in texts]
    counts = Counter(name for name in found if name and len(name.split()) <= MOST_NAME_WORDS)
    capitals = frozenset(name for name in counts if name.isupper())
    if capitals:
        return capitals
    everywhere = sum(counts.values()) >= NAMED_SHARE * len(found)
    return frozenset(name for name, count in counts.items() if count > 1 or everywhere)


def _with_turns(cues: Sequence[Cue]) -> list[Cue]:
    """Settle who speaks: a voice tag, a name before a colon, a dash, else the one before."""
    names = _names(cue.text for cue in cues if not cue.speaker)
    found: list[Cue] = []
    speaker = ""
    for cue in cues:
        match = NAMED.match(cue.text)
        named = match if match and not cue.speaker and match.group(1) in names else None
        said = cue.speaker or (_cased(named.group(1)) if named else "")
        text = cue.text[named.end() :] if named else cue.text
        dashed = text.startswith(("- ", "– "))
        turn = not found or (bool(said) and said != speaker) or dashed
        speaker = said or ("" if dashed else speaker)
        found.append(
            replace(
                cue, text=text.removeprefix("- ").removeprefix("– "), speaker=speaker, turn=turn
            )
        )
    return found


def _groups(cues: Sequence[Cue]) -> Iterator[list[Cue]]:
    group: list[Cue] = []
    words = 0
    for cue in cues:
        full = words >= SECTION_WORDS and cue.turn
        long = words >= MONOLOGUE_WORDS and group[-1].text.endswith((".", "?", "!"))
        if group and (full or long):
            yield group
            group, words = [], 0
        group.append(cue)
        words += len(cue.text.split())
    if group:
        yield group


def _section(cues: Sequence[Cue]) -> Section:
    pieces: list[str] = []
    marks: list[Mark] = []
    offset = 0
    for at, cue in enumerate(cues):
        glue = "" if at == 0 else "\n\n" if cue.turn else _glue(pieces[-1], cue.text)
        offset += len(glue)
        marks.append(Mark(offset, cue.start, cue.speaker))
        pieces += [glue, cue.text]
        offset += len(cue.text)
    start, end = cues[0].start, max(cue.end for cue in cues)
    locator = Locator("time", clock(start), start=start, end=end, speaker=cues[0].speaker)
    return Section(locator, "".join(pieces), tuple(marks))


def _timed_cues(lines: Sequence[str]) -> Iterator[Cue]:
    """Yield the sentences of each timed paragraph, with times in proportion."""
    turns = list(_timed_turns(lines))
    names = _names(turn.first for turn in turns)
    for turn in turns:
        named = NAMED.match(turn.first)
        if turn.following and NAME_LINE.fullmatch(turn.first):
            speaker, spoken = turn.first, turn.following
        elif named and named.group(1) in names:
            speaker = _cased(named.group(1))
            spoken = [turn.first[named.end() :], *turn.following]
        else:
            speaker, spoken = "", [turn.first, *turn.following]
        yield from _spread(turn.start, speaker, spoken)


@dataclass(frozen=True, slots=True)
class _TimedTurn:
    """What stands behind a time, and the lines below it up to the next time."""

    start: float
    first: str
    following: list[str]


def _timed_turns(lines: Sequence[str]) -> Iterator[_TimedTurn]:
    turn: _TimedTurn | None = None
    for line in lines:
        found = TIMED_LINE.match(line)
        if found:
            if turn:
                yield turn
            turn = _TimedTurn(_seconds(found.group(1)), squeeze(found.group(2)), [])
        elif turn and line.strip():
            turn.following.append(line)
    if turn:
        yield turn


def _spread(start: float, speaker: str, spoken: Sequence[str]) -> Iterator[Cue]:
    """Give each sentence of a timed paragraph its time, at about 15 characters a second."""
    text = squeeze(" ".join(spoken))
    for begin, end in sentences(text):
        yield Cue(start + begin / 15, start + end / 15, text[begin:end], speaker)


def _note(text: str) -> dict[str, object]:
    """Return "name: value" lines of the NOTE blocks before the first cue."""
    head = text.split("-->", 1)[0]
    pairs = (line.split(":", 1) for line in head.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, value in pairs}


def _voice(text: str) -> str:
    found = VOICE.search(text)
    return squeeze(html.unescape(found.group(1))) if found else ""


def _cased(name: str) -> str:
    return name.capitalize() if name.isupper() else name


def _seconds(stamp: str) -> float:
    parts = [float(part) for part in stamp.replace(",", ".").split(":")]
    seconds = 0.0
    for part in parts:
        seconds = seconds * 60 + part
    return seconds


def _total(time: timedelta) -> float:
    return time.total_seconds()


def _broken(what: str) -> DocumentUnreadable:
    return DocumentUnreadable(
        f"Dit is geen geldig {what}-bestand. Exporteer de ondertitels opnieuw."
    )
