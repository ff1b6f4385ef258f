"""Withdrawing, bringing back, and trying a question against one document."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.app import Application
from kb.editing.documents import Edit
from kb.editing.trying import Trial
from kb.model import Locator, Passage
from kb.web.keeping.trying_page import verdict
from tests.support import Silent
from tests.web.keeping.conftest import HERE, HITTE, get, post

LEAVE = f"{HERE}/{HITTE}/intrekken"


def loaded(page: str) -> str:
    found = re.search(r'name="versie" value="(\w+)"', page)
    assert found
    return found[1]


def test_a_document_goes_with_a_reason_and_comes_back(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    form = {"versie": loaded(get(desk, LEAVE)[1]), "reden": " "}
    status, page = post(desk, LEAVE, form)
    assert status == 400
    assert "Schrijf waarom" in page
    status, there = post(desk, LEAVE, {**form, "reden": "Er is een nieuwe handreiking."})
    assert (status, there) == (303, f"{HERE}/{HITTE}?gedaan=ingetrokken")
    page = get(desk, there)[1]
    assert "Het document is ingetrokken." in page
    assert "Reden: Er is een nieuwe handreiking." in page
    assert not (corpus / HITTE).exists()
    assert services.follower._woken.is_set()
    status, there = post(desk, f"{HERE}/{HITTE}/terugzetten", {})
    assert (status, there) == (303, f"{HERE}/{HITTE}?gedaan=teruggezet")
    assert "Het document is terug." in get(desk, there)[1]
    assert [line.what for line in services.journal.trail(HITTE)] == ["teruggezet", "ingetrokken"]


def test_what_a_colleague_just_changed_is_not_withdrawn_unseen(
    desk: TestClient, services: Application
) -> None:
    form = {"versie": loaded(get(desk, LEAVE)[1]), "reden": "Verouderd"}
    services.documents.rewrite(
        Edit(HITTE, services.documents.digest(HITTE), "bram"), "Nu weer actueel."
    )
    status, page = post(desk, LEAVE, form)
    assert status == 409
    assert "net veranderd" in page
    assert ">\nVerouderd</textarea>" in page
    assert post(desk, LEAVE, {**form, "versie": loaded(page)})[0] == 303


def test_golden_questions_of_a_document_are_said_before_it_goes(
    desk: TestClient, services: Application
) -> None:
    services.golden.add("Wat geeft schaduw?", {HITTE: 2})
    assert "Wat geeft schaduw?" in get(desk, LEAVE)[1]


def test_a_withdrawn_document_whose_place_was_taken_does_not_come_back_over_it(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    services.documents.withdraw(Edit(HITTE, services.documents.digest(HITTE), "anna"), "Oud.")
    (corpus / HITTE).write_text("Een ander document.")
    status, page = post(desk, f"{HERE}/{HITTE}/terugzetten", {})
    assert status == 409
    assert "intussen een ander document" in page
    assert (corpus / HITTE).read_text() == "Een ander document."


def test_a_question_that_finds_the_document_shows_passage_and_place(desk: TestClient) -> None:
    page = get(desk, f"{HERE}/{HITTE}/proberen?vraag=Wat+geeft+schaduw+in+de+stad")[1]
    assert "Op plaats 1" in page
    assert re.search(r"<blockquote.*<mark[^>]*>schaduw</mark>", page)
    assert f"/documenten/{HITTE}#passage-" in page
    assert "Hierboven staan" not in page


def test_a_question_that_does_not_says_why(desk: TestClient) -> None:
    page = get(desk, f"{HERE}/{HITTE}/proberen?vraag=gereviseerde+stoelen+met+garantie")[1]
    assert "Op plaats 1," not in page
    assert re.search(r"Ontbreekt</dt><dd>gereviseerde, stoelen, garantie", page)
    assert "Circulair meubilair inkopen" in page[page.index("Hierboven staan") :]


@pytest.mark.parametrize(
    ("rank", "nearest", "confident", "said"),
    [
        (1, 1, True, "Bezoekers zien deze passage."),
        (1, 1, False, "niet als goed antwoord"),
        (14, 14, True, "niet op de eerste pagina"),
        (0, 40, True, "stond het op plaats 40"),
        (0, 0, True, "Meer dan 120 andere documenten"),
    ],
)
def test_a_verdict_says_whether_visitors_see_it(
    rank: int, nearest: int, confident: bool, said: str
) -> None:
    passage = Passage(1, 0, 0, 5, "Bomen", Locator("heading", "Bomen"))
    trial = Trial("bomen", nearest, 120, confident, passage, (), ("bomen",), ())
    title, told, alert = verdict(trial, rank)
    assert said in f"{title} {told}"
    assert (alert == "ok") == (said == "Bezoekers zien deze passage.")


def test_a_question_may_be_empty_or_endless(desk: TestClient) -> None:
    assert get(desk, f"{HERE}/{HITTE}/proberen")[0] == 200
    status, page = get(desk, f"{HERE}/{HITTE}/proberen?vraag={'x' * 2100}")
    assert status == 400
    assert "te lang" in page


def test_a_document_that_is_not_in_the_index_cannot_be_tried_yet(
    desk: TestClient, services: Application, corpus: Path
) -> None:
    (corpus / "artikelen" / "vers.md").write_text("# Vers\n\nNieuwe tekst.")
    assert "Nog niet te proberen" in get(desk, f"{HERE}/artikelen/vers.md/proberen?vraag=vers")[1]
    services.build(Silent())
    (corpus / "artikelen" / "vers.md").write_text("# Vers\n\nAndere tekst.")
    assert "de vorige versie" in get(desk, f"{HERE}/artikelen/vers.md/proberen?vraag=vers")[1]
