"""ODT: headings, lists and tables in their order."""

from collections.abc import Iterator
from typing import Any

import odfdo
from odfdo import Document as OdfDocument

from kb.model import Metadata, Reading
from kb.readers.assembly import Block, table_text
from kb.readers.metadata import parse_metadata
from kb.readers.office import TITLES, article, guarded, merged_lists
from kb.readers.text import clean, squeeze


def read(name: str, data: bytes) -> Reading:
    """Return sections by heading; raises DocumentUnreadable."""
    return guarded(".odt", data, lambda file: _odt(name, OdfDocument(file)))


def _odt(name: str, document: OdfDocument) -> Reading:
    blocks = list(merged_lists(_odt_blocks(document.body)))
    return article(name, blocks, _odf_metadata(document))


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
            "author": meta.initial_creator or meta.creator,
            "subject": meta.subject,
            "keywords": meta.keyword,
            "language": meta.language,
            "date": meta.creation_date or meta.date,
        }
    )
    return metadata
