"""Pages that say what this site is, for whom it works and what it keeps."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kb.app import Application
from kb.web import addresses
from kb.web.rendering import Renderer

PAGES = ("over", "toegankelijkheid", "privacy")


@dataclass(frozen=True, slots=True)
class InformationView:
    """What differs from one installation to another."""

    contact: str
    contact_url: str
    retention: int
    signed_in_only: bool


class Information:
    """The pages with information; each is written in both languages."""

    def __init__(self, application: Application, renderer: Renderer) -> None:
        """Tell about this installation of `application`."""
        settings = application.settings
        self._renderer = renderer
        self._view = InformationView(
            contact=settings.contact.removeprefix("mailto:"),
            contact_url=addresses.contact(settings),
            retention=settings.retention,
            signed_in_only=settings.reading == "signed-in",
        )
        self.router = APIRouter(include_in_schema=False)
        for name in PAGES:
            self.router.add_api_route(f"/{name}", self.page, methods=["GET", "HEAD"])

    def page(self, request: Request) -> Response:
        """Show one of the pages."""
        spoken = self._renderer.language(request).code
        template = f"information{request.url.path}.{spoken}.html"
        return self._renderer.page(request, template, view=self._view)
