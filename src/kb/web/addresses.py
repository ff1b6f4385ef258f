"""Absolute addresses: of the installation when it has one, of the request otherwise."""

from fastapi import Request

from kb.settings import Settings


def base(request: Request, settings: Settings) -> str:
    """Return scheme and host without a slash at the end."""
    return settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


def contact(settings: Settings) -> str:
    """Return how to reach the operator, as an address that a program can open."""
    known = settings.contact
    return known if known.startswith(("https:", "mailto:", "tel:")) else f"mailto:{known}"
