"""PPTX: one section a slide, with its notes."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pptx
from lxml import etree
from pptx.oxml.ns import qn
from pptx.slide import Slide

from kb.model import Locator, Reading, Section
from kb.readers.assembly import recurring, required, table_text
from kb.readers.metadata import completed
from kb.readers.office import core, guarded
from kb.readers.text import clean, squeeze

# The drawings that PowerPoint calls SmartArt keep their words in a part of their own.
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"


def read(name: str, data: bytes) -> Reading:
    """Return one section a slide, notes included; raises DocumentUnreadable."""
    return guarded(".pptx", data, lambda file: _pptx(name, pptx.Presentation(file)))


def _pptx(name: str, deck: Any) -> Reading:
    slides = [_Slide.of(slide) for slide in deck.slides]
    running = recurring([slide.paragraphs for slide in slides])
    found = [slide.section(number, running) for number, slide in enumerate(slides, 1)]
    sections = required([section for section in found if section.text])
    body = "\n".join(section.text for section in sections)
    path = sections[0].locator.path
    known = completed(core(deck.core_properties), name, "handout", path[0] if path else "", body)
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
        yield from _listed(lines)
    else:
        yield from _listed(list(_diagram(shape)))


def _listed(lines: Sequence[str]) -> Iterator[str]:
    lines = [line for line in lines if line]
    if lines:
        yield "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else lines[0]


def _diagram(shape: Any) -> Iterator[str]:
    """Yield the words of a drawing that stands in a part of its own (SmartArt)."""
    for ids in shape.element.iter(f"{DIAGRAM}relIds"):
        part = shape.part.related_part(ids.get(qn("r:dm")))
        for point in etree.fromstring(part.blob).iter(f"{DIAGRAM}pt"):
            yield squeeze(clean(" ".join(word.text or "" for word in point.iter(qn("a:t")))))
