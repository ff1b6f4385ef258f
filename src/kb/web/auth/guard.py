"""Who sends a request, what they may do, and whether they meant to."""

import hashlib
import hmac
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from kb.app import Application
from kb.errors import FormForeign, JournalUnavailable, NotAllowed, SignInNeeded
from kb.journal import Account, Role
from kb.settings import Settings

NOT_SIGNED_IN = "U bent niet (meer) ingelogd. Log in en probeer het opnieuw."
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def require(role: Role) -> Callable[[Request], Account]:
    """Return a dependency that gives the account; raises SignInNeeded or NotAllowed."""

    def account(request: Request) -> Account:
        found = current(request)
        if found is None:
            raise SignInNeeded(NOT_SIGNED_IN)
        if not found.may(role):
            raise NotAllowed(f"Hiervoor hebt u de rol {role} nodig. Vraag de beheerder om die rol.")
        return found

    return account


def current(request: Request) -> Account | None:
    """Return who is signed in; raises JournalUnavailable."""
    if not hasattr(request.state, "account"):
        application: Application = request.app.state.application
        token = token_of(request)
        request.state.account = application.journal.sessions.find(token) if token else None
    found: Account | None = request.state.account
    return found


async def csrf(request: Request) -> None:
    """Dependency for every form of who is signed in; raises SignInNeeded or FormForeign.

    The token comes in the field `csrf` or the header X-CSRF-Token.
    """
    if not token_of(request):
        raise SignInNeeded(NOT_SIGNED_IN)
    given = request.headers.get("x-csrf-token", "")
    if not given and request.headers.get("content-type", "").startswith(FORMS):
        given = str((await request.form()).get("csrf", ""))
    if not is_meant(request, given):
        raise FormForeign(
            "Dit formulier hoort niet bij uw sessie. Ga terug, vernieuw de pagina en verstuur "
            "het dan opnieuw."
        )


def is_meant(request: Request, given: str) -> bool:
    """Say whether `given` is the token of the forms of this session."""
    wanted = csrf_token_for(token_of(request))
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def csrf_token_for(session: str) -> str:
    """Return what proves that a form comes from a page that we made for this session.

    Empty without a session: then no form passes.
    """
    key = session.encode()
    return hmac.new(key, b"csrf", hashlib.sha256).hexdigest() if key else ""


def for_templates(request: Request) -> dict[str, Any]:
    """Return what every template may use: `account`, `csrf_token` and `csrf_field`."""
    try:
        account = current(request)
    except JournalUnavailable:
        account = None
    token = csrf_token_for(token_of(request)) if account else ""
    field = Markup('<input type="hidden" name="csrf" value="{}">').format(token)
    return {"account": account, "csrf_token": token, "csrf_field": field if account else ""}


def to_sign_in(request: Request) -> Response:
    """Send a visitor to the sign-in page, and from there back to where they were."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/inloggen?volgende={quote(here, safe='')}", HTTPStatus.SEE_OTHER)


def token_of(request: Request) -> str:
    """Return the session's token as the browser sent it; empty for none."""
    return request.cookies.get(cookie_name(settings_of(request)), "")


def remember(request: Request, response: Response, token: str) -> None:
    """Give the browser its session's token."""
    settings = settings_of(request)
    response.set_cookie(
        cookie_name(settings), token, httponly=True, samesite="lax", secure=is_secure(settings)
    )


def forget(request: Request, response: Response) -> None:
    """Take the token back."""
    settings = settings_of(request)
    response.delete_cookie(
        cookie_name(settings), httponly=True, samesite="lax", secure=is_secure(settings)
    )


def cookie_name(settings: Settings) -> str:
    """Return the name of the session's cookie."""
    # A browser takes the prefix only over https, and then from no other host or path.
    return "__Host-kb" if is_secure(settings) else "kb"


def is_secure(settings: Settings) -> bool:
    """Say whether visitors come over https."""
    return settings.public_url.startswith("https://")


def settings_of(request: Request) -> Settings:
    """Return the settings of the site that a request came to."""
    application: Application = request.app.state.application
    return application.settings
