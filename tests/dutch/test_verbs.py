import pytest

from kb import dutch


def keys(text: str) -> set[str]:
    return {form.key for term in dutch.analyse(text) for form in term.forms}


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("De raad legt de afspraken in een besluit vast.", "vastleggen"),
        ("Wij kochten gebruikte stoelen in, want dat scheelt.", "inkopen"),
        ("Hoe lost een gemeente dit op?", "oplossen"),
        ("Het is lastig om dat in te kopen.", "inkopen"),
        ("Een vergunning aan te vragen kost tijd", "aanvragen"),
        ("Richt in elke wijk een werkplaats in en begin klein", "inrichten"),
        ("De partijen werken al jaren samen", "samenwerken"),
    ],
)
def test_a_verb_in_two_parts_meets_the_verb_in_one(text: str, verb: str) -> None:
    assert keys(text) & {dutch.stem(verb)}


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("De stoelen liggen op de kast.", "opliggen"),
        ("Wij kopen stoelen. In de wijk staan ze.", "inkopen"),
        ("Zij lossen het probleem niet met geld op de rekening op", "oprekening"),
        ("Het dient om te zien wat er speelt", "omzien"),
        ("Een vaste aanpak", "vastaanpak"),
    ],
)
def test_a_preposition_makes_no_verb(text: str, verb: str) -> None:
    assert not keys(text) & {dutch.stem(verb)}


def test_the_offsets_stay_those_of_the_words() -> None:
    text = "De raad legt de afspraken vast."
    assert all(
        text[term.word.start : term.word.end] == term.word.text for term in dutch.analyse(text)
    )
