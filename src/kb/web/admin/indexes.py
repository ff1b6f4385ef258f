"""The generations of the index: which is live, going back, whether every file is whole."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from kb.app import Application
from kb.errors import IndexMissing, KBError, StaleEdit
from kb.generations import Manifest
from kb.web.admin import building
from kb.web.admin.building import Checked, IndexView
from kb.web.auth import Admin, csrf
from kb.web.rendering import Renderer

DONE = "Index {} is nu live. Bezoekers zoeken er meteen in."


class IndexPages:
    """The pages about the index."""

    def __init__(self, application: Application, renderer: Renderer) -> None:
        """Show and change the index of `application`."""
        self._application = application
        self._journal = application.journal
        self._renderer = renderer
        self.router = APIRouter(prefix="/beheer/indexen")
        guard = [Depends(csrf)]
        add = self.router.add_api_route
        add("", self.list, methods=["GET", "HEAD"])
        add("/terug", self.ask, methods=["GET", "HEAD"])
        add("/terug", self.back, methods=["POST"], dependencies=guard)
        add("/controle", self.check, methods=["POST"], dependencies=guard)

    def list(self, request: Request, terug: str = "") -> Response:
        """Show every generation, and the latest builds."""
        done = DONE.format(terug) if terug and terug == self._application.store.live() else ""
        return self._page(request, done=done)

    def ask(self, request: Request) -> Response:
        """Say what going back means, and ask."""
        store = self._application.store
        target = self._target()
        live = store.live() or ""
        view = building.step_back(manifest_of(self._application, live), store.manifest(target))
        return self._renderer.page(request, "desk/admin/rollback.html", view=view)

    def back(self, who: Admin, live: Annotated[str, Form()] = "") -> Response:
        """Make the previous generation live, when `live` still is the one that was shown."""
        store = self._application.store
        with store.writing():
            if live != store.live():
                raise StaleEdit(
                    "Intussen is een andere index live. Ga terug naar de lijst en kijk opnieuw."
                )
            name = store.rollback()
        self._journal.audit(who.name, "index teruggezet", detail=f"van {live} naar {name}")
        return RedirectResponse(f"/beheer/indexen?terug={name}", HTTPStatus.SEE_OTHER)

    def check(self, request: Request, who: Admin) -> Response:
        """Read every file of every generation, and tell what is amiss."""
        store = self._application.store
        problems = {name: store.problems(name) for name in store.ids()}
        found = Checked(len(problems), tuple(text for each in problems.values() for text in each))
        detail = f"{len(found.problems)} problemen" if found.problems else "alles in orde"
        self._journal.audit(who.name, "index gecontroleerd", detail=detail)
        return self._page(request, checked=found)

    def _page(
        self, request: Request, *, done: str = "", checked: Checked | None = None
    ) -> Response:
        view = overview(self._application)
        return self._renderer.page(
            request, "desk/admin/indexes.html", view=view, done=done, checked=checked
        )

    def _target(self) -> str:
        store = self._application.store
        live = store.live() or ""
        older = [name for name in store.ids() if name < live]
        if not older:
            raise IndexMissing(
                "Er is geen oudere index om naar terug te gaan. Maak een nieuwe met `kb build`."
            )
        return older[-1]


def overview(application: Application) -> IndexView:
    """Return how the index is doing; parts that cannot be read say so."""
    store = application.store
    manifests: Mapping[str, Manifest | str] = {
        name: manifest_of(application, name) or "kan niet worden gelezen" for name in store.ids()
    }
    live = store.live() or ""
    return building.index_view(
        manifests,
        live,
        store.report(live) if live else None,
        building.refusal(store.refused(), live, queries(application)),
        application.builds.latest(),
        application.follower.outlook,
    )


def queries(application: Application) -> Mapping[str, str]:
    """Return what the editors' golden questions ask, by name; none when they cannot be read."""
    try:
        return {each.id: each.query for each in application.golden.all()}
    except KBError:
        return {}


def manifest_of(application: Application, name: str) -> Manifest | None:
    """Return the manifest of a generation; None when it cannot be read."""
    try:
        return application.store.manifest(name)
    except KBError:
        return None
