"""Withdrawing a document and bringing it back."""

from http import HTTPStatus

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from kb.editing.documents import Edit
from kb.errors import DeskBusy, StaleEdit
from kb.web.addresses import desk_url
from kb.web.auth import Editor, csrf
from kb.web.forms import Submitted
from kb.web.keeping.document_page import PAGE
from kb.web.keeping.document_view import golden_links
from kb.web.keeping.editing_pages import back
from kb.web.keeping.service import KeepingService
from kb.web.rendering import Renderer

LONGEST = 500
NO_REASON = "Schrijf waarom u het document intrekt. Uw collega’s lezen dat later terug."
TOO_LONG = f"De reden is te lang. Gebruik hooguit {LONGEST} tekens."
CHANGED = "Een collega heeft dit document net veranderd. Kijk of u het nog steeds wilt intrekken."


class LeavingPages:
    """The forms by which a document goes and comes back."""

    def __init__(self, service: KeepingService, renderer: Renderer) -> None:
        """Withdraw the documents of `service`."""
        self._service = service
        self._renderer = renderer
        self.router = APIRouter()
        add = self.router.add_api_route
        add(f"{PAGE}/intrekken", self.ask, methods=["GET", "HEAD"])
        add(f"{PAGE}/intrekken", self.withdraw, methods=["POST"], dependencies=[Depends(csrf)])
        add(f"{PAGE}/terugzetten", self.bring_back, methods=["POST"], dependencies=[Depends(csrf)])

    def ask(self, request: Request, path: str) -> Response:
        """Ask why a document should go."""
        return self._form(request, path, "", "", HTTPStatus.OK)

    def withdraw(self, request: Request, who: Editor, path: str, form: Submitted) -> Response:
        """Take a document out, when it is still as it was shown."""
        reason = " ".join(str(form.get("reden", "")).split())
        if not reason or len(reason) > LONGEST:
            said = TOO_LONG if reason else NO_REASON
            return self._form(request, path, reason, said, HTTPStatus.BAD_REQUEST)
        try:
            edit = Edit(path, str(form.get("versie", "")), who.name)
            self._service.documents.withdraw(edit, reason)
        except StaleEdit:
            return self._form(request, path, reason, CHANGED, HTTPStatus.CONFLICT)
        except DeskBusy as error:
            return self._form(request, path, reason, str(error), HTTPStatus.CONFLICT)
        self._service.changed()
        return back(path, "ingetrokken")

    def bring_back(self, who: Editor, path: str) -> Response:
        """Put a withdrawn document back; raises DocumentUnknown, DocumentExists."""
        self._service.documents.bring_back(path, who.name)
        self._service.changed()
        return back(path, "teruggezet")

    def _form(
        self, request: Request, path: str, reason: str, wrong: str, status: HTTPStatus
    ) -> Response:
        kept = self._service.one(path)
        return self._renderer.page(
            request,
            "desk/keeping/withdraw.html",
            status=status,
            title=kept.metadata.title or path,
            url=desk_url(path),
            loaded=kept.digest,
            reason=reason,
            problems=[("reden", wrong)] if wrong else [],
            use=self._service.use(path),
            golden=golden_links(self._service.golden_for(path)),
        )
