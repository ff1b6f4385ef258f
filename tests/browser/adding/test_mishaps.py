"""What goes wrong while documents are added: nothing is half, nothing is lost."""

import os
import re
import socket
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pypdf
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Route,
    expect,
)
from playwright.sync_api import Request as Asked

from kb.app import Application
from kb.web.auth.guard import csrf_token_for
from tests.browser.adding.support import (
    EDITOR,
    HERE,
    LONG,
    PATIENCE,
    Wire,
    article,
    choose,
    desk_services,
    editor_at,
    payload,
    running,
    samples,
)


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


def test_files_that_are_chosen_before_the_script_is_there_are_sent(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/static/desk.js*", hold)
    page.goto(HERE, wait_until="commit")
    choose(page, article(3))
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page).to_have_url(re.compile(f"{HERE}/[0-9a-f]+$"), timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Stuk nummer 3", timeout=PATIENCE)


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


def test_a_line_that_dies_without_a_word_is_given_up(
    chromium: Browser, desk: Application, site: str, page: Page
) -> None:
    page.close()
    hurried = """
        const { get, set } = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, "timeout");
        const hurry = function (value) { set.call(this, value && value - 59_000); };
        Object.defineProperty(XMLHttpRequest.prototype, "timeout", { get, set: hurry });
    """
    with closing(Wire(site)) as wire, editor_at(chromium, desk, wire.address) as far:
        far.add_init_script(hurried)
        far.goto(HERE)
        wire.hold_after(400_000)
        choose(far, payload("groot.txt", f"Een groot verhaal\n\n{LONG * 8000}"))
        said = far.locator("#wachtrij .upload-said")
        expect(said).to_contain_text("De verbinding viel weg")
        wire.let_through()
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
