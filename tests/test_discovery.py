import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from lxml import etree
from starlette.testclient import TestClient

from kb.app import Application
from kb.model import Metadata
from kb.web import feeds, linked_data
from kb.web.feeds import Item, Site
from kb.web.site import create_app
from tests.support import application

A = f"{{{feeds.ATOM}}}"
O = f"{{{feeds.OPENSEARCH}}}"  # noqa: E741 - the name of the namespace
S = f"{{{feeds.SITEMAP}}}"
SITE = Site("https://kennis.example", "Kennisbank", datetime(2026, 11, 24, 8, tzinfo=UTC))
TYPES = {
    "/opensearch.xml": "application/opensearchdescription+xml",
    "/documenten.atom": "application/atom+xml",
    "/sitemap.xml": "application/xml",
    "/robots.txt": "text/plain; charset=utf-8",
    "/.well-known/security.txt": "text/plain; charset=utf-8",
}


@pytest.fixture
def client(small: Application) -> Iterator[TestClient]:
    known = {"public_url": "https://kennis.example", "contact": "veilig@waterdam.example"}
    public = application(small.settings.corpus, small.settings.index, **known)
    with TestClient(create_app(public)) as found:
        yield found


def parsed(client: TestClient, path: str) -> Any:
    return etree.fromstring(client.get(path).content)


@pytest.mark.parametrize("path", TYPES)
def test_every_file_has_its_type_and_is_sent_once(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert (first.status_code, first.headers["content-type"]) == (200, TYPES[path])
    assert client.head(path).status_code == 200
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert client.post(path).status_code == 405


def test_every_page_tells_where_the_search_and_the_feed_are(client: TestClient) -> None:
    page = client.get("/documenten/artikelen/woo.html").text
    for path in ("/opensearch.xml", "/documenten.atom"):
        assert f'href="{path}" type="{TYPES[path]}"' in page


def test_the_search_bar_of_a_browser_asks_our_search_page(client: TestClient) -> None:
    root = parsed(client, "/opensearch.xml")
    template = root.find(f"{O}Url[@type='text/html']").get("template")
    address = template.replace("https://kennis.example", "").replace("{searchTerms}", "hitte")
    assert "hitte.txt" in client.get(address).text
    assert len(root.findtext(f"{O}ShortName")) <= 16


def test_the_feed_has_what_atom_asks_and_the_newest_first(client: TestClient) -> None:
    root = parsed(client, "/documenten.atom")
    for name in ("id", "title", "updated", "author"):
        assert len(root.findall(A + name)) == 1
    entries = root.findall(f"{A}entry")
    days = [entry.findtext(f"{A}published") for entry in entries]
    assert days == ["2025-03-20T00:00:00Z", "2024-05-17T00:00:00Z", "2023-02-03T00:00:00Z"]
    for entry in entries:
        assert entry.findtext(f"{A}updated")
        link = entry.find(f"{A}link[@rel='alternate']").get("href")
        assert link == entry.findtext(f"{A}id")
        assert client.get(link.removeprefix("https://kennis.example")).status_code == 200
    assert len({entry.findtext(f"{A}id") for entry in entries}) == len(entries)
    assert entries[1].find(f"{A}category").get("term") == "circulair inkopen"
    assert entries[1].findtext(f"{A}author/{A}name") == "Gemeente (voorbeeld) Waterdam"


def test_words_that_xml_cannot_hold_do_not_break_the_feed() -> None:
    item = Item("https://x.example/a?b=1&c=<2>", "Ge\x0bheim <b> & \ud800 meer", date(2024, 1, 2))
    root = etree.fromstring(feeds.atom(SITE, [item]))
    assert root.findtext(f"{A}entry/{A}title") == "Geheim <b> &  meer"


def test_the_sitemap_names_every_page(client: TestClient) -> None:
    places = [each.text for each in parsed(client, "/sitemap.xml").iter(f"{S}loc")]
    assert "https://kennis.example/" in places
    assert len(places) == len(set(places)) >= 7
    for place in places:
        assert client.get(place.removeprefix("https://kennis.example")).status_code == 200


def test_robots_may_read_documents_and_not_the_answers_to_every_question(
    client: TestClient,
) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /?" in lines
    assert "Disallow: /v1/" in lines
    assert "Sitemap: https://kennis.example/sitemap.xml" in lines
    assert feeds.robots("https://kennis.example", public=False) == "User-agent: *\nDisallow: /\n"


def test_security_txt_says_where_to_report_and_until_when(client: TestClient) -> None:
    text = client.get("/.well-known/security.txt").text
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"] == "mailto:veilig@waterdam.example"
    assert fields["Canonical"] == "https://kennis.example/.well-known/security.txt"
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=150) < left < timedelta(days=365)


def test_without_a_public_address_that_of_the_request_is_used(small: Application) -> None:
    with TestClient(create_app(small), base_url="http://intranet.example:8080") as client:
        assert "http://intranet.example:8080/sitemap.xml" in client.get("/robots.txt").text


def test_a_document_page_tells_search_engines_what_it_is(client: TestClient) -> None:
    page = client.get("/documenten/artikelen/meubilair.md").text
    about = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert about["@type"] == "Article"
    assert about["url"] == "https://kennis.example/documenten/artikelen/meubilair.md"
    assert f'<link rel="canonical" href="{about["url"]}">' in page
    assert about["datePublished"] == "2024-05-17"
    assert about["author"]["name"] == "Gemeente (voorbeeld) Waterdam"
    assert about["keywords"] == ["circulair inkopen"]
    assert client.get(about["encoding"]["contentUrl"][len(SITE.base) :]).status_code == 200


def test_a_licence_is_an_address_where_its_code_is_known() -> None:
    def licence(name: str) -> Any:
        known = Metadata(title="</script><script>alert(1)", licence=name)
        return linked_data.document("a b.md", known, SITE.base, SITE.name).get("license")

    assert licence("CC0-1.0") == "https://spdx.org/licenses/CC0-1.0"
    assert licence("https://voorbeeld.example/licentie") == "https://voorbeeld.example/licentie"
    assert licence("alle rechten voorbehouden") == "alle rechten voorbehouden"
    assert licence("") is None
