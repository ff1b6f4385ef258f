"""Saving from the list: everything that is in order in one form, or one by one for a script."""

from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from kb.errors import KBError, UsageError
from kb.web import desk_forms
from kb.web.adding import views
from kb.web.adding.service import AddingService, Outcome
from kb.web.adding.views import HERE, Problems
from kb.web.adding.waiting import WaitingPages
from kb.web.addresses import desk_url
from kb.web.auth import Account, Editor, csrf
from kb.web.desk_forms import MetadataForm
from kb.web.errors import status_of
from kb.web.forms import Submitted

# The fields that one may fill in for all uploads at once.
COMMON = ("datum", "organisatie", "rol", "themas", "doelgroep", "licentie")


class SavingPages:
    """The buttons of the list with what waits."""

    def __init__(self, service: AddingService, waiting: WaitingPages) -> None:
        """Save the uploads of `service`; what could not be is shown on the page of `waiting`."""
        self._service, self._waiting = service, waiting
        self.router = APIRouter(prefix=HERE)
        add, guard = self.router.add_api_route, [Depends(csrf)]
        add("/opslaan", self.many, methods=["POST"], dependencies=guard)
        add("/{key}/opslaan", self.one, methods=["POST"], dependencies=guard)

    def many(self, request: Request, who: Editor, form: Submitted) -> Response:
        """Save one upload that is in order, or all of them."""
        question = str(form.get("vraag", ""))
        about = desk_forms.read(form)
        if wrong := _wrong(about):
            problems = Problems(fields=wrong)
            return self._waiting.show(request, who, question, problems=problems, about=about)
        names = [value for value in form.getlist("bestand") if isinstance(value, str)]
        if form.get("alles") == "ja":
            found = views.waiting_view(self._service.waiting(), who.name, "", "")
            names = [line.key for line in found.ready]
        if not names:
            raise UsageError("Er is niets om op te slaan. Ga terug naar de lijst.")
        outcome = self._service.save_ready(names, about.metadata, who.name)
        return self._saved(request, who, question, outcome)

    def one(self, who: Editor, key: str, form: Submitted) -> Response:
        """Save one of many; answer with JSON, so that a page can say how far it is."""
        about = desk_forms.read(form)
        if wrong := _wrong(about):
            told = {"fout": wrong[0][1], "velden": [name for name, _ in wrong]}
            return JSONResponse(told, HTTPStatus.BAD_REQUEST)
        try:
            path = self._service.save_one(key, about.metadata, who.name)
        except KBError as error:
            return JSONResponse({"fout": str(error)}, status_of(error))
        return JSONResponse({"adres": desk_url(path)}, HTTPStatus.CREATED)

    def _saved(self, request: Request, who: Account, question: str, outcome: Outcome) -> Response:
        if outcome.left:
            problems = Problems(files=outcome.left)
            status = HTTPStatus.CONFLICT
            return self._waiting.show(request, who, question, problems=problems, status=status)
        values = {"gedaan": "opgeslagen", **({"vraag": question} if question else {})}
        return RedirectResponse(f"{HERE}?{urlencode(values)}#net", HTTPStatus.SEE_OTHER)


def _wrong(about: MetadataForm) -> tuple[tuple[str, str], ...]:
    return tuple(each for each in about.problems if each[0] in COMMON)
