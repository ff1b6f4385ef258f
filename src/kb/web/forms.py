"""Whether a form was sent from a page of ours."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData

from kb.errors import FormForeign
from kb.settings import Settings


def from_our_page(request: Request) -> None:
    """Dependency for forms that need no sign-in; raises FormForeign when another site sent it."""
    settings: Settings = request.app.state.application.settings
    if not is_ours(request.headers, settings.public_url):
        raise FormForeign(
            "Dit formulier kwam niet van onze site. Open de pagina opnieuw en verstuur het dan."
        )


def is_ours(headers: Mapping[str, str], public_url: str = "") -> bool:
    """Say whether the browser tells that a request comes from our own pages.

    A browser always tells with a form, in one of two headers; what sends neither is
    a program, which has no visitor's rights to abuse.
    """
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    if origin := headers.get("origin"):
        ours = {headers.get("host", ""), urlsplit(public_url).netloc}
        return urlsplit(origin).netloc in ours - {""}
    return True


def local_path(text: str, otherwise: str = "/") -> str:
    """Return an address within this site; `otherwise` for one that leads anywhere else."""
    # A browser reads a backslash as a slash and leaves out tabs and line ends.
    plain = text.isprintable() and "\\" not in text
    return text if plain and text.startswith("/") and not text.startswith("//") else otherwise


def line(form: FormData, name: str) -> str:
    """Return what was typed in a field as one line; "" for a file or nothing."""
    value = form.get(name, "")
    return " ".join(value.split()) if isinstance(value, str) else ""


async def _submitted(request: Request) -> FormData:
    # Read once: who checks the form's token has read it before.
    return await request.form()


# The fields of a form whose names are not known beforehand.
Submitted = Annotated[FormData, Depends(_submitted)]
