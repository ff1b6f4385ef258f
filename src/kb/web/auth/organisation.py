"""To the organisation's own sign-in service and back."""

import hmac
import json
from dataclasses import asdict
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kb.app import Application
from kb.errors import ProviderFailed
from kb.web.auth.guard import is_secure
from kb.web.auth.oidc import Errand, Provider
from kb.web.auth.pages import SignIn, redirect, welcome
from kb.web.forms import local_path
from kb.web.language import later

LATE = later("Het inloggen duurde te lang of is afgebroken. Probeer het opnieuw.")
PATH = "/inloggen/organisatie"
COOKIE = "kb-onderweg"


class Organisation:
    """Signing in with the account that people have at work already."""

    def __init__(self, application: Application, sign_in: SignIn) -> None:
        """Use the service in the settings; what goes wrong is said on the page of `sign_in`."""
        self._journal = application.journal
        self._settings = application.settings
        self._sign_in = sign_in
        self._provider = Provider(application.settings)
        self.router = APIRouter(include_in_schema=False)
        self.router.add_api_route(PATH, self.away, methods=["GET"])
        self.router.add_api_route(f"{PATH}/terug", self.back, methods=["GET"])

    def away(self, request: Request, volgende: str = "/") -> Response:
        """Send the browser to the service."""
        base = self._settings.public_url or str(request.base_url)
        try:
            url, errand = self._provider.begin(
                f"{base.rstrip('/')}{PATH}/terug", local_path(volgende)
            )
        except ProviderFailed as failure:
            return self._failed(request, str(failure), HTTPStatus.BAD_GATEWAY)
        response = redirect(url)
        self._give_errand(response, errand)
        return response

    def back(self, request: Request, code: str = "", state: str = "") -> Response:
        """Begin a session for who comes back from the service."""
        errand = self._errand(request)
        if (
            errand is None
            or not code
            or not hmac.compare_digest(state.encode(), errand.state.encode())
        ):
            return self._failed(request, LATE, HTTPStatus.BAD_REQUEST)
        try:
            account = self._provider.finish(errand, code)
        except ProviderFailed as failure:
            return self._failed(request, str(failure), HTTPStatus.BAD_GATEWAY)
        response = welcome(request, self._journal, account, errand.then)
        response.delete_cookie(COOKIE, path=PATH)
        return response

    def _failed(self, request: Request, problem: str, status: HTTPStatus) -> Response:
        return self._sign_in.ask(request, problem=problem, status=status)

    def _give_errand(self, response: Response, errand: Errand) -> None:
        token = self._journal.sessions.send(json.dumps(asdict(errand)))
        response.set_cookie(
            COOKIE,
            token,
            max_age=600,
            path=PATH,
            httponly=True,
            samesite="lax",
            secure=is_secure(self._settings),
        )

    def _errand(self, request: Request) -> Errand | None:
        told = self._journal.sessions.back(request.cookies.get(COOKIE, ""))
        return Errand(**json.loads(told)) if told else None
