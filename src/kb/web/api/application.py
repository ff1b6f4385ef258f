"""create_api: the routes of /v1 with their errors as problems."""

import logging
from collections.abc import Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp

from kb.app import Application, Live
from kb.errors import KBError
from kb.web.api import description, problems
from kb.web.api.listening import Listening
from kb.web.api.problems import Fault, Invalid, problem
from kb.web.api.protocol import HEADERS, OPEN, PREFIX, VERSION, Protocol
from kb.web.api.resources import Resources
from kb.web.errors import status_of

LOG = logging.getLogger("kb.web")


def create_api(application: Application, live: Live) -> ASGIApp:
    """Return the API over one installation, to be mounted at /v1."""
    api = FastAPI(
        title=description.TITLE,
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    described = description.Description(api, application.settings)
    api.include_router(Resources(application, live, described).router)
    api.include_router(Listening(application, live).router)
    _handle_errors(api, described)
    return Protocol(api)


def mount_api(app: FastAPI, api: ASGIApp) -> None:
    """Serve `api` below /v1; at /v1 itself too, which would be sent on to /v1/ otherwise."""
    app.router.routes.append(Route(PREFIX, api))
    app.mount(PREFIX, api)


def _handle_errors(api: FastAPI, described: description.Description) -> None:
    async def known(request: Request, error: Exception) -> Response:
        status = status_of(error) if isinstance(error, KBError) else HTTPStatus(500)
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            # Where our files lie is for the operator, not for the caller.
            LOG.warning("%s", error)
            return _answer(request, status)
        return _answer(request, status, str(error))

    async def invalid(request: Request, error: Exception) -> Response:
        if isinstance(error, Invalid):
            return _answer(request, error.status, str(error), error.faults)
        errors = error.errors() if isinstance(error, RequestValidationError) else ()
        faults = problems.faults_of(errors, described.names(request))
        return _answer(request, HTTPStatus.BAD_REQUEST, problems.summary(faults), faults)

    async def plain(request: Request, error: Exception) -> Response:
        status = HTTPStatus(error.status_code if isinstance(error, HTTPException) else 500)
        if status == HTTPStatus.METHOD_NOT_ALLOWED and isinstance(error, HTTPException):
            return _other_method(request, (error.headers or {}).get("Allow", ""))
        return _answer(request, status)

    api.exception_handler(KBError)(known)
    api.exception_handler(Invalid)(invalid)
    api.exception_handler(RequestValidationError)(invalid)
    api.exception_handler(HTTPException)(plain)
    api.exception_handler(500)(plain)


def _other_method(request: Request, allowed: str) -> Response:
    # HEAD arrives here as GET, and OPTIONS has no route of its own.
    more = ("HEAD", "OPTIONS") if "GET" in allowed else ("OPTIONS",)
    allow = {"Allow": ", ".join((allowed, *more))}
    if request.method == "OPTIONS":
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=allow)
    response = _answer(request, HTTPStatus.METHOD_NOT_ALLOWED)
    response.headers.update(allow)
    return response


def refusal(
    address: str, status: HTTPStatus, detail: str = "", faults: Sequence[Fault] = ()
) -> Response:
    """Return a problem as an answer of the API, complete with its headers."""
    return Response(
        problems.json(problem(status, address, detail, faults)),
        status_code=status,
        media_type=problems.MEDIA_TYPE,
        headers={**HEADERS, **OPEN, "Cache-Control": "no-store"},
    )


def _answer(
    request: Request, status: HTTPStatus, detail: str = "", faults: Sequence[Fault] = ()
) -> Response:
    return refusal(request.url.path, status, detail, faults)
