"""The administrator's pages: everything below /beheer."""

from fastapi import APIRouter, Depends

from kb.app import Application
from kb.web.admin.accounts import AccountPages
from kb.web.admin.indexes import IndexPages
from kb.web.admin.overview import OverviewPage
from kb.web.admin.trail import TrailPage
from kb.web.auth import require
from kb.web.rendering import Renderer


class Admin:
    """The administrator's pages of one installation."""

    def __init__(self, application: Application, renderer: Renderer) -> None:
        """Show and change what `application` keeps."""
        self.router = APIRouter(
            dependencies=[Depends(require("beheerder"))], include_in_schema=False
        )
        for pages in (
            OverviewPage(application, renderer),
            AccountPages(application, renderer),
            TrailPage(application, renderer),
            IndexPages(application, renderer),
        ):
            self.router.include_router(pages.router)
