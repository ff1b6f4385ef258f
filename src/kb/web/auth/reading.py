"""KB_READING=signed-in: nothing is read without signing in."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from kb.errors import JournalUnavailable
from kb.web.api import refusal
from kb.web.auth.guard import current, to_sign_in

# What anyone must be able to reach: signing in, how a page looks, how we are doing, and what
# the law wants to be public.
OPEN = (
    "/inloggen",
    "/uitloggen",
    "/gezond",
    "/over",
    "/privacy",
    "/toegankelijkheid",
    "/robots.txt",
    "/opensearch.xml",
    "/v1/openapi.json",
)
OPEN_FOLDERS = ("/static/", "/inloggen/", "/.well-known/")


async def signed_in_only(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Middleware: pass on what is open or comes from who is signed in, refuse the rest."""
    path = request.url.path
    if path in OPEN or path.startswith(OPEN_FOLDERS) or await run_in_threadpool(_known, request):
        return await call_next(request)
    if path.startswith("/v1"):
        return refusal(path, HTTPStatus.UNAUTHORIZED, "Lezen kan alleen na inloggen.")
    return to_sign_in(request)


def _known(request: Request) -> bool:
    try:
        return current(request) is not None
    except JournalUnavailable:
        return False
