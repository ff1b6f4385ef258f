"""Plain text: an article with headings as typists make them, or a transcript with times."""

import re
from collections.abc import Iterator, Sequence

from kb.model import Metadata, Reading
from kb.readers import transcripts
from kb.readers.assembly import Block, first_title, heading_sections
from kb.readers.metadata import completed
from kb.readers.text import decode, squeeze

UNDERLINE = re.compile(r"^\s*(=|-|~){3,}\s*$|^\s*[=\-~]{3,}\s*$")
NUMBERED = re.compile(r"^\d+(?:\.\d+)*\.?\s+[A-ZÀ-Þ]")
LIST_ITEM = re.compile(r"^\s*(?:[-•*–]|\d+[.)])\s+")
LONGEST_HEADING = 90


def read(name: str, data: bytes) -> Reading:
    """Return sections by heading or by time; raises DocumentUnreadable when empty."""
    text = decode(data)
    if transcripts.is_timed(text):
        return transcripts.read_timed(name, text)
    blocks = list(_blocks(re.split(r"\n\s*\n", text)))
    title = first_title(blocks)
    sections = heading_sections(blocks, title)
    body = "\n".join(section.text for section in sections)
    return Reading(completed(Metadata(), name, "artikel", title, body), sections)


def _blocks(chunks: Sequence[str]) -> Iterator[Block]:
    for at, chunk in enumerate(chunks):
        lines = [line.rstrip() for line in chunk.strip("\n").split("\n")]
        level, used = _heading(lines, first=at == 0)
        if level:
            yield Block(squeeze(lines[0]), level)
        yield Block("\n".join(_joined(lines[used:])))


def _heading(lines: Sequence[str], *, first: bool) -> tuple[int, int]:
    """Return (level, lines used) when a chunk opens with a heading, else (0, 0)."""
    line = lines[0].strip()
    if not line or len(line) > LONGEST_HEADING or line.endswith((".", ";", ",")):
        return 0, 0
    if len(lines) > 1 and UNDERLINE.match(lines[1]):
        return (1 if "=" in lines[1] else 2), 2
    alone = len(lines) == 1
    if first and alone:
        return 1, 1
    if line.isupper() and len(line) > 3:
        return (1 if first else 2), 1
    if alone and NUMBERED.match(line):
        return 2 + line.split()[0].strip(".").count("."), 1
    return 0, 0


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """Join lines that a typist broke; list items keep a line of their own."""
    current: list[str] = []
    for line in lines:
        if LIST_ITEM.match(line) and any(map(str.strip, current)):
            yield squeeze(" ".join(current))
            current = []
        # Joined at the end only: line by line takes hours for a book without a blank line.
        current.append(line)
    if joined := squeeze(" ".join(current)):
        yield joined
