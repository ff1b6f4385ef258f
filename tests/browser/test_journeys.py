"""What visitors do, from question to place."""

import io
import json
import re
import wave

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

QUESTION = "Hoe betrek ik inwoners bij een circulaire wijk?"


def ask(page: Page, question: str) -> None:
    page.goto("/")
    page.get_by_label("Wat wilt u weten?").fill(question)
    page.get_by_role("button", name="Zoeken").click()
    page.locator(".hit, .utrecht-alert").first.wait_for()


def hits(page: Page) -> Locator:
    return page.locator(".hit")


def in_view(page: Page, fragment: str) -> None:
    """Wait until the top of an element is on the screen."""
    page.wait_for_function(
        "id => { const box = document.getElementById(id)?.getBoundingClientRect();"
        " return box && box.top >= 0 && box.top < innerHeight; }",
        arg=fragment,
    )


def test_from_an_example_to_the_passage_in_view(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=QUESTION).click()
    expect(page).to_have_title(re.compile(re.escape(QUESTION)))
    expect(page.get_by_label("Wat wilt u weten?")).to_have_value(QUESTION)
    link = page.locator(".title a").first
    fragment = str(link.get_attribute("href")).split("#")[1]
    link.click()
    expect(page.locator(f"#{fragment}")).to_be_visible()
    in_view(page, fragment)
    shown = page.locator(f"#{fragment}").evaluate("box => getComputedStyle(box).backgroundColor")
    assert shown != page.locator("body").evaluate("box => getComputedStyle(box).backgroundColor")


@pytest.mark.parametrize(
    ("question", "kind", "place"),
    [
        ("woo-zoekslag", "handout", r"Pagina \d"),
        ("materialenpaspoort", "handout", r"Dia \d+"),
        ("warmtenet gesprek met bewoners", "webinar", r"Vanaf \d+:\d\d"),
    ],
)
def test_an_answer_opens_at_its_page_slide_or_minute(
    page: Page, question: str, kind: str, place: str
) -> None:
    page.goto(f"/?q={question}&soort={kind}")
    jump = page.locator(".jump", has_text=re.compile(place)).first
    fragment = str(jump.get_attribute("href")).split("#")[1]
    jump.click()
    page.wait_for_url(re.compile("/documenten/"))
    in_view(page, fragment)
    passage = page.locator(f"#{fragment}")
    if place.startswith("Pagina"):
        number = re.search(r"\d+", passage.locator("xpath=..").locator("h2").inner_text())
        assert number
        original = passage.locator("xpath=..").get_by_role("link", name="Open in de PDF")
        assert str(original.get_attribute("href")).endswith(f".pdf#page={number.group()}")
    if place.startswith("Vanaf"):
        expect(passage.locator("a.time").first).to_have_text(re.compile(r"\d+:\d\d"))


def test_filters_count_narrow_and_can_be_taken_back(page: Page) -> None:
    ask(page, "circulaire economie")
    before = page.locator("#stand").inner_text()
    webinar = page.get_by_role("checkbox", name=re.compile("Webinar"))
    webinar.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("soort=webinar"))
    expect(page.locator("#stand")).not_to_have_text(before)
    expect(webinar).to_be_checked()
    expect(webinar).to_be_focused()
    kinds = {text.split(", ")[0] for text in page.locator(".card .what").all_inner_texts()}
    assert kinds == {"Webinar"}
    expect(page.get_by_role("status")).to_have_text(page.locator("#stand").inner_text())
    page.go_back()
    expect(page.locator("#stand")).to_have_text(before)
    page.go_forward()
    page.get_by_role("link", name=re.compile("Webinar.*filter weghalen")).click()
    expect(page.locator("#stand")).to_have_text(before)


def test_paging_and_order_keep_the_question(page: Page) -> None:
    ask(page, "gemeente")
    first = hits(page).first.inner_text()
    page.get_by_role("link", name="Volgende").click()
    expect(page).to_have_url(re.compile("pagina=2"))
    assert hits(page).first.inner_text() != first
    assert page.evaluate("scrollY") == 0
    page.get_by_role("link", name="Nieuwste eerst").click()
    expect(page).to_have_url(re.compile(r"q=gemeente&sorteer=datum$"))
    facts = " ".join(page.locator(".card .facts").all_inner_texts())
    years = re.findall(r"20\d\d", facts)
    assert years == sorted(years, reverse=True)


def test_without_an_answer_the_page_says_so_and_takes_the_question(page: Page) -> None:
    ask(page, "kwantumcomputers op Mars")
    expect(page.get_by_role("heading", name="Geen goed antwoord gevonden")).to_be_visible()
    page.get_by_role("button", name="Laat deze vraag achter").click()
    expect(page.locator(".thanks")).to_contain_text("bij de redactie")


def test_a_visitor_says_whether_it_helped_and_why_not(page: Page) -> None:
    ask(page, QUESTION)
    hits(page).nth(0).get_by_role("button", name="Ja").click()
    expect(hits(page).nth(0).locator(".thanks")).to_contain_text("Fijn dat dit u hielp")
    hits(page).nth(1).get_by_role("button", name="Nee").click()
    remark = hits(page).nth(1).get_by_label("Wat zocht u, of wat klopt er niet?")
    remark.fill("Dit ging over iets anders.")
    hits(page).nth(1).get_by_role("button", name="Versturen").click()
    expect(hits(page).nth(1).locator(".thanks")).to_contain_text("De redactie leest")


def suggest(route: Route) -> None:
    found = [
        {"tekst": "hittestress", "soort": "thema", "url": "/?q=hittestress"},
        {"tekst": "Een lokaal hitteplan", "soort": "titel", "url": "/over"},
    ]
    route.fulfill(body=json.dumps({"suggesties": found}), content_type="application/json")


def test_suggestions_are_chosen_with_the_keyboard(page: Page, context: BrowserContext) -> None:
    context.route("**/v1/suggesties?*", suggest)
    page.goto("/")
    field = page.get_by_role("combobox")
    field.press_sequentially("hit")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text("2 suggesties. Kies met de pijltjes.")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_value("hittestress")
    field.press("Escape")
    expect(field).to_have_value("hit")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("t")
    expect(options).to_have_count(2)
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowUp")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"q=hittestress$"))
    expect(hits(page).first).to_be_visible()


def test_a_reference_can_be_copied(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/documenten/handouts/woo-zoekslag-in-zeven-stappen.pdf#passage-2")
    passage = page.locator("#passage-2")
    passage.get_by_text("Verwijs").click()
    passage.get_by_role("button", name="Kopieer").click()
    expect(passage.get_by_role("button", name="Gekopieerd")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"zeven stappen \(handout\)\. .*pagina 1\. http.*\.pdf#passage-2$", copied)


def test_a_recording_is_asked_for_only_when_a_visitor_plays_it(
    page: Page, context: BrowserContext, expected: set[str]
) -> None:
    recording = "https://voorbeeld.example/media/leren-transformeren.mp4"
    context.route(recording, lambda route: route.fulfill(status=404))
    page.goto("/documenten/webinars/leren-transformeren.vtt")
    expect(page.get_by_role("link", name="Bekijk de opname")).to_be_visible()
    assert page.locator("video").count() == 0
    gone = "Failed to load resource: the server responded with a status of 404 (Not Found)"
    expected |= {recording, gone}
    with page.expect_request(recording):
        page.locator("#t-234 a.time").click()
    expect(page.locator(".recording")).to_contain_text("De opname is nu niet te bereiken.")


def test_what_is_typed_brings_suggestions_of_the_site_itself(
    page: Page, context: BrowserContext
) -> None:
    context.unroute("**/v1/suggesties?*")
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("hittestr")
    theme = page.get_by_role("option", name="hittestress thema")
    expect(theme).to_be_visible()
    theme.click()
    expect(page).to_have_url(re.compile(r"q=hittestress$"))


def test_from_a_hit_and_from_a_document_to_others_about_the_same(page: Page) -> None:
    page.goto("/?q=circulair+inkopen")
    page.get_by_role("link", name="Meer zoals dit").first.click()
    related = page.get_by_role("region", name="Meer zoals dit")
    expect(related).to_be_in_viewport()
    here = page.url
    related.get_by_role("link").first.click()
    page.wait_for_url(re.compile("/documenten/(?!.*#)"))
    assert page.url != here
    expect(page.get_by_text("Heeft dit document u geholpen?")).to_be_visible()


# A real recording would be too heavy to keep here.
RATE, SECONDS = 8000, 300


def recording() -> bytes:
    """Return a WAV of silence, long enough to jump in."""
    found = io.BytesIO()
    with wave.open(found, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(b"\x80" * (RATE * SECONDS))
    return found.getvalue()


def test_a_recording_jumps_to_the_turn_that_is_clicked(
    page: Page, context: BrowserContext, expected: set[str]
) -> None:
    address = "https://voorbeeld.example/media/leren-transformeren.mp4"
    expected |= {address}
    sound = recording()

    def play(route: Route) -> None:
        start = int(route.request.headers.get("range", "bytes=0-")[6:].split("-")[0])
        headers = {
            "Accept-Ranges": "bytes",
            "Content-Range": f"bytes {start}-{len(sound) - 1}/{len(sound)}",
        }
        route.fulfill(status=206, body=sound[start:], headers=headers, content_type="audio/wav")

    context.route(address, play)
    page.goto("/documenten/webinars/leren-transformeren.vtt")
    player = page.locator(".recording video")
    for second in (234, 64):
        page.locator(f"#t-{second} a.time").click()
        expect(player).to_have_js_property("readyState", 4)
        at = player.evaluate("video => video.currentTime")
        assert second <= at < second + 20
        expect(page.locator("a.time[aria-current]")).to_have_count(1)
        expect(page.locator(f"#t-{second} a.time")).to_have_attribute("aria-current", "true")
