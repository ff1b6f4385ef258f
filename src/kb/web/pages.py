"""Routes of the pages: the question in, a view out."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from kb.app import Application, Live, Opened
from kb.errors import DocumentUnknown, UsageError
from kb.model import Answer
from kb.searching import Searcher
from kb.web import addresses, asking, linked_data
from kb.web.asking import Asked
from kb.web.headers import POLICY, policy
from kb.web.language import Language, later
from kb.web.rendering import Renderer
from kb.web.views import document as document_views
from kb.web.views import search as search_views
from kb.web.views import start as start_views
from kb.web.views.search import NOTHING, PAGE_SIZE
from kb.web.views.start import StartView

EXAMPLES = (
    ("Hoe betrek ik inwoners bij een circulaire wijk?", "nl"),
    ("Wat doen gemeenten tegen hitte in de stad?", "nl"),
    ("Ervaringen met de omgevingstafel", "nl"),
    ("How do other municipalities deal with grid congestion?", "en"),
)
# So many documents about the same stand below a document.
RELATED = 4
TOO_LONG = later("Uw vraag is te lang. Gebruik minder woorden.")
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

    def search(self, request: Request) -> Response:
        """Show the search page, with answers when there is a question."""
        opened = self._live.current()
        asked = asking.read(request.query_params.multi_items())
        spoken = self._renderer.language(request)
        answer, problem = None, ""
        if asked.question:
            try:
                answer = self._answer(opened.searcher, asked)
            except UsageError as error:
                problem = str(error) if spoken.code == "nl" else spoken.text(TOO_LONG)
        view = search_views.search_view(
            asked,
            answer,
            spoken,
            start=self._start(opened, spoken) if answer is None else NOTHING,
            problem=problem,
        )
        status = 400 if problem else 200
        return self._renderer.page(request, "search.html", view=view, status=status)

    def document(self, request: Request, path: str) -> Response:
        """Show a document; the address's fragment names the passage to open at."""
        opened = self._live.current()
        entry = opened.generation.catalogue.entry(path)
        site = addresses.base(request, self._settings)
        setting = document_views.Setting(self._renderer.language(request), site)
        related = opened.searcher.similar(path, limit=RELATED)
        view = document_views.document_view(entry, setting, related)
        if request.method == "GET":
            self._journal.opened(path)
        known = entry.document.metadata
        about = linked_data.document(path, known, site, self._settings.site_name)
        page = self._renderer.page(request, "document.html", view=view, about=about)
        if view.recording:
            page.headers[POLICY] = policy(view.recording.origin)
        return page

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

    def _start(self, opened: Opened, spoken: Language) -> StartView:
        found = opened.generation.catalogue
        known = dict(zip(found.paths, found.documents(), strict=True))
        return start_views.start_view(known, EXAMPLES, spoken)

    def _answer(self, searcher: Searcher, asked: Asked) -> Answer:
        answer = searcher.search(
            asked.question,
            limit=PAGE_SIZE,
            offset=(asked.page - 1) * PAGE_SIZE,
            filters=asked.searched,
            order=asked.order,
            exact=asked.exact,
        )
        # Once a search: a click on a filter or a page asks nothing new.
        if asked.is_plain:
            shown = [hit.document for hit in answer.hits]
            self._journal.asked(answer.answered, confident=answer.confident, documents=shown)
        return answer

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
