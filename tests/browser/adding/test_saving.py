"""Saving many at once: how far it is, what could not be, and what happens when it breaks off."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Dialog, Page, Route, expect

from kb.app import Application
from tests.browser.adding.support import (
    EDITOR,
    HERE,
    PATIENCE,
    article,
    choose,
    desk_services,
    editor_at,
    running,
)
from tests.browser.adding.test_adding import everyone

SAVE = re.compile(f"{HERE}/[0-9a-f]+/opslaan$")
FAILED = "Failed to load resource: the server responded with a status of "


class Gate:
    """Lets so many savings through, and holds up those after them until it is opened."""

    def __init__(self, page: Page, most: int) -> None:
        self._page, self._left = page, most
        self._held: list[Route] = []
        page.route(SAVE, self._ask)

    def open(self) -> None:
        """Let everything through."""
        self._left += 1000
        for route in self._held:
            route.continue_()

    def forget(self) -> None:
        """Be there no more; what was held up goes nowhere."""
        self._page.unroute(SAVE)

    def _ask(self, route: Route) -> None:
        self._left -= 1
        if self._left >= 0:
            route.continue_()
        else:
            self._held.append(route)


def waits(desk: Application, *numbers: int) -> None:
    """Have articles wait for the editor, as if they were uploaded before."""
    for number in numbers:
        desk.staging.receive(f"stuk-{number:03}.md", EDITOR.name, [article(number)["buffer"]])


def save_all(page: Page, count: int) -> None:
    """Choose to save everything once so many are in order."""
    page.get_by_role("button", name=f"Sla op wat in orde is ({count})").click(timeout=PATIENCE)


def said(page: Page, text: str) -> None:
    expect(page.locator("#bewaren-stand")).to_have_text(text, timeout=PATIENCE)


def shown(desk: Application) -> list[str]:
    return sorted(each.shown for each in desk.staging.all())


def test_saving_many_says_how_far_it_is(page: Page, desk: Application) -> None:
    waits(desk, 40, 41, 42, 43, 44)
    page.goto(HERE)
    gate = Gate(page, 2)
    save_all(page, 5)
    said(page, "2 van 5 opgeslagen")
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    expect(page.locator("#lijst .line")).to_have_count(3)
    expect(page.locator("#klaar-kop")).to_have_text("Klaar om op te slaan (3)")
    expect(page.locator("#bewaren progress")).to_have_js_property("value", 0.4)
    everyone(page)
    assert len(desk.staging.all()) == 3
    gate.open()
    said(page, "5 documenten opgeslagen.")
    expect(page.locator("#bewaren-stand")).to_be_focused()
    expect(page.get_by_role("status").first).to_have_text("5 documenten opgeslagen.")
    expect(page.locator("#klaar")).to_contain_text("Er staat niets van u klaar")
    expect(page.locator("#net-stand")).to_have_text(
        re.compile("documenten zijn te vinden.$"), timeout=PATIENCE
    )
    assert desk.staging.all() == ()


def test_what_could_not_be_saved_is_named_and_the_others_go_on(
    page: Page, desk: Application, expected: set[str]
) -> None:
    expected |= {f"{FAILED}404 (Not Found)", f"{FAILED}409 (Conflict)"}
    waits(desk, 45, 46, 47)
    page.goto(HERE)
    gate = Gate(page, 0)
    save_all(page, 3)
    said(page, "0 van 3 opgeslagen")
    first, second, _ = desk.staging.all()
    # Meanwhile a colleague throws one away, and puts the other in the folder.
    desk.staging.drop(first.id)
    there = desk.settings.corpus / "artikelen/van-een-collega.md"
    there.write_bytes(second.file.read_bytes())
    gate.open()
    said(page, "1 van 3 opgeslagen. 2 bestanden zijn niet opgeslagen.")
    wrong = page.get_by_role("list", name="Bestanden die niet zijn opgeslagen")
    expect(wrong.locator("li")).to_have_count(2)
    expect(wrong).to_contain_text("Dit bestand staat niet meer klaar")
    expect(wrong).to_contain_text("Precies dit bestand is er al: artikelen/van-een-collega.md.")
    everyone(page)
    assert shown(desk) == [second.shown]


def test_saving_many_is_stopped_and_goes_on_later(page: Page, desk: Application) -> None:
    waits(desk, 48, 49, 50)
    page.goto(HERE)
    gate = Gate(page, 1)
    save_all(page, 3)
    said(page, "1 van 3 opgeslagen")
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Tekst plakken").click()
    gate.open()
    said(page, "Gestopt. 2 van 3 opgeslagen. De rest staat nog klaar.")
    expect(page.locator("summary", has_text="Tekst plakken")).to_be_focused()
    assert len(desk.staging.all()) == 1
    save_all(page, 1)
    said(page, "1 document opgeslagen.")
    assert desk.staging.all() == ()


def test_a_line_that_breaks_while_saving_leaves_nothing_double(
    page: Page, desk: Application, expected: set[str]
) -> None:
    expected |= {"Failed to load resource: net::ERR_FAILED", f"{FAILED}404 (Not Found)"}
    waits(desk, 51, 52)
    page.goto(HERE)
    button = page.get_by_role("button", name="Sla op wat in orde is (2)")
    expect(button).to_be_visible(timeout=PATIENCE)

    def save_and_say_nothing(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(f"**{HERE}", lambda route: route.abort())
    page.route(SAVE, save_and_say_nothing)
    button.click()
    said(page, "De verbinding viel weg. 0 van 2 opgeslagen. De rest staat nog klaar.")
    page.unroute_all()
    save_all(page, 2)
    said(page, "2 documenten opgeslagen.")
    assert desk.staging.all() == ()
    added = [line.document for line in desk.journal.trail() if "stuk-051" in line.document]
    assert added == ["artikelen/stuk-051.md"]


def test_what_is_wrong_in_a_field_for_all_is_said_before_anything_is_saved(
    page: Page, desk: Application, expected: set[str]
) -> None:
    expected.add(f"{FAILED}400 (Bad Request)")
    waits(desk, 53, 54)
    page.goto(HERE)
    page.get_by_text("Vul iets in voor al deze bestanden").click(timeout=PATIENCE)
    page.get_by_label("Datum").fill("ooit")
    save_all(page, 2)
    page.get_by_role("alert").get_by_role("link", name=re.compile("geen datum")).click()
    expect(page.get_by_label("Datum")).to_be_focused()
    assert len(desk.staging.all()) == 2


def test_whoever_leaves_while_saving_is_asked_and_loses_nothing(
    page: Page, desk: Application
) -> None:
    waits(desk, 55, 56, 57)
    page.goto(HERE)
    gate = Gate(page, 1)
    save_all(page, 3)
    said(page, "1 van 3 opgeslagen")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.get_by_role("link", name="Documenten", exact=True).click()
    expect(page).to_have_url(re.compile("/redactie$"))
    assert asked == ["beforeunload"]
    gate.forget()
    assert len(desk.staging.all()) == 2
    page.goto(HERE)
    expect(page.locator("#net")).to_contain_text("Stuk nummer 55")
    save_all(page, 2)
    said(page, "2 documenten opgeslagen.")


def test_a_server_that_is_killed_while_saving_keeps_what_was_saved_and_the_rest(
    chromium: Browser, tmp_path: Path
) -> None:
    services = desk_services(tmp_path)
    waits(services, 60, 61, 62)
    with (
        running(services, FOLLOW="false") as (address, server),
        editor_at(chromium, services, address) as page,
    ):
        page.goto(HERE)
        gate = Gate(page, 1)
        save_all(page, 3)
        said(page, "1 van 3 opgeslagen")
        server.kill()
        server.wait(10)
        gate.open()
        said(page, "De verbinding viel weg. 1 van 3 opgeslagen. De rest staat nog klaar.")
    assert len(shown(services)) == 2
    assert len(list((services.settings.corpus / "artikelen").glob("stuk-06*.md"))) == 1
    with (
        running(services) as (address, _),
        editor_at(chromium, services, address) as page,
    ):
        page.goto(HERE)
        save_all(page, 2)
        said(page, "2 documenten opgeslagen.")
        expect(page.locator("#net-stand")).to_have_text(
            "Alle 3 documenten zijn te vinden.", timeout=PATIENCE
        )


def test_two_hundred_files_at_once(page: Page, desk: Application) -> None:
    page.goto(HERE)
    choose(page, *(article(number) for number in range(100, 300)))
    expect(page.locator("#wachtrij-kop")).to_contain_text("worden verstuurd")
    every = page.get_by_role("button", name="Sla op wat in orde is (200)")
    expect(every).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#lijst .line")).to_have_count(200)
    page.get_by_text("Vul iets in voor al deze bestanden").click()
    page.get_by_label("Thema’s").fill("bomen, wijk")
    every.click(timeout=PATIENCE)
    said(page, "200 documenten opgeslagen.")
    expect(page.locator("#net-stand")).to_have_text(
        re.compile(r"^Alle 2\d\d documenten zijn te vinden\.$"), timeout=PATIENCE
    )
    assert desk.staging.all() == ()
    page.goto("/?q=onderwerp+234&thema=bomen")
    expect(page.locator(".title a").first).to_be_visible()
