"""Requests made up from the description, right and wrong ones, against a running server."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from kb.app import Application
from kb.web.site import create_app

OPTIONS = ("--max-examples", "20", "--generation-deterministic", "--no-color")


@pytest.fixture
def address(small: Application) -> Iterator[str]:
    config = uvicorn.Config(create_app(small), port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    host, port = server.servers[0].sockets[0].getsockname()
    yield f"http://{host}:{port}"
    server.should_exit = True
    thread.join(timeout=10)


def test_no_request_finds_a_fault(address: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/v1/openapi.json", *OPTIONS],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout
    assert "No issues found" in run.stdout
