"""What the pages about kept documents call things. Pure."""

from collections.abc import Mapping
from dataclasses import fields

from kb.model import Metadata
from kb.web.moments import day

STATUSES: Mapping[str, str] = {
    "doorzoekbaar": "Doorzoekbaar",
    "bezig": "Bezig",
    "mislukt": "Mislukt",
    "geweigerd": "Geweigerd",
    "wacht": "Wacht",
}
COLOURS: Mapping[str, str] = {
    "doorzoekbaar": "success",
    "bezig": "neutral",
    "mislukt": "danger",
    "geweigerd": "danger",
    "wacht": "warning",
}
LABELS: Mapping[str, str] = {
    "title": "Titel",
    "kind": "Soort",
    "date": "Datum",
    "organisation": "Organisatie",
    "role": "Rol",
    "themes": "Thema’s",
    "audience": "Doelgroep",
    "language": "Taal",
    "source_url": "Bron",
    "media_url": "Opname",
    "licence": "Licentie",
    "review_on": "Opnieuw bekijken op",
    "sample": "Voorbeeldmateriaal",
}
LANGUAGES = {"nl": "Nederlands", "en": "Engels"}


def facts(known: Metadata) -> str:
    """Say in one line what a document is and who tells it."""
    return " · ".join(filter(None, ((known.kind or "").capitalize(), known.organisation)))


def told(known: Metadata) -> tuple[tuple[str, str], ...]:
    """Return every field as people read it: (label, value), "" where nothing is known."""
    return tuple((LABELS[each.name], _said(known, each.name)) for each in fields(known))


def changes(old: Metadata, new: Metadata) -> tuple[tuple[str, str, str], ...]:
    """Return the fields that differ: (label, old, new)."""
    pairs = zip(told(old), told(new), strict=True)
    return tuple((label, one, two) for (label, one), (_, two) in pairs if one != two)


def _said(known: Metadata, name: str) -> str:
    value = getattr(known, name)
    if name in ("date", "review_on"):
        return day(value)
    if name == "language":
        return LANGUAGES.get(str(value), str(value))
    if isinstance(value, bool):
        return "ja" if value else ""
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value or "").capitalize() if name == "kind" else str(value or "")
