"""Answers that a caller may have already."""

import hashlib
from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response


def tagged(
    request: Request, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return `body` with its ETag, or 304 to a caller that shows that tag.

    Caches may keep it but ask anew each time, unless `headers` say otherwise.
    """
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    told = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=told)
    return Response(body, media_type=media_type, headers=told)
