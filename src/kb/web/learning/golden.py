"""The golden questions: how each fares, and adding, changing and removing them."""

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from kb.editing.golden import GRADES as GRADE_VALUES
from kb.editing.golden import GoldenQuery
from kb.errors import KBError, StaleEdit, UsageError
from kb.web.auth import Account, Editor, csrf
from kb.web.forms import Submitted
from kb.web.learning import forms
from kb.web.learning.forms import GRADES, GoldenForm
from kb.web.learning.service import LearningService
from kb.web.rendering import Renderer

HERE = "/redactie/gouden-vragen"
DONE = {
    "toegevoegd": "De gouden vraag is toegevoegd. Vanaf de volgende index telt hij mee.",
    "gewijzigd": "De gouden vraag is gewijzigd.",
    "verwijderd": "De gouden vraag is verwijderd. Hij houdt geen index meer tegen.",
}
SURE = ("zeker-ja", "Kruis aan dat u het zeker weet.")


class GoldenPages:
    """The pages about golden questions."""

    def __init__(self, service: LearningService, renderer: Renderer) -> None:
        """Edit the golden questions of `service`."""
        self._service = service
        self._golden = service.golden
        self._renderer = renderer
        self.router = APIRouter(prefix=HERE)
        guard = [Depends(csrf)]
        add = self.router.add_api_route
        add("", self.list, methods=["GET", "HEAD"])
        add("", self.add, methods=["POST"], dependencies=guard)
        add("/nieuw", self.new, methods=["GET", "HEAD"])
        add("/{key}", self.one, methods=["GET", "HEAD"])
        add("/{key}", self.change, methods=["POST"], dependencies=guard)
        add("/{key}/weg", self.remove, methods=["POST"], dependencies=guard)

    def list(self, request: Request, gedaan: str = "") -> Response:
        """Show every golden question and how it fares now."""
        problem = ""
        try:
            standings = self._service.standings()
        except KBError as error:
            standings, problem = (), str(error)
        return self._renderer.page(
            request,
            "desk/learning/golden.html",
            standings=standings,
            problem=problem,
            done=DONE.get(gedaan, ""),
        )

    def new(self, request: Request, vraag: str = "", document: str = "") -> Response:
        """Show the form for a new question, with what is found for it now.

        A `document` that was added for the question is chosen already.
        """
        question = " ".join(vraag.split())
        grades = ((document, str(max(GRADE_VALUES))),) if document in self._service.titles() else ()
        return self._form(request, GoldenForm(query=question, asked=question, grades=grades))

    def add(self, request: Request, who: Editor, form: Submitted) -> Response:
        """Add a question; or search once more with what is filled in."""
        given = forms.read(form)
        if form.get("doe") == "zoek":
            return self._form(request, given)
        given = forms.checked(given)
        if given.problems:
            return self._form(request, given)
        try:
            added = self._golden.add(given.query, self._allowed(given))
        except UsageError as error:
            return self._form(request, replace(given, problems=(("vraag", str(error)),)))
        self._note(who, "toegevoegd", added)
        self._settle(who, given)
        return _back("toegevoegd")

    def one(self, request: Request, key: str) -> Response:
        """Show a question, to change or remove it."""
        return self._form(request, forms.filled(self._golden.get(key)), key)

    def change(self, request: Request, who: Editor, key: str, form: Submitted) -> Response:
        """Change a question, when nobody else did since it was shown."""
        given = forms.read(form)
        if form.get("doe") == "zoek":
            return self._form(request, given, key)
        given = forms.checked(given)
        if given.problems:
            return self._form(request, given, key)
        try:
            loaded = self._loaded(key, given.version)
            allowed = self._allowed(given)
            changed = self._golden.change(key, given.query, allowed, loaded=loaded)
        except StaleEdit:
            return self._conflict(request, given, key)
        self._note(who, "gewijzigd", changed)
        return _back("gewijzigd")

    def remove(self, request: Request, who: Editor, key: str, form: Submitted) -> Response:
        """Remove a question, when that was meant and nobody else changed it."""
        stored = forms.filled(self._golden.get(key))
        if form.get("zeker") != "ja":
            return self._form(request, replace(stored, problems=(SURE,)), key)
        try:
            loaded = self._loaded(key, str(form.get("versie", "")))
            gone = self._golden.remove(key, loaded=loaded)
        except StaleEdit:
            return self._conflict(request, stored, key)
        self._note(who, "verwijderd", gone)
        return _back("verwijderd")

    def _loaded(self, key: str, version: str) -> str:
        """Return the digest of the file in which a question still is as it was shown."""
        digest = self._golden.digest()
        if forms.version(self._golden.get(key)) != version:
            raise StaleEdit("Iemand anders heeft deze gouden vraag intussen veranderd.")
        return digest

    def _allowed(self, form: GoldenForm) -> dict[str, int]:
        """Return the chosen documents; raises UsageError for one that never was."""
        named = {path for each in self._golden.all() for path in each.relevant}
        if strange := form.relevant.keys() - named - self._service.titles().keys():
            raise UsageError(f"Het document {min(strange)} bestaat niet. Kies een ander.")
        return dict(form.relevant)

    def _note(self, who: Account, what: str, golden: GoldenQuery) -> None:
        self._service.journal.audit(
            who.name, f"gouden vraag {what}", digest=self._golden.digest(), detail=golden.query
        )

    def _settle(self, who: Account, form: GoldenForm) -> None:
        if form.asked and form.settle:
            self._service.journal.settle(form.asked)
            self._service.journal.audit(who.name, "vraag afgehandeld", detail=form.asked)

    def _conflict(self, request: Request, form: GoldenForm, key: str) -> Response:
        """Show what was typed beside what is stored now; saving once more keeps the former."""
        stored = self._golden.get(key)
        again = replace(form, version=forms.version(stored))
        return self._form(request, again, key, now=stored)

    def _form(
        self, request: Request, form: GoldenForm, key: str = "", now: GoldenQuery | None = None
    ) -> Response:
        titles = self._service.titles()
        problems = form.problems
        try:
            hits = self._service.candidates(form.query, form.words)
        except UsageError as error:
            hits, problems = (), (*problems, ("vraag", str(error)))
        status = HTTPStatus.BAD_REQUEST if problems else HTTPStatus.OK
        return self._renderer.page(
            request,
            "desk/learning/golden_form.html",
            status=HTTPStatus.CONFLICT if now else status,
            form=replace(form, problems=problems),
            candidates=forms.candidates(form, hits, titles),
            grades=GRADES,
            meaning=forms.MEANING,
            key=key,
            now=now,
            titles={path: known.title for path, known in titles.items()},
        )


def _back(done: str) -> Response:
    return RedirectResponse(f"{HERE}?{urlencode({'gedaan': done})}", HTTPStatus.SEE_OTHER)
