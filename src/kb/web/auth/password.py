"""Changing one's own password."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from kb.app import Application
from kb.errors import TooOften, UsageError
from kb.journal import Account
from kb.web.auth.guard import csrf, remember, require
from kb.web.language import later
from kb.web.rendering import Renderer
from kb.web.throttling import Throttle

NOT_YOURS = later("Dit is niet uw wachtwoord.")
NOT_EQUAL = later("De twee nieuwe wachtwoorden zijn niet gelijk.")
Owner = Annotated[Account, Depends(require("lezer"))]


@dataclass(frozen=True, slots=True)
class PasswordView:
    """The page to change a password: its problems by field, or that it is done."""

    problems: tuple[tuple[str, str], ...] = ()
    done: bool = False
    elsewhere: bool = False


class OwnPassword:
    """The page on which people change their own password."""

    def __init__(self, application: Application, renderer: Renderer) -> None:
        """Change passwords of the accounts of `application`."""
        self._journal = application.journal
        self._renderer = renderer
        self._guesses = Throttle(10, minutes=15)
        self.router = APIRouter(include_in_schema=False)
        add = self.router.add_api_route
        add("/wachtwoord", self.form, methods=["GET", "HEAD"])
        add("/wachtwoord", self.change, methods=["POST"], dependencies=[Depends(csrf)])

    def form(self, request: Request, account: Owner) -> Response:
        """Show the form; who signs in at the organisation has no password here."""
        return self._show(request, PasswordView(elsewhere=account.external))

    def change(
        self,
        request: Request,
        account: Owner,
        huidig: Annotated[str, Form()] = "",
        nieuw: Annotated[str, Form()] = "",
        herhaal: Annotated[str, Form()] = "",
    ) -> Response:
        """Change the password, and end every session but this one."""
        try:
            self._guesses.count(account.name)
        except TooOften as error:
            return self._refuse(request, "huidig", str(error))
        if not self._journal.accounts.check(account.name, huidig):
            return self._refuse(request, "huidig", NOT_YOURS)
        if nieuw != herhaal:
            return self._refuse(request, "herhaal", NOT_EQUAL)
        try:
            self._journal.accounts.set_password(account.name, nieuw)
        except UsageError as error:
            return self._refuse(request, "nieuw", str(error))
        self._journal.audit(account.name, "wachtwoord veranderd")
        return self._stay(request, account)

    def _stay(self, request: Request, account: Account) -> Response:
        token = self._journal.sessions.start(account)
        page = self._show(request, PasswordView(done=True))
        remember(request, page, token)
        return page

    def _refuse(self, request: Request, field: str, problem: str) -> Response:
        said = self._renderer.language(request).text(problem)
        return self._show(request, PasswordView(((field, said),)), HTTPStatus.BAD_REQUEST)

    def _show(
        self, request: Request, view: PasswordView, status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        return self._renderer.page(request, "password.html", status=status, view=view)
