"""What visitors tell us: whether an answer helped, and questions that they leave for us."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from kb.app import Application, Live
from kb.errors import UsageError
from kb.journal import Feedback
from kb.journal.listening import LONGEST
from kb.web.forms import from_our_page
from kb.web.rendering import Renderer
from kb.web.throttling import Throttle, visitor


@dataclass(frozen=True, slots=True)
class ThanksView:
    """The page after somebody told us something: ja, nee, vraag or toelichting."""

    told: str
    question: str
    document: str
    ordinal: str
    back: str


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """The fields of the form as they come in; `helpful` is empty for a remark alone."""

    question: str
    document: str
    ordinal: str
    helpful: str
    comment: str


class FeedbackPages:
    """The forms by which visitors tell us something, and the page that thanks them."""

    def __init__(self, application: Application, live: Live, renderer: Renderer) -> None:
        """Keep what is told in the journal of `application`."""
        self._journal = application.journal
        self._live = live
        self._renderer = renderer
        self._throttle = Throttle(30, minutes=10)
        self.router = APIRouter(include_in_schema=False)
        guards = [Depends(from_our_page), Depends(self._not_too_often)]
        add = self.router.add_api_route
        add("/feedback", self.feedback, methods=["POST"], dependencies=guards)
        add("/vraag-achterlaten", self.leave, methods=["POST"], dependencies=guards)
        add("/bedankt", self.thanks, methods=["GET", "HEAD"])

    def feedback(
        self,
        question: Annotated[str, Form()] = "",
        document: Annotated[str, Form()] = "",
        ordinal: Annotated[str, Form()] = "",
        helpful: Annotated[str, Form()] = "",
        comment: Annotated[str, Form()] = "",
    ) -> Response:
        """Keep a judgement or a remark."""
        given = parsed(FeedbackForm(question, document, ordinal, helpful, comment))
        if given.document:
            # Only what can be found can be judged; raises DocumentUnknown.
            self._live.current().generation.catalogue.number(given.document)
        self._journal.feedback(given)
        return _thank(helpful or "toelichting", given)

    def leave(self, question: Annotated[str, Form()] = "") -> Response:
        """Keep a question for the editors."""
        if not question.strip():
            raise UsageError("Er is geen vraag ingevuld. Ga terug en typ uw vraag.")
        self._journal.leave(_short_enough(question, "Uw vraag"))
        return _thank("vraag", Feedback(question))

    def thanks(
        self, request: Request, voor: str = "", q: str = "", document: str = "", ordinal: str = ""
    ) -> Response:
        """Say what happens with what was told, and lead back."""
        view = ThanksView(voor, q, document, ordinal, _back(q, document))
        return self._renderer.page(request, "thanks.html", view=view)

    def _not_too_often(self, request: Request) -> None:
        self._throttle.count(visitor(request))


def parsed(form: FeedbackForm) -> Feedback:
    """Return what a form says; raises UsageError when it says nothing or too much. Pure."""
    if form.helpful not in ("ja", "nee", ""):
        raise UsageError("Kies ja of nee: heeft dit u geholpen?")
    if not form.helpful and not form.comment.strip():
        raise UsageError("Er is niets ingevuld. Ga terug en vertel wat u miste.")
    if not form.question.strip() and not form.document:
        raise UsageError("Dit formulier hoort bij geen vraag en geen document. Ga terug.")
    return Feedback(
        question=_short_enough(form.question, "Uw vraag"),
        document=form.document,
        ordinal=int(form.ordinal) if form.ordinal.isdecimal() and len(form.ordinal) < 7 else 0,
        helpful=form.helpful == "ja" if form.helpful else None,
        comment=_short_enough(form.comment, "Uw toelichting"),
    )


def _short_enough(text: str, name: str) -> str:
    if len(text) > LONGEST:
        raise UsageError(
            f"{name} is te lang ({len(text)} tekens). Gebruik hooguit {LONGEST} tekens."
        )
    return text


def _thank(told: str, given: Feedback) -> Response:
    named = {"q": given.question, "document": given.document, "ordinal": given.ordinal}
    query = urlencode({"voor": told, **{name: value for name, value in named.items() if value}})
    return RedirectResponse(f"/bedankt?{query}", HTTPStatus.SEE_OTHER)


def _back(question: str, document: str) -> str:
    if question:
        return f"/?{urlencode({'q': question})}"
    return f"/documenten/{quote(document)}" if document else "/"
