"""Names of files that are safe on every disk and in every address. Pure."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePosixPath

from kb.model import Kind

FOLDERS: dict[Kind, str] = {
    "artikel": "artikelen",
    "webinar": "webinars",
    "handout": "handouts",
}
LONGEST = 80


def safe_name(name: str) -> str:
    """Return a file name of letters, digits and hyphens with a lower-case extension.

    "C:\\Mijn stukken\\Nota (v2).PDF" becomes "nota-v2.pdf".
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    stem, dot, suffix = last.rpartition(".")
    if not stem:
        stem, dot, suffix = last, "", ""
    return _plain(stem)[:LONGEST].strip("-") + (f".{_plain(suffix)[:10]}" if dot else "")


def name_of(title: str, suffix: str) -> str:
    """Return a file name for a title."""
    return f"{_plain(title)[:LONGEST].strip('-') or 'document'}{suffix}"


def free_path(kind: Kind, name: str, taken: Callable[[str], bool]) -> str:
    """Return a path in the folder of a kind that no document has; "-2" and so on when needed."""
    stem, suffix = PurePosixPath(name).stem or "document", PurePosixPath(name).suffix
    path, number = f"{FOLDERS[kind]}/{stem}{suffix}", 1
    while taken(path):
        number += 1
        path = f"{FOLDERS[kind]}/{stem}-{number}{suffix}"
    return path


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
