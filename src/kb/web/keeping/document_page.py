"""One document on the desk, its earlier versions, and its files."""

from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from kb.catalogue import Entry
from kb.corpus import Source
from kb.editing import contrasting
from kb.editing.contrasting import Contrast
from kb.editing.documents import Version, source_of
from kb.editing.history import Event, events
from kb.errors import DocumentUnknown, DocumentUnreadable
from kb.web.addresses import desk_url
from kb.web.keeping import document_view
from kb.web.keeping.document_view import DONE, GONE, Told
from kb.web.keeping.service import KeepingService
from kb.web.keeping.words import changes
from kb.web.moments import moment
from kb.web.rendering import Renderer

# Nobody reads on; the whole trail is for the administrator.
MOST_EVENTS = 200
PAGE = "/redactie/documenten/{path:path}"


class DocumentPages:
    """The pages about one document that change nothing."""

    def __init__(self, service: KeepingService, renderer: Renderer) -> None:
        """Show the documents of `service`."""
        self._service = service
        self._documents = service.documents
        self._renderer = renderer
        self.router = APIRouter()
        add = self.router.add_api_route
        # The longest first: the address of each fits those before it too.
        add(f"{PAGE}/versies/{{key}}/bestand", self.version_file, methods=["GET", "HEAD"])
        add(f"{PAGE}/versies/{{key}}", self.version, methods=["GET", "HEAD"])
        add(f"{PAGE}/bestand", self.file, methods=["GET", "HEAD"])
        add(PAGE, self.show, methods=["GET", "HEAD"])

    def show(self, request: Request, path: str, gedaan: str = "", vraag: str = "") -> Response:
        """Show a document, or that it was withdrawn; raises DocumentUnknown.

        It may have been added for a question of visitors: then the page leads on from there.
        """
        try:
            kept = self._service.one(path)
        except DocumentUnknown:
            return self._gone(request, path, gedaan)
        told = Told(
            use=self._service.use(path),
            judged=self._service.journal.judged(path),
            events=self._events(path),
            golden=self._service.golden_for(path),
        )
        return self._renderer.page(
            request,
            "desk/keeping/document.html",
            view=document_view.document_view(kept, told),
            question=" ".join(vraag.split()),
            done=DONE.get(gedaan, ""),
        )

    def file(self, path: str) -> Response:
        """Give a document's file as it is now, whether the index knows it or not."""
        return download(self._documents.source(path).file)

    def version(self, request: Request, path: str, key: str, met: str = "") -> Response:
        """Show what differs between an earlier version and the next, or the one of now."""
        version = self._documents.version(path, key)
        later = self._later(path, version)
        until_now = met == "nu" or later is None
        old = self._read(source_of(path, version))
        new = self._read(
            self._documents.kept(path) if until_now or not later else source_of(path, later)
        )
        return self._renderer.page(
            request,
            "desk/keeping/version.html",
            title=self._service.title(path),
            url=desk_url(path),
            key=key,
            until=moment(version.until),
            now=until_now,
            only=later is None,
            withdrawn=self._documents.is_withdrawn(path),
            known=changes(old.document.metadata, new.document.metadata) if old and new else (),
            contrast=contrast(old, new),
            unreadable=[name for name, each in (("oude", old), ("nieuwe", new)) if each is None],
        )

    def version_file(self, path: str, key: str) -> Response:
        """Give the file of an earlier version, with its moment in the name."""
        version = self._documents.version(path, key)
        name = version.file.name
        stem, suffix = Path(name).stem, Path(name).suffix
        here = version.until.astimezone()
        return download(version.file, f"{stem} (tot {here:%Y-%m-%d %H.%M}){suffix}")

    def _gone(self, request: Request, path: str, done: str) -> Response:
        gone = self._service.gone(path)
        view = document_view.gone_view(gone, self._events(path))
        return self._renderer.page(
            request, "desk/keeping/gone.html", view=view, done=GONE.get(done, "")
        )

    def _events(self, path: str) -> tuple[Event, ...]:
        trail = self._service.journal.trail(path, limit=MOST_EVENTS)
        return events(trail, self._documents.versions(path))

    def _later(self, path: str, version: Version) -> Version | None:
        later = [each for each in self._documents.versions(path) if each.id > version.id]
        return later[-1] if later else None

    def _read(self, source: Source) -> Entry | None:
        try:
            return self._service.read(source)
        except DocumentUnreadable:
            return None


def contrast(old: Entry | None, new: Entry | None) -> Contrast:
    """Return how the readable text differs; an unreadable version has no text."""
    return contrasting.contrast(
        contrasting.readable(old) if old else (), contrasting.readable(new) if new else ()
    )


def download(file: Path, name: str = "") -> Response:
    """Give a file to save; never to show, for a web page in it would run on our address."""
    shown = quote(name or file.name)
    return FileResponse(
        file,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{shown}"},
    )
