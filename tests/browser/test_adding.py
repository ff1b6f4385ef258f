"""Adding documents in a real browser: every format, many at once, and what goes wrong."""

import os
import random
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pypdf
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Page,
    Route,
    expect,
)
from playwright.sync_api import Request as Asked

from kb.app import Application
from kb.web.auth.guard import csrf_token_for
from tests.browser.conftest import ROOT
from tests.browser.desk import EDITOR, Wire, desk_services, editor_at, enter, running
from tests.browser.test_access import AXE, RULES, violations

HERE = "/redactie/toevoegen"
# Reading and building take as long as they take; what matters is that they end.
PATIENCE = 60_000
LONG = "De gemeente plantte bomen in de straat en vroeg bewoners om mee te denken. " * 12
ANNA = f"# Verslag van Anna\n\n{LONG}\n\nBel Anna op 06-12345678 of mail anna@waterdam.example.\n"
WORDS = (
    "de het een en van in op voor met gemeente wijk bewoners straat plan besluit school park water "
    "energie vervoer bestuur inwoners project aanpak kosten jaar samen nieuw oud groot klein"
).split()
TOO_WIDE = """width => [...document.querySelectorAll("main *")]
    .filter(each => each.getBoundingClientRect().right > width)
    .map(each => each.outerHTML.slice(0, 120))"""
NARROW = {"width": 390, "height": 800}


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """Wait longer for what must come: files are read and indexed while others are tried."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Application:
    return desk_services(tmp_path_factory.mktemp("adding"))


@pytest.fixture(scope="module")
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
    context.set_default_timeout(20_000)
    for each in desk.staging.all():
        desk.staging.drop(each.id)
    return context.new_page()


def payload(name: str, text: str | bytes) -> FilePayload:
    data = text.encode() if isinstance(text, str) else text
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def article(number: int) -> FilePayload:
    """Return a text that is like no other."""
    chosen = random.Random(number).choices(WORDS, k=150)
    text = f"# Stuk nummer {number}\n\nDit stuk gaat over onderwerp {number}: {' '.join(chosen)}."
    return payload(f"stuk-{number:03}.md", text)


def choose(page: Page, *files: FilePayload) -> None:
    page.locator("#bestanden").set_input_files(list(files))


def samples() -> list[Path]:
    """One sample document of each format."""
    found = sorted(path for path in (ROOT / "corpus").rglob("*") if path.is_file())
    by_suffix = {path.suffix: path for path in found if path.suffix != ".yaml"}
    return list(by_suffix.values())


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


def test_what_is_wrong_with_a_file_is_said_and_the_others_go_on(
    page: Page, expected: set[str]
) -> None:
    expected.add(
        "Failed to load resource: the server responded with a status of 415 "
        "(Unsupported Media Type)"
    )
    page.goto(HERE)
    choose(
        page,
        payload("plaatje.png", b"\x89PNG"),
        payload("leeg.txt", ""),
        payload("nep.pdf", "geen pdf"),
        article(1),
    )
    queue = page.locator("#wachtrij li")
    expect(queue).to_have_count(3)
    expect(queue.filter(has_text="plaatje.png")).to_contain_text("Dit type bestand leest kb niet")
    expect(queue.filter(has_text="leeg.txt")).to_contain_text("Dit bestand is leeg")
    expect(queue.filter(has_text="nep.pdf")).to_contain_text("past niet bij de naam")
    expect(page.locator("#wachtrij-kop")).to_have_text("3 bestanden zijn niet verstuurd")
    expect(page.get_by_role("link", name="Stuk nummer 1")).to_be_visible(timeout=PATIENCE)
    for _ in range(3):
        queue.first.get_by_role("button", name=re.compile("Haal weg")).click()
    expect(page.locator("#wachtrij")).to_be_hidden()


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


def test_a_connection_that_breaks_leaves_nothing_half(
    chromium: Browser, desk: Application, site: str, page: Page
) -> None:
    page.close()
    staged = desk.settings.data / "staging"
    with closing(Wire(site)) as wire, editor_at(chromium, desk, wire.address) as far:
        far.goto(HERE)
        wire.hold_after(400_000)
        choose(far, payload("groot.txt", f"Een groot verhaal\n\n{LONG * 8000}"))
        said = far.locator("#wachtrij .upload-said")
        expect(said).to_have_text(re.compile(r"^[1-9]\d?%"))
        expect(far.locator("#wachtrij li progress")).to_be_visible()
        wire.cut()
        expect(said).to_contain_text("De verbinding viel weg")
        expect(far.locator("#wachtrij-kop")).to_have_text("1 bestand is niet verstuurd")
        assert desk.staging.all() == ()
        while list(staged.iterdir()):
            time.sleep(0.02)
        wire.mend()
        far.get_by_role("button", name="Opnieuw groot.txt").click()
        expect(far).to_have_url(re.compile(f"{HERE}/[0-9a-f]+$"), timeout=PATIENCE)
    assert [each.shown for each in desk.staging.all()] == ["groot.txt"]


def test_what_broke_is_tried_again_with_a_button_and_when_the_network_is_back(
    page: Page, context: BrowserContext, expected: set[str]
) -> None:
    expected.add("Failed to load resource: net::ERR_CONNECTION_RESET")
    expected.add(
        "Failed to load resource: the server responded with a status of 503 (Service Unavailable)"
    )
    tries: list[str] = []

    def break_twice(route: Route, request: Asked) -> None:
        tries.append(request.url)
        if len(tries) == 1:
            route.abort("connectionreset")
        elif len(tries) == 2:
            route.fulfill(status=503, body="even niet")
        else:
            route.continue_()

    context.route(re.compile(f"{HERE}/bestand\\?"), break_twice)
    page.goto(HERE)
    choose(page, article(2))
    again = page.get_by_role("button", name="Opnieuw stuk-002.md")
    again.click()
    expect(page.locator("#wachtrij .upload-said")).to_contain_text("kon het bestand niet aannemen")
    # A laptop that finds its network again.
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page).to_have_url(re.compile(f"{HERE}/[0-9a-f]+$"), timeout=PATIENCE)


def test_a_pdf_of_40_mb_is_received_read_and_saved(page: Page, tmp_path: Path) -> None:
    source = next(path for path in samples() if path.suffix == ".pdf")
    writer = pypdf.PdfWriter(clone_from=source)
    writer.add_attachment("foto.jpg", os.urandom(40_000_000))
    writer.add_metadata({"/Title": "Een heel zware PDF"})
    heavy = tmp_path / "zwaar.pdf"
    writer.write(heavy)
    assert heavy.stat().st_size > 40_000_000
    page.goto(HERE)
    page.locator("#bestanden").set_input_files(heavy)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Een heel zware PDF", timeout=PATIENCE
    )
    expect(page.locator(".line-facts").first).to_contain_text(re.compile(r"4\d,\d MB"))
    for box in page.locator("input[name=akkoord]").all():
        box.check()
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.get_by_text("Doorzoekbaar", exact=True).first).to_be_visible(timeout=PATIENCE)


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
    expect(page.get_by_text("Wie plant er bomen?")).to_be_visible()
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page).to_have_url(re.compile(r"gedaan=toegevoegd&vraag=Wie"))
    page.goto(HERE)
    page.get_by_text("Tekst plakken").click()
    page.get_by_label("Titel").fill("Geplakt verhaal")
    page.get_by_label("Tekst", exact=True).fill(f"Aanleiding\n\n{LONG}")
    page.get_by_role("button", name="Tekst toevoegen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Geplakt verhaal")
    page.get_by_role("button", name="Niet toevoegen").click()
    page.get_by_text("Webpagina toevoegen").first.click()
    page.get_by_label("Adres van de pagina").fill("https://waterdam.example/bomen")
    html = f"<html><body><main><h1>Bomen op het web</h1><p>{LONG}</p></main></body></html>"
    page.get_by_label("Bewaarde pagina").set_input_files([payload("bomen.html", html)])
    page.get_by_role("button", name="Webpagina toevoegen").click()
    expect(page.get_by_label("Adres van de bron")).to_have_value("https://waterdam.example/bomen")


def test_a_file_that_is_too_large_gets_an_answer_and_no_broken_page(
    chromium: Browser, desk: Application, page: Page
) -> None:
    page.close()
    with (
        running(desk, MAX_UPLOAD="1") as (address, _),
        editor_at(chromium, desk, address, java_script_enabled=False) as plain,
    ):
        for size, said in ((1_200_000, "is groter dan 1 MB"), (12_000_000, "mag 1 MB zijn")):
            plain.goto(HERE)
            choose(plain, payload("groot.txt", b"woord " * (size // 6)))
            plain.get_by_role("button", name="Bestanden toevoegen").click()
            expect(plain.get_by_text(said)).to_be_visible(timeout=PATIENCE)
    assert desk.staging.all() == ()


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
        everyone(page)
        if page.get_by_role("button", name="Opslaan", exact=True).count():
            page.get_by_label("Titel").fill("")
            page.get_by_role("button", name="Opslaan", exact=True).click()
            everyone(page)
        if page.get_by_role("link", name="Vergelijk met").count():
            page.get_by_role("link", name="Vergelijk met").first.click()
            everyone(page)


def most_memory(process: int) -> int:
    """Return how many bytes a process has held at most."""
    told = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", told)
    assert found
    return 1024 * int(found[1])


def test_an_upload_never_lies_whole_in_memory(desk: Application) -> None:
    token = desk.journal.sessions.start(EDITOR)
    piece, pieces = b"woord " * 40_000, 250
    with running(desk, FOLLOW="false") as (address, server), httpx2.Client() as client:
        client.cookies.set("kb", token)
        client.get(f"{address}{HERE}").raise_for_status()
        before = most_memory(server.pid)
        answer = client.post(
            f"{address}{HERE}/bestand?naam=boek.txt",
            content=(piece for _ in range(pieces)),
            headers={"X-CSRF-Token": csrf_token_for(token)},
        )
        assert answer.status_code == 201
        assert most_memory(server.pid) - before < len(piece) * pieces / 4
    (staged,) = (each for each in desk.staging.all() if each.shown == "boek.txt")
    assert staged.size == len(piece) * pieces
    desk.staging.drop(staged.id)


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
    expect(page.locator("#net-stand")).to_have_text(
        re.compile(r"^Alle 2\d\d documenten zijn te vinden\.$"), timeout=PATIENCE
    )
    assert desk.staging.all() == ()
    page.goto("/?q=onderwerp+234&thema=bomen")
    expect(page.locator(".title a").first).to_be_visible()


def test_a_server_that_is_killed_loses_nothing_and_keeps_nothing_half(
    chromium: Browser, tmp_path: Path
) -> None:
    services = desk_services(tmp_path)
    with (
        running(services, FOLLOW="false") as (address, server),
        editor_at(chromium, services, address) as page,
    ):
        page.goto(HERE)
        choose(page, article(30))
        title = page.get_by_role("heading", level=1)
        expect(title).to_have_text("Stuk nummer 30", timeout=PATIENCE)
        page.get_by_role("button", name="Opslaan", exact=True).click()
        expect(page).to_have_url(re.compile("/redactie/documenten/artikelen/stuk-030.md"))
        page.goto(HERE)
        choose(page, article(31), article(32))
        expect(page.locator("#klaar-kop")).to_contain_text("(2)", timeout=PATIENCE)
        half = half_an_upload(services, address)
        server.kill()
        server.wait(10)
        half.close()
    assert "artikelen/stuk-030.md" not in services.store.open().manifest.documents
    with (
        running(services) as (address, _),
        editor_at(chromium, services, address) as page,
    ):
        page.goto(HERE)
        found = page.locator("#net-stand")
        expect(found).to_have_text("Het document is te vinden.", timeout=PATIENCE)
        expect(page.locator("#klaar-kop")).to_have_text("Klaar om op te slaan (2)")
        expect(page.get_by_text("half.md")).to_have_count(0)
        page.goto("/?q=onderwerp+30")
        expect(page.locator(".title a", has_text="Stuk nummer 30")).to_be_visible()
    assert sorted(each.shown for each in services.staging.all()) == ["stuk-031.md", "stuk-032.md"]


def half_an_upload(services: Application, address: str) -> socket.socket:
    """Begin an upload that never ends, and return its connection once the server has the half."""
    token = services.journal.sessions.start(EDITOR)
    parts = urlsplit(address)
    found = socket.create_connection((parts.hostname, parts.port))
    head = (
        f"POST {HERE}/bestand?naam=half.md HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        f"Cookie: kb={token}\r\nX-CSRF-Token: {csrf_token_for(token)}\r\n"
        "Content-Length: 900000\r\n\r\n"
    )
    found.sendall(head.encode() + b"# Half\n\n" * 1000)
    staged = services.settings.data / "staging"
    while not list(staged.glob(".receiving-*")):
        time.sleep(0.02)
    return found
