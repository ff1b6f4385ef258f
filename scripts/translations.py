"""Bring web/locales/en.po up to date with the texts of the code and the templates.

Translations stay, new texts are added empty and texts that nobody uses any more go. `missing`
is what a test asks: every text has its English.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = ROOT / "web" / "locales" / "en.po"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "later": None,
    "text": None,
    "count": (1, 2),
    "ngettext": (1, 2),
}
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}


def used() -> Catalog:
    """Return every text of the interface."""
    catalogue = Catalog(project="kb", charset="utf-8")
    for folder in (ROOT / "src" / "kb" / "web", ROOT / "web" / "templates"):
        for name, _, message, _, context in extract_from_dir(
            folder, METHODS, OPTIONS, keywords=KEYWORDS
        ):
            place = (folder / name).relative_to(ROOT).as_posix()
            catalogue.add(message, locations=[(place, 0)], context=context)
    return catalogue


def english() -> Catalog:
    """Return the English texts."""
    with ENGLISH.open("rb") as source:
        return read_po(source, locale="en")


def missing() -> list[str]:
    """Return the texts without English, and the English of texts that are not used."""
    wanted, known = used(), english()
    untranslated = [str(each.id) for each in wanted if each.id and not _translated(known, each.id)]
    return untranslated + [str(each.id) for each in known if each.id and each.id not in wanted]


def _translated(known: Catalog, message: object) -> bool:
    found = known.get(message)  # type: ignore[arg-type]
    text = found.string if found else ""
    return all(text) if isinstance(text, tuple | list) else bool(text)


def main() -> int:
    known = english() if ENGLISH.is_file() else Catalog(locale="en")
    known.update(used(), no_fuzzy_matching=True)
    known.obsolete.clear()
    with ENGLISH.open("wb") as target:
        write_po(target, known, width=100, no_location=True, sort_output=True, omit_header=True)
    sys.stdout.write("".join(f"{text}\n" for text in missing()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
