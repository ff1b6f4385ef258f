"""Headings and paragraphs, however they were found, to sections with a heading path."""

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kb.errors import DocumentUnreadable
from kb.model import Locator, Section
from kb.readers.text import squeeze

Item = TypeVar("Item", bound=Hashable)
# Text on this share of at least so many pages is a running head or footer.
RUNNING_SHARE, FEWEST_PAGES = 0.6, 3
# "1. Aanleiding" is a chapter; "10 tips voor wie inkoopt" is a title.
CHAPTER = re.compile(r"\d+(?:\.\d+)*[.)]\s|(?:hoofdstuk|bijlage)\b", re.I)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (level 1 to 9) or, with level 0, a paragraph, list or table."""

    text: str
    level: int = 0


def first_title(blocks: Sequence[Block]) -> str:
    """Return the first heading of the highest level, if it opens the document as its title."""
    headings = [block for block in blocks if block.level]
    if not headings or CHAPTER.match(headings[0].text):
        return ""
    top = min(heading.level for heading in headings)
    return headings[0].text if headings[0].level == top else ""


def heading_sections(blocks: Iterable[Block], title: str) -> tuple[Section, ...]:
    """Group paragraphs under their headings; the title itself is no part of a path.

    Raises DocumentUnreadable when there is no text.
    """
    sections: list[Section] = []
    path: list[Block] = []
    paragraphs: list[str] = []

    def close() -> None:
        if paragraphs:
            sections.append(_section(path, paragraphs, title))
            paragraphs.clear()

    for block in blocks:
        text = block.text.strip()
        if not text:
            continue
        if block.level:
            close()
            path = [*(above for above in path if above.level < block.level), block]
        else:
            paragraphs.append(text)
    close()
    return required(sections)


def required(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections; raises DocumentUnreadable when there are none."""
    if not sections:
        raise DocumentUnreadable(
            "Er staat geen leesbare tekst in dit bestand. Voeg tekst toe of haal het weg."
        )
    return tuple(sections)


def recurring(pages: Sequence[Collection[Item]]) -> frozenset[Item]:
    """Return the items that stand on most pages or slides: running heads and footers."""
    if len(pages) < FEWEST_PAGES:
        return frozenset()
    counts = Counter(item for page in pages for item in set(page))
    return frozenset(item for item, count in counts.items() if count >= RUNNING_SHARE * len(pages))


def table_text(rows: Sequence[Sequence[str]]) -> str:
    """Write a table as lines that can be read aloud and found: "Kolom: waarde; Kolom: waarde"."""
    cells = [[squeeze(cell) for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    if not cells:
        return ""
    header, *body = cells
    if not body or len(header) < 2 or not all(header[1:]):
        return "\n".join(" | ".join(filter(None, row)) for row in cells)
    return "\n".join(_row(header, row) for row in body)


def _row(header: Sequence[str], row: Sequence[str]) -> str:
    pairs = zip(header, row, strict=False)
    named = (f"{name}: {cell}" if name else cell for name, cell in pairs if cell)
    return "- " + "; ".join(named)


def _section(path: Sequence[Block], paragraphs: Sequence[str], title: str) -> Section:
    names = tuple(squeeze(block.text) for block in path)
    if names and names[0] == title:
        names = names[1:]
    locator = Locator("heading", " › ".join(names) or title or "begin", path=names)
    return Section(locator, "\n\n".join(paragraphs))
