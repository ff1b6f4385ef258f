"""Takes the pictures of docs/redactie.md: a real server, a real browser, a copy of the samples.

    python scripts/guide_screenshots.py [FOLDER]

Writes docs/images/*.png, in few colours so that they stay small. Needs Chromium.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

from kb.app import Application
from kb.journal import Feedback
from kb.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "paard batterij nietje correct"
# Wide enough for the desk on a laptop; a page that is longer is cut where the text refers to.
WIDTH, HEIGHT = 1040, 760
COLOURS = 48
DOCUMENT = "/redactie/documenten/artikelen/droogte-en-bodemdaling-in-oude-wijken.md"
NEW = """# Een terras op straat: zo regelden wij de vergunning

Vorige zomer vroegen veertig ondernemers een vergunning voor een terras aan. Wij spraken eerst af
wie de aanvraag leest, wie buiten gaat kijken en wie het besluit tekent.

## Wat wij nu anders doen

We bellen elke ondernemer binnen drie dagen. Daardoor zijn aanvragen meteen compleet. Bewoners van
de straat krijgen een kaart met de plek, de tijden en een nummer om te bellen.

## Vragen?

Mail Noor Bakker via n.bakker@waterdam.example. Zij deelt graag het formulier en de kaart.
"""
MISSED = (
    "Hoe regelen wij deelauto's in een nieuwe wijk?",
    "deelauto's in de wijk regelen",
    "Wat kost een vergunning voor een terras?",
)


class Silent:
    """Progress that nobody watches."""

    def step(self, name: str, done: int, total: int) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Studio:
    """Where pictures are taken and kept."""

    browser: Browser
    address: str
    folder: Path

    def editor(self, name: str) -> Page:
        """Return a page of somebody who signed in."""
        page = self.browser.new_context(
            base_url=self.address,
            locale="nl-NL",
            viewport={"width": WIDTH, "height": HEIGHT},
            reduced_motion="reduce",
        ).new_page()
        page.goto("/inloggen?volgende=/redactie")
        page.get_by_label("Naam").fill(name)
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Inloggen").click()
        page.wait_for_url("**/redactie")
        return page

    def take(self, page: Page, name: str, height: int = HEIGHT) -> None:
        """Keep what a page shows from its top, `height` points high."""
        file = self.folder / f"{name}.png"
        page.set_viewport_size({"width": WIDTH, "height": height})
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.screenshot(path=file)
        with Image.open(file) as picture:
            small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(file, optimize=True)
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        print(f"{file.name}: {file.stat().st_size // 1000} kB")


def main() -> None:
    """Take all pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        services = prepare(Path(place))
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        with serving(services) as address:
            studio = Studio(browser, address, folder)
            signing_in(studio)
            noor = studio.editor("noor")
            adding(studio, noor)
            keeping(studio, noor)
            learning(studio, noor)
        browser.close()


def prepare(place: Path) -> Application:
    """Return the services over a copy of the samples, with people and questions."""
    shutil.copytree(ROOT / "corpus", place / "corpus")
    folders = {name: place / name for name in ("corpus", "index", "data")}
    services = Application(Settings.model_validate(folders))
    services.build(Silent())
    for name in ("noor", "sam"):
        services.journal.accounts.add(name, "redacteur", PASSWORD)
    journal, paths = services.journal, sorted(services.open_live().generation.catalogue.paths)
    for at, path in enumerate(paths):
        for _ in range(at % 5):
            journal.asked("ervaringen", confident=True, documents=[path])
            journal.opened(path)
    for question in MISSED:
        journal.asked(question, confident=False, documents=paths[4:6])
    journal.leave(MISSED[0])
    known = DOCUMENT.removeprefix("/redactie/documenten/")
    journal.feedback(Feedback("scheuren in de muur", known, 1, helpful=True))
    return services


@contextmanager
def serving(services: Application) -> Iterator[str]:
    """Run a server and give its address."""
    known = services.settings
    folders = {"KB_CORPUS": known.corpus, "KB_INDEX": known.index, "KB_DATA": known.data}
    server = subprocess.Popen(
        [sys.executable, "-m", "kb", "serve", "--port", "0"],
        env={**os.environ, **{name: str(value) for name, value in folders.items()}},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    try:
        yield server.stdout.readline().split()[-1]
    finally:
        server.terminate()
        server.wait(30)


def signing_in(studio: Studio) -> None:
    """Take the page on which one signs in."""
    page = studio.browser.new_page(base_url=studio.address, locale="nl-NL")
    page.goto("/inloggen?volgende=/redactie")
    page.get_by_label("Naam").fill("noor")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    studio.take(page, "inloggen", 460)
    page.close()


def adding(studio: Studio, page: Page) -> None:
    """Add a document with personal data in it, and see it being found."""
    page.goto("/redactie/toevoegen")
    studio.take(page, "toevoegen", 660)
    new: FilePayload = {"name": "terras.md", "mimeType": "text/markdown", "buffer": NEW.encode()}
    page.locator("#bestanden").set_input_files(new)
    page.get_by_role("heading", name="Gegevens", exact=True).wait_for(timeout=30_000)
    studio.take(page, "nakijken", 1500)
    for mask in page.locator("[name=maskeer]").all():
        mask.check()
    for agreed in page.locator("[name=akkoord]").all():
        agreed.check()
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.wait_for_url("**/documenten/**")
    expect(page.locator("#stand")).to_contain_text("Bezoekers vinden dit", timeout=60_000)
    studio.take(page, "document", 900)


def keeping(studio: Studio, page: Page) -> None:
    """Look in the list, edit beside a colleague, replace, try and withdraw."""
    page.goto("/redactie")
    studio.take(page, "lijst", 820)
    page.goto(f"{DOCUMENT}/tekst")
    studio.take(page, "tekst", 620)
    sam = studio.editor("sam")
    sam.goto(f"{DOCUMENT}/tekst")
    rewrite(sam, "twee droge zomers", "drie droge zomers")
    rewrite(page, "twee droge zomers", "vier natte winters")
    page.locator(".contrast").wait_for()
    studio.take(page, "collega", 900)
    page.get_by_role("button", name="Opslaan").click()
    page.wait_for_url("**gedaan=tekst")
    replacing(studio, page)
    page.goto(f"{DOCUMENT}/proberen?vraag=Wie+betaalt+een+nieuwe+fundering%3F")
    studio.take(page, "proberen", 980)
    page.goto(f"{DOCUMENT}/intrekken")
    page.get_by_label("Waarom trekt u het in?").fill("Verouderd: er is een nieuwe handreiking.")
    studio.take(page, "intrekken", 700)
    page.goto(DOCUMENT)
    page.get_by_role("heading", name="Geschiedenis").wait_for()
    expect(page.locator("#stand")).to_contain_text("Bezoekers vinden dit", timeout=60_000)
    # What stands between the top and the history has a picture of its own.
    for other in page.locator(".split, section[aria-labelledby=proberen]").all():
        other.evaluate("element => { element.style.display = 'none'; }")
    studio.take(page, "geschiedenis", 700)


def rewrite(page: Page, old: str, new: str) -> None:
    """Change words of the text and save."""
    field = page.get_by_label("Tekst", exact=True)
    field.fill(field.input_value().replace(old, new))
    page.get_by_role("button", name="Opslaan").click()


def replacing(studio: Studio, page: Page) -> None:
    """See what differs between a document and a new file."""
    page.goto(f"{DOCUMENT}/vervangen")
    text = (ROOT / "corpus" / DOCUMENT.removeprefix("/redactie/documenten/")).read_text("utf-8")
    changed = text.replace("twee droge zomers", "vier natte winters").replace(
        "klemmende deuren", "klemmende ramen en deuren"
    )
    new: FilePayload = {
        "name": "nieuwe-versie.md",
        "mimeType": "text/markdown",
        "buffer": changed.encode(),
    }
    page.get_by_label("Nieuw bestand").set_input_files(new)
    page.get_by_role("button", name="Bekijk het verschil").click()
    page.locator(".contrast").wait_for(timeout=30_000)
    studio.take(page, "vervangen", 820)


def learning(studio: Studio, page: Page) -> None:
    """Look at what visitors missed, and make a golden question."""
    page.goto("/redactie/vragen")
    studio.take(page, "vragen", 760)
    page.goto("/redactie/gouden-vragen/nieuw?vraag=Hoe+helpt+een+gemeente+ouderen+bij+hitte%3F")
    studio.take(page, "gouden-vraag", 900)
    page.get_by_label("Geeft antwoord").first.check()
    page.get_by_role("button", name="Bewaar gouden vraag").click()
    page.get_by_text("De gouden vraag is toegevoegd").wait_for()
    studio.take(page, "gouden-vragen", 620)


if __name__ == "__main__":
    main()
