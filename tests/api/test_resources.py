import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from kb.app import Application
from kb.web.api.representations import Zoekresultaten
from tests.support import kb

QUESTION = "Hoe betrek ik bewoners?"
JSON = {"Content-Type": "application/json"}


def found(client: TestClient, path: str, **query: Any) -> Any:
    response = client.get(f"/v1/{path}", params=query)
    assert response.status_code == 200, response.text
    return response.json()


def refused(client: TestClient, path: str, **query: Any) -> dict[str, str]:
    """Return what is wrong, by parameter."""
    response = client.get(f"/v1/{path}", params=query)
    assert response.status_code == 400
    return {each["location"]["name"]: each["detail"] for each in response.json()["errors"]}


def test_results_hold_the_facts_of_the_command_line(client: TestClient, small: Application) -> None:
    run = kb("search", QUESTION, "--json", "--index", small.settings.index)
    said, answer = json.loads(run.stdout), found(client, "zoekresultaten", q=QUESTION)
    assert answer["vraag"] == said["question"]
    assert answer["generatie"] == said["generation"]
    assert answer["betrouwbaar"] == said["confident"]
    assert answer["zekerheid"] == said["confidence"]
    assert len(answer["resultaten"]) == len(said["hits"]) > 3
    for result, hit in zip(answer["resultaten"], said["hits"], strict=True):
        document, place = result["document"], result["vindplaats"]
        assert document["id"] == hit["document"]
        assert document["titel"] == hit["title"]
        assert document["soort"] == hit["kind"]
        assert document["datum"] == hit["date"]
        assert result["fragment"] == hit["snippet"]
        assert [[t["begin"], t["einde"]] for t in result["treffers"]] == hit["matches"]
        assert place["label"] == hit["locator"]["label"]
        assert place["begin"] == hit["locator"]["start"]
        assert place["pad"] == hit["locator"]["path"]
        assert result["url"] == "http://testserver" + hit["url"]
        assert result["fragment"] in result["tekst"]


def test_every_address_in_an_answer_can_be_opened(client: TestClient) -> None:
    for result in found(client, "zoekresultaten", q=QUESTION)["resultaten"]:
        page = client.get(result["url"])
        assert page.status_code == 200
        assert f'id="{urlsplit(result["url"]).fragment}"' in page.text
        document = client.get(result["document"]["apiUrl"]).json()
        assert client.get(document["origineelUrl"]).status_code == 200
        passages = [each for section in document["secties"] for each in section["passages"]]
        assert passages[result["passage"] - 1]["tekst"] == result["tekst"]


def test_pages_follow_each_other_without_loss(client: TestClient) -> None:
    whole = found(client, "zoekresultaten", q=QUESTION, aantal=100)
    page = found(client, "zoekresultaten", q=QUESTION, aantal=2)
    assert page["links"]["vorige"] is None
    seen = page["resultaten"]
    while page["links"]["volgende"]:
        response = client.get(page["links"]["volgende"])
        assert f'<{page["links"]["eerste"]}>; rel="first"' in response.headers["link"]
        page = response.json()
        seen += page["resultaten"]
    assert [each["url"] for each in seen] == [each["url"] for each in whole["resultaten"]]
    assert page["links"]["zelf"] == page["links"]["laatste"]
    assert whole["totaal"] == len(seen)


def test_a_page_after_the_last_is_empty_and_leads_back(client: TestClient) -> None:
    page = found(client, "documenten", pagina=9)
    assert page["documenten"] == []
    assert page["links"]["vorige"].endswith("pagina=1")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"soort": "webinar"}, {"webinars/warmtenet.vtt", "webinars/netcongestie.srt"}),
        ({"thema": "circulair inkopen"}, {"artikelen/meubilair.md"}),
        ({"organisatie": "Provincie (voorbeeld) Zuiderkust"}, {"artikelen/woo.html"}),
        ({"jaar": [2024, 2025]}, {"artikelen/meubilair.md", "webinars/warmtenet.vtt"}),
        ({"jaar": 2024, "soort": "webinar"}, set()),
        ({"taal": "fy"}, set()),
    ],
)
def test_filters_narrow_documents_and_results_alike(
    client: TestClient, query: dict[str, Any], expected: set[str]
) -> None:
    listed = found(client, "documenten", **query)
    assert {each["id"] for each in listed["documenten"]} == expected
    assert listed["totaal"] == len(expected)
    results = found(client, "zoekresultaten", q=QUESTION, aantal=100, **query)["resultaten"]
    assert {each["document"]["id"] for each in results} == expected


def test_documents_come_newest_first_or_by_title(client: TestClient) -> None:
    newest = found(client, "documenten")["documenten"]
    assert [each["datum"] for each in newest[:3]] == ["2025-03-20", "2024-05-17", "2023-02-03"]
    titles = [each["titel"] for each in found(client, "documenten", sorteer="titel")["documenten"]]
    assert titles == sorted(titles, key=str.casefold)


def test_results_can_come_newest_first(client: TestClient) -> None:
    results = found(client, "zoekresultaten", q="gemeente", sorteer="datum")["resultaten"]
    days = [each["document"]["datum"] or "" for each in results]
    assert days == sorted(days, reverse=True)


def test_an_id_may_hold_slashes_or_their_code(client: TestClient) -> None:
    plain = client.get("/v1/documenten/webinars/warmtenet.vtt")
    assert plain.status_code == 200
    assert plain.json() == client.get("/v1/documenten/webinars%2Fwarmtenet.vtt").json()
    assert plain.json()["secties"][0]["passages"][0]["vindplaats"]["type"] == "tijd"


def test_everything_that_is_wrong_is_said_at_once(client: TestClient) -> None:
    said = refused(client, "zoekresultaten", pagina=0, aantal="1.0", soort="boek", vraag="x")
    assert said["q"] == "Dit ontbreekt en is verplicht."
    assert said["pagina"] == "Geef een getal van 1 of hoger."
    assert said["aantal"] == "Geef een heel getal."
    assert said["soort"] == "Kies uit: artikel, webinar of handout."
    assert "Toegestaan: soort, thema, organisatie, jaar, taal, q, sorteer" in said["vraag"]


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        ("zoekresultaten", {"q": "   "}, "q"),
        ("zoekresultaten", {"q": "x" * 2001}, "q"),
        ("zoekresultaten", {"q": "x", "jaar": "24"}, "jaar"),
        ("documenten", {"aantal": 101}, "aantal"),
        ("documenten", {"q": "x"}, "q"),
        ("documenten/artikelen/woo.html", {"taal": "nl"}, "taal"),
        ("openapi.json", {"v": "2"}, "v"),
    ],
)
def test_a_wrong_parameter_is_named(
    client: TestClient, path: str, query: dict[str, Any], name: str
) -> None:
    assert list(refused(client, path, **query)) == [name]


def test_documents_are_kept_by_their_tag_and_questions_by_nobody(client: TestClient) -> None:
    first = client.get("/v1/documenten/artikelen/woo.html")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(
        "/v1/documenten/artikelen/woo.html", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    asked = client.get("/v1/zoekresultaten", params={"q": "hitte"})
    assert asked.headers["cache-control"] == "no-store"


def test_a_search_is_heard_once(client: TestClient, small: Application) -> None:
    question = "Wie maait de bermen langs de ringweg?"
    for query in ({}, {"pagina": 2}, {"soort": "webinar"}):
        found(client, "zoekresultaten", q=question, **query)
    heard = [each for each in small.journal.unanswered() if each.question == question]
    assert [each.times for each in heard] in ([], [1])
    assert heard or question in small.journal.questions(min_times=1)


def test_feedback_reaches_the_journal(client: TestClient, small: Application) -> None:
    given = {
        "vraag": "Wat kost een warmtenet? Mail jan@waterdam.nl",
        "geholpen": False,
        "document": "webinars/warmtenet.vtt",
        "passage": 1,
        "toelichting": "Geen bedrag",
    }
    assert client.post("/v1/feedback", json=given).status_code == 204
    poor = next(each for each in small.journal.poor() if "warmtenet" in each.question)
    assert (poor.document, poor.ordinal, poor.comments) == (given["document"], 1, ("Geen bedrag",))
    assert "jan@" not in poor.question


def test_feedback_that_is_wrong_says_where(client: TestClient) -> None:
    response = client.post("/v1/feedback", json={"vraag": " ", "geholpen": "ja", "naam": "Jan"})
    assert response.status_code == 400
    places = {each["location"]["pointer"] for each in response.json()["errors"]}
    assert places == {"/vraag", "/geholpen", "/naam"}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("{", JSON, 400),
        ("[]", JSON, 400),
        ('{"vraag": "x", "geholpen": true, "passage": 1}', JSON, 400),
        ('{"vraag": "x", "geholpen": true, "document": "geen.md"}', JSON, 404),
        (
            '{"vraag": "x", "geholpen": true, "document": "artikelen/woo.html", "passage": 99}',
            JSON,
            404,
        ),
        ("vraag=x", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ("{}", {"Content-Type": ""}, 415),
        ("x" * 70_000, JSON, 413),
    ],
)
def test_feedback_that_cannot_be_kept_is_refused(
    client: TestClient, body: str, headers: dict[str, str], status: int
) -> None:
    response = client.post("/v1/feedback", content=body, headers=headers)
    assert response.status_code == status
    assert response.json()["status"] == status


def test_feedback_of_unknown_length_is_not_read(client: TestClient) -> None:
    response = client.post("/v1/feedback", content=iter([b"{", b"}"]), headers=JSON)
    assert response.status_code == 411


def test_the_contract_covers_every_field() -> None:
    described = [
        field for name, field in Zoekresultaten.model_fields.items() if not field.description
    ]
    assert described == []


def test_suggestions_say_what_they_are_and_where_they_lead(
    client: TestClient, small: Application
) -> None:
    suggested = found(client, "suggesties", q="circ")["suggesties"]
    assert [each["soort"] for each in suggested] == ["thema", "titel"]
    assert suggested[0]["tekst"] == "circulair inkopen"
    for each in suggested:
        assert client.get(each["url"]).status_code == 200
    assert suggested[1]["url"].endswith("/documenten/artikelen/meubilair.md")
    assert len(found(client, "suggesties", q="circ", aantal=1)["suggesties"]) == 1
    assert found(client, "suggesties", q="xyzzy") == {"suggesties": []}
    assert set(refused(client, "suggesties", q="", aantal=99)) == {"q", "aantal"}


def test_a_document_names_others_about_the_same(client: TestClient) -> None:
    document = found(client, "documenten/artikelen/meubilair.md")
    others = [each["id"] for each in document["verwant"]]
    assert len(others) == 5
    assert "artikelen/meubilair.md" not in others
    assert client.get(document["verwant"][0]["apiUrl"]).status_code == 200
