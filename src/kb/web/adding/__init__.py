"""Adding documents: receiving files, seeing what kb understands of them, saving."""

from fastapi import APIRouter, Depends

from kb.app import Application, Live
from kb.web.adding.comparing import ComparingPages
from kb.web.adding.previewing import PreviewPages
from kb.web.adding.receiving import ReceivingPages
from kb.web.adding.saving import SavingPages
from kb.web.adding.service import AddingService
from kb.web.adding.waiting import WaitingPages
from kb.web.auth import require
from kb.web.rendering import Renderer


class Adding:
    """The pages of the desk on which documents are added."""

    def __init__(self, application: Application, live: Live, renderer: Renderer) -> None:
        """Add to the corpus of `application`; compare with what is `live`."""
        service = AddingService(application, live)
        self.router = APIRouter(
            dependencies=[Depends(require("redacteur"))], include_in_schema=False
        )
        waiting = WaitingPages(service, renderer)
        for pages in (
            waiting,
            ReceivingPages(service, waiting),
            SavingPages(service, waiting),
            ComparingPages(service, renderer),
            PreviewPages(service, renderer),
        ):
            self.router.include_router(pages.router)
