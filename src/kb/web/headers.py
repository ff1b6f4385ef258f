"""The headers that keep visitors safe."""

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.web.auth.guard import token_of

POLICY = "Content-Security-Policy"


def policy(recordings: str = "") -> str:
    """Return what a page may load: all from this site, and recordings from the one given."""
    rules = {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "script-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        **({"media-src": recordings} if recordings else {}),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


HEADERS = {
    POLICY: policy(),
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": then our own forms would not say where they come from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class WithHeaders:
    """Middleware: gives every answer its safety headers and says how long it may be kept."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(Request(scope), MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_on if scope["type"] == "http" else send)


def add_headers(request: Request, headers: MutableHeaders) -> None:
    """Add to the headers of an answer; what is there already stays."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if request.url.scheme == "https":
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.url.path.startswith("/static/"):
        # Pages name a file with a mark of its content, so that its address changes with it.
        kept = "public, max-age=31536000, immutable" if request.url.query else "no-cache"
        headers["Cache-Control"] = kept
    elif token_of(request):
        # Who signs out leaves nothing behind on a shared computer.
        headers["Cache-Control"] = "no-store"
