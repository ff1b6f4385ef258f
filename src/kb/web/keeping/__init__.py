"""Keeping documents: the list, one document on the desk, and everything that changes it."""

from fastapi import APIRouter, Depends

from kb.app import Application, Live
from kb.web.auth import require
from kb.web.keeping.document_page import DocumentPages
from kb.web.keeping.editing_pages import EditingPages
from kb.web.keeping.leaving_pages import LeavingPages
from kb.web.keeping.list_page import ListPages
from kb.web.keeping.purging_pages import PurgingPages
from kb.web.keeping.replacing_pages import ReplacingPages
from kb.web.keeping.service import KeepingService
from kb.web.keeping.trying_page import TryingPage
from kb.web.rendering import Renderer


class Keeping:
    """The pages of the desk about documents that are there."""

    def __init__(self, application: Application, live: Live, renderer: Renderer) -> None:
        """Keep the documents of `application`, of which `live` tells what can be found."""
        service = KeepingService(application, live)
        guarded = APIRouter(dependencies=[Depends(require("redacteur"))], include_in_schema=False)
        for pages in (
            ListPages(service, renderer),
            LeavingPages(service, renderer),
            ReplacingPages(service, renderer),
            PurgingPages(service, renderer),
            TryingPage(service, renderer),
            # Last, for the address of a document fits those of all its other pages too.
            DocumentPages(service, renderer),
        ):
            guarded.include_router(pages.router)
        self.router = APIRouter()
        self.router.include_router(EditingPages(service, renderer).router)
        self.router.include_router(guarded)
