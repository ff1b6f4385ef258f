"""Signing in at a real OpenID provider on this machine, and at one that lies."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from oidc_provider_mock import User, run_server_in_thread
from pydantic import SecretStr
from starlette.testclient import TestClient

from kb.app import Application
from kb.errors import UsageError
from kb.journal import Account
from kb.settings import Settings
from kb.web.auth.oidc import Provider, account_of
from kb.web.site import create_app

AWAY = "/inloggen/organisatie"
USERS = (
    User(sub="els", claims={"preferred_username": "els", "roles": ["medewerker", "redacteur"]}),
    User(sub="bob", claims={"email": "bob@waterdam.example", "roles": "beheerder"}),
    User(sub="kim", claims={"preferred_username": "kim@waterdam.example"}),
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        # The provider's own code refuses to answer without https otherwise.
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        with run_server_in_thread(user_claims=USERS, require_nonce=True) as server:
            yield f"http://localhost:{server.server_port}"


def browser_at(services: Application, issuer: str, **more: object) -> TestClient:
    settings = services.settings.model_copy(
        update={
            "oidc_issuer": issuer,
            "oidc_client_id": "kb",
            "oidc_client_secret": SecretStr("geheim"),
            "oidc_name": "Waterdam",
            **more,
        }
    )
    return TestClient(create_app(Application(settings)), follow_redirects=False)


@pytest.fixture
def browser(services: Application, issuer: str) -> Iterator[TestClient]:
    with browser_at(services, issuer) as found:
        yield found


def sent_to(browser: TestClient, then: str = "/") -> str:
    answer = browser.get(AWAY, params={"volgende": then})
    assert answer.status_code == 303
    return answer.headers["location"]


def back_from(address: str, **form: str) -> str:
    """Do at the provider what a person does there; return where the browser is sent then."""
    answer = httpx2.post(address, data=form)
    assert answer.status_code == 302
    location = urlsplit(answer.headers["location"])
    assert location.path == f"{AWAY}/terug"
    return f"{location.path}?{location.query}"


@pytest.mark.parametrize(
    ("sub", "account"),
    [
        ("els", Account("els@localhost", "redacteur", external=True)),
        ("bob", Account("bob@waterdam.example", "beheerder", external=True)),
        ("kim", Account("kim@waterdam.example", "lezer", external=True)),
    ],
)
def test_the_organisation_says_who_somebody_is_and_what_they_may_do(
    browser: TestClient, services: Application, sub: str, account: Account
) -> None:
    assert "Inloggen via Waterdam" in browser.get("/inloggen").text
    back = browser.get(back_from(sent_to(browser, "/redactie"), sub=sub))
    assert back.status_code == 303
    assert back.headers["location"] == "/redactie"
    assert services.journal.sessions.find(browser.cookies["kb"]) == account
    assert account.name in browser.get("/uitloggen").text
    assert services.journal.trail()[0].who == account.name


def test_what_is_sent_proves_where_the_answer_belongs(browser: TestClient) -> None:
    asked = parse_qs(urlsplit(sent_to(browser)).query)
    assert asked["response_type"] == ["code"]
    assert asked["scope"] == ["openid profile email"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/inloggen/organisatie/terug"]
    again = parse_qs(urlsplit(sent_to(browser)).query)
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name][0]) >= 32
        assert asked[name] != again[name]


def test_visitors_come_back_to_the_address_they_know(services: Application, issuer: str) -> None:
    with browser_at(services, issuer, public_url="https://kb.example/") as browser:
        asked = parse_qs(urlsplit(sent_to(browser)).query)
    assert asked["redirect_uri"] == ["https://kb.example/inloggen/organisatie/terug"]


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(
    browser: TestClient, services: Application, issuer: str
) -> None:
    stolen = back_from(sent_to(browser), sub="els")
    with browser_at(services, issuer) as other:
        assert other.get(stolen).status_code == 400
        sent_to(other)
        refused = other.get(stolen)
        assert refused.status_code == 400
        assert "Probeer het opnieuw" in refused.text
        assert "kb" not in other.cookies


def test_an_answer_works_once(browser: TestClient) -> None:
    answer = back_from(sent_to(browser), sub="els")
    assert browser.get(answer).status_code == 303
    assert browser.get(answer).status_code == 400


def test_who_says_no_at_the_organisation_can_try_again(browser: TestClient) -> None:
    refused = browser.get(back_from(sent_to(browser), action="deny"))
    assert refused.status_code == 400
    assert "Inloggen via Waterdam" in refused.text


def test_a_made_up_code_is_refused(browser: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    state = parse_qs(urlsplit(sent_to(browser)).query)["state"][0]
    refused = browser.get(f"{AWAY}/terug", params={"code": "verzonnen", "state": state})
    assert refused.status_code == 502
    assert "lukt nu niet" in refused.text
    assert "geheim" not in caplog.text


def test_a_provider_that_is_away_is_said_to_be(services: Application) -> None:
    with browser_at(services, "http://127.0.0.1:9") as browser:
        answer = browser.get(AWAY)
        assert answer.status_code == 502
        assert "Inloggen via Waterdam lukt nu niet" in answer.text
        assert "Wachtwoord" in answer.text


class Liar(BaseHTTPRequestHandler):
    """A provider whose tokens say whatever the test wants."""

    key: ClassVar[RSAKey] = RSAKey.generate_key(2048, {"kid": "1"})
    signed_with: ClassVar[Any] = key
    header: ClassVar[dict[str, str]] = {"alg": "RS256", "kid": "1"}
    claims: ClassVar[dict[str, Any]] = {}
    told: ClassVar[dict[str, Any]] = {}
    discovery: ClassVar[dict[str, Any]] = {}
    proof: ClassVar[str] = ""

    def do_GET(self) -> None:
        at = f"http://{self.headers['Host']}"
        if "openid-configuration" in self.path:
            names = ("authorization", "token", "userinfo")
            known = {f"{name}_endpoint": f"{at}/{name}" for name in names}
            self._say({"issuer": at, "jwks_uri": f"{at}/keys", **known, **self.discovery})
        elif self.path == "/keys":
            self._say({"keys": [self.key.as_dict(private=False)]})
        else:
            self._say(self.told)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        Liar.proof = self.headers.get("Authorization", "")[:6] or parse_qs(body)["client_secret"][0]
        token = jwt.encode(
            self.header, self.claims, self.signed_with, algorithms=["RS256", "HS256"]
        )
        self._say({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _say(self, values: object) -> None:
        body = json.dumps(values).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def liar(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Liar) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def signing_in_with(
    services: Application, liar: str, monkeypatch: pytest.MonkeyPatch, **lies: Any
) -> int:
    """Sign in with the right claims but for `lies`; return the status of the answer."""
    with browser_at(services, liar) as browser:
        asked = parse_qs(urlsplit(sent_to(browser)).query)
        right = {"iss": liar, "aud": "kb", "sub": "els", "iat": 1, "exp": 9_999_999_999}
        claims = {**right, "nonce": asked["nonce"][0], **lies}
        kept = {name: value for name, value in claims.items() if value is not None}
        monkeypatch.setattr(Liar, "claims", kept)
        params = {"code": "x", "state": asked["state"][0]}
        return browser.get(f"{AWAY}/terug", params=params).status_code


def test_a_provider_that_tells_the_truth_is_believed(
    services: Application, liar: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signing_in_with(services, liar, monkeypatch) == 303


@pytest.mark.parametrize(
    ("accepted", "proof"),
    [(None, "Basic "), (["client_secret_basic"], "Basic "), (["client_secret_post"], "geheim")],
)
def test_our_secret_goes_the_way_that_the_provider_accepts(
    services: Application,
    liar: str,
    monkeypatch: pytest.MonkeyPatch,
    accepted: list[str] | None,
    proof: str,
) -> None:
    monkeypatch.setattr(Liar, "discovery", {"token_endpoint_auth_methods_supported": accepted})
    assert signing_in_with(services, liar, monkeypatch) == 303
    assert Liar.proof == proof


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "van een ander"},
        {"nonce": None},
        {"aud": "een andere site"},
        {"aud": ["kb", "een andere site"]},
        {"iss": "https://kwaad.example"},
        {"exp": 1},
        {"sub": None},
        {"at_hash": "klopt niet"},
    ],
)
def test_a_token_that_is_not_for_us_now_is_refused(
    services: Application, liar: str, monkeypatch: pytest.MonkeyPatch, lie: dict[str, Any]
) -> None:
    assert signing_in_with(services, liar, monkeypatch, **lie) == 502


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ({"alg": "RS256", "kid": "1"}, RSAKey.generate_key(2048, {"kid": "1"})),
        ({"alg": "HS256", "kid": "1"}, OctKey.import_key("geheim" * 8)),
    ],
)
def test_a_token_that_the_provider_did_not_sign_is_refused(
    services: Application,
    liar: str,
    monkeypatch: pytest.MonkeyPatch,
    header: dict[str, str],
    key: object,
) -> None:
    monkeypatch.setattr(Liar, "header", header)
    monkeypatch.setattr(Liar, "signed_with", key)
    assert signing_in_with(services, liar, monkeypatch) == 502


def test_what_the_provider_says_of_somebody_else_gives_no_role(
    services: Application, liar: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Liar, "told", {"sub": "een ander", "roles": ["beheerder"]})
    assert signing_in_with(services, liar, monkeypatch) == 303
    assert services.journal.trail()[0].detail == "lezer"


def test_a_provider_under_another_name_is_not_ours(
    services: Application, liar: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Liar, "discovery", {"issuer": "https://kwaad.example"})
    with browser_at(services, liar) as browser:
        assert browser.get(AWAY).status_code == 502


@pytest.mark.parametrize(
    ("claims", "name", "role"),
    [
        ({"sub": "1"}, "1@sso.example", "lezer"),
        ({"sub": "1", "preferred_username": "beheer"}, "beheer@sso.example", "lezer"),
        ({"sub": "1", "realm": {"roles": ["redacteur"]}}, "1@sso.example", "redacteur"),
        (
            {"sub": "1", "realm": {"roles": ["redacteur", "beheerder"]}},
            "1@sso.example",
            "beheerder",
        ),
        ({"sub": "1", "realm": "raar"}, "1@sso.example", "lezer"),
        ({"sub": "1", "realm": {"roles": 3}}, "1@sso.example", "lezer"),
    ],
)
def test_claims_become_a_name_that_no_local_account_has_and_a_role(
    claims: dict[str, Any], name: str, role: str
) -> None:
    settings = Settings(oidc_issuer="https://sso.example/x", oidc_role_claim="realm.roles")
    found = account_of(claims, settings)
    assert (found.name, found.role, found.external) == (name, role, True)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"oidc_issuer": "http://sso.example", "oidc_client_id": "kb"}, "https"),
        ({"oidc_issuer": "https://sso.example"}, "KB_OIDC_CLIENT_ID"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_the_start(
    settings: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        Provider(Settings(**settings))
