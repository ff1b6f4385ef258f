import re

import pytest
from starlette.testclient import TestClient

from kb.app import Application
from kb.web.information import PAGES
from kb.web.rendering import ASSETS
from kb.web.site import create_app


@pytest.mark.parametrize("name", PAGES)
def test_each_page_says_the_same_in_both_languages(name: str, small: Application) -> None:
    client = TestClient(create_app(small))
    pages = {
        code: client.get(f"/{name}", headers={"Accept-Language": code}) for code in "nl en".split()
    }
    assert [page.status_code for page in pages.values()] == [200, 200]
    shapes = {code: re.findall(r"<(h1|h2|p|li)\b", page.text) for code, page in pages.items()}
    assert shapes["nl"] == shapes["en"]
    assert '<html lang="en">' in pages["en"].text


def test_every_page_exists_in_both_languages() -> None:
    names = {path.name for path in (ASSETS / "templates" / "information").glob("*.*.html")}
    assert names == {f"{name}.{code}.html" for name in PAGES for code in ("nl", "en")}


def test_the_privacy_page_names_how_long_and_whom_to_ask(small: Application) -> None:
    settings = small.settings.model_copy(update={"retention": 31, "contact": "vraag@a.example"})
    page = TestClient(create_app(Application(settings))).get("/privacy").text
    assert "31 dagen" in page
    assert 'href="mailto:vraag@a.example"' in page
