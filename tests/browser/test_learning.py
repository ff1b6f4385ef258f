"""Editors learn what visitors miss: questions, golden questions, lists to take along."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kb.app import Application
from kb.journal import Feedback
from tests.browser.conftest import PASSWORD, serving, session
from tests.browser.test_access import is_light_and_for_everyone

HITTE = "artikelen/hittestress-en-kwetsbare-ouderen.html"
TOLD = "Hoe houden we ouderen koel in de zomer?"
LEFT = "Mag een deelauto op de stoep staan?"
OFTEN = "vergunning voor een terras aan het water"
QUESTIONS, GOLDEN = "/redactie/vragen", "/redactie/gouden-vragen"
PAGES = (
    QUESTIONS,
    f"{QUESTIONS}/beoordelingen",
    f"{QUESTIONS}/gebruik",
    f"{QUESTIONS}/themas",
    f"{QUESTIONS}/gezondheid",
    GOLDEN,
    f"{GOLDEN}/nieuw?vraag=hitte+en+ouderen",
)
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def heard(samples: Application, tmp_path_factory: pytest.TempPathFactory) -> Application:
    """The services over the sample documents, after some visitors."""
    folder = tmp_path_factory.mktemp("learning")
    services = Application(samples.settings.model_copy(update={"data": folder}))
    journal = services.journal
    journal.accounts.add("een-redacteur", "redacteur", PASSWORD)
    journal.leave(LEFT)
    for question in (OFTEN, OFTEN, TOLD):
        journal.asked(question, confident=False, documents=[HITTE])
    journal.asked("hitteplan", confident=True, documents=[HITTE])
    journal.feedback(Feedback("hitteplan", HITTE, 1, helpful=False, comment="Te algemeen."))
    services.golden.add("plan tegen hitte voor ouderen", {HITTE: 2})
    return services


@pytest.fixture(scope="module")
def site(heard: Application) -> Iterator[str]:
    with serving(heard) as address:
        yield address


@pytest.fixture(scope="module")
def editor(chromium: Browser, site: str) -> object:
    return session(chromium, site, "een-redacteur")


@pytest.fixture
def options(request: pytest.FixtureRequest, editor: object) -> dict[str, object]:
    return {"storage_state": editor, **getattr(request, "param", {})}


def question(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_for_every_editor(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    is_light_and_for_everyone(page)


def test_what_visitors_left_comes_first_and_leads_to_what_an_editor_can_do(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Redactie").click()
    page.get_by_role("navigation", name="Redactie").get_by_role(
        "link", name="Vragen", exact=True
    ).click()
    first = page.get_by_role("article").first
    expect(first.get_by_role("heading", name=LEFT)).to_be_visible()
    expect(first.get_by_text("Achtergelaten")).to_be_visible()
    add = first.get_by_role("link", name="Document toevoegen")
    expect(add).to_have_attribute("href", re.compile(r"/redactie/toevoegen\?vraag=Mag\+een"))
    page.get_by_role("link", name="Beoordelingen").click()
    expect(page.get_by_role("article", name="hitteplan")).to_contain_text("Te algemeen.")


def test_the_keyboard_settles_a_question(page: Page) -> None:
    page.goto(QUESTIONS)
    settle = question(page, OFTEN).get_by_role("button", name="Afgehandeld")
    settle.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".utrecht-alert").get_by_text("De vraag is afgehandeld.")).to_be_visible()
    expect(question(page, OFTEN)).to_have_count(0)


@pytest.mark.parametrize("options", [{"java_script_enabled": False, **PHONE}], indirect=True)
def test_a_question_becomes_a_golden_question_on_a_phone_without_a_script(page: Page) -> None:
    page.goto(QUESTIONS)
    question(page, TOLD).get_by_role("link", name="Maak er een gouden vraag van").click()
    expect(page.get_by_label("De vraag", exact=True)).to_have_value(TOLD)
    page.get_by_role("button", name="Bewaar gouden vraag").click()
    expect(page.get_by_role("heading", name=re.compile(r"Er (is|zijn) \d fout"))).to_be_visible()
    page.get_by_label("Staat het goede document er niet bij?").fill("hittestress ouderen")
    page.get_by_role("button", name="Zoek documenten").click()
    right = page.get_by_role("group", name=re.compile("Past dit document.*Hittestress en kwets"))
    right.get_by_label("Geeft antwoord").check()
    page.get_by_role("button", name="Bewaar gouden vraag").click()
    expect(page.get_by_text("De gouden vraag is toegevoegd.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(re.escape(TOLD)))).to_be_visible()
    page.goto(QUESTIONS)
    expect(question(page, TOLD)).to_have_count(0)


def test_lists_can_be_taken_along_to_a_spreadsheet(page: Page, tmp_path: Path) -> None:
    for address, name, text in (
        (QUESTIONS, "vragen.csv", LEFT),
        (f"{QUESTIONS}/beoordelingen", "beoordelingen.csv", "Te algemeen."),
        (f"{QUESTIONS}/gebruik", "documenten.csv", HITTE),
    ):
        page.goto(address)
        with page.expect_download() as arriving:
            page.get_by_role("link", name="Download als CSV").click()
        assert arriving.value.suggested_filename == name
        arriving.value.save_as(tmp_path / name)
        assert text in (tmp_path / name).read_text("utf-8-sig")
