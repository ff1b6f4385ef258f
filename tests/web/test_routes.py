"""Every route against every role, from one table; a route that is not in it fails."""

from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from kb.app import Application
from kb.journal import ROLES, Account, Role
from kb.web.auth.guard import csrf_token_for
from kb.web.site import create_app
from tests.support import Silent, application, write_corpus

# Who may use a route: everyone (None) or a role and those above it.
ALLOWED: dict[str, Role | None] = {
    "GET /": None,
    "GET /documenten/{path:path}": None,
    "GET /bestanden/{path:path}": None,
    "GET /gezond": None,
    "GET /opensearch.xml": None,
    "GET /documenten.atom": None,
    "GET /sitemap.xml": None,
    "GET /over": None,
    "GET /toegankelijkheid": None,
    "GET /privacy": None,
    "GET /robots.txt": None,
    "GET /.well-known/security.txt": None,
    "POST /feedback": None,
    "POST /vraag-achterlaten": None,
    "GET /bedankt": None,
    "GET /inloggen": None,
    "POST /inloggen": None,
    "GET /uitloggen": None,
    "POST /uitloggen": None,
    "GET /wachtwoord": "lezer",
    "POST /wachtwoord": "lezer",
    "GET /inloggen/organisatie": None,
    "GET /inloggen/organisatie/terug": None,
    "GET /redactie": "redacteur",
    "GET /redactie/ingetrokken": "redacteur",
    "GET /redactie/documenten/{path:path}": "redacteur",
    "GET /redactie/documenten/{path:path}/tekst": "redacteur",
    "POST /redactie/documenten/{path:path}/tekst": "redacteur",
    "GET /redactie/documenten/{path:path}/gegevens": "redacteur",
    "POST /redactie/documenten/{path:path}/gegevens": "redacteur",
    "GET /redactie/documenten/{path:path}/vervangen": "redacteur",
    "POST /redactie/documenten/{path:path}/vervangen": "redacteur",
    "GET /redactie/documenten/{path:path}/vervangen/{key}": "redacteur",
    "POST /redactie/documenten/{path:path}/vervangen/{key}": "redacteur",
    "POST /redactie/documenten/{path:path}/versies/{key}/terug": "redacteur",
    "GET /redactie/documenten/{path:path}/intrekken": "redacteur",
    "POST /redactie/documenten/{path:path}/intrekken": "redacteur",
    "POST /redactie/documenten/{path:path}/terugzetten": "redacteur",
    "GET /redactie/documenten/{path:path}/proberen": "redacteur",
    "GET /redactie/documenten/{path:path}/bestand": "redacteur",
    "GET /redactie/documenten/{path:path}/versies/{key}": "redacteur",
    "GET /redactie/documenten/{path:path}/versies/{key}/bestand": "redacteur",
    "GET /redactie/documenten/{path:path}/versies/{key}/weg": "beheerder",
    "POST /redactie/documenten/{path:path}/versies/{key}/weg": "beheerder",
    "GET /redactie/vragen": "redacteur",
    "GET /redactie/vragen/beoordelingen": "redacteur",
    "GET /redactie/vragen/gebruik": "redacteur",
    "GET /redactie/vragen/themas": "redacteur",
    "GET /redactie/vragen/gezondheid": "redacteur",
    "POST /redactie/vragen/afgehandeld": "redacteur",
    "GET /redactie/gouden-vragen": "redacteur",
    "POST /redactie/gouden-vragen": "redacteur",
    "GET /redactie/gouden-vragen/nieuw": "redacteur",
    "GET /redactie/gouden-vragen/{key}": "redacteur",
    "POST /redactie/gouden-vragen/{key}": "redacteur",
    "POST /redactie/gouden-vragen/{key}/weg": "redacteur",
    "GET /redactie/vragen.csv": "redacteur",
    "GET /redactie/beoordelingen.csv": "redacteur",
    "GET /redactie/documenten.csv": "redacteur",
    "GET /redactie/toevoegen": "redacteur",
    "POST /redactie/toevoegen/opslaan": "redacteur",
    "POST /redactie/toevoegen/{key}/opslaan": "redacteur",
    "POST /redactie/toevoegen/bestanden": "redacteur",
    "POST /redactie/toevoegen/bestand": "redacteur",
    "POST /redactie/toevoegen/tekst": "redacteur",
    "POST /redactie/toevoegen/webpagina": "redacteur",
    "GET /redactie/toevoegen/{key}": "redacteur",
    "POST /redactie/toevoegen/{key}": "redacteur",
    "POST /redactie/toevoegen/{key}/weg": "redacteur",
    "GET /redactie/toevoegen/{key}/vergelijken": "redacteur",
    "POST /redactie/toevoegen/{key}/vervangen": "redacteur",
    "GET /beheer": "beheerder",
    "GET /beheer/accounts": "beheerder",
    "POST /beheer/accounts": "beheerder",
    "GET /beheer/accounts/{name}": "beheerder",
    "POST /beheer/accounts/{name}/rol": "beheerder",
    "POST /beheer/accounts/{name}/wachtwoord": "beheerder",
    "POST /beheer/accounts/{name}/weg": "beheerder",
    "GET /beheer/logboek": "beheerder",
    "GET /beheer/indexen": "beheerder",
    "GET /beheer/indexen/terug": "beheerder",
    "POST /beheer/indexen/terug": "beheerder",
    "POST /beheer/indexen/controle": "beheerder",
    "MOUNT /static": None,
    "MOUNT /v1": None,
}
# What stays open to everyone when KB_READING=signed-in.
ALWAYS_OPEN = {
    "GET /gezond",
    "GET /inloggen",
    "POST /inloggen",
    "GET /uitloggen",
    "POST /uitloggen",
    "GET /inloggen/organisatie",
    "GET /inloggen/organisatie/terug",
    "GET /opensearch.xml",
    "GET /over",
    "GET /toegankelijkheid",
    "GET /privacy",
    "GET /robots.txt",
    "GET /.well-known/security.txt",
    "MOUNT /static",
}
# What stands in a path for what it names.
VALUES = {"{path:path}": "artikelen/woo.html", "{name}": "anna", "{key}": "r-1"}
# Nobody has an account at this service, so that its routes answer without a network.
SERVICE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Application:
    """A site with every route there is, over a corpus that its routes may change."""
    folder = tmp_path_factory.mktemp("whole")
    corpus = write_corpus(folder / "corpus")
    services = application(corpus, folder / "index", oidc_issuer=SERVICE, oidc_client_id="kb")
    services.build(Silent())
    return services


@pytest.fixture(scope="module")
def browser(whole: Application) -> Iterator[TestClient]:
    with TestClient(create_app(whole), follow_redirects=False) as found:
        yield found


@pytest.fixture(scope="module")
def closed(whole: Application) -> Iterator[TestClient]:
    settings = whole.settings.model_copy(update={"reading": "signed-in"})
    with TestClient(create_app(Application(settings)), follow_redirects=False) as found:
        yield found


def routes(application: Application) -> set[str]:
    return {
        f"{method} {route.path}"
        for route in iter_route_contexts(create_app(application).routes)
        for method in (route.methods or {"MOUNT"}) - {"HEAD"}
    }


def test_every_route_is_in_the_table_and_no_other(whole: Application) -> None:
    assert routes(whole) == set(ALLOWED)


def answer(browser: TestClient, route: str, role: Role | None) -> str:
    """Use a route as somebody with a role; say whether that was allowed."""
    method, path = route.split(" ")
    for name, value in VALUES.items():
        path = path.replace(name, value)
    if method == "MOUNT":
        method, path = "GET", f"{path}/iets"
    response = browser.request(method, path, headers=signed_in(browser, role))
    if response.status_code == 401 or response.headers.get("location", "").startswith("/inloggen?"):
        return "sign in"
    return "no" if response.status_code == 403 else "yes"


def signed_in(browser: TestClient, role: Role | None) -> dict[str, str]:
    if role is None:
        return {}
    services: Application = browser.app.state.application  # type: ignore[attr-defined]
    account = Account(f"{role}@waterdam.example", role, external=True)
    token = services.journal.sessions.start(account)
    return {"Cookie": f"kb={token}", "X-CSRF-Token": csrf_token_for(token)}


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("route", ALLOWED)
def test_a_route_answers_whom_the_table_says(
    browser: TestClient, route: str, role: Role | None
) -> None:
    needed = ALLOWED[route]
    if needed is None or (role and ROLES.index(role) >= ROLES.index(needed)):
        assert answer(browser, route, role) == "yes"
    else:
        assert answer(browser, route, role) == ("no" if role else "sign in")


@pytest.mark.parametrize("route", ALLOWED)
def test_when_reading_needs_an_account_only_signing_in_stays_open(
    closed: TestClient, route: str
) -> None:
    assert answer(closed, route, None) == ("yes" if route in ALWAYS_OPEN else "sign in")
    if ALLOWED[route] in (None, "lezer"):
        assert answer(closed, route, "lezer") == "yes"


def described(browser: TestClient) -> Iterator[tuple[str, str]]:
    """Give the routes of the API, which describes itself: (method, path)."""
    for path, operations in browser.get("/v1/openapi.json").json()["paths"].items():
        for method in operations:
            if method.upper() in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                yield method.upper(), f"/v1{path}".replace("{id}", "artikelen/woo.html")


def test_the_api_answers_everyone_or_only_who_is_signed_in(
    browser: TestClient, closed: TestClient
) -> None:
    found = list(described(browser))
    assert len(found) > 4
    for method, path in found:
        assert browser.request(method, path).status_code not in (401, 403), path
        if path != "/v1/openapi.json":
            assert closed.request(method, path).status_code == 401, path
        member = signed_in(closed, "lezer")
        assert closed.request(method, path, headers=member).status_code not in (401, 403), path


def test_an_address_that_does_not_exist_tells_a_stranger_nothing(closed: TestClient) -> None:
    assert closed.get("/documenten/geheim.md").headers["location"].startswith("/inloggen?")
    refused = closed.get("/v1/nergens")
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
