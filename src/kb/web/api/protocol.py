"""What every answer of the API shares, below the routes: version, CORS, HEAD and OPTIONS."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

VERSION = "1.0.0"
PREFIX = "/v1"
# Anyone may read the API from a page of theirs; there are no cookies to abuse.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "API-Version, ETag, Link",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
HEADERS = {
    "API-Version": VERSION,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}


class Protocol:
    """Wraps the API, so that faults of the API itself carry the same headers."""

    def __init__(self, api: ASGIApp) -> None:
        """Pass requests on to `api`."""
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; HEAD is GET without its body."""
        if scope["type"] != "http":
            await self._api(scope, receive, send)
            return
        method = scope["method"]
        scope = {**scope, "method": "GET" if method == "HEAD" else method}

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(message, PREFLIGHT if method == "OPTIONS" else {})
            elif method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        await self._api(scope, receive, answer)


def _add(message: Message, more: Mapping[str, str]) -> None:
    headers = MutableHeaders(raw=message["headers"])
    for name, value in (HEADERS | OPEN | dict(more)).items():
        headers.setdefault(name, value)
    message["headers"] = headers.raw
