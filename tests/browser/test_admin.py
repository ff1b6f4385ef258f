"""What an administrator sees and does, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import session
from tests.browser.test_access import is_light_and_for_everyone

PAGES = (
    "/beheer",
    "/beheer/accounts",
    "/beheer/accounts/een-lezer",
    "/beheer/logboek",
    "/beheer/indexen",
)
NEW = "nieuw.iemand"


@pytest.fixture(scope="module")
def administrator(chromium: Browser, site: str) -> object:
    return session(chromium, site, "een-beheerder")


@pytest.fixture
def options(administrator: object) -> dict[str, object]:
    return {"storage_state": administrator}


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_for_every_administrator(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    is_light_and_for_everyone(page)


def test_an_account_is_made_after_a_mistake_and_stands_in_the_trail(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Redactie").click()
    page.get_by_role("link", name="Beheer", exact=True).click()
    page.get_by_role("link", name="Naar de accounts").click()
    page.get_by_label("Naam", exact=True).fill(NEW)
    page.get_by_label("Wachtwoord", exact=True).fill("kort")
    page.get_by_role("button", name="Account maken").click()
    problem = page.get_by_role("alert").get_by_role("link").first
    expect(problem).to_be_visible()
    problem.click()
    expect(page.get_by_label("Wachtwoord", exact=True)).to_be_focused()
    for label in ("Wachtwoord", "Wachtwoord, nog een keer"):
        page.get_by_label(label, exact=True).fill("vier heel gewone woorden")
    page.get_by_role("button", name="Account maken").click()
    expect(page.get_by_role("link", name=NEW)).to_be_visible()
    page.get_by_role("link", name="Logboek").click()
    expect(page.get_by_role("row").filter(has_text=NEW).first).to_be_visible()
