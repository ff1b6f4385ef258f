"""Lines on pages to running text: columns, running heads, hyphens, paragraphs. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from kb.readers.assembly import FEWEST_PAGES, recurring

# Mean width of a letter as a share of the font size (Helvetica, Times: 0.45-0.55).
LETTER_WIDTH = 0.5
# A gutter lies in the middle part of the page and both sides hold a fair share of the lines.
GUTTER_ZONE, COLUMN_SHARE = (0.35, 0.65), 0.25
# Running heads and footers stand in this share of the page, at the top and the bottom.
MARGIN = 0.12
# A drop of this many font sizes opens a paragraph; within a sentence lists may be set wider.
LOOSE, LOOSEST = 1.75, 2.6
PAGE_NUMBER = re.compile(
    r"^\W*(?:pagina|page|p\.|blz\.?)?\s*[\divxlc]+\W*(?:(?:van|of|/)\s*\d+)?\W*$", re.I
)
NUMBER_AT_END = re.compile(r"^\d{1,4}\b|\b\d{1,4}$")
# Dots that lead to a page number in a table of contents.
LEADERS = re.compile(r"(?:\.\s*){5,}")
# Wingdings and Symbol put their bullets in the private use area.
BULLET = re.compile(r"^\s*(?:[•◦▪●○■□☐✓✔➢‣∙·–*\uf000-\uf0ff-](?:\s|$)|(?:\d{1,2}[.)]|[a-z]\))\s+)")
# In these, the hyphen at a line end belongs to the word.
HYPHENATED = re.compile(r"\b(?:\w|co|ex|non|oud|anti|pro|sociaal|niet|zelf|pre|post|\w*\d)-$", re.I)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: left x, baseline y (up), font size, all in points."""

    x: float
    y: float
    size: float
    text: str

    @property
    def right(self) -> float:
        """Estimated right end in points."""
        return self.x + len(self.text) * self.size * LETTER_WIDTH


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page, in the order in which the file holds them."""

    width: float
    height: float
    lines: tuple[Line, ...]


def pages_text(pages: Sequence[Page]) -> list[str]:
    """Return each page as paragraphs separated by blank lines."""
    running = _running_heads(pages)
    return [
        "\n\n".join(_paragraphs(_in_reading_order(page, _body(page, running)))) for page in pages
    ]


def join_lines(lines: Sequence[str]) -> str:
    """Join printed lines to one text; a word cut by a hyphen becomes whole again."""
    text = ""
    for line in lines:
        piece = line.strip()
        if not text:
            text = piece
        elif _cut_word(text, piece):
            text = text[:-1] + piece
        else:
            text += ("" if text.endswith("-") and HYPHENATED.search(text) else " ") + piece
    return text


def _cut_word(text: str, following: str) -> bool:
    if not re.search(r"[^\W\d_][-‐\xad]$", text) or not following[:1].islower():
        return False
    if re.match(r"(?:en|of|tot|als)\b", following):
        return False
    return not HYPHENATED.search(text)


def _running_heads(pages: Sequence[Page]) -> Collection[tuple[str, int]]:
    """Return (text without numbers, rounded y) of lines that recur or count the pages."""
    return recurring([{_place(line) for line in _margin(page)} for page in pages]) | _counting(
        pages
    )


def _counting(pages: Sequence[Page]) -> frozenset[tuple[str, int]]:
    """Return the places of lines with a page number: at one height, one higher on each page.

    A head that names the chapter differs from page to page; its number gives it away.
    """
    found: defaultdict[tuple[int, int], list[Line]] = defaultdict(list)
    for at, page in enumerate(pages):
        usual = median(line.size for line in page.lines) if page.lines else 0.0
        # Numbered headings count too, but are larger than the text.
        for line in (line for line in _margin(page) if line.size <= 1.1 * usual):
            for number in NUMBER_AT_END.findall(line.text.strip()):
                found[round(line.y / 3), int(number) - at].append(line)
    heads = (lines for lines in found.values() if len(lines) >= FEWEST_PAGES)
    return frozenset(_place(line) for lines in heads for line in lines)


def _margin(page: Page) -> Iterator[Line]:
    return (line for line in page.lines if not MARGIN < line.y / page.height < 1 - MARGIN)


def _place(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", line.text.strip()), round(line.y / 3)


def _body(page: Page, running: Collection[tuple[str, int]]) -> list[Line]:
    contents = {round(line.y) for line in page.lines if LEADERS.search(line.text)}
    kept = [
        line
        for line in page.lines
        if line.text.strip() and _place(line) not in running and round(line.y) not in contents
    ]
    if not kept:
        return []
    top, bottom = max(line.y for line in kept), min(line.y for line in kept)
    return [
        line
        for line in kept
        if not (line.y in {top, bottom} and PAGE_NUMBER.match(line.text.strip()))
    ]


def _in_reading_order(page: Page, lines: list[Line]) -> list[Line]:
    """Read columns one after the other; a line across both ends what stands above it."""
    gutter = _gutter(page, lines)
    if gutter is None:
        return lines
    ordered: list[Line] = []
    band: list[Line] = []
    for line in sorted(lines, key=lambda each: -each.y):
        if line.x < gutter - 15 and line.right > gutter + 40:
            ordered += _columns(band, gutter)
            ordered.append(line)
            band = []
        else:
            band.append(line)
    return ordered + _columns(band, gutter)


def _columns(band: Sequence[Line], gutter: float) -> list[Line]:
    return sorted(band, key=lambda line: (line.x >= gutter - 5, -line.y, line.x))


def _gutter(page: Page, lines: Sequence[Line]) -> float | None:
    """Return the x at which the right column begins, if the page has two columns."""
    low, high = (page.width * share for share in GUTTER_ZONE)
    starts = Counter(round(line.x) for line in lines if low < line.x < high)
    if not starts or len(lines) < 8:
        return None
    at, count = max(starts.items(), key=lambda pair: (pair[1], -pair[0]))
    right = sum(1 for line in lines if line.x >= at - 5)
    left = sum(1 for line in lines if line.x < at - 5 and line.right < at + 40)
    enough = COLUMN_SHARE * len(lines)
    # A table's second column starts in one place too, but its lines share their height
    # with the first column's; running text in columns is told by its long lines.
    long = median(len(line.text) for line in lines if line.x >= at - 5) > 15
    return float(at) if count >= 0.5 * right and min(left, right) >= enough and long else None


def _paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    group: list[Line] = []
    for line in lines:
        if group and _breaks(group, line):
            yield join_lines([each.text for each in group])
            group = []
        group.append(line)
    if group:
        yield join_lines([each.text for each in group])


def _breaks(group: Sequence[Line], line: Line) -> bool:
    before = group[-1]
    drop = before.y - line.y
    if abs(line.size - before.size) > 0.12 * before.size:
        return True
    if BULLET.match(line.text):
        return True
    # Upwards means the next column: the sentence may go on there.
    if drop < 0:
        return before.text.rstrip().endswith((".", "?", "!", ":"))
    size = max(line.size, before.size)
    return drop > (LOOSEST if _goes_on(before.text, line.text) else LOOSE) * size


def _goes_on(before: str, following: str) -> bool:
    """Tell whether a line plainly continues the sentence of the line above it."""
    return following.lstrip()[:1].islower() and not before.rstrip().endswith((".", "?", "!", ":"))
