import pytest

from kb import dutch


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        (
            "binnen hoeveel weken moet ik reageren",
            "Reageer binnen zes weken.",
            "Er zijn 3 balies.",
        ),
        ("hoe hoog is de boete", "De boete is € 5.000.", "Artikel 12 regelt de boete."),
        ("hoe hoog is de vergoeding", "U krijgt twee euro per dag.", "U krijgt een vergoeding."),
        ("welk percentage doet mee", "Het was 40% van de straat.", "Veel mensen deden mee."),
        ("hoe lang bewaren we dit", "Bewaar het tien jaar.", "Bewaar het in map 7."),
        ("how long must we keep it", "Keep it for two years.", "Keep it in folder 7."),
        ("hoeveel gemeenten doen mee", "Achttien gemeenten doen mee.", "Veel gemeenten doen mee."),
        ("wat kost een laadpaal", "Reken op 2.500 euro.", "Er staan 25 palen."),
    ],
)
def test_a_figure_in_the_unit_that_is_asked_is_told_from_others(
    question: str, answer: str, other: str
) -> None:
    unit = dutch.unit_asked(question)
    assert unit is not None
    assert dutch.gives(answer, unit)
    assert not dutch.gives(other, unit)


def test_other_questions_ask_for_no_figure() -> None:
    assert dutch.unit_asked("hoe pakken anderen de warmtetransitie aan") is None
    assert dutch.unit_asked("wie is verantwoordelijk") is None
