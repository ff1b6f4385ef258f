"""Run the website and say where it is as soon as it answers."""

import socket
import sys

import uvicorn

from kb.app import Application
from kb.errors import UsageError
from kb.web.site import create_app


class _Server(uvicorn.Server):
    """Prints the address when the first question can be answered."""

    address = ""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(f"kb staat klaar op {self.address}\n")
            sys.stdout.flush()


def run(application: Application) -> None:
    """Serve until stopped; raises UsageError for a taken port, IndexMissing without an index."""
    settings = application.settings
    # Opened here, so that a missing index is said now and not to the first visitor.
    application.open_live().generation.close()
    listening = _listen(settings.host, settings.port)
    host, port = listening.getsockname()[:2]
    # No access log: a question is nobody's business but the asker's.
    config = uvicorn.Config(
        create_app(application), log_level="warning", access_log=False, server_header=False
    )
    server = _Server(config)
    server.address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
    if settings.follow:
        application.follower.start()
    try:
        server.run([listening])
    finally:
        application.follower.stop()


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise UsageError(
            f"Poort {port} op {host} is niet vrij. Kies een andere met --port of KB_PORT."
        ) from error
    return listening
