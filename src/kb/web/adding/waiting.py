"""The page where one adds: forms, what waits, and what was saved a moment ago."""

from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from kb import readers
from kb.errors import UsageError
from kb.web import desk_forms
from kb.web.adding import views
from kb.web.adding.service import AddingService, Outcome
from kb.web.adding.views import HERE, Problems
from kb.web.auth import Account, Editor, csrf
from kb.web.forms import Submitted
from kb.web.keeping.words import COLOURS, STATUSES
from kb.web.rendering import Renderer

NOTHING = Problems()


class WaitingPages:
    """The first page of adding, and saving from its list."""

    def __init__(self, service: AddingService, renderer: Renderer) -> None:
        """Show what `service` keeps."""
        self._service, self._renderer = service, renderer
        self.router = APIRouter(prefix=HERE)
        add = self.router.add_api_route
        add("", self.list, methods=["GET", "HEAD"])
        add("/opslaan", self.save, methods=["POST"], dependencies=[Depends(csrf)])

    def list(
        self, request: Request, who: Editor, vraag: str = "", toon: str = "", gedaan: str = ""
    ) -> Response:
        """Show how to add, what waits, and what was saved a moment ago."""
        return self.show(request, who, " ".join(vraag.split()), show=toon, done=gedaan)

    def save(self, request: Request, who: Editor, form: Submitted) -> Response:
        """Save one upload that is in order, or all of them."""
        question = str(form.get("vraag", ""))
        about = desk_forms.read(form)
        wrong = tuple(each for each in about.problems if each[0] in COMMON)
        if wrong:
            problems = Problems(fields=wrong)
            return self.show(request, who, question, problems=problems, about=about)
        names = [value for value in form.getlist("bestand") if isinstance(value, str)]
        if form.get("alles") == "ja":
            found = views.waiting_view(self._service.waiting(), who.name, "", "")
            names = list(found.ready)
        if not names:
            raise UsageError("Er is niets om op te slaan. Ga terug naar de lijst.")
        outcome = self._service.save_ready(names, about.metadata, who.name)
        return self._saved(request, who, question, outcome)

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

    def _saved(self, request: Request, who: Account, question: str, outcome: Outcome) -> Response:
        if outcome.left:
            problems = Problems(files=outcome.left)
            return self.show(request, who, question, problems=problems, status=HTTPStatus.CONFLICT)
        values = {"gedaan": "opgeslagen", **({"vraag": question} if question else {})}
        return RedirectResponse(f"{HERE}?{urlencode(values)}#net", HTTPStatus.SEE_OTHER)


# The fields that one may fill in for all uploads at once.
COMMON = ("datum", "organisatie", "rol", "themas", "doelgroep", "licentie")
