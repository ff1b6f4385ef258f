"""Editors keep their documents: the list, two editors on one document, a new file, withdrawing."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from kb.app import Application
from kb.editing.documents import Edit
from tests.browser.conftest import PASSWORD, PATIENCE, ROOT, serving
from tests.browser.test_access import AXE, NARROW, RULES, violations
from tests.support import Silent, application

HERE = "/redactie/documenten"
PATH = "artikelen/droogte-en-bodemdaling-in-oude-wijken.md"
DOCUMENT = f"{HERE}/{PATH}"
FEW = ("artikelen/droogte*", "artikelen/hittestress*", "webinars/leren*", "handouts/woo*")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Application:
    """A few of the sample documents that these tests may change, and one that cannot be read."""
    folder = tmp_path_factory.mktemp("keeping")
    for pattern in FEW:
        for file in (ROOT / "corpus").glob(pattern):
            target = folder / "corpus" / file.relative_to(ROOT / "corpus")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    (folder / "corpus" / "handouts" / "kapot.pdf").write_bytes(b"geen pdf")
    services = application(folder / "corpus", folder / "index")
    services.build(Silent())
    for name in ("anna", "bram"):
        services.journal.accounts.add(name, "redacteur", PASSWORD)
    services.journal.accounts.add("carla", "beheerder", PASSWORD)
    return services


@pytest.fixture(scope="module")
def site(kept: Application) -> Iterator[str]:
    with serving(kept) as address:
        yield address


@pytest.fixture
def editor(kept: Application, context: BrowserContext, site: str) -> Page:
    """A page of an editor who is signed in."""
    return signed_in(kept, context, site, "anna")


def signed_in(kept: Application, context: BrowserContext, site: str, name: str) -> Page:
    account = kept.journal.accounts.check(name, PASSWORD)
    assert account
    token = kept.journal.sessions.start(account)
    context.add_cookies([{"name": "kb", "value": token, "url": site}])
    return context.new_page()


def is_for_everyone(page: Page) -> None:
    page.evaluate(AXE.read_text("utf-8"))
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert violations(page, RULES) == []
    size = page.viewport_size
    page.emulate_media(color_scheme="dark")
    assert violations(page, {"type": "rule", "values": ["color-contrast"]}) == []
    page.emulate_media(color_scheme="light")
    for width, height in NARROW:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    if size:
        page.set_viewport_size(size)


def rewrite(page: Page, change: Callable[[str], str]) -> None:
    field = page.get_by_label("Tekst", exact=True)
    field.fill(change(field.input_value()))


def save(page: Page) -> None:
    page.get_by_role("button", name="Opslaan").click()


def searchable(page: Page) -> None:
    """Wait until the page says by itself that visitors find the document."""
    expect(page.locator("#stand")).to_contain_text(
        "Bezoekers vinden dit document", timeout=PATIENCE
    )


def test_the_list_is_filtered_sorted_and_shared(editor: Page) -> None:
    editor.goto("/redactie")
    rows = editor.locator(".listing tbody tr")
    first = rows.first
    expect(first).to_contain_text("Mislukt")
    expect(first).to_contain_text("Deze PDF is beschadigd")
    is_for_everyone(editor)
    editor.get_by_label("Soort").select_option("webinar")
    editor.get_by_role("button", name="Toon").click()
    expect(editor).to_have_url(re.compile("soort=webinar"))
    expect(rows).to_have_count(1)
    expect(editor.get_by_role("option", name="Webinar (1)")).to_have_attribute("selected", "")
    editor.get_by_role("link", name="Toon alles").click()
    editor.get_by_role("link", name="Document", exact=False).filter(has_text="Sorteer").click()
    expect(editor.locator("[aria-sort=ascending]")).to_contain_text("Document")
    editor.get_by_role("link", name=re.compile("Mislukt 1")).click()
    editor.get_by_role("link", name="Kapot").click()
    expect(editor.locator("#stand")).to_contain_text("Verbeter het bestand en vervang het.")
    is_for_everyone(editor)


def test_of_two_editors_the_second_sees_both_texts_and_loses_nothing(
    kept: Application, chromium: Browser, editor: Page, site: str, expected: set[str]
) -> None:
    expected.add("Failed to load resource: the server responded with a status of 409 (Conflict)")
    editor.goto(DOCUMENT)
    editor.get_by_role("link", name="Tekst bewerken").click()
    other = signed_in(kept, chromium.new_context(base_url=site), site, "bram")
    other.goto(f"{DOCUMENT}/tekst")
    rewrite(other, lambda text: text.replace("twee droge zomers", "drie droge zomers"))
    save(other)
    searchable(other)
    other.context.close()
    rewrite(editor, lambda text: text.replace("twee droge zomers", "vier natte winters"))
    save(editor)
    expect(editor.get_by_role("alert")).to_contain_text("bram heeft dit document veranderd")
    expect(editor.locator(".contrast del")).to_have_text("drie droge zomers")
    expect(editor.locator(".contrast ins")).to_have_text("vier natte winters")
    is_for_everyone(editor)
    save(editor)
    searchable(editor)
    expect(editor.get_by_role("status").first).to_contain_text("De tekst is opgeslagen")
    editor.goto("/?q=vier+natte+winters+klemmende+deuren")
    expect(editor.locator(".hit").first).to_contain_text("vier natte winters")
    editor.goto(DOCUMENT)
    editor.get_by_role("link", name="Bekijk wat er veranderde").first.click()
    expect(editor.locator(".contrast ins")).to_have_text("vier natte winters")
    is_for_everyone(editor)


def test_leaving_a_text_half_way_asks_first_and_a_server_that_is_away_costs_nothing(
    editor: Page, expected: set[str]
) -> None:
    expected.add("Failed to load resource: net::ERR_FAILED")
    editor.goto(f"{DOCUMENT}/tekst")
    rewrite(editor, lambda text: f"{text}\nHalf af.")
    editor.route("**/gezond", lambda route: route.abort())
    save(editor)
    expect(editor.locator(".unsent")).to_contain_text("niet bereikbaar")
    expect(editor.get_by_label("Tekst", exact=True)).to_have_value(re.compile("Half af"))
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    editor.on("dialog", leave)
    editor.get_by_role("link", name="Niet opslaan").click()
    expect(editor).to_have_url(re.compile(r"\.md$"))
    assert asked == ["beforeunload"]


def test_metadata_are_mended_with_the_mistake_at_its_field(
    editor: Page, expected: set[str]
) -> None:
    expected.add("Failed to load resource: the server responded with a status of 400 (Bad Request)")
    editor.goto(f"{DOCUMENT}/gegevens")
    editor.get_by_label("Titel").fill("")
    save(editor)
    editor.get_by_role("alert").get_by_role("link", name="Vul een titel in.").click()
    expect(editor.get_by_label("Titel")).to_be_focused()
    is_for_everyone(editor)
    editor.get_by_label("Titel").fill("Scheuren en funderingen")
    save(editor)
    searchable(editor)
    editor.goto("/redactie?zoek=scheuren+en+funderingen")
    expect(editor.locator(".listing tbody tr")).to_have_count(1)


def test_a_file_is_replaced_after_its_difference_was_seen(
    editor: Page, kept: Application, tmp_path: Path
) -> None:
    path = "handouts/woo-zoekslag-in-zeven-stappen.pdf"
    other = next(
        file
        for file in (ROOT / "corpus" / "handouts").glob("*.pdf")
        if not file.name.startswith("woo")
    )
    editor.goto(f"{HERE}/{path}")
    editor.get_by_role("link", name="Bestand vervangen").click()
    expect(editor.get_by_label("Nieuw bestand")).to_be_visible()
    is_for_everyone(editor)
    editor.get_by_label("Nieuw bestand").set_input_files(other)
    editor.get_by_role("button", name="Bekijk het verschil").click()
    expect(editor.locator(".contrast .new").first).to_be_visible(timeout=PATIENCE)
    is_for_everyone(editor)
    before = (kept.settings.corpus / path).read_bytes()
    editor.get_by_role("button", name="Vervang het bestand").click()
    expect(editor.get_by_text("Het bestand is vervangen.")).to_be_visible()
    searchable(editor)
    with editor.expect_download() as download:
        editor.get_by_role("link", name="Download de oude versie").first.click()
    assert download.value.path().read_bytes() == before
    assert (kept.settings.corpus / path).read_bytes() == other.read_bytes()


def test_a_document_is_withdrawn_with_a_reason_and_comes_back(editor: Page) -> None:
    path = "artikelen/hittestress-en-kwetsbare-ouderen.html"
    editor.goto(f"{HERE}/{path}")
    editor.get_by_role("link", name="Intrekken").click()
    editor.get_by_label("Waarom trekt u het in?").fill("Er is een nieuwe handreiking.")
    is_for_everyone(editor)
    editor.get_by_role("button", name="Trek in").click()
    expect(editor.locator("#stand")).to_contain_text("niet meer", timeout=PATIENCE)
    is_for_everyone(editor)
    editor.get_by_role("link", name="Ingetrokken documenten").click()
    expect(editor.locator(".gone li")).to_contain_text("Er is een nieuwe handreiking.")
    is_for_everyone(editor)
    editor.get_by_role("button", name="Zet terug").click()
    searchable(editor)


def test_an_earlier_version_is_removed_for_good_after_a_question(
    kept: Application, context: BrowserContext, site: str
) -> None:
    path = "webinars/leren-transformeren.vtt"
    before = kept.documents.text(path)
    edit = Edit(path, kept.documents.digest(path), "anna")
    kept.documents.rewrite(edit, f"{before}\n\nNOTE Bel Anna op 06-12345678.\n")
    kept.documents.rewrite(replace(edit, loaded=kept.documents.digest(path)), before)
    page = signed_in(kept, context, site, "carla")
    page.goto(f"{HERE}/{path}")
    page.get_by_role("link", name="Verwijder deze versie voorgoed").first.click()
    expect(page.get_by_text("Dit kunt u niet ongedaan maken.")).to_be_visible()
    is_for_everyone(page)
    page.get_by_role("link", name="Niet verwijderen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat er veranderde")
    is_for_everyone(page)
    page.get_by_role("link", name="Verwijder deze versie voorgoed").click()
    page.get_by_role("button", name="Verwijder voorgoed").click()
    expect(page.get_by_role("status").first).to_contain_text("voorgoed verwijderd")
    is_for_everyone(page)
    assert [each.file.read_text() for each in kept.documents.versions(path)] == [before]


def test_a_question_is_tried_against_one_document(editor: Page) -> None:
    editor.goto(f"{HERE}/webinars/leren-transformeren.vtt")
    editor.get_by_label("Vraag van een bezoeker").fill("Hoe leren ambtenaren transformeren?")
    editor.get_by_role("button", name="Probeer").click()
    expect(editor.get_by_role("status").first).to_contain_text("Op plaats")
    expect(editor.locator("blockquote mark").first).to_be_visible()
    editor.get_by_label("Vraag van een bezoeker").fill("scheuren in een fundering op houten palen")
    editor.get_by_role("button", name="Probeer").click()
    expect(editor.get_by_text("Ontbreekt")).to_be_visible()
    is_for_everyone(editor)


@pytest.mark.parametrize("options", [{"java_script_enabled": False}])
def test_everything_works_without_a_script(editor: Page, options: dict[str, object]) -> None:
    editor.goto("/redactie")
    editor.get_by_label("Zoek op titel").fill("scheuren")
    editor.get_by_role("button", name="Toon").click()
    editor.locator(".listing tbody a").click()
    editor.get_by_role("link", name="Tekst bewerken").click()
    rewrite(editor, lambda text: f"{text}\nZonder script opgeslagen.\n")
    save(editor)
    expect(editor.get_by_text("De tekst is opgeslagen")).to_be_visible()
    searchable(editor)


@pytest.mark.parametrize("options", [{"viewport": {"width": 390, "height": 800}}])
def test_on_a_phone_each_document_is_a_card(editor: Page, options: dict[str, object]) -> None:
    editor.goto("/redactie")
    expect(editor.get_by_label("Soort")).to_be_hidden()
    editor.locator("summary", has_text="Meer filters").click()
    expect(editor.get_by_label("Soort")).to_be_visible()
    left = editor.locator(".listing tbody td").evaluate_all(
        "cells => new Set(cells.map(cell => cell.getBoundingClientRect())"
        ".filter(box => box.width).map(box => box.left)).size"
    )
    assert left == 1
