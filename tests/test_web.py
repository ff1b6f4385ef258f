import datetime
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.app import Application
from kb.web.errors import ErrorView
from kb.web.headers import HEADERS
from kb.web.rendering import ASSETS
from kb.web.site import create_app
from kb.web.views import common, document, search, start
from tests.support import Silent, application

TEMPLATES = "".join(path.read_text("utf-8") for path in (ASSETS / "templates").glob("*.html"))


@pytest.fixture
def client(small: Application) -> Iterator[TestClient]:
    with TestClient(create_app(small), raise_server_exceptions=False) as found:
        yield found


def test_the_search_page_asks_and_gives_examples(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert '<html lang="nl">' in page.text
    assert page.text.count('href="/?q=') >= 3
    assert "6 documenten" in page.text


def test_every_answer_links_to_a_place_that_exists(client: TestClient) -> None:
    page = client.get("/", params={"q": "bewoners betrekken bij het warmtenet"})
    links = set(re.findall(r'href="(/documenten/[^"]+)"', page.text))
    assert len(links) >= 3
    for link in links:
        address, fragment = link.split("#")
        target = client.get(address)
        assert target.status_code == 200
        assert f'id="{fragment}"' in target.text


def test_matching_words_are_marked_and_markup_is_harmless(client: TestClient) -> None:
    page = client.get("/", params={"q": "participatie <script>alert(1)</script>"})
    assert ">bewonersparticipatie</mark>" in page.text
    assert "<script>alert" not in page.text


def test_filters_count_and_keep_the_question(client: TestClient) -> None:
    page = client.get("/", params={"q": "bewoners", "soort": ["webinar", "artikel"]}).text
    assert re.search(r'name="soort" value="webinar" checked', page)
    assert '<input type="hidden" name="q" value="bewoners">' in page
    assert 'href="/?q=bewoners&amp;soort=artikel"' in page
    assert "passage" in page


def test_the_newest_come_first_when_asked(client: TestClient) -> None:
    page = client.get("/", params={"q": "bewoners", "sorteer": "datum"}).text
    assert re.findall(r"\b20\d\d</span>", page)[0].startswith("2025")
    assert 'name="sorteer" value="datum"' in page


def test_a_filter_that_leaves_nothing_offers_the_way_back(client: TestClient) -> None:
    page = client.get("/", params={"q": "bewoners", "jaar": "1999"}).text
    assert "Met deze filters is er geen passage" in page
    assert 'href="/?q=bewoners"' in page


def test_only_a_fresh_question_is_kept(client: TestClient, small: Application) -> None:
    asked = small.journal.use(datetime.date(2000, 1, 1))
    client.get("/", params={"q": "bewoners", "soort": "webinar"})
    client.get("/", params={"q": "bewoners", "pagina": "2"})
    client.get("/", params={"q": "bewoners", "sorteer": "datum"})
    assert small.journal.use(datetime.date(2000, 1, 1)) == asked


def test_without_a_good_answer_the_question_can_be_left(client: TestClient) -> None:
    page = client.get("/", params={"q": "kwantumcomputers op Mars"}).text
    assert "Geen goed antwoord gevonden" in page
    assert 'action="/vraag-achterlaten"' in page


def test_a_recording_may_load_from_its_own_site_only(app: Application, corpus: Path) -> None:
    (corpus / "webinars" / "netcongestie.srt.yaml").write_text("media: https://media.example/n.mp4")
    app.build(Silent())
    with TestClient(create_app(app)) as client:
        page = client.get("/documenten/webinars/netcongestie.srt")
        assert 'href="https://media.example/n.mp4#t=2"' in page.text
        assert "media-src https://media.example" in page.headers["content-security-policy"]
        other = client.get("/documenten/webinars/warmtenet.vtt")
        assert "media-src" not in other.headers["content-security-policy"]


def test_a_kind_narrows_the_answers(client: TestClient) -> None:
    page = client.get("/", params={"q": "bewoners", "soort": "webinar"})
    documents = set(re.findall(r'href="/documenten/(\w+)/', page.text))
    assert documents == {"webinars"}


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/documenten/geen.md", 404, "staat niet in de index"),
        ("/bestanden/geen.md", 404, "staat niet in de index"),
        ("/bestanden/..%2f..%2fetc%2fpasswd", 404, "staat niet in de index"),
        ("/nergens", 404, "bestaat niet"),
        ("/?q=" + "x" * 3000, 400, "te lang"),
    ],
)
def test_what_cannot_be_gets_a_page_that_says_so(
    client: TestClient, path: str, status: int, said: str
) -> None:
    page = client.get(path)
    assert page.status_code == status
    assert said in page.text
    assert "<main" in page.text


def test_a_form_that_makes_no_sense_gets_a_page_too(small: Application) -> None:
    app = create_app(small)

    @app.get("/getal")
    def number(wat: int) -> int:
        return wat

    with TestClient(app) as client:
        page = client.get("/getal", params={"wat": "x"})
    assert page.status_code == 422
    assert "<h1" in page.text


def test_a_page_that_is_not_there_helps_to_find_what_is(client: TestClient) -> None:
    page = client.get("/nergens").text
    assert re.search(r'<form class="search" action="/"', page)


def test_a_fault_of_ours_is_a_page_too(small: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("geheim")

    monkeypatch.setattr(document, "document_view", break_down)
    with TestClient(create_app(small), raise_server_exceptions=False) as client:
        page = client.get("/documenten/artikelen/woo.html")
    assert page.status_code == 500
    assert "Er ging iets mis" in page.text
    assert "geheim" not in page.text
    assert all(page.headers[name] == value for name, value in HEADERS.items())


def test_every_answer_carries_the_safety_headers(client: TestClient) -> None:
    for path in (
        "/",
        "/?q=hitte",
        "/documenten/geen.md",
        "/static/kb.css",
        "/bestanden/artikelen/woo.html",
    ):
        response = client.get(path)
        assert all(response.headers[name] == value for name, value in HEADERS.items())


def test_over_https_a_browser_never_comes_back_without(small: Application) -> None:
    name = "strict-transport-security"
    with TestClient(create_app(small), base_url="https://testserver") as visitor:
        assert visitor.get("/").headers[name] == "max-age=31536000"
    with TestClient(create_app(small)) as visitor:
        assert name not in visitor.get("/").headers


def test_head_works_and_post_does_not(client: TestClient) -> None:
    assert client.head("/").status_code == 200
    assert client.post("/").status_code == 405


def test_a_stored_web_page_is_never_shown_as_a_page_of_ours(client: TestClient) -> None:
    page = client.get("/bestanden/artikelen/woo.html")
    assert page.headers["content-disposition"].startswith("attachment")
    text = client.get("/bestanden/artikelen/hitte.txt")
    assert text.headers["content-type"].startswith("text/plain")


def test_a_document_shows_turns_with_their_time_and_speaker(client: TestClient) -> None:
    page = client.get("/documenten/webinars/warmtenet.vtt").text
    assert re.search(
        r'id="t-6">\s*<a class="time" href="#t-6"[^>]*>0:06</a>\s*<b>Projectleider', page
    )
    assert "keukentafel" in page


def test_metadata_is_shown_in_dutch(client: TestClient) -> None:
    page = client.get("/documenten/artikelen/meubilair.md").text
    assert "17 mei 2024" in page
    assert "Gemeente (voorbeeld) Waterdam" in page
    assert "voorbeeldmateriaal" in page


def test_a_new_generation_is_served_without_a_restart(app: Application, corpus: Path) -> None:
    app.build(Silent())
    with TestClient(create_app(app)) as client:
        before = client.get("/gezond").json()["generation"]
        (corpus / "artikelen" / "nieuw.md").write_text("# Parkeren\n\nDe parkeernorm ging omlaag.")
        after = app.build(Silent()).generation
        assert client.get("/gezond").json()["generation"] == after != before
        assert "parkeernorm" in client.get("/", params={"q": "parkeernorm"}).text


def test_without_an_index_the_page_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with TestClient(create_app(application(tmp_path, tmp_path / "index"))) as client:
        page = client.get("/")
        found = client.get("/v1/zoekresultaten", params={"q": "hitte"})
    assert page.status_code == found.status_code == 503
    assert "Zoeken kan nu even niet" in page.text
    # Where the index should be is for the log of the operator.
    for answer in (page, found):
        assert str(tmp_path) not in answer.text
    assert str(tmp_path) in caplog.text


def test_every_field_of_every_view_is_used_by_a_template() -> None:
    views = [
        found
        for module in (common, document, search, start)
        for found in vars(module).values()
        if isinstance(found, type) and is_dataclass(found) and found.__module__ == module.__name__
    ]
    assert len(views) > 8
    for view in (*views, ErrorView):
        for field in fields(view):
            assert f".{field.name}" in TEMPLATES or f'"{field.name}"' in TEMPLATES, (view, field)


def test_pages_ask_nothing_of_other_sites(client: TestClient) -> None:
    for path in ("/", "/?q=hitte", "/documenten/artikelen/woo.html"):
        sources = re.findall(r'(?:src|href)="(https?://[^"]+)"', client.get(path).text)
        assert [source for source in sources if not source.startswith("http://testserver/")] == []


def test_a_search_is_heard_once_and_a_document_when_it_is_opened(
    small: Application, tmp_path: Path
) -> None:
    services = Application(small.settings.model_copy(update={"data": tmp_path}))
    with TestClient(create_app(services)) as client:
        client.get("/", params={"q": "bewoners bij het warmtenet, bel 06-12345678"})
        client.get("/", params={"q": "bewoners bij het warmtenet", "soort": "artikel"})
        client.get("/", params={"q": "zeilmakerij"})
        client.get("/documenten/artikelen/woo.html")
        client.get("/documenten/geen.md")
    journal = services.journal
    assert journal.use()["webinars/warmtenet.vtt"].found == 1
    assert journal.use()["artikelen/woo.html"].opened == 1
    assert "documenten/geen.md" not in journal.use()
    assert [found.question for found in journal.unanswered()] == ["zeilmakerij"]


def test_a_data_folder_that_cannot_be_written_breaks_no_search(
    small: Application, tmp_path: Path
) -> None:
    (tmp_path / "vol").write_text("geen map")
    services = Application(small.settings.model_copy(update={"data": tmp_path / "vol"}))
    with TestClient(create_app(services)) as client:
        assert "keukentafel" in client.get("/", params={"q": "bewonersparticipatie"}).text
        assert client.get("/documenten/artikelen/woo.html").status_code == 200
