"""Keeping documents: the list, one document on the desk, and everything that changes it."""

from fastapi import APIRouter, Depends

from kb.app import Application, Live
from kb.web.auth import require
from kb.web.keeping.document_page import DocumentPages
from kb.web.keeping.list_page import ListPages
from kb.web.keeping.service import KeepingService
from kb.web.rendering import Renderer


class Keeping:
    """The pages of the desk about documents that are there."""

    def __init__(self, application: Application, live: Live, renderer: Renderer) -> None:
        """Keep the documents of `application`, of which `live` tells what can be found."""
        service = KeepingService(application, live)
        self.router = APIRouter(
            dependencies=[Depends(require("redacteur"))], include_in_schema=False
        )
        for pages in (
            ListPages(service, renderer),
            # Last, for the address of a document fits those of all its other pages too.
            DocumentPages(service, renderer),
        ):
            self.router.include_router(pages.router)
