"""Addresses: of the installation when it has one or else of the request, and of the desk."""

from urllib.parse import quote

from fastapi import Request

from kb.settings import Settings


def base(request: Request, settings: Settings) -> str:
    """Return scheme and host without a slash at the end."""
    return settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


def contact(settings: Settings) -> str:
    """Return how to reach the operator, as an address that a program can open."""
    known = settings.contact
    return known if known.startswith(("https:", "mailto:", "tel:")) else f"mailto:{known}"


def desk_url(path: str) -> str:
    """Return the address of a document on the desk, below the site's."""
    return f"/redactie/documenten/{quote(path)}"
