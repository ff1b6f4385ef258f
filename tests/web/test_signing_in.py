import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import Depends
from starlette.testclient import TestClient

from kb.app import Application
from kb.errors import UsageError
from kb.journal import ROLES, Account, Journal, passwords
from kb.journal.sessions import IDLE, LONGEST
from kb.web.auth import csrf, require
from kb.web.site import create_app
from tests.web.conftest import PASSWORD, sign_in


def token_in(page: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    assert found
    return found.group(1)


def test_who_signs_in_is_known_until_signing_out(visitor: TestClient) -> None:
    assert "Uitloggen" not in visitor.get("/inloggen").text
    assert sign_in(visitor, "Een-Redacteur ") == 303
    page = visitor.get("/uitloggen").text
    assert "een-redacteur" in page
    cookie = visitor.cookies["kb"]
    done = visitor.post("/uitloggen", data={"csrf": token_in(page)})
    assert done.status_code == 303
    assert "kb" not in visitor.cookies
    visitor.cookies["kb"] = cookie
    assert "U bent niet ingelogd" in visitor.get("/uitloggen").text


def test_the_page_speaks_english_too(visitor: TestClient) -> None:
    page = visitor.get("/inloggen", headers={"Accept-Language": "en"}).text
    assert "Sign in" in page
    assert "error" not in page


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: TestClient) -> None:
    answer = visitor.post("/inloggen", data={"naam": "een-lezer", "wachtwoord": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_goes_over_nothing_else(services: Application) -> None:
    settings = services.settings.model_copy(update={"public_url": "https://kb.example"})
    with TestClient(create_app(Application(settings)), "https://kb.example") as browser:
        form = {"naam": "een-lezer", "wachtwoord": PASSWORD}
        cookie = browser.post("/inloggen", data=form, follow_redirects=False).headers["set-cookie"]
    assert cookie.startswith("__Host-kb=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize("name", ["een-lezer", "bestaat-niet", "", "een-lezer' OR 1=1 --"])
def test_a_wrong_name_and_a_wrong_password_look_the_same(visitor: TestClient, name: str) -> None:
    answer = visitor.post("/inloggen", data={"naam": name, "wachtwoord": "zomaar iets geraden"})
    assert answer.status_code == 400
    assert "De naam of het wachtwoord klopt niet" in answer.text
    assert "set-cookie" not in answer.headers
    assert "zomaar iets geraden" not in answer.text


def test_an_unknown_name_costs_a_password_check_too(
    services: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    real = passwords._hasher()

    class Counting:
        def verify(self, password: str, stored: str) -> bool:
            checked.append(stored)
            return real.verify(password, stored)

    passwords._decoy()
    monkeypatch.setattr(passwords, "_hasher", Counting)
    services.journal.accounts.check("bestaat-niet", "x" * 12)
    services.journal.accounts.check("een-lezer", "x" * 12)
    assert [stored.startswith("$argon2id$") for stored in checked] == [True, True]


def test_a_queue_of_passwords_is_cut_short(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    with passwords._turn(), passwords._turn():
        assert sign_in(visitor, "een-lezer") == 429
    assert sign_in(visitor, "een-lezer") == 303


@pytest.mark.parametrize(
    ("then", "goes_to"),
    [
        ("/redactie/nieuw?a=b", "/redactie/nieuw?a=b"),
        ("https://kwaad.example/", "/"),
        ("//kwaad.example", "/"),
        ("/\\kwaad.example", "/"),
        ("/\t/kwaad.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_stays_on_this_site(
    visitor: TestClient, then: str, goes_to: str
) -> None:
    form = {"naam": "een-lezer", "wachtwoord": PASSWORD, "volgende": then}
    assert visitor.post("/inloggen", data=form).headers["location"] == goes_to


def test_signing_in_gives_a_new_token_and_ends_the_old_one(visitor: TestClient) -> None:
    sign_in(visitor, "een-lezer")
    first = visitor.cookies["kb"]
    sign_in(visitor, "een-lezer")
    assert visitor.cookies["kb"] != first
    visitor.cookies.clear()
    visitor.cookies["kb"] = first
    assert "U bent niet ingelogd" in visitor.get("/uitloggen").text


def test_a_planted_token_is_never_adopted(visitor: TestClient) -> None:
    form = {"naam": "een-lezer", "wachtwoord": PASSWORD}
    answer = visitor.post("/inloggen", data=form, headers={"Cookie": "kb=van-een-ander"})
    assert "van-een-ander" not in answer.headers["set-cookie"]


def test_a_form_from_another_site_does_not_sign_in(visitor: TestClient) -> None:
    form = {"naam": "een-lezer", "wachtwoord": PASSWORD}
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://kwaad.example"},
        {"Origin": "null"},
    ):
        assert visitor.post("/inloggen", data=form, headers=headers).status_code == 403
    ours = {"Origin": "http://testserver"}
    assert visitor.post("/inloggen", data=form, headers=ours).status_code == 303


def test_guessing_is_stopped_for_a_name_and_for_an_address(visitor: TestClient) -> None:
    guesses = [sign_in(visitor, "een-lezer", "verkeerd wachtwoord") for _ in range(11)]
    assert guesses == [400] * 10 + [429]
    assert sign_in(visitor, "een-lezer") == 429
    assert sign_in(visitor, "een-redacteur") == 303
    for number in range(20):
        sign_in(visitor, f"naam-{number}", "verkeerd wachtwoord")
    assert sign_in(visitor, "een-beheerder") == 429


def test_signing_in_and_failing_to_are_in_the_trail(
    visitor: TestClient, services: Application
) -> None:
    sign_in(visitor, "een-lezer", "verkeerd wachtwoord")
    sign_in(visitor, "mijn geheime wachtwoord", "een-lezer")
    sign_in(visitor, "een-lezer")
    trail = services.journal.trail()
    assert [(entry.who, entry.what) for entry in trail] == [
        ("een-lezer", "ingelogd"),
        ("onbekende naam", "inloggen mislukt"),
        ("een-lezer", "inloggen mislukt"),
    ]


def test_signed_in_pages_leave_nothing_behind(visitor: TestClient) -> None:
    sign_in(visitor, "een-lezer")
    assert visitor.get("/").headers["cache-control"] == "no-store"


def change(browser: TestClient, current: str, new: str, again: str) -> str:
    form = {"huidig": current, "nieuw": new, "herhaal": again}
    token = token_in(browser.get("/wachtwoord").text)
    return browser.post("/wachtwoord", data={**form, "csrf": token}).text


def test_people_change_their_own_password_and_stay_signed_in_here_alone(
    visitor: TestClient, services: Application
) -> None:
    sign_in(visitor, "een-lezer")
    elsewhere = services.journal.sessions.start(Account("een-lezer", "lezer"))
    new = "vier heel andere woorden"
    assert "Uw wachtwoord is veranderd" in change(visitor, PASSWORD, new, new)
    assert "een-lezer" in visitor.get("/uitloggen").text
    assert services.journal.sessions.find(elsewhere) is None
    assert services.journal.accounts.check("een-lezer", new)
    assert services.journal.trail()[0].what == "wachtwoord veranderd"


@pytest.mark.parametrize(
    ("current", "new", "again", "said"),
    [
        ("fout wachtwoord", "x" * 12, "x" * 12, "Dit is niet uw wachtwoord"),
        (PASSWORD, "x" * 12, "y" * 12, "niet gelijk"),
        (PASSWORD, "kort", "kort", "minstens 12 tekens"),
    ],
)
def test_a_password_that_cannot_be_is_said_at_its_field(
    visitor: TestClient, services: Application, current: str, new: str, again: str, said: str
) -> None:
    sign_in(visitor, "een-lezer")
    page = change(visitor, current, new, again)
    assert page.count(said) == 2
    assert services.journal.accounts.check("een-lezer", PASSWORD)


def test_an_unattended_browser_is_no_place_to_guess_a_password(visitor: TestClient) -> None:
    sign_in(visitor, "een-lezer")
    pages = [change(visitor, "fout", "x" * 12, "x" * 12) for _ in range(11)]
    assert "te vaak" not in pages[9]
    assert "te vaak" in pages[10]


def test_who_signs_in_elsewhere_changes_the_password_there(
    visitor: TestClient, services: Application
) -> None:
    token = services.journal.sessions.start(OUTSIDER)
    page = visitor.get("/wachtwoord", headers={"Cookie": f"kb={token}"})
    assert "bij uw organisatie" in page.text
    assert "<form" not in page.text.partition("<main")[2]


def guarded(services: Application) -> TestClient:
    app = create_app(services)

    @app.post("/proef", dependencies=[Depends(csrf)])
    def change(account: Account = Depends(require("redacteur"))) -> str:  # noqa: B008
        return account.name

    return TestClient(app, follow_redirects=False)


def test_a_form_needs_the_token_of_its_own_session(services: Application) -> None:
    with guarded(services) as browser:
        assert browser.post("/proef", data={"csrf": ""}).status_code in (401, 403)
        sign_in(browser, "een-redacteur")
        token = token_in(browser.get("/uitloggen").text)
        assert browser.post("/proef", data={"csrf": token}).text == '"een-redacteur"'
        assert browser.post("/proef", headers={"X-CSRF-Token": token}).status_code == 200
        multipart = {"csrf": (None, token)}
        assert browser.post("/proef", files=multipart).status_code == 200
        for wrong in ({}, {"csrf": ""}, {"csrf": "a" * 64}, {"csrf": "é"}):
            refused = browser.post("/proef", data=wrong)
            assert refused.status_code == 403
            assert "vernieuw de pagina" in refused.text
        sign_in(browser, "een-redacteur")
        assert browser.post("/proef", data={"csrf": token}).status_code == 403


def test_who_is_no_longer_signed_in_hears_so_and_can_sign_in(visitor: TestClient) -> None:
    page = visitor.post("/wachtwoord", data={"csrf": "a" * 64})
    assert page.status_code == 401
    assert 'href="/inloggen"' in page.text.partition("<main")[2]


def test_without_the_journal_reading_goes_on_and_only_accounts_wait(small: Application) -> None:
    no_folder = small.settings.corpus / "artikelen" / "woo.html" / "data"
    settings = small.settings.model_copy(update={"data": no_folder})
    with TestClient(create_app(Application(settings))) as browser:
        browser.cookies["kb"] = "van vroeger"
        assert browser.get("/", params={"q": "hitte"}).status_code == 200
        assert browser.get("/wachtwoord").status_code == 503
        assert sign_in(browser, "een-lezer") == 503


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(tmp_path: Path, clock: Clock) -> Journal:
    return Journal(tmp_path, now=clock)


OUTSIDER = Account("jan@waterdam.example", "redacteur", external=True)


def test_a_session_ends_when_nobody_uses_it(journal: Journal, clock: Clock) -> None:
    token = journal.sessions.start(OUTSIDER)
    clock.at += IDLE - timedelta(minutes=1)
    assert journal.sessions.find(token) == OUTSIDER
    clock.at += IDLE - timedelta(minutes=1)
    assert journal.sessions.find(token) == OUTSIDER
    clock.at += IDLE
    assert journal.sessions.find(token) is None


def test_a_session_ends_after_a_day_however_busy(journal: Journal, clock: Clock) -> None:
    token = journal.sessions.start(OUTSIDER)
    until = clock.at + LONGEST
    while clock.at < until:
        assert journal.sessions.find(token) == OUTSIDER
        clock.at += timedelta(hours=1)
    assert journal.sessions.find(token) is None


def test_only_hashes_of_tokens_and_passwords_are_kept(journal: Journal, tmp_path: Path) -> None:
    journal.accounts.add("jan", "redacteur", PASSWORD)
    token = journal.sessions.start(Account("jan", "redacteur"))
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert token.encode() not in raw
    assert PASSWORD.encode() not in raw
    assert b"$argon2id$" in raw


def test_who_is_removed_or_gets_a_new_password_or_role_is_signed_out(journal: Journal) -> None:
    jan = journal.accounts.add("jan", "redacteur", PASSWORD)
    token = journal.sessions.start(jan)
    journal.accounts.set_password("jan", PASSWORD + "!")
    assert journal.sessions.find(token) is None
    assert journal.accounts.check("jan", PASSWORD) is None
    token = journal.sessions.start(jan)
    journal.accounts.set_role("jan", "lezer")
    assert journal.sessions.find(token) is None
    token = journal.sessions.start(jan)
    assert journal.sessions.find(token) == Account("jan", "lezer")
    journal.accounts.remove("jan")
    assert journal.sessions.find(token) is None
    assert journal.accounts.all() == ()


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("jan", "te kort", "minstens 12 tekens"),
        ("jan", "x" * 1001, "hooguit 1000"),
        ("jan", "1212121212121", "te makkelijk"),
        ("jan@waterdam", PASSWORD, "kan niet"),
        ("", PASSWORD, "kan niet"),
        ("bestaat", PASSWORD, "bestaat al"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_the_remedy(
    journal: Journal, name: str, password: str, said: str
) -> None:
    journal.accounts.add("bestaat", "lezer", PASSWORD)
    with pytest.raises(UsageError, match=said):
        journal.accounts.add(name, "lezer", password)


def test_what_was_remembered_for_who_went_away_comes_back_once_and_in_time(
    journal: Journal, clock: Clock
) -> None:
    token = journal.sessions.send("onthoud dit")
    assert journal.sessions.back("een ander") is None
    assert journal.sessions.back(token) == "onthoud dit"
    assert journal.sessions.back(token) is None
    token = journal.sessions.send("te laat")
    clock.at += timedelta(minutes=11)
    assert journal.sessions.back(token) is None


def test_each_role_may_do_what_those_below_it_may() -> None:
    for rank, role in enumerate(ROLES):
        allowed = [Account("x", role).may(each) for each in ROLES]
        assert allowed == [number <= rank for number in range(3)]
