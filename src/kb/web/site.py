"""create_app: routes, error pages and the headers that keep visitors safe."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from kb.app import Application, Live
from kb.errors import KBError
from kb.web.errors import status_of, view_of
from kb.web.pages import Pages
from kb.web.rendering import ASSETS, Renderer

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(application: Application) -> FastAPI:
    """Return the website over one installation's settings."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    renderer = Renderer(application.settings)
    app.include_router(Pages(application, Live(application), renderer).router)
    # Only files that hold no secret are compressed: the size of a page must tell nothing of it.
    static = GZipMiddleware(StaticFiles(directory=ASSETS / "static"))
    app.mount("/static", static, name="static")
    _handle_errors(app, renderer)
    app.middleware("http")(_with_headers)
    return app


def _handle_errors(app: FastAPI, renderer: Renderer) -> None:
    def show(request: Request, status: HTTPStatus, detail: str = "") -> Response:
        view = view_of(status, renderer.language(request), detail)
        return renderer.page(request, "error.html", status=status, view=view)

    async def known(request: Request, error: Exception) -> Response:
        status = status_of(error) if isinstance(error, KBError) else HTTPStatus(500)
        return show(request, status, str(error))

    async def plain(request: Request, error: Exception) -> Response:
        code = error.status_code if isinstance(error, HTTPException) else 500
        return show(request, HTTPStatus(code))

    app.exception_handler(KBError)(known)
    app.exception_handler(HTTPException)(plain)
    app.exception_handler(500)(plain)


async def _with_headers(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.url.path.startswith("/static/"):
        # Pages name a file with a mark of its content, so that its address changes with it.
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if request.url.query else "no-cache"
        )
    return response
