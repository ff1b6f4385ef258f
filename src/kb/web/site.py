"""create_app: routes, error pages and the headers that keep visitors safe."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from kb.app import Application, Live
from kb.errors import KBError
from kb.web.errors import status_of, view_of
from kb.web.pages import Pages

# In the wheel the assets lie in the package; in a checkout at the top, in web/.
_CANDIDATES = (Path(__file__).parent / "assets", Path(__file__).parents[3] / "web")
ASSETS = next(path for path in _CANDIDATES if path.is_dir())
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
    templates = Jinja2Templates(ASSETS / "templates")
    templates.env.trim_blocks = templates.env.lstrip_blocks = True
    pages = Pages(application, Live(application), templates)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=ASSETS / "static"), name="static")
    _handle_errors(app, pages)
    app.middleware("http")(_with_headers)
    return app


def _handle_errors(app: FastAPI, pages: Pages) -> None:
    def show(request: Request, status: HTTPStatus, message: str = "") -> Response:
        return pages.render(request, "error.html", view_of(status, message), status=status)

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
        response.headers["Cache-Control"] = "public, max-age=3600"
    return response
