"""Smaller answers for who is not signed in."""

from fastapi import Request
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from kb.web.auth.guard import token_of

SMALLEST = 1000


class Compressed:
    """Middleware: compresses every answer that can hold no secret.

    The size of a compressed page can tell what is in it, so pages with the token of a
    session's forms stay as they are; a style or script holds none. So does the API, where HEAD
    says how long GET would be.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._plain = app
        self._compressed = GZipMiddleware(app, minimum_size=SMALLEST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self._compressed if scope["type"] == "http" and _may_shrink(scope) else self._plain
        await app(scope, receive, send)


def _may_shrink(scope: Scope) -> bool:
    path = scope["path"]
    return path.startswith("/static/") or not (path.startswith("/v1/") or token_of(Request(scope)))
