import re

import pytest
from scripts import translations
from starlette.testclient import TestClient

from kb.app import Application
from kb.web import language
from kb.web.rendering import ASSETS
from kb.web.site import create_app


@pytest.fixture
def client(small: Application) -> TestClient:
    return TestClient(create_app(small))


def test_every_text_has_its_english_and_no_english_is_left_over() -> None:
    assert translations.missing() == []


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "chosen"),
    [
        ("", "", "", "nl"),
        ("", "", "en-GB,en;q=0.9,nl;q=0.8", "en"),
        ("", "", "nl-BE, en;q=0.5", "nl"),
        ("", "", "de, en;q=0.5, nl;q=0.7", "nl"),
        ("", "", "de;q=1, fr", "nl"),
        ("", "", "en;q=onzin, *;q=0", "nl"),
        ("", "en", "nl", "en"),
        ("nl", "en", "en", "nl"),
        ("tlh", "", "en", "en"),
    ],
)
def test_the_language_is_asked_for_remembered_or_the_browsers(
    asked: str, remembered: str, accepted: str, chosen: str
) -> None:
    assert language.choose(asked, remembered, accepted) == chosen


def test_the_choice_is_remembered_and_the_page_says_its_language(client: TestClient) -> None:
    dutch = client.get("/")
    assert '<html lang="nl">' in dutch.text
    assert "Wat wilt u weten?" in dutch.text
    there = re.findall(r'href="([^"]+)" lang="en"', dutch.text)[0]
    english = client.get(there)
    assert '<html lang="en">' in english.text
    assert "What would you like to know?" in english.text
    assert "HttpOnly" in english.headers["set-cookie"]
    assert '<html lang="en">' in client.get("/").text
    assert "set-cookie" not in client.get("/").headers
    assert '<html lang="nl">' in client.get("/?taal=nl").text


def test_switching_keeps_the_question(client: TestClient) -> None:
    page = client.get("/", params={"q": "hitte & water"}).text
    there = re.findall(r'href="([^"]+)" lang="en"', page)[0].replace("&amp;", "&")
    assert 'value="hitte &amp; water"' in client.get(there).text


def test_a_document_keeps_its_own_language(client: TestClient) -> None:
    page = client.get("/documenten/artikelen/meubilair.md", headers={"Accept-Language": "en"})
    assert re.search(r'<article[^>]* lang="nl"', page.text)
    assert "17 May 2024" in page.text


def test_caches_are_told_that_pages_differ_by_language(client: TestClient) -> None:
    assert client.get("/").headers["vary"].startswith("Accept-Language, Cookie")


def test_dutch_needs_no_catalogue() -> None:
    spoken = language.load(ASSETS / "locales")
    assert spoken["nl"].text("Pagina %(page)s", page="iv") == "Pagina iv"
    assert spoken["en"].text("Pagina %(page)s", page="iv") == "Page iv"
    assert spoken["en"].count("1 passage", "%(number)s passages", 3) == "3 passages"
