"""What an editor should see before a new file takes an old one's place. Pure."""

from dataclasses import dataclass

from kb import masking
from kb.catalogue import Entry
from kb.editing import contrasting, findings
from kb.editing.contrasting import Contrast
from kb.model import Document, Reading


@dataclass(frozen=True, slots=True)
class Replacement:
    """How a new file differs; `personal` is personal data that the old one does not have."""

    contrast: Contrast
    remarks: tuple[str, ...]
    personal: tuple[str, ...]


def judge(old: Entry | None, new: Entry) -> Replacement:
    """Compare a document with what should come in its place; None for an unreadable one."""
    document = new.document
    reading = Reading(document.metadata, document.sections, document.warnings)
    # Of doubles and titles an editor hears when a document is added; both are settled by now.
    found = findings.judge(findings.Facts(document.path, reading, new.passages, (), 0, ""))
    known = _personal(old.document) if old else ()
    return Replacement(
        contrast=contrasting.contrast(
            contrasting.readable(old) if old else (), contrasting.readable(new)
        ),
        remarks=tuple(each.text for each in found if each.code != "titel"),
        personal=tuple(text for text in _personal(document) if text not in known),
    )


def _personal(document: Document) -> tuple[str, ...]:
    texts = (each.text for section in document.sections for each in masking.find(section.text))
    return tuple(dict.fromkeys(texts))
