import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.server import MCPServer
from mcp_types import TextContent
from starlette.testclient import TestClient

from kb.app import Application
from kb.assistants import create_server
from kb.web.site import create_app
from tests.support import application, kb

QUESTION = "Hoe betrek ik bewoners?"
Server = MCPServer[Any] | StdioServerParameters | str


def finished(work: Callable[[], Awaitable[Any]]) -> Any:
    """Run in a thread of its own: in the main one a browser's tests leave their loop running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, work).result()


def call(server: Server, tool: str, **arguments: Any) -> Any:
    """Use a tool with the real client; return what it gives, or the text of its error."""

    async def used() -> Any:
        async with Client(server) as client:
            result = await client.call_tool(tool, arguments)
            first = result.content[0]
            assert isinstance(first, TextContent)
            return first.text if result.is_error else result.structured_content

    return finished(used)


@pytest.fixture
def server(small: Application) -> MCPServer[Any]:
    known = {"public_url": "https://kennis.example", "data": small.settings.data}
    return create_server(application(small.settings.corpus, small.settings.index, **known))


@contextmanager
def over_http(index: Path) -> Iterator[str]:
    arguments = [sys.executable, "-m", "kb", "mcp", "--http", "--port", "0", "--index", str(index)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()


def test_an_assistant_quotes_word_for_word_and_links_to_the_place(
    server: MCPServer[Any], small: Application
) -> None:
    found = call(server, "search", question=QUESTION, limit=3)
    assert found["confident"]
    assert len(found["passages"]) == 3
    first = found["passages"][0]
    assert first["document"] == "webinars/warmtenet.vtt"
    assert first["organisation"] == "Gemeente (voorbeeld) Heuvelrijk"
    assert first["place"] == "vanaf 0:01"
    assert first["citation"] == (
        "Warmtenet: gesprek met bewoners, Gemeente (voorbeeld) Heuvelrijk, 20 maart 2025, "
        f"vanaf 0:01. {first['link']}"
    )
    with TestClient(create_app(small)) as client:
        for quote in found["passages"]:
            page, fragment = quote["link"].removeprefix("https://kennis.example").split("#")
            assert f'id="{fragment}"' in client.get(page).text
            document = client.get(f"/v1/documenten/{quote['document']}").json()
            passages = [each for part in document["secties"] for each in part["passages"]]
            assert passages[quote["passage"] - 1]["tekst"] == quote["text"]


def test_filters_narrow_what_an_assistant_finds(server: MCPServer[Any]) -> None:
    found = call(server, "search", question="gemeente", kind="artikel", year=2024)
    assert {each["document"] for each in found["passages"]} == {"artikelen/meubilair.md"}


def test_an_assistant_is_told_when_nothing_answers(server: MCPServer[Any]) -> None:
    unsure = call(server, "search", question="Welke vergunning heb ik nodig voor een dakkapel?")
    assert not unsure["confident"]
    assert "Geen passage beantwoordt" in unsure["advice"]
    nothing = call(server, "search", question="gemeente", language="fy")
    assert nothing["passages"] == []
    assert "Niets gevonden" in nothing["advice"]


def test_an_assistant_reads_on(server: MCPServer[Any]) -> None:
    part = call(server, "read", document="artikelen/meubilair.md", count=2)
    assert [each["passage"] for each in part["passages"]] == [1, 2]
    assert part["next"] == 3
    rest = call(server, "read", document="artikelen/meubilair.md", passage=part["next"])
    assert rest["next"] is None
    section = call(server, "read", document="artikelen/meubilair.md", section=2)
    assert section["sections"][1] == "2. Aanpak"
    assert all("Aanpak" in each["place"] for each in section["passages"])


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("search", {"question": "  "}, "Er is geen vraag"),
        ("search", {"question": "x" * 2001}, "at most 2000"),
        ("search", {"question": "x", "limit": 0}, "limit"),
        ("search", {"question": "x", "kind": "boek"}, "kind"),
        ("read", {"document": "geen.md"}, "geen.md staat niet in de index"),
        ("read", {"document": "artikelen/meubilair.md", "passage": 99}, "passage 99 is er niet"),
        ("read", {"document": "artikelen/meubilair.md", "section": 99}, "deel 99 is er niet"),
    ],
)
def test_what_cannot_be_is_said_to_the_assistant(
    server: MCPServer[Any], tool: str, arguments: dict[str, Any], said: str
) -> None:
    assert said in call(server, tool, **arguments)


def test_the_tools_describe_themselves_and_only_read(server: MCPServer[Any]) -> None:
    async def listed() -> Any:
        async with Client(server) as client:
            return (await client.list_tools()).tools

    tools = finished(listed)
    assert [tool.name for tool in tools] == ["search", "read"]
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert tool.output_schema
        assert all(each["description"] for each in tool.input_schema["properties"].values())


def test_it_works_over_stdio(small: Application) -> None:
    command = ["-m", "kb", "mcp", "--index", str(small.settings.index)]
    here = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))
    found = call(here, "search", question=QUESTION, limit=1)
    assert found["passages"][0]["link"].startswith("http://127.0.0.1:8000/documenten/webinars/")


def test_it_works_over_http(small: Application) -> None:
    with over_http(small.settings.index) as address:
        assert address.endswith("/mcp")
        assert call(address, "search", question=QUESTION, limit=1)["passages"]


def test_assistants_cannot_read_unseen_what_needs_an_account(small: Application) -> None:
    index = small.settings.index
    run = kb("mcp", "--http", "--port", "0", "--index", index, KB_READING="signed-in")
    assert run.returncode == 1
    assert "zonder --http" in run.stderr


def test_without_an_index_it_says_so(tmp_path: Path) -> None:
    run = kb("mcp", "--index", tmp_path)
    assert run.returncode == 1
    assert "kb build" in run.stderr
    assert run.stdout == ""


def test_searching_in_the_terminal_loads_nothing_for_assistants() -> None:
    code = "import sys, kb.cli; print([n for n in sys.modules if n.split('.')[0] in LATE])"
    late = f"LATE = {{'mcp', 'fastapi', 'uvicorn', 'torch', 'limits'}}; {code}"
    run = subprocess.run([sys.executable, "-c", late], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
