"""One upload as kb sees it, and saving it with what the editor says of it."""

from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from kb.editing import previews
from kb.editing.documents import editable
from kb.editing.previews import Preview
from kb.editing.staging import Staged
from kb.errors import UsageError
from kb.web.adding import forms, preview_views
from kb.web.adding.forms import SaveForm
from kb.web.adding.service import AddingService
from kb.web.adding.views import HERE
from kb.web.addresses import desk_url
from kb.web.auth import Account, Editor, csrf
from kb.web.forms import Submitted
from kb.web.rendering import Renderer

STILL_THERE = (
    "Deze persoonsgegevens konden niet onleesbaar worden gemaakt: {left}. "
    "Haal ze zelf uit het bestand en voeg het opnieuw toe."
)


class PreviewPages:
    """The page of one upload."""

    def __init__(self, service: AddingService, renderer: Renderer) -> None:
        """Show and save the uploads of `service`."""
        self._service, self._renderer = service, renderer
        self.router = APIRouter(prefix=HERE)
        add, guard = self.router.add_api_route, [Depends(csrf)]
        add("/{key}", self.one, methods=["GET", "HEAD"])
        add("/{key}", self.save, methods=["POST"], dependencies=guard)
        add("/{key}/weg", self.drop, methods=["POST"], dependencies=guard)

    def one(self, request: Request, key: str, alles: str = "") -> Response:
        """Show what kb understands of an upload, or that it is being read."""
        staged = self._service.staging.get(key)
        preview = self._service.preview(staged)
        if preview is None:
            return self._renderer.page(
                request, "desk/adding/reading.html", status=HTTPStatus.ACCEPTED, staged=staged
            )
        return self._page(request, staged, preview, forms.filled(preview), whole=alles == "ja")

    def save(self, request: Request, who: Editor, key: str, form: Submitted) -> Response:
        """Save an upload as a document, when everything is as it should be."""
        staged = self._service.staging.get(key)
        preview = self._service.understood(staged)
        if preview.problem:
            raise UsageError(preview.problem)
        given = forms.read(form, preview)
        if given.problems:
            return self._page(request, staged, preview, given)
        content = self._masked(staged, given)
        if content and (left := _still_there(staged.name, content, given)):
            problem = (f"akkoord-{forms.PERSONAL}", STILL_THERE.format(left=", ".join(left)))
            again = SaveForm(given.about, given.agreed, given.masked, (problem,))
            return self._page(request, staged, preview, again)
        path = self._service.save(staged, given.about.metadata, who.name, content)
        return self._onwards(path, staged, who, onwards=form.get("doe") == "volgende")

    def drop(self, key: str) -> Response:
        """Throw an upload away."""
        staged = self._service.staging.get(key)
        self._service.staging.drop(key)
        return _to_list("weg", staged.question)

    def _masked(self, staged: Staged, given: SaveForm) -> bytes | None:
        if not given.masked or not editable(staged.name):
            return None
        return previews.masked(staged.name, staged.file.read_bytes(), given.masked)

    def _onwards(self, path: str, staged: Staged, who: Account, *, onwards: bool) -> Response:
        if onwards:
            following = self._service.to_review(who.name)
            if following:
                return RedirectResponse(f"{HERE}/{following.id}", HTTPStatus.SEE_OTHER)
            return _to_list("opgeslagen", staged.question)
        values = {"gedaan": "toegevoegd"}
        if staged.question:
            values["vraag"] = staged.question
        target = f"{desk_url(path)}?{urlencode(values)}"
        return RedirectResponse(target, HTTPStatus.SEE_OTHER)

    def _page(
        self,
        request: Request,
        staged: Staged,
        preview: Preview,
        form: SaveForm,
        *,
        whole: bool = False,
    ) -> Response:
        return self._renderer.page(
            request,
            "desk/adding/preview.html",
            status=HTTPStatus.BAD_REQUEST if form.problems else HTTPStatus.OK,
            view=preview_views.preview_view(staged, preview, whole=whole),
            form=form,
            staged=staged,
            can_mask=editable(staged.name),
            themes=self._service.themes(),
            more=self._service.to_review(staged.who, after=staged) is not None,
            here=f"{HERE}/{staged.id}",
        )


def _still_there(name: str, content: bytes, given: SaveForm) -> list[str]:
    """Return what is still readable in a file that should be masked."""
    found = previews.understand(name, content, lambda _: ())
    return [each.text for each in preview_views.personal(found) if each.text in given.masked]


def _to_list(done: str, question: str) -> Response:
    values = {"gedaan": done, **({"vraag": question} if question else {})}
    return RedirectResponse(f"{HERE}?{urlencode(values)}", HTTPStatus.SEE_OTHER)
