import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kb.app import Application
from kb.web.site import create_app

QUESTION = "bewoners bij het warmtenet"
DOCUMENT = "webinars/warmtenet.vtt"


@pytest.fixture
def listener(services: Application) -> Iterator[TestClient]:
    with TestClient(create_app(services)) as found:
        yield found


def test_a_judgement_is_kept_and_thanked_for(listener: TestClient, services: Application) -> None:
    form = {"question": QUESTION, "document": DOCUMENT, "ordinal": "2", "helpful": "nee"}
    page = listener.post("/feedback", data=form)
    assert page.history[0].status_code == 303
    assert page.status_code == 200
    assert "Dank u wel" in page.text
    assert '<a class="utrecht-button-link' in page.text
    assert "/?q=bewoners+bij+het+warmtenet" in page.text
    (found,) = services.journal.poor()
    assert (found.question, found.document, found.ordinal) == (QUESTION, DOCUMENT, 2)
    assert (found.helpful, found.unhelpful) == (0, 1)


def test_after_a_no_one_can_say_why_and_it_counts_once(
    listener: TestClient, services: Application
) -> None:
    form = {"question": QUESTION, "document": DOCUMENT, "ordinal": "2", "helpful": "nee"}
    page = listener.post("/feedback", data=form).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    remark = {**hidden, "comment": "Verouderd; mail jan@waterdam.example"}
    assert "De redactie leest uw toelichting" in listener.post("/feedback", data=remark).text
    (found,) = services.journal.poor()
    assert found.unhelpful == 1
    assert found.comments == ("Verouderd; mail [e-mail]",)


def test_a_yes_is_no_complaint(listener: TestClient, services: Application) -> None:
    page = listener.post("/feedback", data={"question": QUESTION, "helpful": "ja"})
    assert "Fijn dat dit u hielp" in page.text
    assert services.journal.poor() == ()


def test_a_question_can_be_left_for_the_editors(
    listener: TestClient, services: Application
) -> None:
    page = listener.post("/vraag-achterlaten", data={"question": "Wie belt 06-12345678 terug?"})
    assert "Uw vraag staat nu bij de redactie" in page.text
    (found,) = services.journal.unanswered()
    assert (found.question, found.left) == ("Wie belt [telefoon] terug?", 1)


@pytest.mark.parametrize(
    ("path", "form", "status", "said"),
    [
        ("/feedback", {"question": "x", "helpful": "misschien"}, 400, "Kies ja of nee"),
        ("/feedback", {"question": "x"}, 400, "niets ingevuld"),
        ("/feedback", {"helpful": "ja"}, 400, "geen vraag en geen document"),
        ("/feedback", {"question": "x" * 1001, "helpful": "ja"}, 400, "te lang (1001 tekens)"),
        ("/feedback", {"question": "x", "comment": "y" * 1001}, 400, "te lang"),
        ("/feedback", {"document": "geen.md", "helpful": "ja"}, 404, "staat niet in de index"),
        ("/vraag-achterlaten", {"question": " "}, 400, "geen vraag ingevuld"),
        ("/vraag-achterlaten", {"question": "x" * 1001}, 400, "te lang"),
    ],
)
def test_what_cannot_be_kept_is_said_on_a_page(
    listener: TestClient, path: str, form: dict[str, str], status: int, said: str
) -> None:
    page = listener.post(path, data=form)
    assert page.status_code == status
    assert said in page.text
    assert "<main" in page.text


def test_an_ordinal_that_is_none_does_no_harm(listener: TestClient, services: Application) -> None:
    for ordinal in ("-1", "x", "9" * 30, "²"):
        form = {"question": QUESTION, "ordinal": ordinal, "helpful": "nee"}
        assert listener.post("/feedback", data=form).status_code == 200
    assert services.journal.poor()[0].ordinal == 0


def test_a_form_on_another_site_tells_us_nothing(
    listener: TestClient, services: Application
) -> None:
    form = {"question": QUESTION, "helpful": "nee"}
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert listener.post("/feedback", data=form, headers=headers).status_code == 403
    assert services.journal.poor() == ()


def test_who_keeps_sending_is_asked_to_wait(listener: TestClient) -> None:
    form = {"question": QUESTION, "helpful": "ja"}
    answers = [listener.post("/feedback", data=form).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


def test_when_it_cannot_be_kept_the_visitor_hears_so(small: Application) -> None:
    no_folder = small.settings.corpus / "artikelen" / "woo.html" / "data"
    settings = small.settings.model_copy(update={"data": no_folder})
    with TestClient(create_app(Application(settings))) as listener:
        page = listener.post("/feedback", data={"question": QUESTION, "helpful": "ja"})
    assert page.status_code == 503
    assert "<main" in page.text
    assert str(no_folder) not in page.text


def test_a_made_up_thank_you_page_is_just_a_page(listener: TestClient) -> None:
    page = listener.get("/bedankt?voor=%3Cb%3E&ordinal=x&q=%3Cscript%3E")
    assert page.status_code == 200
    assert "<script>" not in page.text
