"""Every route of the API keeps the API Design Rules."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from kb.app import Application
from kb.web.api import VERSION
from kb.web.site import create_app
from tests.support import application

# A request that succeeds for each path of the description.
WORKING = {
    "/zoekresultaten": "/zoekresultaten?q=hitte",
    "/documenten": "/documenten",
    "/documenten/{id}": "/documenten/artikelen/woo.html",
    "/suggesties": "/suggesties?q=woo",
    "/openapi.json": "/openapi.json",
}
POSTED: dict[str, dict[str, Any]] = {"/feedback": {"vraag": "Wat kost het?", "geholpen": True}}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def description(client: TestClient) -> Any:
    return client.get("/v1/openapi.json").json()


def requests(client: TestClient) -> Iterator[tuple[str, str]]:
    """Yield every method on every path, those that the API does not have too."""
    for path in (*WORKING.values(), *POSTED, "/nergens", "", "/"):
        for method in METHODS:
            yield method, f"/v1{path}"


def test_every_described_path_is_tried_here(description: Any) -> None:
    assert set(description["paths"]) == set(WORKING) | set(POSTED)


def test_every_answer_tells_the_version_and_may_be_read_by_any_page(client: TestClient) -> None:
    for method, address in requests(client):
        headers = client.request(method, address).headers
        assert headers["api-version"] == VERSION, (method, address)
        assert headers["access-control-allow-origin"] == "*"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_every_error_is_a_problem(client: TestClient) -> None:
    for method, address in requests(client):
        response = client.request(method, address)
        if method == "HEAD" or response.status_code < 400:
            continue
        assert response.headers["content-type"] == "application/problem+json"
        problem = response.json()
        assert problem["status"] == response.status_code
        assert problem["title"]
        assert problem["detail"]
        assert problem["instance"] == address.split("?")[0]


def test_head_gives_the_headers_of_get_and_no_body(client: TestClient) -> None:
    for path in WORKING.values():
        get, head = client.get(f"/v1{path}"), client.head(f"/v1{path}")
        assert head.status_code == 200
        assert head.content == b""
        for name in ("etag", "content-type", "content-length", "cache-control"):
            assert head.headers[name] == get.headers[name]


def test_other_methods_are_405_with_those_that_work(client: TestClient) -> None:
    for path in WORKING.values():
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            response = client.request(method, f"/v1{path}")
            assert response.status_code == 405
            assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    for path in POSTED:
        assert client.get(f"/v1{path}").headers["allow"] == "POST, OPTIONS"
        assert client.head(f"/v1{path}").status_code == 405


def test_options_says_what_works_and_lets_pages_read(client: TestClient) -> None:
    asked = {"Origin": "https://elders.example", "Access-Control-Request-Method": "GET"}
    response = client.options("/v1/documenten", headers=asked)
    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["access-control-allow-methods"] == "GET, HEAD"


def test_posting_works(client: TestClient) -> None:
    for path, body in POSTED.items():
        assert client.post(f"/v1{path}", json=body).status_code == 204


@pytest.mark.parametrize("path", [*WORKING.values(), *POSTED])
def test_a_slash_at_the_end_is_not_found(client: TestClient, path: str) -> None:
    response = client.get(f"/v1{path.split('?', maxsplit=1)[0]}/", follow_redirects=False)
    assert response.status_code == 404


def test_a_query_key_that_does_not_exist_is_refused_everywhere(client: TestClient) -> None:
    for path in WORKING.values():
        mark = "&" if "?" in path else "?"
        response = client.get(f"/v1{path}{mark}Onbekend=1")
        assert response.status_code == 400
        assert "Toegestaan: " in response.json()["errors"][0]["detail"]
    for path, body in POSTED.items():
        assert client.post(f"/v1{path}?x=1", json=body).status_code == 400


def test_everything_is_described_with_examples(description: Any) -> None:
    assert description["info"]["contact"]["email"] == "beheer@kennisbank.example"
    assert description["servers"] == [
        {"url": "http://testserver/v1", "description": "Deze kennisbank"}
    ]
    for path in description["paths"].values():
        for operation in path.values():
            assert operation["description"]
            assert "422" not in operation["responses"]
            for parameter in operation.get("parameters", ()):
                assert parameter["description"]
    for name, schema in description["components"]["schemas"].items():
        for key, field in schema["properties"].items():
            assert field.get("description") or "$ref" in field, (name, key)
            assert schema["description"]


def test_the_public_address_wins_over_that_of_the_request(small: Application) -> None:
    folders = small.settings
    public = application(
        folders.corpus,
        folders.index,
        public_url="https://kennis.example/",
        contact="tel:+31201234567",
    )
    with TestClient(create_app(public)) as client:
        answer = client.get("/v1/zoekresultaten?q=hitte").json()
        described = client.get("/v1/openapi.json").json()
    assert answer["links"]["zelf"].startswith("https://kennis.example/v1/zoekresultaten?")
    assert answer["resultaten"][0]["url"].startswith("https://kennis.example/documenten/")
    assert described["servers"][0]["url"] == "https://kennis.example/v1"
    assert described["info"]["contact"]["url"] == "tel:+31201234567"


def test_a_fault_of_ours_is_a_problem_that_tells_nothing(
    small: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("geheim")

    monkeypatch.setattr("kb.web.api.representing.document", break_down)
    with TestClient(create_app(small), raise_server_exceptions=False) as client:
        response = client.get("/v1/documenten/artikelen/woo.html")
    assert response.status_code == 500
    assert response.headers["api-version"] == VERSION
    assert response.json()["title"] == "Er ging iets mis"
    assert "geheim" not in response.text


def test_without_an_index_the_api_is_unavailable_and_still_described(tmp_path: Any) -> None:
    app: FastAPI = create_app(application(tmp_path, tmp_path / "index"))
    with TestClient(app) as client:
        assert client.get("/v1/documenten").status_code == 503
        assert client.get("/v1/openapi.json").status_code == 200
