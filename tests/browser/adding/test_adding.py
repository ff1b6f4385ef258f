"""Adding documents in a real browser: every format, many at once, and what goes wrong."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import (
    Page,
    expect,
)

from kb.app import Application
from tests.browser.adding.support import (
    EDITOR,
    HERE,
    LONG,
    PATIENCE,
    article,
    choose,
    payload,
    samples,
)
from tests.browser.test_access import AXE, RULES, violations

ANNA = f"# Verslag van Anna\n\n{LONG}\n\nBel Anna op 06-12345678 of mail anna@waterdam.example.\n"
TOO_WIDE = """width => [...document.querySelectorAll("main *")]
    .filter(each => each.getBoundingClientRect().right > width)
    .map(each => each.outerHTML.slice(0, 120))"""
NARROW = {"width": 390, "height": 800}


def test_files_of_every_format_are_received_understood_saved_and_found(page: Page) -> None:
    files = samples()
    assert len(files) == 9
    page.goto(HERE)
    page.locator("#bestanden").set_input_files(files)
    ready = page.get_by_role("button", name=f"Sla op wat in orde is ({len(files)})")
    expect(ready).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("status").first).to_have_text(re.compile("Klaar om op te slaan"))
    for kind in ("Artikel", "Webinar", "Handout"):
        expect(page.locator(".line-facts", has_text=kind).first).to_be_visible()
    ready.click()
    expect(page.locator("#net-stand")).to_have_text(
        f"Alle {len(files)} documenten zijn te vinden.", timeout=PATIENCE
    )
    expect(page.locator("#klaar")).to_contain_text("Er staat niets van u klaar")
    page.locator("#net summary").click()
    expect(page.locator("#net .line")).to_have_count(len(files))
    page.locator("#net .line a").first.click()
    expect(page).to_have_url(re.compile("/redactie/documenten/"))
    expect(page.get_by_text("Doorzoekbaar", exact=True).first).to_be_visible()


def test_one_file_is_seen_changed_and_saved_and_the_page_says_when_it_is_found(
    page: Page, desk: Application
) -> None:
    page.goto(HERE)
    choose(page, payload("Zonnepanelen op scholen.md", f"# Zon op scholen\n\n{LONG}"))
    expect(page).to_have_url(re.compile(f"{HERE}/[0-9a-f]+$"), timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Zon op scholen")
    expect(page.locator(".place-text")).to_contain_text("De gemeente plantte bomen")
    page.get_by_label("Titel").fill("")
    page.get_by_label("Datum").fill("gisteren")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Er zijn 2 fouten")
    page.get_by_role("link", name="Vul een titel in.").click()
    expect(page.get_by_label("Titel")).to_be_focused()
    page.get_by_label("Titel").fill("Zonnepanelen op schooldaken")
    page.get_by_label("Datum").fill("17 mei 2024")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page).to_have_url(re.compile("/redactie/documenten/artikelen/zonnepanelen-op-scholen"))
    expect(page.get_by_text("Doorzoekbaar", exact=True).first).to_be_visible(timeout=PATIENCE)
    page.goto("/?q=zonnepanelen+op+schooldaken")
    found = page.locator(".title a", has_text="Zonnepanelen op schooldaken")
    expect(found).to_be_visible()
    assert desk.staging.all() == ()


def test_files_are_dropped_anywhere_on_the_page(page: Page) -> None:
    page.goto(HERE)
    dropped = page.evaluate_handle(
        """() => {
            const found = new DataTransfer();
            for (const name of ["een.md", "twee.md"]) {
                const text = `# Over ${name}\\n\\n` + `${name} heeft woorden genoeg. `.repeat(30);
                found.items.add(new File([text], name));
            }
            return found;
        }"""
    )
    frame = page.locator(".drop")
    page.dispatch_event("h1", "dragenter", {"dataTransfer": dropped})
    expect(frame).to_have_class(re.compile("over"))
    page.dispatch_event("h1", "drop", {"dataTransfer": dropped})
    expect(frame).not_to_have_class(re.compile("over"))
    expect(page.get_by_role("link", name="Over een.md")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("link", name="Over twee.md")).to_be_visible(timeout=PATIENCE)


def read_by_now(page: Page) -> None:
    """Look again, as one does without a script, until the file has been read."""
    while (again := page.get_by_role("link", name="Kijk of het al klaar is")).count():
        again.click()


@pytest.mark.parametrize("options", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_a_script(page: Page, desk: Application) -> None:
    page.goto(f"{HERE}?vraag=Wie+plant+er+bomen%3F")
    choose(page, article(10), article(11))
    page.get_by_role("button", name="Bestanden toevoegen").click()
    expect(page.locator("#klaar-kop")).to_have_text("Klaar om op te slaan (2)")
    while page.get_by_role("link", name="Bekijk de lijst opnieuw").count():
        page.get_by_role("link", name="Bekijk de lijst opnieuw").click()
    page.get_by_role("button", name="Haal weg Stuk nummer 11").click()
    expect(page.get_by_text("Het bestand is weggehaald")).to_be_visible()
    page.get_by_role("link", name="Stuk nummer 10").click()
    read_by_now(page)
    expect(page.get_by_text("Wie plant er bomen?")).to_be_visible()
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page).to_have_url(re.compile(r"gedaan=toegevoegd&vraag=Wie"))
    page.goto(HERE)
    page.get_by_text("Tekst plakken").click()
    page.get_by_label("Titel").fill("Geplakt verhaal")
    page.get_by_label("Tekst", exact=True).fill(f"Aanleiding\n\n{LONG}")
    page.get_by_role("button", name="Tekst toevoegen").click()
    read_by_now(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Geplakt verhaal")
    page.get_by_role("button", name="Niet toevoegen").click()
    page.get_by_text("Webpagina toevoegen").first.click()
    page.get_by_label("Adres van de pagina").fill("https://waterdam.example/bomen")
    html = f"<html><body><main><h1>Bomen op het web</h1><p>{LONG}</p></main></body></html>"
    page.get_by_label("Bewaarde pagina").set_input_files([payload("bomen.html", html)])
    page.get_by_role("button", name="Webpagina toevoegen").click()
    read_by_now(page)
    expect(page.get_by_label("Adres van de bron")).to_have_value("https://waterdam.example/bomen")


def test_from_a_visitors_question_to_a_golden_one(page: Page, desk: Application) -> None:
    question = "Waar staan de deelscooters in de binnenstad?"
    desk.journal.leave(question)
    page.goto("/redactie/vragen")
    asked = page.get_by_role("article", name=question)
    asked.get_by_role("link", name="Document toevoegen").click()
    expect(page.get_by_text("U zoekt een document bij deze vraag")).to_be_visible()
    told = "De deelscooters in de binnenstad staan bij het station en naast het stadhuis. "
    choose(page, payload("deelscooters.md", f"# Deelscooters in de binnenstad\n\n{told * 9}"))
    save = page.get_by_role("button", name="Opslaan", exact=True)
    save.click(timeout=PATIENCE)
    page.get_by_role("link", name="Probeer deze vraag").click(timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("Deelscooters in de binnenstad")
    page.go_back()
    page.get_by_role("link", name="Maak er een gouden vraag van").click()
    expect(page.locator("#graad-1-2")).to_be_checked()
    page.get_by_role("button", name="Bewaar gouden vraag").click()
    expect(page.get_by_text("De gouden vraag is toegevoegd")).to_be_visible()
    (golden,) = desk.golden.all()
    assert golden.relevant == {"artikelen/deelscooters.md": 2}
    page.goto("/redactie/vragen")
    expect(asked).to_have_count(0)


def everyone(page: Page) -> None:
    """Check a page for everyone: axe-core in light and dark, and nothing wider than a phone."""
    # A form that was sent gives a page whose styles may still be on their way.
    page.wait_for_load_state()
    page.evaluate(AXE.read_text("utf-8"))
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert violations(page, RULES) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, {"type": "rule", "values": ["color-contrast"]}) == []
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert page.evaluate(TOO_WIDE, NARROW["width"]) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_every_page_is_for_everyone(page: Page, desk: Application) -> None:
    page.goto(f"{HERE}?vraag=Wie+plant+er+bomen%3F")
    everyone(page)
    near = (desk.settings.corpus / "artikelen/hitte.txt").read_text().replace("zomerdag", "dag")
    choose(
        page,
        payload("anna.md", ANNA),
        payload("warm.txt", near),
        payload("stuk.md", "---\na: [\n---\n# Titel\n\ntekst"),
        payload("plaatje.png", b"\x89PNG"),
        article(20),
        article(21),
    )
    for said in ("Nakijken (2)", "In orde (2)", "Kan niet (1)"):
        expect(page.get_by_text(said)).to_be_visible(timeout=PATIENCE)
    everyone(page)
    for name in ("Verslag van Anna", "Hittestress in de binnenstad", "stuk.md"):
        page.goto(HERE)
        page.get_by_role("link", name=name).first.click()
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        everyone(page)
        if page.get_by_role("button", name="Opslaan", exact=True).count():
            page.get_by_label("Titel").fill("")
            page.get_by_role("button", name="Opslaan", exact=True).click()
            expect(page.get_by_role("alert")).to_contain_text("Vul een titel in.")
            everyone(page)
        if page.get_by_role("link", name="Vergelijk met").count():
            page.get_by_role("link", name="Vergelijk met").first.click()
            expect(page.get_by_role("heading", name="Vergelijk twee documenten")).to_be_visible()
            everyone(page)


@contextmanager
def read_slowly(desk: Application, name: str, text: str) -> Iterator[Callable[[], None]]:
    """Give an upload whose reader waits until the callable is called."""
    staged = desk.staging.receive(name, EDITOR.name, [text.encode()])
    staged.file.unlink()
    # Who opens a pipe to read waits for who opens it to write.
    os.mkfifo(staged.file)

    def write() -> None:
        staged.file.write_bytes(text.encode())
        staged.file.unlink()

    try:
        yield write
    finally:
        # A test that failed leaves no reader waiting for ever.
        with suppress(OSError):
            os.close(os.open(staged.file, os.O_WRONLY | os.O_NONBLOCK))


def test_the_page_of_a_file_that_is_being_read_is_for_everyone_and_goes_on(
    page: Page, desk: Application
) -> None:
    with read_slowly(desk, "traag.md", f"# Een traag verhaal\n\n{LONG}") as write:
        page.goto(HERE)
        expect(page.locator("#klaar")).to_contain_text("kb leest nog 1 bestand.")
        everyone(page)
        (staged,) = desk.staging.all()
        page.goto(f"{HERE}/{staged.id}")
        expect(page.get_by_role("status").first).to_contain_text("traag.md wordt gelezen.")
        everyone(page)
        write()
        expect(page.get_by_role("heading", level=1)).to_have_text("Een traag verhaal")


@pytest.mark.parametrize("options", [{"java_script_enabled": False}], indirect=True)
def test_without_a_script_the_page_of_a_file_that_is_being_read_promises_nothing(
    page: Page, desk: Application
) -> None:
    with read_slowly(desk, "traag.md", f"# Een trager verhaal\n\n{LONG}") as write:
        (staged,) = desk.staging.all()
        page.goto(f"{HERE}/{staged.id}")
        expect(page.get_by_text("gaat vanzelf verder")).to_be_hidden()
        write()
        read_by_now(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Een trager verhaal")
