"""An upload beside a document that says much the same, and putting it in that one's place."""

from http import HTTPStatus
from pathlib import PurePosixPath

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from kb.editing.documents import Edit
from kb.errors import UsageError
from kb.web.adding import preview_views
from kb.web.adding.service import AddingService
from kb.web.adding.views import HERE
from kb.web.addresses import desk_url
from kb.web.auth import Editor, csrf
from kb.web.forms import Submitted
from kb.web.rendering import Renderer


class ComparingPages:
    """The page with two texts side by side."""

    def __init__(self, service: AddingService, renderer: Renderer) -> None:
        """Compare the uploads of `service` with its documents."""
        self._service, self._renderer = service, renderer
        self.router = APIRouter(prefix=HERE)
        add = self.router.add_api_route
        add("/{key}/vergelijken", self.compare, methods=["GET", "HEAD"])
        add("/{key}/vervangen", self.replace, methods=["POST"], dependencies=[Depends(csrf)])

    def compare(self, request: Request, key: str, met: str = "") -> Response:
        """Show what an upload and a document share and where they differ."""
        staged = self._service.staging.get(key)
        preview = self._service.understood(staged)
        found = next((each for each in preview.likenesses if each.path == met), None)
        if found is None:
            raise UsageError("Deze twee documenten lijken niet (meer) op elkaar. Ga terug.")
        same_type = PurePosixPath(met).suffix.lower() == PurePosixPath(staged.name).suffix
        return self._renderer.page(
            request,
            "desk/adding/compare.html",
            staged=staged,
            title=preview.metadata.title or staged.shown,
            other=found,
            percent=round(100 * found.share),
            pairs=preview_views.pairs(found),
            only=len(preview.passages) - len(found.shared),
            loaded=self._service.documents.digest(met) if same_type else "",
            here=f"{HERE}/{key}",
        )

    def replace(self, who: Editor, key: str, form: Submitted) -> Response:
        """Put an upload in the place of a document that nobody changed since it was shown."""
        staged = self._service.staging.get(key)
        path = str(form.get("met", ""))
        edit = Edit(path, str(form.get("versie", "")), who.name)
        self._service.documents.replace(edit, staged)
        self._service.wake()
        target = f"{desk_url(path)}?gedaan=vervangen"
        return RedirectResponse(target, HTTPStatus.SEE_OTHER)
