"""Bytes to clean text, whatever wrote them."""

import re
import unicodedata

from charset_normalizer import from_bytes

from kb.errors import DocumentUnreadable

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Soft hyphens and zero-width marks are layout; they would split words for every search.
INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
HTML_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.I)


def decode(data: bytes, *, html: bool = False) -> str:
    """Return the text of `data`: UTF-8, UTF-16, what HTML declares, else cp1252.

    Raises DocumentUnreadable for a file that is no text at all.
    """
    text = _decode(data, html)
    if text.count("\x00") or _mostly_control(text):
        raise DocumentUnreadable(
            "Dit is geen tekstbestand. Sla het op als tekst (UTF-8) of met de juiste extensie."
        )
    return clean(text)


def clean(text: str) -> str:
    """Normalise composed letters, line ends and spaces; drop what nobody sees."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    visible = CONTROL.sub("", lines).translate(INVISIBLE).replace("\xa0", " ")
    return unicodedata.normalize("NFC", visible)


def squeeze(text: str) -> str:
    """Return text as one line with single spaces."""
    return " ".join(text.split())


def _decode(data: bytes, html: bool) -> str:
    for bom, name in BOMS:
        if data.startswith(bom):
            return data.decode(name, errors="replace")
    for name in _candidates(data, html):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    # cp1252 leaves five bytes undefined; a file with those is worth reading all the same.
    return data.decode("cp1252", errors="replace")


def _candidates(data: bytes, html: bool) -> list[str]:
    if _looks_utf16(data):
        best = from_bytes(data, cp_isolation=["utf_16_le", "utf_16_be"]).best()
        return [best.encoding if best else "utf-16-le"]
    declared = HTML_CHARSET.search(data[:2048]) if html else None
    return ["utf-8", *([declared.group(1).decode("ascii")] if declared else [])]


def _looks_utf16(data: bytes) -> bool:
    head = data[:400]
    return len(head) > 3 and len(data) % 2 == 0 and head.count(0) * 3 > len(head)


def _mostly_control(text: str) -> bool:
    head = text[:2000]
    odd = len(CONTROL.findall(head)) + head.count("\ufffd")
    return odd * 10 > len(head)
