"""What the office formats share: the zip around them, lists, properties, damage."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kb.errors import DocumentUnreadable
from kb.model import Metadata, Reading
from kb.readers.assembly import Block, first_title, heading_sections
from kb.readers.metadata import completed, parse_metadata

# What each format keeps inside its zip file; a plain zip with another name has none of it.
INSIDE = {
    ".docx": "word/document.xml",
    ".pptx": "ppt/presentation.xml",
    ".odt": "content.xml",
}
# Texts of this size do not exist; what unpacks to more is made to do harm.
MOST_UNPACKED = 600_000_000
TITLES = frozenset({"title", "titel"})


def guarded(suffix: str, data: bytes, read: Callable[[io.BytesIO], Reading]) -> Reading:
    """Read a container with a library; raises DocumentUnreadable, whatever that raises."""
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


def merged_lists(blocks: Iterable[Block]) -> Iterator[Block]:
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


def article(name: str, blocks: list[Block], metadata: Metadata) -> Reading:
    """Return a text with headings as sections; raises DocumentUnreadable without any text."""
    title = first_title(blocks)
    sections = heading_sections(blocks, title or metadata.title)
    body = "\n".join(section.text for section in sections)
    flat = () if any(block.level for block in blocks) else ("Er zijn geen koppen (stijl Kop 1).",)
    return Reading(completed(metadata, name, "handout", title, body), sections, flat)


def core(properties: Any) -> Metadata:
    """Return what the properties of a DOCX or PPTX say."""
    metadata, _ = parse_metadata(
        {
            "title": _real_title(properties.title),
            "author": properties.author,
            "subject": properties.subject,
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


def _broken(suffix: str) -> DocumentUnreadable:
    return DocumentUnreadable(
        f"Dit {suffix}-bestand is beschadigd of heeft een andere inhoud dan de naam zegt. "
        "Open het en sla het opnieuw op."
    )
