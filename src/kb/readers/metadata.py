"""What is said about a document, in whatever vocabulary, as Metadata."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import PurePosixPath

import yaml

from kb.errors import DocumentUnreadable
from kb.model import KINDS, Kind, Metadata
from kb.readers.tellers import organisation_in, role_in
from kb.readers.text import decode, squeeze

# Our field → the names that people and formats use for it.
NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("titel", "title", "headline", "name"),
    "kind": ("soort", "kind", "type"),
    "date": ("datum", "date", "created", "gepubliceerd", "published"),
    "organisation": (
        "organisatie",
        "organisation",
        "organization",
        "publisher",
        "author",
        "auteur",
    ),
    "role": ("rol", "role", "functie", "jobtitle", "subject"),
    "themes": ("themas", "thema's", "thema", "themes", "tags", "keywords", "trefwoorden"),
    "audience": ("doelgroep", "audience"),
    "language": ("taal", "language", "lang"),
    "source_url": ("bron", "url", "source", "source_url", "link"),
    "media_url": ("media", "media_url", "video"),
    "licence": ("licentie", "licence", "license"),
    "sample": ("voorbeeldmateriaal", "sample"),
    "review_on": ("herzien op", "herzien_op", "review_on"),
}
FIELD_OF = {name: field for field, names in NAMES.items() for name in names}
# These names may hold a person or a subject instead.
DOUBTFUL = {"author": organisation_in, "auteur": organisation_in, "subject": role_in}
# Every document has these, so an empty value says nothing.
NEEDED = frozenset({"title", "kind", "language"})
DATES = frozenset({"date", "review_on"})
# As a keyword this marks sample material: document properties have no field for it.
SAMPLE = "voorbeeldmateriaal"
MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december"
).split()
# Enough function words to tell the two languages apart in any paragraph.
DUTCH = frozenset("de het een en van ik is dat op te zijn met voor niet die er aan ook als".split())
ENGLISH = frozenset("the of and to in is that it for was on are with as be this by not".split())


def parse_metadata(values: Mapping[str, object]) -> tuple[Metadata, tuple[str, ...]]:
    """Return metadata from named values, and warnings about those that make no sense."""
    found: dict[str, object] = {}
    warnings: list[str] = []
    # In order of NAMES, so that `titel` beats `name` whatever the order in the file.
    lowered = {str(name).strip().lower(): value for name, value in values.items()}
    for field, names in NAMES.items():
        for name in names:
            value = _value(field, lowered.get(name), warnings)
            if name in DOUBTFUL and value:
                value = DOUBTFUL[name](str(value))
            if value and field not in found:
                found[field] = value
    return _unmarked(Metadata(**found)), tuple(warnings)  # type: ignore[arg-type]


def with_sidecar(base: Metadata, data: bytes) -> tuple[Metadata, tuple[str, ...]]:
    """Return `base` with what a sidecar says, and warnings; raises DocumentUnreadable.

    A name without a value empties what the document itself says.
    """
    values = sidecar_values(data)
    over, warnings = parse_metadata(values)
    named = {FIELD_OF.get(name.strip().lower()) for name, value in values.items() if not value}
    emptied = {field.name: field.default for field in fields(base) if field.name in named - NEEDED}
    unknown = sorted(name for name in values if name.strip().lower() not in FIELD_OF)
    extra = (f"Onbekende gegevens: {', '.join(unknown)}.",) if unknown else ()
    return merge(replace(base, **emptied), over), (*warnings, *extra)  # type: ignore[arg-type]


def sidecar_values(data: bytes) -> dict[str, object]:
    """Return what a sidecar says, by name; raises DocumentUnreadable for bad YAML."""
    return load_yaml(decode(data), "Het bestand met gegevens (.yaml)")


def load_yaml(text: str, what: str) -> dict[str, object]:
    """Return a YAML mapping; raises DocumentUnreadable that names the line."""
    try:
        values = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" op regel {mark.line + 1}" if mark else ""
        raise DocumentUnreadable(
            f"{what} is geen geldige YAML{where}. Schrijf elke regel als 'naam: waarde'."
        ) from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise DocumentUnreadable(
            f"{what} heeft geen namen en waarden. Schrijf elke regel als 'naam: waarde'."
        )
    return {str(name): value for name, value in values.items()}


def merge(base: Metadata, over: Metadata) -> Metadata:
    """Return `base` with every non-empty field of `over`."""
    named = ((field.name, getattr(over, field.name)) for field in fields(over))
    return replace(base, **{name: value for name, value in named if value})


def completed(metadata: Metadata, name: str, kind: Kind, title: str, text: str) -> Metadata:
    """Fill what is missing: a title from the text or the file name, the kind, the language."""
    return replace(
        metadata,
        title=metadata.title or title or readable(name),
        kind=metadata.kind or kind,
        language=metadata.language or guess_language(text),
    )


def readable(name: str) -> str:
    """Make a title of a file name: "klimaat-adaptatie_2.pdf" → "Klimaat adaptatie 2"."""
    words = re.sub(r"[-_\s]+", " ", PurePosixPath(name).stem).strip()
    return words[:1].upper() + words[1:] or name


def guess_language(text: str) -> str:
    """Return "nl" or "en", by the share of function words."""
    words = re.findall(r"[a-z]+", text[:5000].lower())
    dutch, english = (sum(word in known for word in words) for known in (DUTCH, ENGLISH))
    return "en" if english > dutch else "nl"


def parse_date(value: object) -> date | None:
    """Return a date from a date, ISO text, 26-01-2023 or "26 januari 2023"; None if it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = squeeze(str(value)).lower()
    iso = re.match(r"(\d{4})-?(\d{2})-?(\d{2})", text)
    dutch = re.match(r"(\d{1,2})[-/. ](\d{1,2}|[a-z]+)[-/. ](\d{4})", text)
    if iso:
        return _date(*iso.groups())
    return _date(*reversed(dutch.groups())) if dutch else None


def _date(year: str, month: str, day: str) -> date | None:
    number = int(month) if month.isdigit() else _month(month)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _month(name: str) -> int:
    # "jan" and "mrt" are read too; 0 is no month, so the date is refused.
    short = {"mrt": "maa"}.get(name[:3], name[:3])
    return next((at for at, month in enumerate(MONTHS, 1) if month[:3] == short), 0)


def _unmarked(metadata: Metadata) -> Metadata:
    """Take the mark of sample material out of the themes."""
    themes = tuple(theme for theme in metadata.themes if theme.lower() != SAMPLE)
    return replace(
        metadata, themes=themes, sample=metadata.sample or len(themes) < len(metadata.themes)
    )


def _value(field: str, value: object, warnings: list[str]) -> object:
    if value is None or value == "":
        return None
    if field in DATES:
        day = parse_date(value)
        if day is None:
            warnings.append(f"De datum '{value}' is niet te lezen. Schrijf hem als 2026-11-23.")
        return day
    if field == "kind":
        return _kind(value, warnings)
    if field == "themes":
        return tuple(dict.fromkeys(filter(None, _listed(value))))
    if field == "sample":
        return str(value).strip().lower() in {"ja", "true", "yes", "1"}
    return _language(value) if field == "language" else squeeze(_text(value))


def _kind(value: object, warnings: list[str]) -> Kind | None:
    word = str(value).strip().lower()
    for kind in KINDS:
        if word == kind:
            return kind
    if word in {"transcript", "webinar-transcript"}:
        return "webinar"
    if word not in {"article", "newsarticle", "website", "webpage", "document"}:
        warnings.append(f"De soort '{value}' is onbekend. Kies artikel, webinar of handout.")
    return None


def _listed(value: object) -> Iterable[str]:
    if isinstance(value, list | tuple):
        return [squeeze(_text(each)) for each in value]
    return [squeeze(each) for each in re.split(r"[,;]", str(value))]


def _language(value: object) -> str:
    return squeeze(str(value)).lower().replace("_", "-").split("-")[0][:2]


def _text(value: object) -> str:
    """Return the text of a value; JSON-LD wraps names in objects."""
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("audienceType", ""))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    return str(value)
