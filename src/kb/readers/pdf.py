"""PDF: one section a page, with the page label that is printed on it."""

import io
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PdfReadError, PyPdfError
from pypdf.generic import Destination

from kb.errors import DocumentUnreadable
from kb.model import Locator, Metadata, Reading, Section
from kb.readers.layout import Line, Page, pages_text
from kb.readers.metadata import completed, parse_metadata
from kb.readers.text import clean, squeeze

# pypdf warns on stderr about every small fault in a file; the report says what matters.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
# A page with fewer letters than this beside pages with text is probably a scan.
FEW_LETTERS = 20
# WinAnsi codes without a letter stand for a bullet (ISO 32000-1, annex D, note 3).
UNUSED_CODE = "\x7f"
UNTITLED = re.compile(r"^(untitled|naamloos|microsoft word - |document\d*$|\(anonymous\))", re.I)


def read(name: str, data: bytes) -> Reading:
    """Return one section a page with text; raises DocumentUnreadable with the reason."""
    try:
        return _read(name, data)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise _broken() from error
    except (RuntimeError, AssertionError, ArithmeticError, OSError) as error:
        # pypdf lets faults of its filters and of Python's own decoders through.
        raise _broken() from error


def _read(name: str, data: bytes) -> Reading:
    reader = _opened(data)
    texts = [clean(text).strip() for text in pages_text([_page(page) for page in reader.pages])]
    outline = _outline(reader)
    labels = list(reader.page_labels)
    sections = tuple(
        Section(_locator(number, labels, outline), text)
        for number, text in enumerate(texts, 1)
        if text
    )
    if not sections:
        raise DocumentUnreadable(
            "In deze PDF staat geen tekst, alleen beeld (een scan). "
            "Maak de tekst eerst leesbaar met tekstherkenning (OCR)."
        )
    metadata, warnings = _metadata(reader)
    body = "\n".join(texts)
    known = completed(metadata, name, "handout", squeeze(texts[0].split("\n")[0])[:120], body)
    return Reading(known, sections, (*warnings, *_scans(texts)))


def _opened(data: bytes) -> PdfReader:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        try:
            opened = bool(reader.decrypt(""))
        except (DependencyError, NotImplementedError, PdfReadError):
            opened = False
        if not opened:
            raise DocumentUnreadable(
                "Deze PDF is beveiligd met een wachtwoord. "
                "Sla hem op zonder wachtwoord en voeg hem opnieuw toe."
            )
    return reader


def _page(page: PageObject) -> Page:
    lines: list[Line] = []
    fresh = True

    def visit(text: str, cm: Any, tm: Any, _font: object, size: float) -> None:
        nonlocal fresh
        x, y = _position(cm, tm)
        real = abs(size * (tm[3] or tm[1] or 1) * (cm[3] or 1)) or 10.0
        for at, piece in enumerate(text.replace(UNUSED_CODE, "•").split("\n")):
            fresh = fresh or at > 0
            if not piece:
                continue
            if fresh or _apart(lines, x, y, real):
                lines.append(Line(x, y, real, piece))
                fresh = False
            else:
                lines[-1] = _longer(lines[-1], piece, real)

    page.extract_text(visitor_text=visit)
    kept = tuple(line for line in lines if line.text.strip())
    return Page(float(page.mediabox.width), float(page.mediabox.height) or 1.0, kept)


def _longer(line: Line, piece: str, size: float) -> Line:
    """Return a line with a piece added; the longest piece tells its size, not a bullet."""
    bullet = len(line.text.strip()) == 1
    text = f"{line.text.strip()} {piece}" if bullet else line.text + piece
    return Line(line.x, line.y, size if len(piece) > len(line.text) else line.size, text)


def _position(cm: Any, tm: Any) -> tuple[float, float]:
    """Return where text begins on the page: the text matrix seen through the page's."""
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    return float(x), float(y)


def _apart(lines: list[Line], x: float, y: float, size: float) -> bool:
    """Tell whether a piece on the line of the last one stands in another column."""
    if not lines:
        return True
    last = lines[-1]
    return abs(last.y - y) > size or x - last.right > 3 * size


def _locator(number: int, labels: list[str], outline: Mapping[int, tuple[str, ...]]) -> Locator:
    label = labels[number - 1] if number <= len(labels) else str(number)
    known = [page for page in outline if page <= number]
    path = outline[max(known)] if known else ()
    return Locator("page", f"p. {label}", path=path, page=number)


def _outline(reader: PdfReader) -> dict[int, tuple[str, ...]]:
    """Return page number → path of the first bookmark on it."""
    found: dict[int, tuple[str, ...]] = {}
    try:
        for path, target in _bookmarks(reader.outline, ()):
            page = reader.get_destination_page_number(target)
            if page is not None and page >= 0:
                found.setdefault(page + 1, path)
    except (PyPdfError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return {}
    return found


def _bookmarks(items: Any, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Destination]]:
    path = above
    for item in items:
        if isinstance(item, list):
            yield from _bookmarks(item, path)
        else:
            path = (*above, squeeze(clean(str(item.title))))
            yield path, item


def _metadata(reader: PdfReader) -> tuple[Metadata, tuple[str, ...]]:
    info = reader.metadata
    if info is None:
        return Metadata(), ()
    title = clean(info.title or "")
    values = {
        "title": "" if UNTITLED.match(title) else title,
        "author": clean(info.author or ""),
        "subject": clean(info.subject or ""),
        "keywords": clean(str(info.get("/Keywords", "") or "")),
    }
    metadata, warnings = parse_metadata(values)
    return _dated(metadata, info), warnings


def _dated(metadata: Metadata, info: Any) -> Metadata:
    try:
        created = info.creation_date
    except (PyPdfError, ValueError):
        return metadata
    return replace(metadata, date=created.date()) if created else metadata


def _scans(texts: list[str]) -> tuple[str, ...]:
    empty = [str(at) for at, text in enumerate(texts, 1) if len(text) < FEW_LETTERS]
    if not empty:
        return ()
    return (f"Geen of weinig tekst op pagina {', '.join(empty[:10])}: misschien een scan.",)


def _broken() -> DocumentUnreadable:
    return DocumentUnreadable(
        "Deze PDF is beschadigd of geen PDF. Open hem en sla hem opnieuw op als PDF."
    )
