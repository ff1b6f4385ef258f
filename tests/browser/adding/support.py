"""What browser tests of the desk share: a site of their own, whose server may be killed."""

import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, FilePayload, Page

from kb.app import Application
from kb.journal import Account
from tests.browser.conftest import PATIENCE, ROOT, SOON, running
from tests.support import Silent, application, write_corpus

__all__ = ["PATIENCE", "running"]
HERE = "/redactie/toevoegen"
LONG = "De gemeente plantte bomen in de straat en vroeg bewoners om mee te denken. " * 12
WORDS = (
    "de het een en van in op voor met gemeente wijk bewoners straat plan besluit school park water "
    "energie vervoer bestuur inwoners project aanpak kosten jaar samen nieuw oud groot klein"
).split()
EDITOR = Account("een-redacteur", "redacteur", external=True)


def desk_services(folder: Path) -> Application:
    """Return the services over a small corpus of one test alone."""
    services = application(write_corpus(folder / "corpus"), folder / "index")
    services.build(Silent())
    return services


def enter(context: BrowserContext, services: Application, site: str) -> str:
    """Let a browser be signed in as an editor, without the page for it; return the token."""
    token = services.journal.sessions.start(EDITOR)
    context.add_cookies([{"name": "kb", "value": token, "url": site}])
    return token


@contextmanager
def editor_at(
    chromium: Browser, services: Application, site: str, **options: bool
) -> Iterator[Page]:
    """Give a page of an editor at another address than the one of all tests."""
    context = chromium.new_context(base_url=site, locale="nl-NL", **options)  # type: ignore[arg-type]
    context.set_default_timeout(SOON)
    enter(context, services, site)
    yield context.new_page()
    context.close()


class Wire:
    """A connection to a server that can be held up and cut."""

    def __init__(self, site: str) -> None:
        """Lead to `site`; whole and quick at first."""
        parts = urlsplit(site)
        self._there = (str(parts.hostname), int(parts.port or 0))
        self._open = threading.Event()
        self._most, self._broken = 0, False
        self._sockets: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        # Connections inherit it; else the system itself takes in all of an upload that is held up.
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._open.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def hold_after(self, most: int) -> None:
        """Let no connection carry more than so many bytes to the server."""
        self._most = most
        self._open.clear()

    def cut(self) -> None:
        """Break every connection that is there, and new ones until `mend`."""
        self._broken = True
        for each in self._sockets:
            # A reset: a browser that is sending does not notice that the other side only ended.
            each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with suppress(OSError):
                each.shutdown(socket.SHUT_RD)
            each.close()
        self._sockets.clear()
        self.let_through()

    def let_through(self) -> None:
        """Carry everything again."""
        self._open.set()

    def mend(self) -> None:
        """Let new connections through."""
        self._broken = False

    def _accept(self) -> None:
        # Ends when the listening socket closes, or the server is no longer there.
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                if self._broken:
                    near.close()
                    continue
                far = socket.create_connection(self._there)
                self._sockets += [near, far]
                for source, target, held in ((near, far, True), (far, near, False)):
                    ends = (source, target, held)
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def close(self) -> None:
        """Take no new connections."""
        self._listening.close()

    def _carry(self, source: socket.socket, target: socket.socket, held: bool) -> None:
        carried = 0
        with suppress(OSError):
            while data := source.recv(1 << 16):
                carried += len(data)
                if held and carried > self._most:
                    self._open.wait()
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


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
