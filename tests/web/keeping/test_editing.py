"""Editing text and metadata: two editors, and nothing that was typed is lost."""

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.app import Application
from kb.editing.documents import Edit
from kb.model import Metadata
from kb.web.auth.guard import csrf_token_for
from tests.web.conftest import sign_in
from tests.web.keeping.conftest import HERE, HITTE, get, post

TEXT, ABOUT = f"{HERE}/{HITTE}/tekst", f"{HERE}/{HITTE}/gegevens"


def fields(page: str) -> dict[str, object]:
    """Return what a browser would send of the form as it is."""
    inputs = r'<input (?:type="hidden"|class="utrecht-text)[^>]*name="(\w+)"[^>]* value="([^"]*)"'
    found: dict[str, object] = dict(re.findall(inputs, page))
    found |= re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    for name, options in re.findall(
        r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    if 'name="voorbeeld" value="ja" checked' in page:
        found["voorbeeld"] = "ja"
    return {name: value for name, value in found.items() if name != "csrf"}


def as_bram(services: Application, path: str = HITTE) -> Edit:
    return Edit(path, services.documents.digest(path), "bram")


def rewritten(services: Application, old: str, new: str) -> None:
    text = services.documents.text(HITTE)
    assert old in text
    services.documents.rewrite(as_bram(services), text.replace(old, new))


def test_text_is_changed_and_the_index_is_told(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    form = fields(get(desk, TEXT)[1])
    assert form["tekst"] == (corpus / HITTE).read_text("utf-8")
    form["tekst"] = str(form["tekst"]).replace("tien graden", "twaalf graden").replace("\n", "\r\n")
    status, there = post(desk, TEXT, form)
    assert (status, there) == (303, f"{HERE}/{HITTE}?gedaan=tekst")
    assert "twaalf graden" in (corpus / HITTE).read_text("utf-8")
    assert b"\r" not in (corpus / HITTE).read_bytes()
    assert "De tekst is opgeslagen" in get(desk, there)[1]
    assert services.follower._woken.is_set()
    (line,) = services.journal.trail(HITTE)
    assert (line.who, line.what) == ("een-redacteur", "tekst gewijzigd")


def test_saving_without_a_change_leaves_no_version(desk: TestClient, services: Application) -> None:
    for address in (TEXT, ABOUT):
        assert post(desk, address, fields(get(desk, address)[1]))[1].endswith("gedaan=gelijk")
    assert services.documents.versions(HITTE) == ()


def test_of_two_editors_the_second_sees_both_and_can_save_again(
    desk: TestClient, services: Application
) -> None:
    form = fields(get(desk, TEXT)[1])
    form["tekst"] = str(form["tekst"]).replace("tien graden", "elf graden")
    rewritten(services, "tien graden", "twaalf graden")
    status, page = post(desk, TEXT, form)
    assert status == 409
    assert "bram heeft dit document veranderd" in page
    assert "<del>twaalf</del>" in page
    assert "<ins>elf</ins>" in page
    assert "twaalf graden" in services.documents.text(HITTE)
    again = fields(page)
    assert again["tekst"] == form["tekst"]
    assert post(desk, TEXT, again)[0] == 303
    assert "elf graden" in services.documents.text(HITTE)
    assert len(services.documents.versions(HITTE)) == 2


def test_who_changes_another_part_is_in_nobodys_way(
    desk: TestClient, services: Application
) -> None:
    text, about = fields(get(desk, TEXT)[1]), fields(get(desk, ABOUT)[1])
    about["titel"] = "Hitte in de stad"
    text["tekst"] = str(text["tekst"]).replace("tien graden", "elf graden")
    assert post(desk, ABOUT, about)[0] == 303
    assert post(desk, TEXT, text)[0] == 303
    services.documents.describe(as_bram(services), Metadata("Hitte!", "artikel", language="nl"))
    text = fields(get(desk, TEXT)[1])
    services.documents.describe(as_bram(services), Metadata("Hitte?", "artikel", language="nl"))
    text["tekst"] = "Helemaal nieuw."
    assert post(desk, TEXT, text)[0] == 303


def test_metadata_are_changed_and_wrong_ones_are_said(
    desk: TestClient, services: Application
) -> None:
    form = fields(get(desk, ABOUT)[1])
    assert form["titel"] == "Hittestress in de binnenstad"
    status, page = post(desk, ABOUT, {**form, "titel": "", "datum": "gisteren", "rol": "beheerder"})
    assert status == 400
    assert "Vul een titel in." in page
    assert fields(page)["rol"] == "beheerder"
    form |= {"titel": "Hitte", "themas": "klimaat, bomen", "herzien": "01-02-2027"}
    assert post(desk, ABOUT, form)[1].endswith("gedaan=gegevens")
    kept = get(desk, ABOUT)[1]
    assert (fields(kept)["titel"], fields(kept)["themas"]) == ("Hitte", "klimaat, bomen")
    assert "1 februari 2027" in get(desk, f"{HERE}/{HITTE}")[1]


def test_metadata_of_two_editors_stand_side_by_side(
    desk: TestClient, services: Application
) -> None:
    form = fields(get(desk, ABOUT)[1]) | {"titel": "Mijn titel"}
    services.documents.describe(
        as_bram(services), Metadata("Titel van Bram", "artikel", language="nl")
    )
    status, page = post(desk, ABOUT, form)
    assert status == 409
    assert re.search(r"Titel van Bram</td>\s*<td[^>]*>Mijn titel<", page)
    assert fields(page)["titel"] == "Mijn titel"
    assert post(desk, ABOUT, fields(page))[0] == 303
    assert services.documents.versions(HITTE)


def test_what_was_typed_survives_a_document_that_went_and_an_empty_text(
    desk: TestClient, services: Application
) -> None:
    form = fields(get(desk, TEXT)[1])
    status, page = post(desk, TEXT, {**form, "tekst": "  \n "})
    assert status == 400
    assert "Er staat geen tekst" in page
    services.documents.withdraw(as_bram(services), "weg")
    form["tekst"] = "Uren werk."
    status, page = post(desk, TEXT, form)
    assert status == 404
    assert fields(page)["tekst"] == "Uren werk."
    assert "Nog niet opgeslagen" in page
    services.documents.bring_back(HITTE, "bram")
    assert post(desk, TEXT, fields(page))[0] == 303


@pytest.mark.parametrize("address", [TEXT, ABOUT])
def test_who_was_signed_out_meanwhile_saves_after_signing_in_again(
    desk: TestClient, services: Application, address: str
) -> None:
    form = fields(get(desk, address)[1])
    form |= {"tekst": 'Uren <werk> & "meer".'} if address == TEXT else {"titel": "Uren werk"}
    token = csrf_token_for(desk.cookies["kb"])
    desk.cookies.clear()
    refused = desk.post(address, data={**form, "csrf": token})
    assert refused.status_code == 401
    page = html.unescape(refused.text)
    assert "U bent uitgelogd" in page
    assert token not in page
    sign_in(desk, "een-redacteur")
    given = re.findall(r'name="(\w+)" value="([^"]*)"', refused.text)
    again = {name: html.unescape(value) for name, value in given} | {"tekst": form.get("tekst", "")}
    answer = desk.post(address, data=again)
    assert answer.status_code == 403
    assert "weer ingelogd" in answer.text
    # Unescaped after it was taken apart: what was typed has quotes in it.
    last = {name: html.unescape(str(value)) for name, value in fields(answer.text).items()}
    assert post(desk, address, last)[0] == 303
    if address == TEXT:
        assert services.documents.text(HITTE) == 'Uren <werk> & "meer".'


def test_a_form_of_another_site_or_of_a_reader_changes_nothing(
    desk: TestClient, services: Application
) -> None:
    form = fields(get(desk, TEXT)[1]) | {"tekst": "Kwaad."}
    foreign = desk.post(TEXT, data=form, headers={"Origin": "https://kwaad.example"})
    assert foreign.status_code == 403
    assert "Kwaad." not in foreign.text
    sign_in(desk, "een-lezer")
    assert post(desk, TEXT, form)[0] == 403
    assert "tien graden" in services.documents.text(HITTE)


def test_binary_formats_have_no_text_to_edit(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    (corpus / "handouts").mkdir()
    (corpus / "handouts" / "x.pdf").write_bytes(b"%PDF-1.4")
    page = get(desk, f"{HERE}/handouts/x.pdf")[1]
    assert "Tekst bewerken" not in page
    form = {"tekst": "Anders.", "versie": services.documents.digest("handouts/x.pdf")}
    status, page = post(desk, f"{HERE}/handouts/x.pdf/tekst", form)
    assert status in (400, 422)
    assert (corpus / "handouts" / "x.pdf").read_bytes() == b"%PDF-1.4"


def test_every_text_format_is_read_and_written_in_its_own_way(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    head = '<html><head><meta charset="windows-1252"></head>'
    page = f"{head}<body><p>Café en coördinatie.</p></body></html>".encode("cp1252")
    (corpus / "artikelen" / "oud.html").write_bytes(page)
    for path in ("artikelen/oud.html", "webinars/warmtenet.vtt", "webinars/netcongestie.srt"):
        address = f"{HERE}/{path}/tekst"
        form = fields(get(desk, address)[1])
        form["tekst"] = (
            str(form["tekst"]).replace("co\xf6rdinatie", "overleg co\xf6rdinatie") + "\n"
        )
        assert post(desk, address, form)[0] == 303
    assert "Café en overleg coördinatie" in services.documents.text("artikelen/oud.html")


def test_metadata_at_the_top_of_markdown_stay_out_of_sight_and_as_they_are(
    desk: TestClient, services: Application
) -> None:
    path = "artikelen/meubilair.md"
    before = services.documents.text(path)
    form = fields(get(desk, f"{HERE}/{path}/tekst")[1])
    assert str(form["tekst"]).startswith("# Circulair meubilair inkopen")
    form["tekst"] = f"{form['tekst']}Nieuwe zin."
    assert post(desk, f"{HERE}/{path}/tekst", form)[0] == 303
    assert services.documents.text(path) == f"{before}Nieuwe zin."
    assert post(desk, f"{HERE}/{path}/tekst", {**form, "tekst": ""})[0] == 400


def test_a_book_is_edited_too_and_a_library_is_not(
    desk: TestClient, services: Application, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = fields(get(desk, TEXT)[1]) | {"tekst": "Wat één bos koelt, is veel.\n" * 60_000}
    assert post(desk, TEXT, form)[0] == 303
    assert len(services.documents.text(HITTE)) == len(str(form["tekst"]))
    monkeypatch.setattr("kb.web.keeping.editing_pages.LONGEST", 1_000_000)
    status, page = get(desk, TEXT)
    assert status == 400
    assert "Bestand vervangen" in page
