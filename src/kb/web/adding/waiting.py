"""The page where one adds: forms, what waits, and what was saved a moment ago."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kb import readers
from kb.web import desk_forms
from kb.web.adding import views
from kb.web.adding.service import AddingService
from kb.web.adding.views import HERE, Problems
from kb.web.auth import Account, Editor
from kb.web.keeping.words import COLOURS, STATUSES
from kb.web.rendering import Renderer

NOTHING = Problems()


class WaitingPages:
    """The first page of adding."""

    def __init__(self, service: AddingService, renderer: Renderer) -> None:
        """Show what `service` keeps."""
        self._service, self._renderer = service, renderer
        self.router = APIRouter(prefix=HERE)
        self.router.add_api_route("", self.list, methods=["GET", "HEAD"])

    def list(
        self, request: Request, who: Editor, vraag: str = "", toon: str = "", gedaan: str = ""
    ) -> Response:
        """Show how to add, what waits, and what was saved a moment ago."""
        return self.show(request, who, " ".join(vraag.split()), show=toon, done=gedaan)

    def show(  # noqa: PLR0913 - one page with several forms
        self,
        request: Request,
        who: Account,
        question: str,
        *,
        show: str = "",
        done: str = "",
        problems: Problems = NOTHING,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
        about: desk_forms.MetadataForm | None = None,
    ) -> Response:
        """Return the page, with what went wrong if anything did."""
        wrong = bool(problems.fields or problems.files)
        return self._renderer.page(
            request,
            "desk/adding/add.html",
            status=status if wrong else HTTPStatus.OK,
            question=question,
            problems=problems,
            waiting=views.waiting_view(self._service.waiting(), who.name, show, question),
            news=views.news_view(self._service.news(who.name)),
            done=done,
            about=about or desk_forms.MetadataForm(soort="artikel"),
            suffixes=sorted(readers.SUFFIXES),
            most=self._service.settings.max_upload,
            statuses=STATUSES,
            colours=COLOURS,
            here=HERE,
        )
