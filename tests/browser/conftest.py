"""A real Chromium before a real server with the sample documents."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from kb.app import Application
from kb.journal import ROLES
from tests.support import Silent, application

ROOT = Path(__file__).parents[2]
PASSWORD = "paard batterij nietje correct"
# For what comes at once on any machine that is not busy, and for what is read and built first.
# Only a test that fails waits so long.
SOON, PATIENCE = 20_000, 60_000
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """Bear a machine that has more to do."""
    expect.set_options(timeout=SOON)


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Application:
    """The services over the sample documents, with an account of each role, named after it."""
    services = application(ROOT / "corpus", tmp_path_factory.mktemp("site") / "index")
    services.build(Silent())
    for role in ROLES:
        services.journal.accounts.add(f"een-{role}", role, PASSWORD)
    return services


@contextmanager
def running(services: Application, **more: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run a server and give its address and process; `more` are settings beside the folders."""
    known = services.settings
    settings = {"CORPUS": known.corpus, "INDEX": known.index, "DATA": known.data, **more}
    server = subprocess.Popen(
        [sys.executable, "-m", "kb", "serve", "--port", "0"],
        env={**os.environ, **{f"KB_{name}": str(value) for name, value in settings.items()}},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    try:
        yield server.stdout.readline().split()[-1], server
    finally:
        server.terminate()
        server.wait(60)


@contextmanager
def serving(services: Application, **more: str) -> Iterator[str]:
    """Run a server and give its address; `more` are settings beside the folders."""
    with running(services, **more) as (address, _):
        yield address


@pytest.fixture(scope="session")
def site(samples: Application) -> Iterator[str]:
    """The address of a server over the sample documents."""
    with serving(samples) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # The same browser without its windows opens a page in less than half the time.
        path = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell")
        browser = playwright.chromium.launch(
            executable_path=path or "/usr/bin/chromium", args=QUIET
        )
        yield browser
        browser.close()


def session(chromium: Browser, address: str, name: str) -> object:
    """Sign in; return the cookies that a browser then has."""
    page = chromium.new_page(base_url=address, locale="nl-NL")
    page.goto("/inloggen?volgende=/over")
    page.get_by_label("Naam").fill(name)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url("**/over")
    kept = page.context.storage_state()
    page.context.close()
    return kept


@pytest.fixture
def options() -> dict[str, object]:
    """How the browser of this test differs; tests override it."""
    return {}


@pytest.fixture
def expected() -> set[str]:
    """What this test makes pages complain of or ask; tests add to it."""
    return set()


@pytest.fixture
def context(
    chromium: Browser, site: str, options: dict[str, object], expected: set[str]
) -> Iterator[BrowserContext]:
    """A fresh visitor; the test fails when a page complains or asks another site anything."""
    standard: dict[str, object] = {
        "base_url": site,
        "locale": "nl-NL",
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",
    }
    found = chromium.new_context(**{**standard, **options})  # type: ignore[arg-type]
    found.set_default_timeout(SOON)
    # Suggestions have tests of their own; elsewhere they would come when nobody waits for them.
    found.route("**/v1/suggesties?*", lambda route: route.fulfill(body='{"suggesties": []}'))
    complaints = _listen(found, urlsplit(site).netloc)
    yield found
    found.close()
    assert set(complaints) - expected == set()


def _listen(context: BrowserContext, ours: str) -> list[str]:
    complaints: list[str] = []

    def said(message: ConsoleMessage) -> None:
        # An error page is logged as one by the browser; that is no complaint of the page.
        about_page = message.page is not None and message.location["url"] == message.page.url
        if message.type in ("error", "warning") and not about_page:
            complaints.append(message.text)

    def asked(request: Request) -> None:
        if urlsplit(request.url).netloc not in (ours, ""):
            complaints.append(request.url)

    context.on("console", said)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("request", asked)
    return complaints


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
