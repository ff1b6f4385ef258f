"""What an editor typed, and which state of the document it was typed over. Pure."""

import hashlib
import re
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import FormData

from kb.editing import sidecars
from kb.model import Metadata

FRONT = re.compile(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n\n*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Over:
    """The document when its form was shown: its digest, and the mark of the part in the form."""

    loaded: str
    mark: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why what was typed is not saved yet; empty when nothing is wrong."""

    said: str = ""
    status: HTTPStatus = HTTPStatus.OK


FINE = Trouble()


def over(form: FormData) -> Over:
    """Return what a form that came back was typed over."""
    return Over(str(form.get("versie", "")), str(form.get("deel", "")))


def text(form: FormData) -> str:
    """Return the text of a form with the line ends that files have."""
    return str(form.get("tekst", "")).replace("\r\n", "\n")


def parts(path: str, whole: str) -> tuple[str, str]:
    """Return the metadata at the top of a Markdown file, which have their own form, and the rest.

    Put together they are the whole text again.
    """
    found = FRONT.match(whole) if path.lower().endswith((".md", ".markdown")) else None
    at = found.end() if found else 0
    return whole[:at], whole[at:]


def mark(words: str) -> str:
    """Return what tells this text from every other."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def mark_of(known: Metadata) -> str:
    """Return what tells these metadata from all others."""
    return mark(sidecars.render(known).decode())


def kept_by_us(form: FormData) -> tuple[tuple[str, str], ...]:
    """Return the fields of a form, to give them back to who was signed out; no token."""
    pairs = ((name, value) for name, value in form.multi_items() if name != "csrf")
    return tuple((name, value) for name, value in pairs if isinstance(value, str))
