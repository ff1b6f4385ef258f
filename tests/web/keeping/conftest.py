import html
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.app import Application
from kb.web.auth.guard import csrf_token_for
from kb.web.site import create_app
from tests.support import Silent, application
from tests.web.conftest import sign_in

HERE = "/redactie/documenten"
HITTE = "artikelen/hitte.txt"


@pytest.fixture
def services(corpus: Path, seeded: Path, small: Application, tmp_path: Path) -> Application:
    """The services over a corpus and an index that the test may change."""
    found = application(corpus, tmp_path / "index", data=tmp_path / "data")
    found.settings.data.mkdir()
    (found.settings.data / "journal.sqlite").write_bytes(seeded.read_bytes())
    found.__dict__["embedder"] = small.embedder
    found.build(Silent())
    return found


@pytest.fixture
def desk(services: Application) -> Iterator[TestClient]:
    """An editor's browser."""
    with TestClient(create_app(services), follow_redirects=False) as found:
        sign_in(found, "een-redacteur")
        yield found


def get(browser: TestClient, path: str) -> tuple[int, str]:
    answer = browser.get(path)
    return answer.status_code, html.unescape(answer.text)


def post(
    browser: TestClient, path: str, form: Mapping[str, object], **more: object
) -> tuple[int, str]:
    """Send a form; return the status and where it leads, or the page that answers."""
    token = csrf_token_for(browser.cookies["kb"])
    answer = browser.post(path, data={"csrf": token, **form}, **more)  # type: ignore[arg-type]
    return answer.status_code, answer.headers.get("location") or html.unescape(answer.text)
