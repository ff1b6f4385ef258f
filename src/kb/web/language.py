"""The language of the interface: Dutch, or English on request.

Texts are Dutch in the code and the templates; `web/locales/en.po` has their English. What a
document says is never translated.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from babel.core import negotiate_locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

Code = Literal["nl", "en"]
CODES: tuple[Code, ...] = get_args(Code)
COOKIE = "taal"


@dataclass(frozen=True, slots=True)
class Language:
    """Says every text of the interface in one language."""

    code: Code
    translations: NullTranslations

    def text(self, message: str, **values: object) -> str:
        """Return a text, its %(name)s filled in."""
        # Of nothing, a catalogue gives its own heading.
        found = self.translations.gettext(message) if message else ""
        return found % values if values else found

    def count(self, one: str, more: str, number: int, **values: object) -> str:
        """Return the text for this number, which it may hold as %(number)s."""
        return self.translations.ngettext(one, more, number) % {"number": number, **values}

    def day(self, day: date | None) -> str:
        """Write a date as "23 november 2026"; empty for none."""
        return format_date(day, "d MMMM y", locale=self.code) if day else ""

    def month(self, day: date | None) -> str:
        """Write a date as "november 2026"; empty for none."""
        return format_date(day, "MMMM y", locale=self.code) if day else ""


def later(message: str) -> str:
    """Mark a text that is translated where it is shown."""
    return message


def load(folder: Path) -> Mapping[Code, Language]:
    """Read the languages of the interface; Dutch needs no catalogue."""
    with (folder / "en.po").open("rb") as source:
        catalogue = read_po(source, locale="en")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return {
        "nl": Language("nl", NullTranslations()),
        "en": Language("en", Translations(compiled)),
    }


def choose(asked: str, remembered: str, accepted: str) -> Code:
    """Return the language of a page: asked for in its address, chosen before, or the browser's.

    `accepted` is an Accept-Language header; Dutch wins when it names neither.
    """
    for code in (asked, remembered):
        if code in CODES:
            return code
    found = negotiate_locale(_accepted(accepted), CODES, sep="-")
    return next((code for code in CODES if code == found), "nl")


def _accepted(header: str) -> list[str]:
    """Return the languages of an Accept-Language header, most wanted first."""
    weighed = []
    for part in header.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if weight > 0:
            weighed.append((-weight, tag.split("-", 1)[0].lower()))
    return [tag for _, tag in sorted(weighed, key=lambda each: each[0])]
