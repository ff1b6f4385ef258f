"""DOCX: headings, lists and tables in their order, also in content controls and text boxes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from kb.model import Reading
from kb.readers.assembly import Block, table_text
from kb.readers.office import TITLES, article, core, guarded, merged_lists
from kb.readers.text import clean

HEADING = re.compile(r"^(?:heading|kop|überschrift|titre)\s*(\d)$", re.I)
# The table of contents repeats what follows.
CONTENTS = re.compile(r"^(?:toc|inhopg)\b", re.I)
WRAPPERS = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo")))
# What is taken out, what is no text, and boxes, which are read as paragraphs of their own.
UNREAD = frozenset(
    map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sdtPr", "w:drawing", "w:pict", "w:object"))
)
MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# A line in bold of at most so many characters stands as a heading where no style does.
LONGEST_HEADING = 90


@dataclass(frozen=True, slots=True)
class _Part:
    """A block, and whether it is a short line all in bold."""

    block: Block
    bold: bool = False


def read(name: str, data: bytes) -> Reading:
    """Return sections by heading; raises DocumentUnreadable."""
    return guarded(".docx", data, lambda file: _docx(name, docx.Document(file)))


def _docx(name: str, document: Any) -> Reading:
    parts = list(_parts(document.element.body, document))
    blocks = list(merged_lists(_with_headings(parts)))
    return article(name, blocks, core(document.core_properties))


def _with_headings(parts: Sequence[_Part]) -> list[Block]:
    """Take bold lines for headings when nobody used a heading's style."""
    if any(part.block.level > 1 for part in parts):
        return [part.block for part in parts]
    return [Block(part.block.text, 2) if part.bold else part.block for part in parts]


def _parts(container: Any, document: Any) -> Iterator[_Part]:
    for element in container.iterchildren():
        if element.tag == qn("w:p"):
            yield _paragraph(Paragraph(element, document))
            for box in _boxes(element):
                yield from _parts(box, document)
        elif element.tag == qn("w:tbl"):
            rows = Table(element, document).rows
            yield _Part(Block(clean(table_text([list(_cells(row)) for row in rows]))))
        elif element.tag in WRAPPERS:
            yield from _parts(element, document)


def _paragraph(paragraph: Paragraph) -> _Part:
    style: Any = paragraph.style
    name = str(style.name or "") if style else ""
    text = clean("".join(_written(paragraph._p))).strip()
    if CONTENTS.match(name):
        return _Part(Block(""))
    if name.lower() in TITLES:
        return _Part(Block(text, 1))
    if level := _level(style):
        return _Part(Block(text, level))
    if text and _listed(name, paragraph._p):
        return _Part(Block(f"- {text}"))
    return _Part(Block(text), _bold(text, paragraph))


def _level(style: Any) -> int:
    """Return the level of a heading's style, or of the one that an own style comes from."""
    while style is not None:
        if heading := HEADING.match(str(style.name or "")):
            return int(heading.group(1)) + 1
        style = style.base_style
    return 0


def _listed(style: str, paragraph: Any) -> bool:
    numbered = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    # Number 0 takes a paragraph out of a list.
    inside = numbered is not None and numbered.get(qn("w:val")) != "0"
    return inside or style.lower().startswith(("list", "lijst"))


def _bold(text: str, paragraph: Paragraph) -> bool:
    runs = [run for run in paragraph.runs if run.text.strip()]
    short = len(text) <= LONGEST_HEADING and not text.endswith((".", ",", ";", ":"))
    return bool(runs) and short and all(run.bold for run in runs)


def _written(element: Any) -> Iterator[str]:
    """Yield the words of a paragraph, with those that somebody proposed to add."""
    for child in element.iterchildren():
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in BREAKS:
            yield BREAKS[child.tag]
        elif child.tag not in UNREAD and child.tag != f"{MARKUP}AlternateContent":
            yield from _written(child)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Yield the text boxes of a paragraph; each is kept twice, for old programs too."""
    for box in paragraph.iter(qn("w:txbxContent")):
        if not any(above.tag == f"{MARKUP}Fallback" for above in box.iterancestors()):
            yield box


def _cells(row: Any) -> Iterator[str]:
    """Yield the text of each cell; one that spans columns says it once."""
    before = None
    for cell in row.cells:
        inner = ("".join(_written(each)) for each in cell._tc.iter(qn("w:p")))
        yield "" if cell._tc is before else "\n".join(inner)
        before = cell._tc
