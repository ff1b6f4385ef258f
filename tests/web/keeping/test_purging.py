"""An earlier version goes for good: by an administrator, and the trail never says what it said."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb import corpus as corpora
from kb.app import Application
from kb.editing.documents import Edit, source_of
from kb.web.site import create_app
from tests.support import Silent
from tests.web.conftest import sign_in
from tests.web.keeping.conftest import HERE, HITTE, get, post

SECRET = "Bel Anna Jansen op 06-12345678 als het te warm wordt."


@pytest.fixture
def admin(services: Application) -> Iterator[TestClient]:
    with TestClient(create_app(services), follow_redirects=False) as found:
        sign_in(found, "een-beheerder")
        yield found


def rewrite(services: Application, text: str) -> None:
    edit = Edit(HITTE, services.documents.digest(HITTE), "bram")
    services.documents.rewrite(edit, text)


@pytest.fixture
def secret(services: Application) -> str:
    """The address of an earlier version with personal data in it, that an index knows."""
    rewrite(services, SECRET)
    services.build(Silent())
    rewrite(services, "Bel de gemeente als het te warm wordt.")
    return f"{HERE}/{HITTE}/versies/{services.documents.versions(HITTE)[0].id}"


def files_with(folder: Path, text: str) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if text.encode() in path.read_bytes()]


def test_a_version_goes_for_good_and_the_trail_says_which_and_not_what(
    admin: TestClient, services: Application, secret: str, corpus: Path
) -> None:
    version, first = services.documents.versions(HITTE)
    digest = corpora.digest(source_of(HITTE, version))
    # A colleague was about to put it back.
    assert post(admin, f"{secret}/terug", {})[0] == 303
    data = services.settings.data
    assert len(files_with(data, "06-12345678")) == 2
    before = (corpus / HITTE).read_bytes()
    page = get(admin, f"{secret}/weg")[1]
    assert "Dit kunt u niet ongedaan maken." in page
    assert "1 bewaarde index heeft deze tekst nog" in page
    assert "heeft precies dezelfde tekst" not in page
    assert files_with(data, "06-12345678")
    assert post(admin, f"{secret}/weg", {}) == (303, f"{HERE}/{HITTE}?gedaan=gewist")
    assert services.documents.versions(HITTE) == (first,)
    assert (corpus / HITTE).read_bytes() == before
    assert files_with(data, "06-12345678") == []
    line = services.journal.trail(HITTE)[0]
    assert (line.who, line.what) == ("een-beheerder", "versie voorgoed verwijderd")
    assert line.digest == digest
    assert line.detail == f"tot {version.until.astimezone():%d-%m-%Y %H:%M}"
    with sqlite3.connect(data / "journal.sqlite") as journal:
        assert "Jansen" not in "".join(journal.iterdump())
    page = get(admin, f"{HERE}/{HITTE}?gedaan=gewist")[1]
    assert "De eerdere versie is voorgoed verwijderd." in page
    assert "<b>Eerdere versie voorgoed verwijderd</b> door een-beheerder" in page
    for where in (secret, f"{secret}/bestand", f"{secret}/weg"):
        assert get(admin, where)[0] == 404
    assert post(admin, f"{secret}/weg", {})[0] == 404


def test_where_else_the_same_text_is_is_said_first(
    admin: TestClient, services: Application, secret: str
) -> None:
    rewrite(services, SECRET)
    page = get(admin, f"{secret}/weg")[1]
    assert "Het document van nu heeft precies dezelfde tekst." in page
    rewrite(services, "Weer zonder naam.")
    again = services.documents.versions(HITTE)[0]
    page = get(admin, f"{secret}/weg")[1]
    assert "Het document van nu heeft precies dezelfde tekst." not in page
    assert f'href="{HERE}/{HITTE}/versies/{again.id}"' in page


def test_of_a_withdrawn_document_a_version_can_go_too(
    admin: TestClient, services: Application, secret: str
) -> None:
    services.documents.withdraw(Edit(HITTE, services.documents.digest(HITTE), "bram"), "oud")
    assert get(admin, f"{secret}/weg")[0] == 200
    status, there = post(admin, f"{secret}/weg", {})
    assert status == 303
    assert "De eerdere versie is voorgoed verwijderd." in get(admin, there)[1]
    assert services.documents.withdrawn() == (HITTE,)


def test_the_current_version_cannot_go_this_way(
    admin: TestClient, services: Application, secret: str, corpus: Path
) -> None:
    for key in ("nu", "", services.documents.digest(HITTE), "..", "20990101T000000000000"):
        assert post(admin, f"{HERE}/{HITTE}/versies/{key}/weg", {})[0] in (404, 405)
    assert (corpus / HITTE).is_file()
    assert len(services.documents.versions(HITTE)) == 2


def test_an_editor_neither_sees_nor_uses_it(
    desk: TestClient, services: Application, secret: str
) -> None:
    for where in (f"{HERE}/{HITTE}", secret):
        assert "voorgoed" not in get(desk, where)[1]
    assert get(desk, f"{secret}/weg")[0] == 403
    assert post(desk, f"{secret}/weg", {})[0] == 403
    assert len(services.documents.versions(HITTE)) == 2


def test_a_form_of_another_site_removes_nothing(
    admin: TestClient, services: Application, secret: str
) -> None:
    assert admin.post(f"{secret}/weg", data={"csrf": "geraden"}).status_code == 403
    assert len(services.documents.versions(HITTE)) == 2
