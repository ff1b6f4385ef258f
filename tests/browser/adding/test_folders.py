"""Dropping a folder: what kb reads in it is taken, the rest is one sentence."""

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page, expect

from kb.app import Application
from tests.browser.adding.support import HERE, PATIENCE, article, choose
from tests.browser.adding.test_adding import everyone

TOO_MANY = (
    "Dit zijn te veel bestanden. Kies er hooguit 500 tegelijk, of sleep een kleinere map. "
    "Er is nog niets verstuurd."
)

# A disk that was pulled out: the folder is known, but not what is in it.
PULLED_OUT = """
    const items = DataTransferItem.prototype, real = items.webkitGetAsEntry;
    const readEntries = (_, fail) => fail(new Error("weg"));
    items.webkitGetAsEntry = function () {
        const { isDirectory, name } = real.call(this);
        const away = { isDirectory, name, createReader: () => ({ readEntries }) };
        return isDirectory ? away : real.call(this);
    };
"""


def text(number: int) -> bytes:
    return bytes(article(number)["buffer"])


def folder(there: Path, files: Mapping[str, bytes]) -> Path:
    there.mkdir()
    for name, content in files.items():
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        (there / name).write_bytes(content)
    return there


def drop(page: Page, *paths: Path) -> None:
    """Let go of files and folders of this machine above the page, as a hand would."""
    hand = page.context.new_cdp_session(page)
    held = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        hand.send("Input.dispatchDragEvent", {"type": kind, "x": 400, "y": 300, "data": held})
    hand.detach()


def received(desk: Application) -> list[str]:
    return sorted(each.shown for each in desk.staging.all())


def test_a_folder_is_opened_and_what_kb_cannot_read_is_one_sentence(
    page: Page, desk: Application, tmp_path: Path
) -> None:
    found = folder(
        tmp_path / "Projecten",
        {
            "verslag.md": text(70),
            "2024/verslag.md": text(71),
            "2024/voorjaar/Besluit.MD": text(72),
            "2024/foto.png": b"\x89PNG",
            "2024/voorjaar/film.mov": b"\0",
            "cijfers.xlsx": b"PK",
            "lied.mp3": b"\0",
            "README": b"lees mij",
            ".DS_Store": b"\0",
            "2024/Thumbs.db": b"\0",
            ".git/config.txt": b"geheim",
        },
    )
    page.goto(HERE)
    drop(page, found)
    note = page.locator("#overgeslagen")
    expect(note).to_have_text(
        re.compile(
            r"^5 bestanden zijn overgeslagen, want die soorten leest kb niet: "
            r"(\S+, ){2}\S+ en nog 2\.$"
        )
    )
    for number in (70, 71, 72):
        link = page.get_by_role("link", name=f"Stuk nummer {number}")
        expect(link).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#wachtrij")).to_be_hidden()
    everyone(page)
    assert received(desk) == ["Besluit.MD", "verslag.md", "verslag.md"]


def test_files_and_folders_are_dropped_together(
    page: Page, desk: Application, tmp_path: Path
) -> None:
    found = folder(tmp_path / "map", {"een.md": text(73)})
    alone = tmp_path / "twee.md"
    alone.write_bytes(text(74))
    picture = tmp_path / "plaatje.png"
    picture.write_bytes(b"\x89PNG")
    page.goto(HERE)
    drop(page, found, alone, picture)
    queue = page.locator("#wachtrij li")
    expect(queue.filter(has_text="plaatje.png")).to_contain_text("Dit type bestand leest kb niet")
    expect(page.locator("#overgeslagen")).to_be_hidden()
    expect(page.get_by_role("link", name="Stuk nummer 74")).to_be_visible(timeout=PATIENCE)
    assert received(desk) == ["een.md", "twee.md"]


def test_of_too_many_files_none_is_sent(page: Page, desk: Application, tmp_path: Path) -> None:
    files = {f"{at // 100}/stuk-{at}.md": b"# Stuk" for at in range(501)}
    page.goto(HERE)
    drop(page, folder(tmp_path / "alles", files))
    note = page.locator("#overgeslagen")
    expect(note).to_have_text(TOO_MANY)
    expect(page.get_by_role("status").first).to_have_text(TOO_MANY)
    everyone(page)
    page.reload()
    choose(page, *(article(1) for _ in range(501)))
    expect(note).to_have_text(TOO_MANY)
    expect(page.locator("#wachtrij")).to_be_hidden()
    assert received(desk) == []
    choose(page, article(75), article(76))
    expect(note).to_be_hidden()
    expect(page.get_by_role("link", name="Stuk nummer 76")).to_be_visible(timeout=PATIENCE)


def test_a_folder_without_anything_to_read_says_so(
    page: Page, desk: Application, tmp_path: Path
) -> None:
    page.goto(HERE)
    note = page.locator("#overgeslagen")
    drop(page, folder(tmp_path / "leeg", {}))
    expect(note).to_have_text("In de map staat geen bestand dat kb kan lezen.")
    drop(page, folder(tmp_path / "fotos", {"zee.jpg": b"\xff\xd8"}))
    expect(note).to_have_text(
        "In de map staat geen bestand dat kb kan lezen. "
        "1 bestand is overgeslagen, want die soort leest kb niet: zee.jpg."
    )
    assert received(desk) == []


def test_a_browser_that_cannot_open_folders_is_told_what_to_do(
    page: Page, desk: Application, tmp_path: Path
) -> None:
    page.add_init_script("delete DataTransferItem.prototype.webkitGetAsEntry")
    page.goto(HERE)
    drop(page, folder(tmp_path / "map", {"een.md": text(77)}))
    expect(page.locator("#wachtrij li")).to_contain_text(
        "Is dit een map? Open de map, kies de bestanden en sleep die hierheen."
    )
    assert received(desk) == []


def test_a_folder_that_does_not_open_is_told_and_the_rest_goes_on(
    page: Page, desk: Application, tmp_path: Path
) -> None:
    page.add_init_script(PULLED_OUT)
    page.goto(HERE)
    alone = tmp_path / "twee.md"
    alone.write_bytes(text(78))
    drop(page, folder(tmp_path / "map", {"een.md": text(77)}), alone)
    refused = page.locator("#wachtrij li", has_text="Dit is een map die niet open kan.")
    expect(refused).to_be_visible()
    expect(page.get_by_role("link", name="Stuk nummer 78")).to_be_visible(timeout=PATIENCE)
    assert received(desk) == ["twee.md"]
