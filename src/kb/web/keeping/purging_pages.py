"""Taking an earlier version away for good, for what should never have been kept."""

from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from kb import corpus
from kb.editing.documents import Version, source_of
from kb.errors import KBError
from kb.files import sha256
from kb.web.addresses import desk_url
from kb.web.auth import Admin, csrf, require
from kb.web.keeping.document_page import PAGE
from kb.web.keeping.editing_pages import back
from kb.web.keeping.service import KeepingService
from kb.web.moments import moment
from kb.web.rendering import Renderer


class PurgingPages:
    """The question and the button, for an administrator alone."""

    def __init__(self, service: KeepingService, renderer: Renderer) -> None:
        """Purge earlier versions of the documents of `service`."""
        self._service = service
        self._documents = service.documents
        self._renderer = renderer
        self.router = APIRouter(dependencies=[Depends(require("beheerder"))])
        add, here = self.router.add_api_route, f"{PAGE}/versies/{{key}}/weg"
        add(here, self.ask, methods=["GET", "HEAD"])
        add(here, self.purge, methods=["POST"], dependencies=[Depends(csrf)])

    def ask(self, request: Request, path: str, key: str) -> Response:
        """Say what goes, what stays and where else the same text is; raises DocumentUnknown."""
        version = self._documents.version(path, key)
        text = _text(version.file)
        return self._renderer.page(
            request,
            "desk/keeping/purge.html",
            title=self._service.title(path),
            url=desk_url(path),
            key=key,
            until=moment(version.until),
            withdrawn=self._documents.is_withdrawn(path),
            now=_text(self._documents.kept(path).file) == text,
            others=tuple(self._others(path, version, text)),
            indexes=self._indexes(path, version),
            keep=self._service.application.settings.keep,
        )

    def purge(self, who: Admin, path: str, key: str) -> Response:
        """Take the version away, also where it waited to be put back; raises DocumentUnknown."""
        text = _text(self._documents.version(path, key).file)
        self._documents.purge(path, key, who.name)
        waiting = self._service.application.replacing
        for each in waiting.all():
            if each.source == path and each.digest == text:
                waiting.drop(each.id)
        return back(path, "gewist")

    def _others(self, path: str, version: Version, text: str) -> Iterator[tuple[str, str]]:
        for each in self._documents.versions(path):
            if each.id != version.id and _text(each.file) == text:
                yield moment(each.until), f"{desk_url(path)}/versies/{each.id}"

    def _indexes(self, path: str, version: Version) -> int:
        """Count the generations in which this version can be found."""
        store, digest = self._service.application.store, corpus.digest(source_of(path, version))
        found = 0
        for name in store.ids():
            try:
                known = store.manifest(name).documents.get(path)
            except KBError:
                continue
            found += known is not None and known.digest == digest
        return found


def _text(file: Path) -> str:
    """Return what tells these bytes from all others; "" when somebody took them away by hand."""
    try:
        return sha256(file)
    except FileNotFoundError:
        return ""
