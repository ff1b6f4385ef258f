"""The list and one document on the desk, as a browser sees them."""

import re
from dataclasses import replace
from pathlib import Path

from starlette.testclient import TestClient

from kb.app import Application
from kb.editing.documents import Edit
from kb.journal import Feedback
from kb.model import Metadata
from kb.web.site import create_app
from tests.support import Silent, application
from tests.web.conftest import sign_in
from tests.web.keeping.conftest import HERE, HITTE, get


def edit(services: Application, path: str = HITTE) -> Edit:
    return Edit(path, services.documents.digest(path), "anna")


def test_the_list_shows_every_document_and_filters_narrow_it(
    desk: TestClient, services: Application
) -> None:
    status, page = get(desk, "/redactie")
    assert status == 200
    assert "<b>6</b> documenten" in page
    assert page.count(">Doorzoekbaar</span>") == 6
    services.journal.asked("schaduw", confident=True, documents=[HITTE])
    page = get(desk, "/redactie?let-op=nooit-gevonden&soort=artikel")[1]
    assert "<b>3</b> documenten van 6" in page
    assert "Hittestress in de binnenstad" not in page
    assert get(desk, "/redactie?zoek=nergens")[1].count("past bij deze filters") == 1


def test_a_document_that_was_added_knows_by_whom(desk: TestClient, services: Application) -> None:
    staged = services.staging.receive("nieuw.md", "anna", [b"# Nieuw\n\nOver deelauto's."])
    path = services.documents.add(staged, Metadata("Deelauto's", "artikel"), "anna")
    page = get(desk, "/redactie?door=anna")[1]
    assert "<b>1</b> document van 7" in page
    assert "Deelauto's" in page
    assert ">Wacht</span>" in page
    one = get(desk, f"{HERE}/{path}?gedaan=toegevoegd")[1]
    assert "Het document is toegevoegd" in one
    assert "Wacht op de index" in one
    services.build(Silent())
    assert "Bezoekers vinden dit document." in get(desk, f"{HERE}/{path}")[1]


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    (corpus / "handouts").mkdir()
    (corpus / "handouts" / "kapot.pdf").write_bytes(b"geen pdf")
    services.build(Silent())
    page = get(desk, "/redactie?stand=mislukt")[1]
    assert "<b>1</b> document van 7" in page
    one = get(desk, f"{HERE}/handouts/kapot.pdf")[1]
    assert "Niet gelukt" in one
    assert "Verbeter het bestand en vervang het." in one
    file = desk.get(f"{HERE}/handouts/kapot.pdf/bestand")
    assert file.content == b"geen pdf"
    assert file.headers["content-disposition"].startswith("attachment")


def test_a_refused_document_names_the_golden_questions(
    desk: TestClient, services: Application
) -> None:
    golden = services.golden.add("Wat geeft schaduw?", {HITTE: 2})
    services.build(Silent(), full=True)
    services.documents.rewrite(edit(services), "Over iets heel anders, namelijk parkeren.")
    assert not services.build(Silent()).published
    page = get(desk, f"{HERE}/{HITTE}")[1]
    assert "Tegengehouden door gouden vragen" in page
    assert "Wat geeft schaduw?" in page
    assert f"/redactie/gouden-vragen/{golden.id}" in page
    assert "Tot dan zien bezoekers de vorige versie" in page
    assert ">Geweigerd</span>" in get(desk, "/redactie?stand=geweigerd")[1]


def test_a_document_tells_how_it_is_used(desk: TestClient, services: Application) -> None:
    journal = services.journal
    journal.asked("schaduw", confident=True, documents=[HITTE])
    desk.get(f"/documenten/{HITTE}")
    journal.feedback(Feedback("schaduw", HITTE, 1, helpful=False, comment="Te kort."))
    journal.feedback(Feedback("bomen", HITTE, 1, helpful=True))
    journal.feedback(Feedback("bomen", "artikelen/woo.html", 1, helpful=True))
    page = get(desk, f"{HERE}/{HITTE}")[1]
    assert re.search(r"<b>1</b> keer, laatst op", page)
    assert "<b>1</b> keer wel, <b>1</b> keer niet" in page
    assert "Te kort." in page


def test_history_leads_to_earlier_versions(desk: TestClient, services: Application) -> None:
    old = services.documents.text(HITTE)
    services.documents.rewrite(edit(services), old.replace("tien graden", "twaalf graden"))
    known = Metadata("Hitte", "artikel", language="nl", themes=("klimaat",))
    services.documents.describe(edit(services), known)
    page = get(desk, f"{HERE}/{HITTE}")[1]
    assert page.index("Gegevens gewijzigd</b> door anna") < page.index("Tekst gewijzigd</b>")
    versions = re.findall(rf"{HERE}/{HITTE}/versies/[^/\"]+(?=\")", page)
    assert len(versions) == 2
    described, rewritten = (get(desk, url)[1] for url in versions)
    assert "De tekst is gelijk." in described
    assert "klimaat" in described
    assert "<del>tien</del>" in rewritten
    assert "<ins>twaalf</ins>" in rewritten
    assert "klimaat" not in rewritten
    assert "klimaat" in get(desk, f"{versions[1]}?met=nu")[1]
    file = desk.get(f"{versions[1]}/bestand")
    assert file.content.decode() == old
    assert "hitte%20%28tot%20" in file.headers["content-disposition"]
    assert get(desk, f"{HERE}/{HITTE}/versies/nooit")[0] == 404


def test_withdrawn_documents_stand_apart(desk: TestClient, services: Application) -> None:
    services.documents.withdraw(edit(services), "Verouderd.")
    assert "Hittestress" not in get(desk, "/redactie")[1]
    assert "Ingetrokken (1)" in get(desk, "/redactie")[1]
    page = get(desk, "/redactie/ingetrokken")[1]
    assert "Hittestress in de binnenstad" in page
    assert "Reden: Verouderd." in page
    assert "Nog te vinden" in page
    one = get(desk, f"{HERE}/{HITTE}")[1]
    assert "Dit document is ingetrokken door anna" in one
    assert "nog tot de index 's nachts is bijgewerkt" in one
    services.build(Silent())
    assert "Bezoekers vinden het niet meer." in get(desk, f"{HERE}/{HITTE}")[1]
    assert get(desk, f"{HERE}/artikelen/nooit.md")[0] == 404
    assert get(desk, f"{HERE}/../data/journal.sqlite")[0] == 404


def test_without_an_index_and_without_documents_the_desk_opens(
    services: Application, tmp_path: Path
) -> None:
    settings = services.settings.model_copy(update={"index": tmp_path / "leeg"})
    with TestClient(create_app(Application(settings)), follow_redirects=False) as browser:
        sign_in(browser, "een-redacteur")
        page = get(browser, "/redactie")[1]
        assert "Er is nog geen index" in page
        assert page.count(">Wacht</span>") == 6
        assert "Circulair meubilair inkopen" in page
        assert "Wacht op de index" in get(browser, f"{HERE}/{HITTE}")[1]
    (tmp_path / "niets").mkdir()
    for corpus, said in (("niets", "nog geen documenten"), ("weg", "bestaat niet")):
        empty = application(tmp_path / corpus, tmp_path / "leeg", data=settings.data)
        with TestClient(create_app(empty), follow_redirects=False) as browser:
            sign_in(browser, "een-redacteur")
            assert said in get(browser, "/redactie")[1]
            assert get(browser, "/redactie/ingetrokken")[0] == 200


def test_names_of_files_are_safe_in_every_address(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    odd = "artikelen/50% meer #groen? ja & nee.md"
    (corpus / odd).write_text("# Groen\n\nMeer bomen.", "utf-8")
    services.build(Silent())
    page = get(desk, "/redactie?zoek=groen")[1]
    (url,) = re.findall(rf'href="({HERE}/[^"]+)"', page)
    one = get(desk, url)[1]
    assert odd in one
    assert f"{url}/bestand" in one


def test_what_is_known_of_a_new_document_comes_from_where_it_is_said(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    (corpus / "artikelen" / "vers.md").write_text("---\ntitel: Uit het document\n---\nTekst.")
    (corpus / "artikelen" / "ding.pdf").write_bytes(b"x")
    (corpus / "artikelen" / "ding.pdf.yaml").write_text("titel: Uit het bestand ernaast\n")
    (corpus / "artikelen" / "een-naam.docx").write_bytes(b"x")
    page = get(desk, "/redactie?stand=wacht")[1]
    for title in ("Uit het document", "Uit het bestand ernaast", "Een naam"):
        assert title in page
    services.documents.describe(
        Edit("artikelen/ding.pdf", services.documents.digest("artikelen/ding.pdf"), "anna"),
        replace(Metadata("Nieuw"), kind="handout"),
    )
    assert "Nieuw" in get(desk, "/redactie?stand=wacht")[1]
