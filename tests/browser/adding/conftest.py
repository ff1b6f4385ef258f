"""A site of its own for adding, and an editor before it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from kb.app import Application
from tests.browser.adding.support import desk_services, enter, running


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Application:
    return desk_services(tmp_path_factory.mktemp("adding"))


@pytest.fixture(scope="package")
def site(desk: Application) -> Iterator[str]:
    with running(desk) as (address, _):
        yield address


@pytest.fixture
def options(request: pytest.FixtureRequest) -> dict[str, object]:
    found: dict[str, object] = getattr(request, "param", {})
    return found


@pytest.fixture
def page(context: BrowserContext, desk: Application, site: str) -> Page:
    """A page of an editor for whom nothing waits."""
    enter(context, desk, site)
    for each in desk.staging.all():
        desk.staging.drop(each.id)
    return context.new_page()
