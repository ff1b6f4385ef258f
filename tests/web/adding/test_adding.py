"""Adding documents, as a browser without a script sees it."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from kb.app import Application
from kb.web.adding import receiving
from kb.web.auth.guard import csrf_token_for
from kb.web.site import create_app
from tests.support import HITTE, WARMTENET, Silent, application, write_corpus
from tests.web.conftest import sign_in

HERE = "/redactie/toevoegen"
LONG = "De gemeente plantte bomen in de straat en vroeg bewoners om mee te denken. " * 12
PARKEREN = f"# Parkeren in de wijk\n\n## Aanpak\n\n{LONG}\n"
PERSONAL = f"{PARKEREN}\n\nBel Anna op 06-12345678 of mail anna@waterdam.example.\n"


@pytest.fixture
def services(seeded: Path, tmp_path: Path) -> Application:
    """Services over a corpus, an index and a journal of this test alone."""
    corpus = write_corpus(tmp_path / "corpus")
    found = application(corpus, tmp_path / "index", max_upload=1)
    found.build(Silent())
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "journal.sqlite").write_bytes(seeded.read_bytes())
    return Application(found.settings)


@pytest.fixture
def desk(services: Application) -> Iterator[TestClient]:
    with TestClient(create_app(services), follow_redirects=False) as browser:
        sign_in(browser, "een-redacteur")
        yield browser


def token(browser: TestClient) -> str:
    return csrf_token_for(browser.cookies["kb"])


def post(
    browser: TestClient, path: str, form: Mapping[str, object], **files: object
) -> tuple[int, str]:
    """Send a form; return the status and where it leads or what it says."""
    answer = browser.post(path, data={"csrf": token(browser), **form}, files=files or None)  # type: ignore[arg-type]
    return answer.status_code, answer.headers.get("location") or html.unescape(answer.text)


def send(browser: TestClient, name: str, text: str | bytes, **more: str) -> str:
    """Upload one file as the script does; return the address of its page."""
    answer = browser.post(
        f"{HERE}/bestand",
        params={"naam": name, **more},
        content=text.encode() if isinstance(text, str) else text,
        headers={"X-CSRF-Token": token(browser), "Content-Type": "application/octet-stream"},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["adres"])


def shown(browser: TestClient, address: str) -> str:
    answer = browser.get(address)
    while answer.status_code == 202:
        answer = browser.get(address)
    return html.unescape(answer.text)


def fields(page: str, **changed: object) -> dict[str, object]:
    """Return the fields of the form on a page as a browser would send them back."""
    found: dict[str, object] = {
        name: value
        for name, value in re.findall(
            r'<input class="utrecht-textbox[^>]* name="(\w+)"[^>]* value="([^"]*)"', page
        )
    }
    for name, inside in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    for name, value in re.findall(
        r'type="checkbox"[^>]* name="(\w+)" value="([^"]*)" checked', page
    ):
        found.setdefault(name, [])
        found[name] = [*found[name], value]  # type: ignore[misc]
    return {**found, **changed}


def test_an_upload_is_seen_before_it_is_saved_and_then_found(
    desk: TestClient, services: Application
) -> None:
    there = send(desk, "Parkeren (v2).md", PARKEREN)
    page = shown(desk, there)
    assert "Parkeren in de wijk" in page
    assert "Uit het bestand." in page
    assert "De gemeente plantte bomen" in page
    assert not (services.settings.corpus / "artikelen/parkeren-v2.md").exists()
    form = fields(
        page, organisatie="Gemeente Waterdam", themas="parkeren, wijk", datum="17-05-2024"
    )
    status, there = post(desk, there, form)
    assert (status, there) == (
        303,
        "/redactie/documenten/artikelen/parkeren-v2.md?gedaan=toegevoegd",
    )
    assert (services.settings.corpus / "artikelen/parkeren-v2.md").read_text() == PARKEREN
    line = services.journal.trail(limit=1)[0]
    assert (line.who, line.what, line.document) == (
        "een-redacteur",
        "toegevoegd",
        "artikelen/parkeren-v2.md",
    )
    assert services.staging.all() == ()
    assert ">Wacht<" in shown(desk, HERE)
    services.build(Silent())
    assert "Het document is te vinden" in shown(desk, HERE)
    known = services.open_live().generation.catalogue.entry("artikelen/parkeren-v2.md")
    assert known.document.metadata.organisation == "Gemeente Waterdam"
    assert known.document.metadata.themes == ("parkeren", "wijk")
    assert "bomen" in desk.get("/documenten/artikelen/parkeren-v2.md").text


def test_many_files_in_one_form(desk: TestClient, services: Application) -> None:
    files = [("bestanden", (f"stuk-{at}.md", f"{PARKEREN} {at}")) for at in range(3)]
    answer = desk.post(f"{HERE}/bestanden", data={"csrf": token(desk), "vraag": ""}, files=files)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{HERE}?ontvangen=3"
    assert [each.shown for each in services.staging.all()] == [
        "stuk-0.md",
        "stuk-1.md",
        "stuk-2.md",
    ]
    status, there = post(desk, f"{HERE}/bestanden", {}, bestanden=("een.md", PARKEREN))
    assert (status, there) == (303, f"{HERE}/{services.staging.all()[-1].id}")


def test_what_is_wrong_with_a_file_is_said_by_name_and_the_rest_is_kept(
    desk: TestClient, services: Application
) -> None:
    files: list[tuple[str, tuple[str, str | bytes]]] = [
        ("bestanden", ("goed.md", PARKEREN)),
        ("bestanden", ("plaatje.png", b"\x89PNG\r\n\x1a\n")),
        ("bestanden", ("leeg.txt", b"")),
        ("bestanden", ("groot.txt", b"x" * 1_100_000)),
        ("bestanden", ("nep.pdf", b"geen pdf")),
    ]
    answer = desk.post(f"{HERE}/bestanden", data={"csrf": token(desk)}, files=files)
    page = html.unescape(answer.text)
    assert answer.status_code == 200
    for name, said in (
        ("plaatje.png", "van een type dat kb niet leest"),
        ("leeg.txt", "is leeg"),
        ("groot.txt", "groter dan 1 MB"),
        ("nep.pdf", "past niet bij de naam"),
    ):
        assert re.search(rf"<b>{name}</b>: [^<]*{said}", page)
    assert [each.shown for each in services.staging.all()] == ["goed.md"]
    status, page = post(desk, f"{HERE}/bestanden", {}, bestanden=("groot.txt", b"x" * 1_100_000))
    assert status == 413
    status, page = post(desk, f"{HERE}/bestanden", {}, bestanden=("", b""))
    assert status == 400
    assert "Kies eerst een of meer bestanden" in page


def test_a_form_that_is_far_too_large_is_refused_before_it_is_kept(
    desk: TestClient, services: Application
) -> None:
    answer = desk.post(
        f"{HERE}/bestanden",
        content=(b"x" * 1_000_000 for _ in range(11)),
        headers={"Content-Type": "multipart/form-data; boundary=x", "Content-Length": "11000000"},
    )
    assert answer.status_code == 413
    assert "Eén bestand mag 1 MB zijn" in html.unescape(answer.text)
    assert "te groot" in html.unescape(answer.text)
    unknown = desk.post(
        f"{HERE}/bestanden",
        content=(b"x" for _ in range(3)),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert unknown.status_code == 400
    assert services.staging.all() == ()


def test_the_script_hears_what_is_wrong_with_a_file(
    desk: TestClient, services: Application
) -> None:
    for name, body, status in (
        ("groot.txt", b"x" * 1_100_000, 413),
        ("plaatje.png", b"\x89PNG\r\n\x1a\n", 415),
        ("leeg.md", b"", 400),
    ):
        answer = desk.post(
            f"{HERE}/bestand",
            params={"naam": name},
            content=body,
            headers={"X-CSRF-Token": token(desk)},
        )
        assert answer.status_code == status
        assert name.split(".")[0] in answer.json()["fout"]
    assert list((services.settings.data / "staging").iterdir()) == []
    assert desk.post(f"{HERE}/bestand?naam=a.md", content=b"# A").status_code == 403


@pytest.mark.parametrize(
    ("title", "text", "name", "holds"),
    [
        ("Een plan", "Alinea een.\n\nAlinea twee.", "een-plan.txt", "Een plan\n\nAlinea een."),
        ("Een plan", "Een plan\n\nAlinea.", "een-plan.txt", "Een plan\n\nAlinea."),
        ("Een plan", "# Kop\n\nAlinea.", "een-plan.md", "# Kop"),
        ("Een plan", "Tekst.\n\n## Kop\n\nAlinea.", "een-plan.md", "# Een plan\n\nTekst."),
        ("Werkt dat? Ja.", "Tekst.", "werkt-dat-ja.md", "# Werkt dat? Ja.\n\nTekst."),
        ("Praat", WARMTENET, "praat.vtt", "NOTE\ntitel: Praat"),
        ("Praat", "1\n00:00:02,000 --> 00:00:09,000\nHallo.", "praat.srt", "1\n00:00:02,000"),
    ],
)
def test_pasted_text_gets_the_format_that_it_has(
    title: str, text: str, name: str, holds: str
) -> None:
    made, content = receiving.pasted(title, text)
    assert made == name
    assert holds in content


def test_pasted_text_becomes_a_document(desk: TestClient, services: Application) -> None:
    status, page = post(desk, f"{HERE}/tekst", {"titel": " ", "tekst": "Wat ik al typte"})
    assert status == 400
    assert "Vul een titel in." in page
    assert "Wat ik al typte" in page
    form = {"titel": "Bomen in de straat", "tekst": f"Aanleiding\r\n\r\n{LONG}"}
    status, there = post(desk, f"{HERE}/tekst", form)
    assert status == 303
    page = shown(desk, there)
    assert fields(page)["titel"] == "Bomen in de straat"
    status, there = post(desk, there, fields(page))
    assert "bomen-in-de-straat.txt" in there
    status, page = post(desk, f"{HERE}/tekst", {"titel": "Lang", "tekst": "woord " * 200_000})
    assert status == 413
    assert "tekstbestand" in page


def test_a_saved_page_keeps_its_address_as_source(desk: TestClient, services: Application) -> None:
    page_file = (
        "Nieuws.html",
        "<html><head><title>Nieuws</title></head><body><main><h1>Nieuws over bomen</h1>"
        f"<p>{LONG}</p></main></body></html>",
    )
    status, page = post(desk, f"{HERE}/webpagina", {"adres": "waterdam"}, pagina=("a.md", "# A"))
    assert status == 400
    assert "met https:// ervoor" in page
    assert "Dit is geen webpagina" in page
    form = {"adres": "https://waterdam.example/nieuws"}
    status, there = post(desk, f"{HERE}/webpagina", form, pagina=page_file)
    assert status == 303
    page = shown(desk, there)
    assert fields(page)["bron"] == "https://waterdam.example/nieuws"
    assert "Het adres dat u gaf." in page
    post(desk, there, fields(page))
    sidecar = services.settings.corpus / "artikelen/nieuws.html.yaml"
    assert "bron: https://waterdam.example/nieuws" in sidecar.read_text()


def test_what_is_wrong_is_said_at_once_and_what_was_typed_stays(
    desk: TestClient, services: Application
) -> None:
    there = send(desk, "dubbel.txt", HITTE)
    page = shown(desk, there)
    assert "Precies dit bestand is er al" in page
    status, page = post(desk, there, fields(page, titel="", datum="ooit", rol="buurvrouw"))
    assert status == 400
    assert "Er zijn 3 fouten" in page
    assert 'href="#titel"' in page
    assert 'href="#akkoord-dubbel"' in page
    assert 'value="buurvrouw"' in page
    assert len(services.staging.all()) == 1
    form = fields(page, titel="Hitte", datum="", akkoord="dubbel")
    assert post(desk, there, form)[0] == 303


def test_a_text_that_is_nearly_there_is_compared_and_can_take_its_place(
    desk: TestClient, services: Application
) -> None:
    there = send(desk, "warm.txt", HITTE.replace("zomerdag", "zomerse dag"))
    page = shown(desk, there)
    assert "Dit lijkt veel op 'Hittestress in de binnenstad'" in page
    compare = re.search(r'href="([^"]*vergelijken[^"]*)"', page)
    assert compare
    assert compare[1] == f"{there}/vergelijken?met={quote('artikelen/hitte.txt', safe='')}"
    side = shown(desk, compare[1])
    assert re.search(r"<mark[^>]*>\s*zomerse dag\s*</mark>", side)
    assert re.search(r"<mark[^>]*>\s*zomerdag\s*</mark>", side)
    version = re.search(r'name="versie" value="(\w+)"', side)
    assert version
    form = {"met": "artikelen/hitte.txt", "versie": version[1]}
    assert post(desk, f"{there}/vervangen", {**form, "versie": "0"})[0] == 409
    status, onwards = post(desk, f"{there}/vervangen", form)
    assert (status, onwards) == (303, "/redactie/documenten/artikelen/hitte.txt?gedaan=vervangen")
    assert "zomerse dag" in (services.settings.corpus / "artikelen/hitte.txt").read_text()
    assert len(services.documents.versions("artikelen/hitte.txt")) == 1
    assert services.staging.all() == ()


def test_personal_data_is_masked_unless_an_editor_says_otherwise(
    desk: TestClient, services: Application
) -> None:
    corpus = services.settings.corpus
    there = send(desk, "anna.md", PERSONAL)
    page = shown(desk, there)
    form = fields(page)
    assert form["maskeer"] == ["06-12345678", "anna@waterdam.example"]
    assert post(desk, there, form)[0] == 303
    saved = (corpus / "artikelen/anna.md").read_text()
    assert "Bel Anna op [telefoon] of mail [e-mail]." in saved
    there = send(desk, "bert.md", f"{PERSONAL}!")
    status, page = post(desk, there, fields(shown(desk, there), maskeer="06-12345678"))
    assert status == 400
    assert "bevestig dat ze mogen blijven staan" in page
    form = fields(page, akkoord=["persoonsgegevens", "bijna-dubbel"])
    assert form["maskeer"] == ["06-12345678"]
    assert post(desk, there, form)[0] == 303
    saved = (corpus / "artikelen/bert.md").read_text()
    assert "Bel Anna op [telefoon] of mail anna@waterdam.example." in saved


def test_in_other_formats_nothing_is_masked_and_the_page_says_how_then(
    desk: TestClient, services: Application
) -> None:
    pdf = next((Path(__file__).parents[3] / "corpus").rglob("*.pdf")).read_bytes()
    page = shown(desk, send(desk, "rapport.pdf", pdf))
    assert "Zo vinden bezoekers het" in page
    assert "Maak onleesbaar" not in page


def test_a_file_that_cannot_be_read_says_why_and_cannot_be_saved(
    desk: TestClient, services: Application
) -> None:
    there = send(desk, "stuk.md", "---\na: [\n---\n# Titel\n\ntekst")
    page = shown(desk, there)
    assert "kan geen document worden" in page
    assert "YAML" in page
    assert post(desk, there, {"titel": "Toch"})[0] == 400
    assert post(desk, f"{there}/weg", {}) == (303, f"{HERE}?gedaan=weg")
    assert services.staging.all() == ()
    assert desk.get(there).status_code == 404


def test_all_that_is_in_order_is_saved_at_once_and_the_rest_waits(
    desk: TestClient, services: Application
) -> None:
    for at in range(4):
        send(desk, f"stuk-{at}.md", f"# Stuk {at}\n\n{LONG} Nummer {at} vertelt iets anders.")
    send(desk, "nog-eens.md", f"# Stuk 1\n\n{LONG} Nummer 1 vertelt iets anders.")
    send(desk, "anna.md", PERSONAL)
    for each in services.staging.all():
        shown(desk, f"{HERE}/{each.id}")
    page = shown(desk, HERE)
    assert "Sla op wat in orde is (4)" in page
    assert "Klaar om op te slaan (6)" in page
    assert "Nakijken (2)" in page
    assert "twee keer" in page
    status, page = post(desk, f"{HERE}/opslaan", {"alles": "ja", "datum": "ooit"})
    assert status == 400
    assert "geen datum" in page
    form = {"alles": "ja", "organisatie": "Gemeente Waterdam", "themas": "bomen"}
    status, there = post(desk, f"{HERE}/opslaan", form)
    assert (status, there) == (303, f"{HERE}?gedaan=opgeslagen#net")
    added = [each.document for each in services.journal.trail() if each.what == "toegevoegd"]
    assert sorted(added) == [f"artikelen/stuk-{at}.md" for at in range(4)]
    sidecar = (services.settings.corpus / "artikelen/stuk-2.md.yaml").read_text()
    assert "organisatie: Gemeente Waterdam" in sidecar
    assert "titel: Stuk 2" in sidecar
    page = shown(desk, HERE)
    assert "Klaar om op te slaan (2)" in page
    # What waited twice is there now.
    left = next(each for each in services.staging.all() if each.shown == "nog-eens.md")
    assert post(desk, f"{HERE}/opslaan", {"bestand": left.id})[0] == 409
    assert post(desk, f"{HERE}/opslaan", {})[0] == 400


def test_one_of_many_is_saved_for_a_script_which_hears_why_another_is_not(
    desk: TestClient, services: Application
) -> None:
    there = send(desk, "parkeren.md", PARKEREN)
    shown(desk, there)
    status, told = post(desk, f"{there}/opslaan", {"datum": "ooit"})
    assert status == 400
    assert json.loads(told)["velden"] == ["datum"]
    assert len(services.staging.all()) == 1
    status, told = post(desk, f"{there}/opslaan", {"organisatie": "Gemeente Waterdam"})
    assert status == 201
    assert json.loads(told) == {"adres": "/redactie/documenten/artikelen/parkeren.md"}
    sidecar = (services.settings.corpus / "artikelen/parkeren.md.yaml").read_text()
    assert "organisatie: Gemeente Waterdam" in sidecar
    assert services.staging.all() == ()
    status, told = post(desk, f"{there}/opslaan", {})
    assert status == 404
    assert "staat niet meer klaar" in json.loads(told)["fout"]
    again = send(desk, "nog-eens.md", PARKEREN)
    status, told = post(desk, f"{again}/opslaan", {})
    assert status == 409
    assert len(services.staging.all()) == 1


def test_one_of_many_is_read_first_when_the_server_was_started_again(
    desk: TestClient, services: Application
) -> None:
    there = send(desk, "parkeren.md", PARKEREN)
    with TestClient(create_app(services), follow_redirects=False) as started_again:
        started_again.cookies = desk.cookies
        assert post(started_again, f"{there}/opslaan", {})[0] == 201
    assert services.staging.all() == ()


def test_from_the_list_one_is_saved_and_the_next_to_look_at_comes_by_itself(
    desk: TestClient, services: Application
) -> None:
    first = send(desk, "anna.md", PERSONAL)
    second = send(desk, "bert.md", PERSONAL.replace("Anna", "Bert"))
    shown(desk, second)
    page = shown(desk, first)
    assert "Opslaan en volgende nakijken" in page
    assert post(desk, first, fields(page, doe="volgende")) == (303, second)
    form = fields(shown(desk, second), doe="volgende", akkoord="bijna-dubbel")
    assert post(desk, second, form) == (303, f"{HERE}?gedaan=opgeslagen")


def test_a_question_goes_along_until_the_document_is_there(
    desk: TestClient, services: Application
) -> None:
    question = "Hoe regelen we parkeren?"
    page = shown(desk, f"{HERE}?vraag={quote(question)}")
    assert f"<b>{question}</b>" in page
    assert f'name="vraag" value="{question}"' in page
    there = send(desk, "parkeren.md", PARKEREN, vraag=question)
    page = shown(desk, there)
    assert question in page
    onwards = post(desk, there, fields(page))[1]
    assert onwards.startswith("/redactie/documenten/artikelen/parkeren.md?gedaan=toegevoegd&vraag=")


def test_colleagues_see_their_own_list(desk: TestClient, services: Application) -> None:
    services.staging.receive("van-een-collega.md", "collega", [PARKEREN.encode()])
    page = shown(desk, HERE)
    assert "van-een-collega.md" not in page
    assert "staat er 1 bestand klaar" in page


def test_everything_works_without_an_index(services: Application, tmp_path: Path) -> None:
    empty = Application(services.settings.model_copy(update={"index": tmp_path / "leeg"}))
    with TestClient(create_app(empty), follow_redirects=False) as browser:
        sign_in(browser, "een-redacteur")
        there = send(browser, "parkeren.md", PARKEREN)
        page = shown(browser, there)
        assert post(browser, there, fields(page))[0] == 303
        assert ">Wacht<" in shown(browser, HERE)
