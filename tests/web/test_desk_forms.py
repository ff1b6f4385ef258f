"""What is said about a document, through a form and back."""

from datetime import date

import pytest
from starlette.datastructures import FormData

from kb.model import Metadata
from kb.web import desk_forms
from kb.web.desk_forms import FIELDS, MetadataForm

KNOWN = Metadata(
    title="Circulair meubilair",
    kind="handout",
    date=date(2024, 5, 17),
    organisation="Gemeente Waterdam",
    role="inkoper",
    themes=("inkopen", "circulair bouwen"),
    audience="inkopers",
    language="en",
    source_url="https://waterdam.example/meubilair",
    media_url="https://waterdam.example/meubilair.mp4",
    licence="CC0-1.0",
    sample=True,
    review_on=date(2027, 1, 2),
)


def sent(form: MetadataForm, **changed: str) -> MetadataForm:
    """Return a form as it comes back from a browser, with some fields changed."""
    fields = {name: str(getattr(form, name)) for name in FIELDS.values()}
    fields |= {"voorbeeld": "ja" if form.voorbeeld else "", **changed}
    return desk_forms.read(FormData({name: text for name, text in fields.items() if text}))


def test_every_field_survives_the_way_through_a_form() -> None:
    back = sent(desk_forms.filled(KNOWN))
    assert back.problems == ()
    assert back.metadata == KNOWN
    little = Metadata(title="Kaal", kind="artikel", language="nl")
    assert sent(desk_forms.filled(little)).metadata == little


def test_everything_that_is_wrong_is_said_at_once() -> None:
    back = sent(
        desk_forms.filled(KNOWN),
        titel="  ",
        soort="boek",
        datum="binnenkort",
        themas=",".join(f"thema {number}" for number in range(30)),
        taal="dutch!",
        bron="waterdam.example",
        media="javascript:alert(1)",
        licentie="x" * 400,
        herzien="31-02-2027",
    )
    wrong = dict(back.problems)
    assert list(wrong) == [
        "titel",
        "soort",
        "datum",
        "themas",
        "taal",
        "bron",
        "media",
        "licentie",
        "herzien",
    ]
    assert "17-05-2024" in wrong["datum"]
    assert "https://" in wrong["bron"]


@pytest.mark.parametrize("written", ["17-05-2024", "2024-05-17", "17 mei 2024", "17/5/2024"])
def test_a_date_may_be_written_as_people_do(written: str) -> None:
    back = sent(desk_forms.filled(KNOWN), datum=written)
    assert back.metadata.date == date(2024, 5, 17)
    assert back.problems == ()


def test_a_language_that_is_not_on_the_list_can_stay() -> None:
    form = desk_forms.filled(Metadata(title="Türkçe", kind="artikel", language="tr"))
    assert ("tr", "Turks") in form.languages
    assert sent(form).metadata.language == "tr"


def test_an_address_with_a_broken_host_is_refused_not_a_fault() -> None:
    back = sent(desk_forms.filled(KNOWN), bron="https://[::1")
    assert [name for name, _ in back.problems] == ["bron"]
