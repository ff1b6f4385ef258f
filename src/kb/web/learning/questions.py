"""What visitors ask and do not find, and how the documents are doing."""

from http import HTTPStatus

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from kb.errors import UsageError
from kb.web.auth import Editor, csrf
from kb.web.forms import Submitted
from kb.web.learning import views
from kb.web.learning.service import LearningService
from kb.web.rendering import Renderer
from kb.web.views.common import paging

HERE = "/redactie/vragen"
PAGE = 15


class QuestionPages:
    """The dashboard of the editors."""

    def __init__(self, service: LearningService, renderer: Renderer) -> None:
        """Show what `service` learns."""
        self._service = service
        self._renderer = renderer
        self.router = APIRouter(prefix=HERE)
        add = self.router.add_api_route
        add("", self.unanswered, methods=["GET", "HEAD"])
        add("/beoordelingen", self.poor, methods=["GET", "HEAD"])
        add("/gebruik", self.use, methods=["GET", "HEAD"])
        add("/themas", self.themes, methods=["GET", "HEAD"])
        add("/gezondheid", self.health, methods=["GET", "HEAD"])
        add("/afgehandeld", self.settle, methods=["POST"], dependencies=[Depends(csrf)])

    def unanswered(self, request: Request, pagina: str = "1", gedaan: str = "") -> Response:
        """Show questions without a good answer, grouped by meaning."""
        groups, titles = self._service.groups(), self._service.titles()
        current = views.page_of(pagina)
        shown = groups[(current - 1) * PAGE : current * PAGE]
        return self._renderer.page(
            request,
            "desk/learning/unanswered.html",
            totals=views.totals(groups),
            groups=tuple(views.group_view(each, titles) for each in shown),
            paging=paging(len(groups), PAGE, current, lambda at: f"{HERE}?pagina={at}"),
            done=gedaan,
        )

    def poor(self, request: Request, pagina: str = "1") -> Response:
        """Show answers that did not help, with what visitors said."""
        found, titles = self._service.poor(), self._service.titles()
        current = views.page_of(pagina)
        shown = found[(current - 1) * PAGE : current * PAGE]
        address = f"{HERE}/beoordelingen?pagina="
        return self._renderer.page(
            request,
            "desk/learning/poor.html",
            answers=tuple(views.poor_view(each, titles) for each in shown),
            paging=paging(len(found), PAGE, current, lambda at: f"{address}{at}"),
        )

    def use(self, request: Request) -> Response:
        """Show documents that nobody finds or opens."""
        view = views.use_view(self._service.corpus().rows, self._service.today())
        return self._renderer.page(request, "desk/learning/use.html", view=view)

    def themes(self, request: Request) -> Response:
        """Show how often each theme was found, by month."""
        view = views.theme_view(self._service.themes(), self._service.today())
        return self._renderer.page(request, "desk/learning/themes.html", view=view)

    def health(self, request: Request) -> Response:
        """Show how the documents are doing."""
        view = views.health_view(self._service.corpus())
        return self._renderer.page(request, "desk/learning/health.html", view=view)

    def settle(self, who: Editor, form: Submitted) -> Response:
        """Take questions off the list, until they go unanswered again on a later day."""
        questions = [text for text in form.getlist("vraag") if isinstance(text, str) and text]
        if not questions:
            raise UsageError("Er is geen vraag gekozen. Ga terug en kies een vraag.")
        for question in questions:
            self._service.journal.settle(question)
        self._service.journal.audit(who.name, "vraag afgehandeld", detail=questions[0])
        return RedirectResponse(f"{HERE}?gedaan=afgehandeld", HTTPStatus.SEE_OTHER)
