"""Metadata as the file beside a document. Pure."""

from collections.abc import Mapping
from datetime import date

import yaml

from kb.model import Metadata

# In the order in which people read them.
NAMES = {
    "titel": "title",
    "soort": "kind",
    "datum": "date",
    "organisatie": "organisation",
    "rol": "role",
    "themas": "themes",
    "doelgroep": "audience",
    "taal": "language",
    "bron": "source_url",
    "media": "media_url",
    "licentie": "licence",
    "herzien op": "review_on",
    "voorbeeldmateriaal": "sample",
}


def render(metadata: Metadata, others: Mapping[str, object] | None = None) -> bytes:
    """Return a sidecar that says all of `metadata`, empty values too, and `others` after it."""
    known = {name: _plain(getattr(metadata, field)) for name, field in NAMES.items()}
    text = yaml.safe_dump(
        {**known, **(others or {})}, allow_unicode=True, sort_keys=False, width=1000
    )
    return text.encode()


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, bool | date) else value or ""
