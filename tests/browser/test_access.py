"""Every page for everyone: axe-core, keyboard, phone, without a script, in English."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "start": "/",
    "answers": "/?q=hitte+in+de+stad",
    "filtered": "/?q=circulaire+economie&soort=webinar&thema=circulaire+economie&pagina=2",
    "no answer": "/?q=kwantumcomputers+op+Mars",
    "nothing": "/?q=hitte&jaar=1900",
    "misspelt": "/?q=circluair+inkopen",
    "too long": "/?q=" + "x" * 2100,
    "webinar": "/documenten/webinars/leren-transformeren.vtt#passage-5",
    "pdf": "/documenten/handouts/woo-zoekslag-in-zeven-stappen.pdf#passage-2",
    "slides": "/documenten/handouts/materialenpaspoort-voor-gebouwen.pptx",
    "article": "/documenten/artikelen/hittestress-en-kwetsbare-ouderen.html",
    "about": "/over",
    "accessibility": "/toegankelijkheid",
    "privacy": "/privacy",
    "thanks": "/bedankt?voor=nee&q=hitte",
    "sign in": "/inloggen",
    "missing": "/nergens",
}


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A phone, and a laptop on which everything is enlarged four times.
SIZES = "performance.getEntries().map(each => each.transferSize ?? 0)"
HEAVIEST = 100_000
NARROW = ((360, 740), (320, 256))


@pytest.fixture
def options(request: pytest.FixtureRequest) -> dict[str, object]:
    found: dict[str, object] = getattr(request, "param", {})
    return found


def violations(page: Page, what: object) -> list[object]:
    """Return what axe-core finds, short enough to read."""
    found = page.evaluate("what => axe.run({ runOnly: what })", what)["violations"]
    return [
        (each["id"], each["help"], [node["html"][:160] for node in each["nodes"][:4]])
        for each in found
    ]


def is_light_and_for_everyone(page: Page) -> None:
    """Check the weight, both themes, everything unfolded, and narrow screens."""
    assert sum(page.evaluate(SIZES)) < HEAVIEST
    page.evaluate(AXE.read_text("utf-8"))
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert violations(page, RULES) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, {"type": "rule", "values": ["color-contrast"]}) == []
    for width, height in NARROW:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_for_everyone(page: Page, name: str) -> None:
    page.goto(PAGES[name])
    is_light_and_for_everyone(page)


@pytest.mark.parametrize("options", [{"viewport": {"width": 360, "height": 740}}], indirect=True)
def test_on_a_phone_filters_stand_folded_above_the_answers(page: Page) -> None:
    page.goto(PAGES["answers"])
    webinar = page.get_by_role("checkbox", name=re.compile("Webinar"))
    expect(webinar).to_be_hidden()
    page.locator("summary", has_text="Filters").click()
    webinar.check()
    expect(page).to_have_url(re.compile("soort=webinar"))
    expect(page.locator("summary", has_text="Filters (1)")).to_be_visible()
    expect(webinar).to_be_visible()


def test_the_keyboard_is_enough(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ga naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Wat wilt u weten?")).to_be_focused()
    page.keyboard.type("hitte in de stad")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(re.compile("passages gevonden"))
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.card') !== null"):
            break
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/documenten/"))


@pytest.mark.parametrize("options", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_a_script(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Wat wilt u weten?").fill("circulaire economie")
    page.get_by_role("button", name="Zoeken").click()
    page.get_by_role("checkbox", name=re.compile("Webinar")).check()
    page.get_by_role("button", name="Filters toepassen").click()
    expect(page).to_have_url(re.compile("soort=webinar"))
    page.get_by_role("link", name="Volgende").click()
    expect(page).to_have_url(re.compile("soort=webinar&pagina=2"))
    page.locator(".jump").first.click()
    expect(page.locator(".passage:target")).to_be_visible()
    page.locator(".passage:target summary").click()
    expect(page.locator(".passage:target .cite p")).to_contain_text("#passage-")
    expect(page.locator(".passage:target a.time").first).to_have_attribute(
        "href", re.compile("#t-?")
    )
    page.goto("/?q=circulaire+economie")
    page.locator(".hit").first.get_by_role("button", name="Ja").click()
    expect(page.get_by_role("heading", name="Dank u wel")).to_be_visible()
    page.get_by_role("link", name="Terug naar waar u was").click()
    expect(page).to_have_url(re.compile(r"q=circulaire\+economie"))


@pytest.mark.parametrize("options", [{"locale": "en-GB"}], indirect=True)
def test_the_interface_speaks_english_on_request(page: Page) -> None:
    page.goto("/?q=grid+congestion+on+business+parks")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    expect(page.locator(".snippet").first).to_have_attribute("lang", "nl")
    page.get_by_role("link", name="Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.goto("/over")
    expect(page.get_by_role("heading", name="Over deze kennisbank")).to_be_visible()
