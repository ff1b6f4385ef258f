"""Routes of the pages: the question in, a view out."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response

from kb.app import Application, Live
from kb.errors import DocumentUnknown, UsageError
from kb.model import KINDS, Answer
from kb.searching import Filters
from kb.web.rendering import Renderer
from kb.web.views import document as document_views
from kb.web.views import search as search_views

EXAMPLES = (
    "Hoe betrek ik inwoners bij een circulaire wijk?",
    "Wat doen gemeenten tegen hitte in de stad?",
    "Ervaringen met de omgevingstafel",
    "How do other municipalities deal with grid congestion?",
)
PAGE_SIZE = 10
# What a browser may show by itself; everything else is downloaded, so that no script in a
# stored web page ever runs on our address.
SHOWN = {".pdf": "application/pdf"}
PLAIN = frozenset({".txt", ".md", ".vtt", ".srt"})


class Pages:
    """The pages of one installation."""

    def __init__(self, application: Application, live: Live, renderer: Renderer) -> None:
        """Serve `live` with `renderer`."""
        self._settings = application.settings
        self._journal = application.journal
        self._live = live
        self._renderer = renderer
        self.router = APIRouter()
        for path, endpoint in (
            ("/", self.search),
            ("/documenten/{path:path}", self.document),
            ("/bestanden/{path:path}", self.original),
        ):
            self.router.add_api_route(
                path, endpoint, methods=["GET", "HEAD"], include_in_schema=False
            )
        self.router.add_api_route("/gezond", self.health, methods=["GET"], include_in_schema=False)

    def search(
        self, request: Request, q: str = "", soort: Annotated[str, Query()] = ""
    ) -> Response:
        """Show the search page, with answers when there is a question."""
        opened = self._live.current()
        count = len(opened.generation.manifest.documents)
        kind = soort if soort in KINDS else ""
        answer, problem = None, ""
        if q.strip():
            filters = Filters({"kind": frozenset({kind})} if kind else {})
            try:
                answer = opened.searcher.search(q, limit=PAGE_SIZE, filters=filters)
                self._hear(q, answer, narrowed=bool(kind))
            except UsageError as error:
                problem = str(error)
        view = search_views.search_view(
            search_views.Asked(q, kind),
            answer,
            self._renderer.language(request),
            documents=count,
            examples=EXAMPLES,
            problem=problem,
        )
        status = 400 if problem else 200
        return self._renderer.page(request, "search.html", view=view, status=status)

    def document(self, request: Request, path: str) -> Response:
        """Show a document; the address's fragment names the passage to open at."""
        catalogue = self._live.current().generation.catalogue
        view = document_views.document_view(catalogue.entry(path), self._renderer.language(request))
        if request.method == "GET":
            self._journal.opened(path)
        return self._renderer.page(request, "document.html", view=view)

    def original(self, path: str) -> Response:
        """Give the original file; only documents of the live index have one."""
        self._live.current().generation.catalogue.number(path)
        file = self._settings.corpus / path
        if not file.is_file():
            raise DocumentUnknown(
                f"Het originele bestand van {path} is er niet meer. De tekst staat nog op "
                "de documentpagina."
            )
        return _file_response(file)

    def _hear(self, question: str, answer: Answer, *, narrowed: bool) -> None:
        # Once a search: a click on a filter asks nothing new, and finds less by intent.
        if not narrowed:
            shown = [hit.document for hit in answer.hits]
            self._journal.asked(question, confident=answer.confident, documents=shown)

    def health(self) -> dict[str, str]:
        """Say which generation answers; for the operator's monitoring."""
        return {"status": "ok", "generation": self._live.current().generation.manifest.id}


def _file_response(file: Path) -> Response:
    suffix = file.suffix.lower()
    if suffix in PLAIN:
        return FileResponse(file, media_type="text/plain", headers=_inline())
    if suffix in SHOWN:
        return FileResponse(file, media_type=SHOWN[suffix], headers=_inline())
    return FileResponse(file, filename=file.name, media_type="application/octet-stream")


def _inline() -> dict[str, str]:
    return {"Content-Disposition": "inline"}
