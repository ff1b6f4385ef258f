"""create_app: routes, error pages and the headers that keep visitors safe."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from kb.app import Application, Live
from kb.errors import JournalUnavailable, KBError, SignInNeeded
from kb.web.adding import Adding
from kb.web.admin import Admin
from kb.web.api import create_api, mount_api
from kb.web.auth.guard import current, to_sign_in
from kb.web.auth.pages import SignIn
from kb.web.auth.password import OwnPassword
from kb.web.auth.reading import signed_in_only
from kb.web.compression import Compressed
from kb.web.discovery import Discovery
from kb.web.errors import status_of, view_of
from kb.web.feedback import FeedbackPages
from kb.web.headers import WithHeaders, add_headers
from kb.web.information import Information
from kb.web.keeping import Keeping
from kb.web.learning import Learning
from kb.web.pages import Pages
from kb.web.rendering import ASSETS, Renderer

LOG = logging.getLogger("kb.web")


def create_app(application: Application) -> FastAPI:
    """Return the website over one installation's settings."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.application = application
    # Innermost: the others pass an answer on in parts, of which nobody knows the length.
    app.add_middleware(Compressed)
    renderer = Renderer(application.settings)
    live = Live(application)
    app.include_router(Pages(application, live, renderer).router)
    app.include_router(FeedbackPages(application, live, renderer).router)
    app.include_router(Discovery(application, live).router)
    app.include_router(Learning(application, live, renderer).router)
    app.include_router(Keeping(application, live, renderer).router)
    app.include_router(Adding(application, live, renderer).router)
    app.include_router(Admin(application, renderer).router)
    mount_api(app, create_api(application, live))
    app.include_router(Information(application, renderer).router)
    _sign_in(app, application, renderer)
    app.mount("/static", StaticFiles(directory=ASSETS / "static"), name="static")
    _handle_errors(app, renderer)
    app.add_middleware(WithHeaders)
    return app


def _sign_in(app: FastAPI, application: Application, renderer: Renderer) -> None:
    sign_in = SignIn(application, renderer)
    app.include_router(sign_in.router)
    app.include_router(OwnPassword(application, renderer).router)
    if application.settings.oidc_issuer:
        # Only now: most installations have no such service, and its libraries take long to load.
        from kb.web.auth.organisation import Organisation

        app.include_router(Organisation(application, sign_in).router)
    if application.settings.reading == "signed-in":
        app.middleware("http")(signed_in_only)


def _is_administrator(request: Request) -> bool:
    try:
        account = current(request)
    except JournalUnavailable:
        return False
    return account is not None and account.role == "beheerder"


def _handle_errors(app: FastAPI, renderer: Renderer) -> None:
    def show(request: Request, status: HTTPStatus, detail: str = "") -> Response:
        view = view_of(status, renderer.language(request), detail)
        page = renderer.page(request, "error.html", status=status, view=view)
        # A fault of ours is answered outside of all middleware.
        add_headers(request, page.headers)
        return page

    async def known(request: Request, error: Exception) -> Response:
        if isinstance(error, SignInNeeded) and request.method in ("GET", "HEAD"):
            return to_sign_in(request)
        status = status_of(error) if isinstance(error, KBError) else HTTPStatus(500)
        if status == HTTPStatus.SERVICE_UNAVAILABLE and not _is_administrator(request):
            # Where our files lie is for the operator, not for the visitor.
            LOG.warning("%s", error)
            return show(request, status)
        return show(request, status, str(error))

    async def unclear(request: Request, _: Exception) -> Response:
        return show(request, HTTPStatus.UNPROCESSABLE_ENTITY)

    async def plain(request: Request, error: Exception) -> Response:
        code = error.status_code if isinstance(error, HTTPException) else 500
        return show(request, HTTPStatus(code))

    app.exception_handler(KBError)(known)
    app.exception_handler(RequestValidationError)(unclear)
    app.exception_handler(HTTPException)(plain)
    app.exception_handler(500)(plain)
