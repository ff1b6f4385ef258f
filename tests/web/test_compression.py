from starlette.testclient import TestClient

from tests.web.conftest import sign_in


def test_pages_are_compressed_until_they_hold_the_token_of_a_session(visitor: TestClient) -> None:
    for path in ("/", "/static/kb.css", "/documenten/artikelen/woo.html"):
        assert visitor.get(path).headers["content-encoding"] == "gzip"
    sign_in(visitor, "een-redacteur")
    assert "content-encoding" not in visitor.get("/").headers
    assert visitor.get("/static/kb.css").headers["content-encoding"] == "gzip"
