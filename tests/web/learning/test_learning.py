"""The dashboard and the golden questions, as a browser sees them."""

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.app import Application
from kb.journal import Feedback
from kb.web.auth.guard import csrf_token_for
from kb.web.site import create_app
from tests.support import Silent
from tests.web.conftest import sign_in

HITTE = "artikelen/hitte.txt"
QUESTIONS = "/redactie/vragen"
GOLDEN = "/redactie/gouden-vragen"


@pytest.fixture
def desk(visitor: TestClient) -> TestClient:
    sign_in(visitor, "een-redacteur")
    return visitor


def post(browser: TestClient, path: str, form: Mapping[str, object]) -> tuple[int, str]:
    token = csrf_token_for(browser.cookies["kb"])
    answer = browser.post(path, data={"csrf": token, **form})
    return answer.status_code, answer.headers.get("location") or html.unescape(answer.text)


def hear(services: Application) -> None:
    journal = services.journal
    for question in ("deelauto's regelen in de wijk", "hoe regelen we deelauto's"):
        journal.asked(question, confident=False, documents=[HITTE])
    for _ in range(5):
        journal.asked("vergunning voor een terras, bel 06-12345678", confident=False, documents=[])
    journal.leave("hoe regelen we deelauto's")
    journal.asked("schaduw", confident=True, documents=[HITTE])
    journal.feedback(Feedback("schaduw", HITTE, 1, helpful=False, comment="Te kort. =1+1"))
    journal.feedback(Feedback("schaduw", HITTE, 1, helpful=True))


def test_questions_are_grouped_masked_and_what_visitors_left_comes_first(
    desk: TestClient, services: Application
) -> None:
    hear(services)
    page = html.unescape(desk.get(QUESTIONS).text)
    heads = re.findall(r'id="vraag-\d+">([^<]+)<', page)
    assert heads == [
        "hoe regelen we deelauto's",
        "vergunning voor een terras, bel [telefoon]",
    ]
    assert "Achtergelaten" in page
    assert "Ook zo gevraagd (1)" in page
    assert "5 keer gevraagd" in page
    assert "06-12345678" not in page
    assert "Hittestress in de binnenstad" in page
    assert "/redactie/toevoegen?vraag=hoe+regelen+we+deelauto%27s" in page
    assert f"{GOLDEN}/nieuw?vraag=hoe+regelen+we+deelauto%27s" in page


def test_a_settled_group_is_gone_with_all_its_questions(
    desk: TestClient, services: Application
) -> None:
    hear(services)
    page = html.unescape(desk.get(QUESTIONS).text)
    first = page[page.index("<article") : page.index("</article")]
    chosen = re.findall(r'name="vraag" value="([^"]+)"', first)
    assert len(chosen) == 2
    status, there = post(desk, f"{QUESTIONS}/afgehandeld", {"vraag": chosen})
    assert status == 303
    after = html.unescape(desk.get(there).text)
    assert "is afgehandeld" in after
    assert "deelauto" not in after
    last = services.journal.trail(limit=1)[0]
    assert (last.who, last.what, last.detail) == ("een-redacteur", "vraag afgehandeld", chosen[0])
    assert post(desk, f"{QUESTIONS}/afgehandeld", {})[0] == 400


def test_the_other_pages_tell_what_can_be_better(desk: TestClient, services: Application) -> None:
    hear(services)
    poor = html.unescape(desk.get(f"{QUESTIONS}/beoordelingen").text)
    assert "Hielp niet · 1×" in poor
    assert "Te kort. =1+1" in poor
    assert "/documenten/artikelen/hitte.txt#passage-1" in poor
    use = desk.get(f"{QUESTIONS}/gebruik").text
    assert "Nog nooit gevonden (5)" in use
    assert "Een jaar niet geopend (1)" in use
    assert "circulair inkopen" not in desk.get(f"{QUESTIONS}/themas").text
    services.journal.asked("stoel", confident=True, documents=["artikelen/meubilair.md"])
    assert "circulair inkopen" in desk.get(f"{QUESTIONS}/themas").text
    health = desk.get(f"{QUESTIONS}/gezondheid").text
    assert "6 documenten" in health
    assert "Heeft geen thema" in health


@pytest.mark.parametrize("page", ["", "/beoordelingen", "/gebruik", "/themas", "/gezondheid"])
def test_every_page_opens_without_anything_to_tell_and_without_an_index(
    desk: TestClient, services: Application, tmp_path: Path, page: str
) -> None:
    assert desk.get(f"{QUESTIONS}{page}").status_code == 200
    empty = Application(services.settings.model_copy(update={"index": tmp_path / "leeg"}))
    with TestClient(create_app(empty), follow_redirects=False) as browser:
        sign_in(browser, "een-redacteur")
        assert browser.get(f"{QUESTIONS}{page}").status_code == 200
        assert "nog geen index" in browser.get(GOLDEN).text
        assert browser.get(f"{GOLDEN}/nieuw?vraag=hitte").status_code == 200


def test_lists_come_as_files_for_a_spreadsheet(desk: TestClient, services: Application) -> None:
    hear(services)
    services.journal.leave('=HYPERLINK("https://kwaad.example")')
    found = desk.get("/redactie/vragen.csv")
    assert found.headers["content-type"] == "text/csv; charset=utf-8"
    assert found.headers["content-disposition"] == 'attachment; filename="vragen.csv"'
    assert found.content.startswith(b"\xef\xbb\xbfonderwerp;vraag;")
    assert '"\'=HYPERLINK(""https://kwaad.example"")"' in found.text
    assert "schaduw;artikelen/hitte.txt;1;1;1;" in desk.get("/redactie/beoordelingen.csv").text
    documents = desk.get("/redactie/documenten.csv").text
    assert "artikelen/meubilair.md;Circulair meubilair inkopen;artikel;2024-05-17" in documents
    assert documents.count("\r\n") == 7


def candidates(page: str) -> list[str]:
    return re.findall(r'name="document" value="([^"]+)"', page)


def graded(page: str, **chosen: str) -> dict[str, object]:
    """Return the fields of the form with grades for some documents."""
    paths = candidates(page)
    fields: dict[str, object] = {"document": paths}
    for name in ("versie", "bezoeker", "vraag"):
        found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
        assert found, name
        fields[name] = found[1]
    for at, path in enumerate(paths, 1):
        checked = re.search(rf'name="graad-{at}" value="(\d?)" checked', page)
        fields[f"graad-{at}"] = chosen.get(path, checked[1] if checked else "")
    return fields


def test_a_visitors_question_becomes_a_golden_one(desk: TestClient, services: Application) -> None:
    hear(services)
    there = f"{GOLDEN}/nieuw?vraag=hoe+regelen+we+deelauto%27s"
    page = html.unescape(desk.get(there).text)
    assert "artikelen/jongeren.md" in candidates(page)
    form = {**graded(page, **{"artikelen/jongeren.md": "1"}), "klaar": "ja", "doe": "bewaar"}
    assert post(desk, GOLDEN, form) == (303, f"{GOLDEN}?gedaan=toegevoegd")
    (stored,) = services.golden.all()
    assert (stored.query, stored.relevant) == (
        "hoe regelen we deelauto's",
        {"artikelen/jongeren.md": 1},
    )
    listed = html.unescape(desk.get(f"{GOLDEN}?gedaan=toegevoegd").text)
    assert "telt hij mee" in listed
    assert "1 document" in listed
    assert [each.what for each in services.journal.trail(limit=2)] == [
        "vraag afgehandeld",
        "gouden vraag toegevoegd",
    ]
    left = [each.question for each in services.journal.unanswered()]
    assert "hoe regelen we deelauto's" not in left


def test_a_document_that_was_added_for_a_question_is_chosen_already(desk: TestClient) -> None:
    there = f"{GOLDEN}/nieuw?vraag=iets+heel+anders&document="
    page = html.unescape(desk.get(f"{there}webinars/warmtenet.vtt").text)
    assert candidates(page)[0] == "webinars/warmtenet.vtt"
    assert 'name="graad-1" value="2" checked' in page
    assert "onbekend.md" not in candidates(desk.get(f"{there}artikelen/onbekend.md").text)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"vraag": "", "niets": "ja"}, "Typ de vraag"),
        ({"vraag": "Hitte?"}, "Kies welk document past"),
        ({"vraag": "Hitte?", "niets": "ja", "document": [HITTE], "graad-1": "2"}, "Niet beide"),
        ({"vraag": "Hitte?", "document": ["../geheim"], "graad-1": "2"}, "bestaat niet"),
        ({"vraag": "x" * 3000, "niets": "ja"}, "te lang"),
    ],
)
def test_what_makes_no_sense_is_said_and_what_was_typed_stays(
    desk: TestClient, services: Application, form: dict[str, object], said: str
) -> None:
    status, page = post(desk, GOLDEN, {"doe": "bewaar", **form})
    assert status == 400
    assert said in page
    assert f'value="{form["vraag"]}"' in page
    assert services.golden.all() == ()


def test_other_words_find_more_documents_and_choices_stay(desk: TestClient) -> None:
    form = {
        "vraag": "keukentafel",
        "document": ["webinars/warmtenet.vtt"],
        "graad-1": "2",
        "zoek": "stroomnet vol",
        "doe": "zoek",
    }
    status, page = post(desk, GOLDEN, form)
    assert status == 200
    assert candidates(page)[0] == "webinars/warmtenet.vtt"
    assert "webinars/netcongestie.srt" in candidates(page)
    assert 'name="graad-1" value="2" checked' in page


def test_a_question_that_nothing_answers_is_golden_too(
    desk: TestClient, services: Application
) -> None:
    form: dict[str, object] = {"vraag": "Wie bakt het brood?", "niets": "ja", "doe": "bewaar"}
    assert post(desk, GOLDEN, form)[0] == 303
    assert services.golden.all()[0].relevant == {}
    assert "Geen document past" in desk.get(GOLDEN).text
    status, page = post(desk, GOLDEN, form)
    assert status == 400
    assert "al een gouden vraag" in page


def test_the_list_tells_how_each_fares_and_what_it_guards(
    desk: TestClient, services: Application
) -> None:
    good = services.golden.add("Wat geeft schaduw?", {HITTE: 2})
    services.golden.add("keukentafel", {"artikelen/weg.md": 2})
    page = html.unescape(desk.get(GOLDEN).text)
    assert page.index("keukentafel") < page.index("Wat geeft schaduw?")
    assert "Document is weg" in page
    assert "Niet bij de eerste 10" in page
    assert "1e plaats" in page
    assert "Bewaakt elke index" in page
    assert "gemiddeld 50 van de 100" in page
    one = html.unescape(desk.get(f"{GOLDEN}/{good.id}").text)
    assert candidates(one)[0] == HITTE
    assert 'name="graad-1" value="2" checked' in one


def test_a_colleague_who_was_first_loses_nothing(desk: TestClient, services: Application) -> None:
    golden = services.golden
    mine = golden.add("Wat geeft schaduw?", {HITTE: 2})
    page = html.unescape(desk.get(f"{GOLDEN}/{mine.id}").text)
    form = {**graded(page), "vraag": "Wat koelt de stad?", "doe": "bewaar"}
    # Another question of a colleague stands in nobody's way.
    golden.add("keukentafel", {})
    golden.change(mine.id, "Waar is schaduw?", {HITTE: 1}, loaded=golden.digest())
    status, conflict = post(desk, f"{GOLDEN}/{mine.id}", form)
    assert status == 409
    assert "Waar is schaduw?" in conflict
    assert "Helpt een beetje: Hittestress" in conflict
    assert 'value="Wat koelt de stad?"' in conflict
    assert golden.get(mine.id).query == "Waar is schaduw?"
    again = {**graded(conflict), "doe": "bewaar"}
    assert post(desk, f"{GOLDEN}/{mine.id}", again)[0] == 303
    assert golden.get(mine.id).query == "Wat koelt de stad?"
    assert golden.get(mine.id).relevant == {HITTE: 2}


def test_removing_is_meant_and_of_what_was_shown(desk: TestClient, services: Application) -> None:
    golden = services.golden
    one = golden.add("Wat geeft schaduw?", {HITTE: 2})
    page = html.unescape(desk.get(f"{GOLDEN}/{one.id}").text)
    fields = graded(page)
    assert post(desk, f"{GOLDEN}/{one.id}/weg", fields)[0] == 400
    golden.change(one.id, "Waar is schaduw?", {HITTE: 2}, loaded=golden.digest())
    assert post(desk, f"{GOLDEN}/{one.id}/weg", {**fields, "zeker": "ja"})[0] == 409
    fresh = graded(html.unescape(desk.get(f"{GOLDEN}/{one.id}").text))
    assert post(desk, f"{GOLDEN}/{one.id}/weg", {**fresh, "zeker": "ja"})[0] == 303
    assert golden.all() == ()
    assert desk.get(f"{GOLDEN}/{one.id}").status_code == 400


@pytest.fixture
def guarded(app: Application, seeded: Path, corpus: Path) -> Iterator[TestClient]:
    """A site whose last build was refused for a golden question."""
    app.settings.data.mkdir(parents=True)
    (app.settings.data / "journal.sqlite").write_bytes(seeded.read_bytes())
    app.build(Silent())
    app.golden.add("Wat doen jongeren in een jongerenraad?", {"artikelen/jongeren.md": 2})
    app.golden.add("Wat geeft schaduw?", {HITTE: 2})
    (corpus / "artikelen" / "jongeren.md").unlink()
    assert not app.build(Silent()).published
    with TestClient(create_app(app), follow_redirects=False) as browser:
        sign_in(browser, "een-redacteur")
        yield browser


def test_the_list_says_which_question_refused_the_last_index(guarded: TestClient) -> None:
    page = html.unescape(guarded.get(GOLDEN).text)
    assert "De nieuwste index is tegengehouden" in page
    assert page.count("Hield de laatste tegen") == 1
    assert page.index("jongerenraad") < page.index("Wat geeft schaduw?")


def test_without_golden_questions_a_build_is_not_judged(app: Application, corpus: Path) -> None:
    golden = app.golden
    only = golden.add("Wat geeft schaduw?", {HITTE: 2})
    golden.remove(only.id, loaded=golden.digest())
    assert app.build(Silent()).golden is None
