"""Signing in as people do it: with the keyboard, with a mistake, and at their organisation."""

import re
from urllib.parse import urlsplit

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, Page, expect

from kb.app import Application
from tests.browser.conftest import PASSWORD, serving
from tests.browser.test_access import AXE, RULES, violations


def is_for_everyone(page: Page) -> None:
    page.evaluate(AXE.read_text("utf-8"))
    assert violations(page, RULES) == []


def test_in_with_the_keyboard_after_a_mistake_and_out_again(page: Page) -> None:
    page.goto("/wachtwoord")
    expect(page).to_have_url(re.compile("/inloggen"))
    page.get_by_label("Naam").focus()
    page.keyboard.type("een-lezer")
    page.keyboard.press("Tab")
    page.keyboard.type("een vergissing")
    page.keyboard.press("Enter")
    expect(page.get_by_text("De naam of het wachtwoord klopt niet")).to_be_visible()
    is_for_everyone(page)
    expect(page.get_by_label("Naam")).to_have_value("een-lezer")
    page.get_by_label("Wachtwoord").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/wachtwoord$"))
    is_for_everyone(page)
    page.get_by_role("link", name="Uitloggen").click()
    expect(page.get_by_text("U bent ingelogd als een-lezer.")).to_be_visible()
    is_for_everyone(page)
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("link", name="Inloggen")).to_be_visible()
    page.goto("/wachtwoord")
    expect(page).to_have_url(re.compile("/inloggen"))


def test_nobody_sees_the_pages_of_who_signed_out_with_the_back_button(page: Page) -> None:
    page.goto("/inloggen?volgende=/wachtwoord")
    page.get_by_label("Naam").fill("een-lezer")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_label("Nieuw wachtwoord", exact=True)).to_be_visible()
    page.get_by_role("link", name="Uitloggen").click()
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("link", name="Inloggen")).to_be_visible()
    for _ in range(2):
        page.go_back()
    expect(page).to_have_url(re.compile("/inloggen"))


@pytest.fixture
def organisation(monkeypatch: pytest.MonkeyPatch) -> User:
    # The provider's own code refuses to answer without https otherwise.
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    claims = {"preferred_username": "els@waterdam.example", "roles": ["redacteur"]}
    return User(sub="els", claims=claims)


def test_in_with_the_account_of_the_organisation(
    chromium: Browser, samples: Application, organisation: User
) -> None:
    with run_server_in_thread(user_claims=[organisation]) as provider:
        issuer = f"http://localhost:{provider.server_port}"
        settings = {
            "OIDC_ISSUER": issuer,
            "OIDC_CLIENT_ID": "kb",
            "OIDC_CLIENT_SECRET": "geheim",
            "OIDC_NAME": "gemeente Waterdam",
            "READING": "signed-in",
        }
        with serving(samples, **settings) as address:
            page = chromium.new_page(base_url=address, locale="nl-NL")
            page.goto("/?q=hitte")
            is_for_everyone(page)
            page.get_by_role("link", name="Inloggen via gemeente Waterdam").click()
            assert urlsplit(page.url).port == provider.server_port
            page.get_by_role("button", name="els").click()
            expect(page).to_have_url(f"{address}/?q=hitte")
            expect(page.locator("li.hit, article.hit, .hit").first).to_be_visible()
            page.get_by_role("link", name="Uitloggen").click()
            expect(page.get_by_text("els@waterdam.example")).to_have_count(2)
            page.close()
