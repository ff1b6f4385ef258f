"""Listen on a port and serve there until stopped; for the website and for assistants."""

import socket
import sys
from collections.abc import Callable
from typing import Any

import uvicorn

from kb.errors import UsageError


class _Server(uvicorn.Server):
    """Says that it is ready as soon as it answers."""

    ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.ready()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket on that address; raises UsageError for a taken or impossible one."""
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


def address(listening: socket.socket) -> str:
    """Return the address at which a browser on this machine finds a socket."""
    host, port = listening.getsockname()[:2]
    return f"http://{reachable(host)}:{port}"


def reachable(host: str) -> str:
    """Return the name of a host as it stands in an address; for all interfaces, this machine."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound to
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def serve(app: Any, listening: socket.socket, said: str) -> None:
    """Serve an ASGI app until stopped; print the line `said` when it answers."""

    def ready() -> None:
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()

    # No access log: a question is nobody's business but the asker's.
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    server = _Server(config)
    server.ready = ready
    server.run([listening])
