"""DOCX, PPTX and ODT: headings, lists, tables, slides and notes in their order."""

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import docx
import odfdo
import pptx
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph
from odfdo import Document as OdfDocument
from pptx.slide import Slide

from kb.errors import DocumentUnreadable
from kb.model import Locator, Metadata, Reading, Section
from kb.readers.assembly import (
    Block,
    first_title,
    heading_sections,
    recurring,
    required,
    table_text,
)
from kb.readers.metadata import completed, parse_metadata
from kb.readers.text import clean, squeeze

# What each format keeps inside its zip file; a plain zip with another name has none of it.
INSIDE = {
    ".docx": "word/document.xml",
    ".pptx": "ppt/presentation.xml",
    ".odt": "content.xml",
}
# Texts of this size do not exist; what unpacks to more is made to do harm.
MOST_UNPACKED = 600_000_000
HEADING = re.compile(r"^(?:heading|kop|überschrift|titre)\s*(\d)$", re.I)
TITLES = frozenset({"title", "titel"})


def read_docx(name: str, data: bytes) -> Reading:
    """Return sections by heading; raises DocumentUnreadable."""
    return _guarded(".docx", data, lambda file: _docx(name, docx.Document(file)))


def read_pptx(name: str, data: bytes) -> Reading:
    """Return one section a slide, notes included; raises DocumentUnreadable."""
    return _guarded(".pptx", data, lambda file: _pptx(name, pptx.Presentation(file)))


def read_odt(name: str, data: bytes) -> Reading:
    """Return sections by heading; raises DocumentUnreadable."""
    return _guarded(".odt", data, lambda file: _odt(name, OdfDocument(file)))


def _guarded(suffix: str, data: bytes, read: Callable[[io.BytesIO], Reading]) -> Reading:
    _check_zip(suffix, data)
    try:
        return read(io.BytesIO(data))
    except (DocumentUnreadable, MemoryError):
        raise
    except Exception as error:
        # Three libraries over foreign XML: what they raise is not listed anywhere.
        raise _broken(suffix) from error


def _check_zip(suffix: str, data: bytes) -> None:
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise DocumentUnreadable(
            "Dit bestand is beveiligd met een wachtwoord of van een oude Office-versie. "
            f"Sla het zonder wachtwoord op als {suffix}."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _broken(suffix) from error
    if INSIDE[suffix] not in names:
        raise _broken(suffix)
    if unpacked > MOST_UNPACKED:
        raise DocumentUnreadable(
            "Dit bestand wordt uitgepakt veel te groot. Verklein de afbeeldingen of splits het."
        )


def _docx(name: str, document: Any) -> Reading:
    blocks = list(_merged_lists(_docx_blocks(document)))
    core = document.core_properties
    return _article(name, blocks, _core(core))


def _docx_blocks(document: Any) -> Iterator[Block]:
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph):
            yield _docx_paragraph(item)
        elif isinstance(item, DocxTable):
            yield Block(clean(table_text([[cell.text for cell in row.cells] for row in item.rows])))


def _docx_paragraph(paragraph: Paragraph) -> Block:
    style = (paragraph.style.name if paragraph.style else "") or ""
    text = clean(paragraph.text).strip()
    if style.lower() in TITLES:
        return Block(text, 1)
    heading = HEADING.match(style)
    if heading:
        return Block(text, int(heading.group(1)) + 1)
    listed = style.lower().startswith(("list", "lijst")) and text
    return Block(f"- {text}" if listed else text)


def _merged_lists(blocks: Iterator[Block]) -> Iterator[Block]:
    """Join items of one list, which Office keeps as paragraphs, into one block."""
    items: list[str] = []
    for block in blocks:
        if not block.level and block.text.startswith("- ") and "\n" not in block.text:
            items.append(block.text)
            continue
        if items:
            yield Block("\n".join(items))
            items = []
        yield block
    if items:
        yield Block("\n".join(items))


def _article(name: str, blocks: list[Block], metadata: Metadata) -> Reading:
    title = first_title(blocks)
    sections = heading_sections(blocks, title or metadata.title)
    body = "\n".join(section.text for section in sections)
    flat = () if any(block.level for block in blocks) else ("Er zijn geen koppen (stijl Kop 1).",)
    return Reading(completed(metadata, name, "handout", title, body), sections, flat)


def _core(properties: Any) -> Metadata:
    metadata, _ = parse_metadata(
        {
            "title": _real_title(properties.title),
            "organisation": "" if properties.author == "python-docx" else properties.author,
            "role": properties.subject,
            "keywords": properties.keywords,
            "language": properties.language,
            "date": properties.created,
        }
    )
    return metadata


def _real_title(title: str | None) -> str:
    return (
        "" if title in {None, "PowerPoint Presentation", "PowerPoint-presentatie"} else str(title)
    )


def _pptx(name: str, deck: Any) -> Reading:
    slides = [_Slide.of(slide) for slide in deck.slides]
    running = recurring([slide.paragraphs for slide in slides])
    found = [slide.section(number, running) for number, slide in enumerate(slides, 1)]
    sections = required([section for section in found if section.text])
    body = "\n".join(section.text for section in sections)
    path = sections[0].locator.path
    known = completed(_core(deck.core_properties), name, "handout", path[0] if path else "", body)
    return Reading(known, sections)


@dataclass(frozen=True, slots=True)
class _Slide:
    """The words on one slide and in its notes."""

    title: str
    paragraphs: tuple[str, ...]
    notes: str

    @classmethod
    def of(cls, slide: Slide) -> "_Slide":
        shape = slide.shapes.title
        title = squeeze(clean(shape.text_frame.text)) if shape is not None else ""
        paragraphs = [
            text
            for each in slide.shapes
            if shape is None or each.shape_id != shape.shape_id
            for text in _shape_texts(each)
        ]
        return cls(title, tuple(paragraphs), clean(_notes(slide)).strip())

    def section(self, number: int, running: Collection[str]) -> Section:
        """Return the slide without what runs through the whole deck (a footer)."""
        kept = [text for text in self.paragraphs if text not in running]
        if self.notes:
            kept.append(f"Notities: {self.notes}")
        path = (self.title,) if self.title else ()
        locator = Locator("slide", f"dia {number}", path=path, page=number)
        # A slide with only a title still says something: then the title is its text.
        return Section(locator, "\n\n".join(kept) or self.title)


def _notes(slide: Slide) -> str:
    if not slide.has_notes_slide or slide.notes_slide.notes_text_frame is None:
        return ""
    return str(slide.notes_slide.notes_text_frame.text)


def _shape_texts(shape: Any) -> Iterator[str]:
    if shape.shape_type is not None and hasattr(shape, "shapes"):
        for inner in shape.shapes:
            yield from _shape_texts(inner)
    elif getattr(shape, "has_table", False) and shape.has_table:
        yield clean(table_text([[cell.text for cell in row.cells] for row in shape.table.rows]))
    elif shape.has_text_frame:
        lines = [squeeze(clean(each.text)) for each in shape.text_frame.paragraphs]
        lines = [line for line in lines if line]
        if lines:
            yield "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else lines[0]


def _odt(name: str, document: OdfDocument) -> Reading:
    blocks = list(_merged_lists(_odt_blocks(document.body)))
    return _article(name, blocks, _odf_metadata(document))


def _odt_blocks(parent: Any) -> Iterator[Block]:
    for element in parent.children:
        tag = element.tag
        if tag == "text:h":
            yield Block(_odf_text(element), int(element.get_attribute("text:outline-level") or 1))
        elif tag == "text:p":
            yield _odf_paragraph(element)
        elif tag == "text:list":
            yield Block("\n".join(_odf_items(element, 0)))
        elif tag == "table:table":
            yield Block(table_text(_odf_rows(element)))
        elif tag in {"text:section", "text:index-body"}:
            yield from _odt_blocks(element)


def _odf_paragraph(element: Any) -> Block:
    style = str(element.get_attribute("text:style-name") or "").lower()
    return Block(_odf_text(element), 1 if style in TITLES else 0)


def _odf_items(element: Any, depth: int) -> Iterator[str]:
    for item in element.children:
        for child in item.children:
            if child.tag == "text:list":
                yield from _odf_items(child, depth + 1)
            elif text := _odf_text(child):
                yield "  " * depth + f"- {text}"


def _odf_rows(element: odfdo.Table) -> list[list[str]]:
    return [
        [str(value if value is not None else "") for value in row] for row in element.get_values()
    ]


def _odf_text(element: Any) -> str:
    return squeeze(clean(str(element.inner_text)))


def _odf_metadata(document: OdfDocument) -> Metadata:
    meta = document.meta
    metadata, _ = parse_metadata(
        {
            "title": meta.title,
            "organisation": meta.initial_creator or meta.creator,
            "role": meta.subject,
            "keywords": meta.keyword,
            "language": meta.language,
            "date": meta.creation_date or meta.date,
        }
    )
    return metadata


def _broken(suffix: str) -> DocumentUnreadable:
    return DocumentUnreadable(
        f"Dit {suffix}-bestand is beschadigd of heeft een andere inhoud dan de naam zegt. "
        "Open het en sla het opnieuw op."
    )
