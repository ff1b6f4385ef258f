"""Replacing a document's file, by a new one or an earlier version, after seeing what differs."""

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from kb.catalogue import Entry
from kb.corpus import Source
from kb.editing import replacing
from kb.editing.documents import Edit, fits
from kb.editing.replacing import Replacement
from kb.editing.staging import Staged
from kb.errors import DeskBusy, DocumentUnreadable, KBError, StaleEdit, UploadUnknown
from kb.web.addresses import desk_url
from kb.web.auth import Editor, csrf
from kb.web.errors import status_of
from kb.web.forms import Submitted
from kb.web.keeping.document_page import PAGE
from kb.web.keeping.editing_pages import back
from kb.web.keeping.service import KeepingService, Kept
from kb.web.keeping.words import changes
from kb.web.moments import moment
from kb.web.rendering import Renderer
from kb.web.uploads import few_files, read

NOTHING = "Kies eerst een bestand."
CONFIRM = "Kruis aan dat u de persoonsgegevens hebt nagekeken."
CHANGED = (
    "Een collega heeft dit document intussen veranderd. Hieronder ziet u het verschil met het "
    "document van nu. Kijk het na en vervang het dan."
)
OTHER = "Dit bestand hoort bij een ander document. Kies het bestand opnieuw."


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that may take the place of a document; `entry` is None when it cannot be read."""

    staged: Staged
    kept: Kept
    entry: Entry | None
    problem: str = ""


class ReplacingPages:
    """The forms by which another file takes a document's place."""

    def __init__(self, service: KeepingService, renderer: Renderer) -> None:
        """Replace the documents of `service`."""
        self._service = service
        self._staging = service.application.replacing
        self._renderer = renderer
        self.router = APIRouter()
        add, guard = self.router.add_api_route, [Depends(csrf)]
        here = f"{PAGE}/vervangen"
        add(f"{PAGE}/versies/{{key}}/terug", self.restore, methods=["POST"], dependencies=guard)
        add(f"{here}/{{key}}", self.look, methods=["GET", "HEAD"])
        add(f"{here}/{{key}}", self.replace, methods=["POST"], dependencies=guard)
        add(here, self.choose, methods=["GET", "HEAD"])
        # The size is judged first: the token of a form stands inside it.
        add(here, self.receive, methods=["POST"], dependencies=[Depends(few_files), *guard])

    def choose(self, request: Request, path: str) -> Response:
        """Ask for the new file."""
        return self._choose(request, path)

    def receive(self, request: Request, who: Editor, path: str, form: Submitted) -> Response:
        """Keep a new file apart and show what differs."""
        upload = form.get("bestand")
        if not isinstance(upload, UploadFile) or not upload.filename:
            return self._choose(request, path, NOTHING, HTTPStatus.BAD_REQUEST)
        self._service.one(path)
        try:
            fits(path, upload.filename)
            staged = self._staging.receive(upload.filename, who.name, read(upload), source=path)
        except KBError as error:
            return self._choose(request, path, str(error), status_of(error))
        return _to(path, staged)

    def restore(self, who: Editor, path: str, key: str) -> Response:
        """Take an earlier version as the new file; raises DocumentUnknown."""
        self._service.one(path)
        version = self._service.documents.version(path, key)
        shown = f"{PurePosixPath(path).name} van vóór {moment(version.until)}"
        # Its name must end as the document's does; what it is called is for the page.
        name = f"{shown}{PurePosixPath(path).suffix}"
        pieces = [version.file.read_bytes()]
        return _to(path, self._staging.receive(name, who.name, pieces, source=path))

    def look(self, request: Request, path: str, key: str) -> Response:
        """Show what differs; raises UploadUnknown."""
        return self._look(request, path, key)

    def replace(
        self, request: Request, who: Editor, path: str, key: str, form: Submitted
    ) -> Response:
        """Put the new file in place, or throw it away."""
        staged = self._staged(path, key)
        if form.get("doe") == "weg":
            self._staging.drop(staged.id)
            return RedirectResponse(desk_url(path), HTTPStatus.SEE_OTHER)
        found = self._waiting(path, staged)
        if found.entry is None:
            return self._look(request, path, key)
        if self._judged(found, found.entry).personal and form.get("nagekeken") != "ja":
            problems = [("nagekeken-ja", CONFIRM)]
            return self._look(request, path, key, problems, HTTPStatus.BAD_REQUEST)
        try:
            edit = Edit(path, str(form.get("versie", "")), who.name)
            self._service.documents.replace(edit, staged)
        except StaleEdit:
            return self._look(request, path, key, [("verschil", CHANGED)], HTTPStatus.CONFLICT)
        except DeskBusy as error:
            return self._look(request, path, key, [("verschil", str(error))], HTTPStatus.CONFLICT)
        self._service.changed()
        return back(path, "vervangen")

    def _choose(
        self,
        request: Request,
        path: str,
        problem: str = "",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        kept = self._service.one(path)
        waiting = [each for each in self._staging.all() if each.source == path]
        return self._renderer.page(
            request,
            "desk/keeping/replace.html",
            status=status,
            title=kept.metadata.title or path,
            path=path,
            url=desk_url(path),
            suffix=PurePosixPath(path).suffix.lower(),
            problems=[("bestand", problem)] if problem else [],
            waiting=[(each.shown, each.who, moment(each.at), each.id) for each in waiting],
        )

    def _look(
        self,
        request: Request,
        path: str,
        key: str,
        problems: list[tuple[str, str]] | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        found = self._waiting(path, self._staged(path, key))
        old, new = self._old(found.kept), found.entry
        was = old.document.metadata if old else found.kept.metadata
        return self._renderer.page(
            request,
            "desk/keeping/replacement.html",
            status=status,
            title=found.kept.metadata.title or path,
            url=desk_url(path),
            staged=found.staged,
            loaded=found.kept.digest,
            problem=found.problem,
            problems=problems or [],
            judged=replacing.judge(old, new) if new else None,
            unreadable=old is None,
            known=changes(was, new.document.metadata) if new else (),
        )

    def _judged(self, found: Waiting, entry: Entry) -> Replacement:
        return replacing.judge(self._old(found.kept), entry)

    def _staged(self, path: str, key: str) -> Staged:
        staged = self._staging.get(key)
        if staged.source != path:
            raise UploadUnknown(OTHER)
        return staged

    def _waiting(self, path: str, staged: Staged) -> Waiting:
        """Read the new file as if it were in place already."""
        kept = self._service.one(path)
        source = Source(path, staged.file, kept.source.sidecar)
        try:
            return Waiting(staged, kept, self._service.read(source))
        except DocumentUnreadable as error:
            return Waiting(staged, kept, None, str(error))

    def _old(self, kept: Kept) -> Entry | None:
        try:
            return self._service.read(kept.source, kept.digest)
        except DocumentUnreadable:
            return None


def _to(path: str, staged: Staged) -> Response:
    return RedirectResponse(f"{desk_url(path)}/vervangen/{staged.id}", HTTPStatus.SEE_OTHER)
