"""Signing in and out."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from kb.app import Application
from kb.errors import TooOften
from kb.journal import Account, Journal
from kb.web.auth.guard import csrf, forget, remember, token_of
from kb.web.forms import from_our_page, local_path
from kb.web.language import later
from kb.web.rendering import Renderer
from kb.web.throttling import Throttle, visitor

NOBODY = "onbekende naam"
WRONG = later("De naam of het wachtwoord klopt niet. Controleer beide en probeer het opnieuw.")


@dataclass(frozen=True, slots=True)
class SignInView:
    """The sign-in page; `provider` is the name of the organisation's own service, if any."""

    name: str
    then: str
    problem: str
    provider: str


class SignIn:
    """The sign-in pages of one installation."""

    def __init__(self, application: Application, renderer: Renderer) -> None:
        """Sign in with the accounts of `application`."""
        self._journal = application.journal
        self._settings = application.settings
        self._renderer = renderer
        self._names = Throttle(10, minutes=15)
        self._addresses = Throttle(30, minutes=15)
        self.router = APIRouter(include_in_schema=False)
        ours, own = Depends(from_our_page), Depends(_own_form)
        add = self.router.add_api_route
        add("/inloggen", self.form, methods=["GET", "HEAD"])
        add("/inloggen", self.sign_in, methods=["POST"], dependencies=[ours])
        add("/uitloggen", self.form_out, methods=["GET", "HEAD"])
        add("/uitloggen", self.sign_out, methods=["POST"], dependencies=[own])

    def form(self, request: Request, volgende: str = "/") -> Response:
        """Show the form."""
        return self.ask(request, then=volgende)

    def sign_in(
        self,
        request: Request,
        naam: Annotated[str, Form()] = "",
        wachtwoord: Annotated[str, Form()] = "",
        volgende: Annotated[str, Form()] = "/",
    ) -> Response:
        """Begin a session when name and password are right; say so when not."""
        try:
            account = self._checked(request, naam.strip().lower(), wachtwoord)
        except TooOften as error:
            status = HTTPStatus.TOO_MANY_REQUESTS
            return self.ask(request, naam, volgende, problem=str(error), status=status)
        if account is None:
            return self.ask(request, naam, volgende, problem=WRONG, status=HTTPStatus.BAD_REQUEST)
        return welcome(request, self._journal, account, volgende)

    def form_out(self, request: Request) -> Response:
        """Show the button that ends the session."""
        return self._renderer.page(request, "sign_out.html")

    def sign_out(self, request: Request) -> Response:
        """End the session."""
        self._journal.sessions.end(token_of(request))
        response = redirect("/")
        forget(request, response)
        return response

    def ask(
        self,
        request: Request,
        name: str = "",
        then: str = "/",
        *,
        problem: str = "",
        status: int = 200,
    ) -> Response:
        """Return the sign-in page, filled in, with what went wrong."""
        provider = self._settings.oidc_name if self._settings.oidc_issuer else ""
        said = self._renderer.language(request).text(problem)
        view = SignInView(name, local_path(then), said, provider)
        return self._renderer.page(request, "sign_in.html", status=status, view=view)

    def _checked(self, request: Request, name: str, password: str) -> Account | None:
        address = visitor(request)
        self._addresses.check(address)
        # Counted before the password is looked at, so that many tries at once count too.
        self._names.count(name)
        account = self._journal.accounts.check(name, password)
        if account:
            self._names.forget(name)
            return account
        # What is nobody's name may be a password in the wrong field; the line is written all the
        # same, so that it takes as long.
        who = name if self._journal.accounts.known(name) else NOBODY
        self._journal.audit(who, "inloggen mislukt")
        self._addresses.count(address)
        return None


def welcome(request: Request, journal: Journal, account: Account, then: str) -> Response:
    """Begin a session under a new token and go where the visitor was going."""
    token = journal.sessions.start(account, instead_of=token_of(request))
    journal.audit(account.name, "ingelogd", detail=account.role)
    response = redirect(local_path(then))
    remember(request, response, token)
    return response


def redirect(address: str) -> RedirectResponse:
    """Send the browser on, with a GET."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


async def _own_form(request: Request) -> None:
    # Who signed out in another tab has no token any more, and nothing left to end.
    if token_of(request):
        await csrf(request)
