"""Files in a form: how much may come in, and how it is read."""

from collections.abc import Iterator

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.requests import ClientDisconnect

from kb.app import Application
from kb.errors import UploadTooLarge, UsageError

PIECE = 1 << 18
# A form without a script may hold many files; together they must fit beside all else on disk.
TIMES = 10


async def few_files(request: Request) -> None:
    """Dependency: a form with files that is not too large; raises UploadTooLarge."""
    most = _most(request)
    await within(
        request,
        TIMES * most,
        f"De bestanden zijn samen te groot. Eén bestand mag {most // 1_000_000} MB zijn en alles "
        f"samen {TIMES * most // 1_000_000} MB. Voeg ze in delen toe.",
    )


def uploads_of(form: FormData, name: str) -> list[UploadFile]:
    """Return the files that were chosen in a field."""
    # A browser sends a nameless, empty file for a field in which nothing was chosen.
    found = (each for each in form.getlist(name) if isinstance(each, UploadFile))
    return [each for each in found if each.filename]


def read(upload: UploadFile) -> Iterator[bytes]:
    """Yield a file in pieces, and close it."""
    with upload.file as file:
        yield from iter(lambda: file.read(PIECE), b"")


async def within(request: Request, most: int, otherwise: str) -> None:
    """Raise UploadTooLarge, saying `otherwise`, for a request of more than `most` bytes."""
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        raise UsageError("Uw browser zegt niet hoe groot dit is. Probeer een andere browser.")
    if int(length) > most:
        await drain(request)
        raise UploadTooLarge(otherwise)


async def drain(request: Request) -> None:
    """Let a browser finish sending: one that is cut off shows no answer."""
    try:
        async for _ in request.stream():
            pass
    except (ClientDisconnect, RuntimeError):
        # Gone, or all of it was read already.
        pass


def _most(request: Request) -> int:
    application: Application = request.app.state.application
    return application.settings.max_upload * 1_000_000
