"""The first page of the administrator: is everything as it should be?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kb.app import Application
from kb.journal import ROLES, Sought
from kb.web.admin.building import IndexView
from kb.web.admin.indexes import overview
from kb.web.admin.trail import Line, line
from kb.web.rendering import Renderer

RECENT = 8


@dataclass(frozen=True, slots=True)
class OverviewView:
    """The page: the index, how many people have which role, what was done last."""

    index: IndexView
    accounts: Mapping[str, int]
    recent: tuple[Line, ...]


class OverviewPage:
    """The administrator's first page."""

    def __init__(self, application: Application, renderer: Renderer) -> None:
        """Show how `application` is doing."""
        self._application = application
        self._renderer = renderer
        self.router = APIRouter()
        self.router.add_api_route("/beheer", self.show, methods=["GET", "HEAD"])

    def show(self, request: Request) -> Response:
        """Show the page."""
        journal = self._application.journal
        counted = Counter(account.role for account in journal.accounts.all())
        recent = journal.trail_lines.lines(Sought(), limit=RECENT)
        view = OverviewView(
            index=overview(self._application),
            accounts={role: counted[role] for role in reversed(ROLES)},
            recent=tuple(map(line, recent)),
        )
        return self._renderer.page(request, "desk/admin/overview.html", view=view)
