"""The administrator's pages, as a browser sees them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.app import Application
from kb.journal import Account
from kb.web.admin import building
from kb.web.auth.guard import csrf_token_for
from kb.web.site import create_app
from tests.support import Silent
from tests.web.conftest import PASSWORD, sign_in

NEW = "vier woorden zonder verband"


@pytest.fixture
def admin(visitor: TestClient) -> TestClient:
    sign_in(visitor, "een-beheerder")
    return visitor


def post(browser: TestClient, path: str, **form: str) -> tuple[int, str]:
    token = csrf_token_for(browser.cookies["kb"])
    answer = browser.post(path, data={"csrf": token, **form})
    return answer.status_code, answer.headers.get("location") or answer.text


def trail(services: Application) -> list[tuple[str, str, str]]:
    return [(each.who, each.what, each.detail) for each in services.journal.trail(limit=1)]


def test_an_account_is_made_changed_and_removed(admin: TestClient, services: Application) -> None:
    made = post(admin, "/beheer/accounts", naam="Jan", rol="lezer", wachtwoord=NEW, nogmaals=NEW)
    assert made == (303, "/beheer/accounts?gedaan=gemaakt&naam=jan")
    assert "Het account jan is gemaakt." in admin.get(made[1]).text
    assert trail(services) == [("een-beheerder", "account gemaakt", "jan: lezer")]
    assert post(admin, "/beheer/accounts/jan/rol", rol="redacteur")[0] == 303
    assert trail(services) == [("een-beheerder", "rol veranderd", "jan: redacteur")]
    other = NEW[::-1]
    assert (
        post(admin, "/beheer/accounts/jan/wachtwoord", wachtwoord=other, nogmaals=other)[0] == 303
    )
    assert services.journal.accounts.check("jan", other) == Account("jan", "redacteur")
    assert post(admin, "/beheer/accounts/jan/weg")[0] == 400
    assert post(admin, "/beheer/accounts/jan/weg", zeker="ja")[0] == 303
    assert trail(services) == [("een-beheerder", "account verwijderd", "jan")]
    assert admin.get("/beheer/accounts/jan").status_code == 400


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"naam": "Jan de Vries"}, "kleine letters"),
        ({"naam": "een-lezer"}, "bestaat al"),
        ({"wachtwoord": "kort", "nogmaals": "kort"}, "minstens 12 tekens"),
        ({"nogmaals": "iets anders dan het eerste"}, "niet gelijk"),
        ({"rol": "baas"}, "Kies een rol"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    admin: TestClient, services: Application, form: dict[str, str], said: str
) -> None:
    whole = {"naam": "jan", "rol": "lezer", "wachtwoord": NEW, "nogmaals": NEW, **form}
    status, page = post(admin, "/beheer/accounts", **whole)
    assert status == 400
    assert said in page
    assert f'value="{whole["naam"]}"' in page
    assert NEW not in page
    assert len(services.journal.accounts.all()) == 3


@pytest.mark.parametrize(("path", "form"), [("weg", {"zeker": "ja"}), ("rol", {"rol": "lezer"})])
def test_the_last_administrator_can_neither_go_nor_become_less(
    admin: TestClient, services: Application, path: str, form: dict[str, str]
) -> None:
    before = len(services.journal.trail())
    status, page = post(admin, f"/beheer/accounts/een-beheerder/{path}", **form)
    assert status == 400
    assert "enige beheerder" in page
    assert len(services.journal.trail()) == before


def test_the_trail_is_filtered_and_paged(admin: TestClient, services: Application) -> None:
    for number in range(60):
        services.journal.audit("anna", "toegevoegd", f"artikelen/{number}.md", "abc", "<b>&")
    first = admin.get("/beheer/logboek?wie=anna").text
    assert "60 regels" in first
    assert "artikelen/59.md" in first
    assert "&lt;b&gt;&amp;" in first
    assert 'rel="next" href="/beheer/logboek?wie=anna&amp;pagina=2"' in first
    second = admin.get("/beheer/logboek?wie=anna&pagina=2").text
    assert "artikelen/0.md" in second
    assert "artikelen/59.md" not in second
    assert "1 regel<" in admin.get("/beheer/logboek?zoek=artikelen/7.md").text
    assert "Geen enkele regel" in admin.get("/beheer/logboek?van=2999-01-01").text
    wrong = admin.get("/beheer/logboek?van=gisteren")
    assert wrong.status_code == 400
    assert "2026-11-23" in wrong.text


@pytest.fixture
def two(app: Application, seeded: Path, corpus: Path) -> Application:
    """An index of two generations, and one build that was refused."""
    app.settings.data.mkdir(parents=True)
    (app.settings.data / "journal.sqlite").write_bytes(seeded.read_bytes())
    app.build(Silent())
    (corpus / "artikelen" / "hitte.txt").unlink()
    (corpus / "artikelen" / "kapot.pdf").write_bytes(b"%PDF-1.4 kapot")
    app.build(Silent())
    app.golden.add("Wat doen jongeren in een jongerenraad?", {"artikelen/jongeren.md": 2})
    (corpus / "artikelen" / "jongeren.md").unlink()
    assert not app.build(Silent()).published
    return app


@pytest.fixture
def keeper(two: Application) -> Iterator[TestClient]:
    with TestClient(create_app(two), follow_redirects=False) as found:
        assert sign_in(found, "een-beheerder") == 303
        yield found


def test_the_index_tells_what_is_live_and_why_a_build_was_refused(
    keeper: TestClient, two: Application
) -> None:
    page = keeper.get("/beheer/indexen").text
    assert page.count(">Live<") == 1
    assert "jongerenraad?" in page
    assert "weg: artikelen/jongeren.md" in page
    assert "artikelen/kapot.pdf" in page
    assert "Geweigerd</span>" in page
    assert "geweigerd" in keeper.get("/beheer").text


def test_going_back_is_asked_first_and_done_once(keeper: TestClient, two: Application) -> None:
    older, live = two.store.ids()
    asked = keeper.get("/beheer/indexen/terug").text
    assert "weer te vinden zijn (1)" in asked
    assert "artikelen/hitte.txt" in asked
    shown = re.findall(r'name="live" value="([^"]+)"', asked)
    assert shown == [live]
    assert post(keeper, "/beheer/indexen/terug", live=older)[0] == 409
    assert two.store.live() == live
    status, there = post(keeper, "/beheer/indexen/terug", live=live)
    assert (status, two.store.live()) == (303, older)
    assert "is nu live" in keeper.get(there).text
    assert trail(two) == [("een-beheerder", "index teruggezet", f"van {live} naar {older}")]
    assert keeper.get("/?q=schaduw+door+bomen").text.count("hitte.txt") > 0
    assert keeper.get("/beheer/indexen/terug").status_code == 503
    assert post(keeper, "/beheer/indexen/terug", live=older)[0] == 503


def test_checking_the_index_names_a_file_that_changed(keeper: TestClient, two: Application) -> None:
    assert "Alles in orde: 2 indexen" in post(keeper, "/beheer/indexen/controle")[1]
    (two.store.folder / two.store.ids()[0] / "vectors.faiss").write_bytes(b"kapot")
    assert "vectors.faiss is veranderd" in post(keeper, "/beheer/indexen/controle")[1]
    assert trail(two) == [("een-beheerder", "index gecontroleerd", "1 problemen")]
    (two.store.folder / two.store.ids()[0] / "manifest.json").write_text("kapot")
    assert "Onleesbaar" in keeper.get("/beheer/indexen").text


def test_without_an_index_the_pages_still_open(admin: TestClient, tmp_path: Path) -> None:
    services: Application = admin.app.state.application  # type: ignore[attr-defined]
    empty = Application(services.settings.model_copy(update={"index": tmp_path / "leeg"}))
    with TestClient(create_app(empty), follow_redirects=False) as browser:
        assert sign_in(browser, "een-beheerder", PASSWORD) == 303
        assert "Er is geen index" in browser.get("/beheer").text
        assert "Er is nog geen index" in browser.get("/beheer/indexen").text


def test_a_report_of_before_golden_questions_is_no_refusal() -> None:
    assert building.refusal(None, "", {}) is None
    assert building.refusal({"golden": None}, "", {}) is None
