"""The list of documents, and the list of those that were withdrawn."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kb.errors import CorpusMissing
from kb.web.addresses import desk_url
from kb.web.admin.trail import page_of
from kb.web.keeping import list_view
from kb.web.keeping.list_view import SIZE
from kb.web.keeping.service import Gone, KeepingService
from kb.web.keeping.words import facts
from kb.web.moments import moment
from kb.web.rendering import Renderer
from kb.web.views.common import paging

GONE = "/redactie/ingetrokken"


@dataclass(frozen=True, slots=True)
class GoneLine:
    """A withdrawn document in the list."""

    title: str
    path: str
    url: str
    facts: str
    when: str
    who: str
    why: str
    still: bool


class ListPages:
    """The lists of the desk."""

    def __init__(self, service: KeepingService, renderer: Renderer) -> None:
        """List the documents of `service`."""
        self._service = service
        self._renderer = renderer
        self.router = APIRouter()
        self.router.add_api_route("/redactie", self.show, methods=["GET", "HEAD"])
        self.router.add_api_route(GONE, self.withdrawn, methods=["GET", "HEAD"])

    def show(self, request: Request) -> Response:
        """Show one page of the documents that pass the filters."""
        given = request.query_params
        asked = list_view.asked(given, page_of(given.get("pagina", "")))
        try:
            rows, problem = self._service.rows(), ""
        except CorpusMissing as error:
            rows, problem = (), str(error)
        return self._renderer.page(
            request,
            "desk/keeping/list.html",
            view=list_view.list_view(rows, asked, self._service.today()),
            withdrawn=len(self._service.documents.withdrawn()),
            problem=problem,
            index=self._service.opened() is not None,
        )

    def withdrawn(self, request: Request, pagina: str = "1") -> Response:
        """Show the documents that were withdrawn, the latest first."""
        paths, current = self._service.withdrawn(), page_of(pagina)
        shown = paths[(current - 1) * SIZE : current * SIZE]
        return self._renderer.page(
            request,
            "desk/keeping/withdrawn.html",
            lines=tuple(gone_line(self._service.gone(path)) for path in shown),
            total=len(paths),
            paging=paging(len(paths), SIZE, current, lambda at: f"{GONE}?pagina={at}"),
        )


def gone_line(gone: Gone) -> GoneLine:
    """Return a withdrawn document as the list shows it."""
    line = gone.line
    return GoneLine(
        title=gone.metadata.title or gone.source.path,
        path=gone.source.path,
        url=desk_url(gone.source.path),
        facts=facts(gone.metadata),
        when=moment(line.at) if line else "",
        who=line.who if line else "",
        why=line.detail if line else "",
        still=gone.state is not None,
    )
