"""What a document page tells search engines, in the words of schema.org. Pure."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from kb import presenting
from kb.model import Metadata

TYPES = {"artikel": "Article", "webinar": "LearningResource", "handout": "DigitalDocument"}
# Where a licence is named by its SPDX code, this is its text.
LICENCES = "https://spdx.org/licenses/"
SPDX = re.compile(r"[A-Za-z]+[A-Za-z0-9.+]*(-[A-Za-z0-9.+]+)+")


def document(path: str, known: Metadata, base: str, site: str) -> Mapping[str, Any]:
    """Return a document as JSON-LD; what is not known is left out."""
    url = base + presenting.document_url(path)
    told = {
        "@context": "https://schema.org",
        "@type": TYPES.get(known.kind or "", "CreativeWork"),
        "@id": url,
        "url": url,
        "name": known.title,
        "headline": known.title,
        "datePublished": known.date.isoformat() if known.date else "",
        "inLanguage": known.language or "nl",
        "author": _named("Organization", known.organisation),
        "publisher": _named("Organization", site),
        "keywords": list(known.themes),
        "audience": {"@type": "Audience", "audienceType": known.audience} if known.audience else {},
        "license": _licence(known.licence),
        "isBasedOn": known.source_url,
        "contentUrl": known.media_url,
        "encoding": {"@type": "MediaObject", "contentUrl": f"{base}/bestanden/{quote(path)}"},
        "isAccessibleForFree": True,
    }
    return {key: value for key, value in told.items() if value}


def _named(kind: str, name: str) -> Mapping[str, str]:
    return {"@type": kind, "name": name} if name else {}


def _licence(licence: str) -> str:
    return f"{LICENCES}{licence}" if SPDX.fullmatch(licence) else licence
