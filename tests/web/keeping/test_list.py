"""The list of documents: what an address asks, and what then stands in it."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.editing.listing import Row, Wanted
from kb.editing.states import State
from kb.journal import Use
from kb.model import Metadata
from kb.web.keeping import list_view
from kb.web.keeping.list_view import SIZE, Asked

TODAY = date(2026, 11, 25)
WATER = Metadata("Water", "webinar", date(2024, 1, 1), themes=("klimaat", "water"))
ROWS = (
    Row("b.md", Metadata("bomen", "artikel", date(2025, 1, 1)), State("doorzoekbaar")),
    Row("w.vtt", WATER, State("doorzoekbaar"), "anna", TODAY, Use(3, 1, TODAY, TODAY)),
    Row("k.pdf", Metadata("Kapot"), State("mislukt", "Leeg.", "Vervang."), "bram", TODAY),
    Row("a.md", Metadata("Afval", "artikel"), State("doorzoekbaar"), use=Use(9)),
)


def titles(order: str) -> list[str]:
    return [row.metadata.title for row in list_view.in_order(ROWS, order)]


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("", "Kapot Water Afval bomen"),
        ("titel", "Afval bomen Kapot Water"),
        ("-titel", "Water Kapot bomen Afval"),
        ("gevonden", "Afval Water bomen Kapot"),
        ("-gevonden", "bomen Kapot Water Afval"),
        ("datum", "bomen Water Afval Kapot"),
        ("toegevoegd", "Kapot Water Afval bomen"),
    ],
)
def test_rows_stand_in_the_order_that_was_asked(order: str, first: str) -> None:
    assert titles(order) == first.split()


def test_options_count_what_the_other_filters_let_through() -> None:
    asked = Asked(Wanted(kind="artikel", theme="water"))
    options = list_view.list_view(ROWS, asked, TODAY).options
    assert ("webinar", "Webinar (1)") in options["soort"]
    assert ("artikel", "Artikel (0)") in options["soort"]
    assert options["thema"] == (("", "Alle thema’s"), ("water", "water (0)"))
    every = list_view.list_view(ROWS, Asked(Wanted()), TODAY)
    assert ("mislukt", "Mislukt (1)") in every.options["stand"]
    assert ("bram", "bram (1)") in every.options["door"]
    assert ("nooit-gevonden", "Nooit gevonden (2)") in every.options["let-op"]
    assert ("Mislukt", 1, "/redactie?stand=mislukt") in every.needs


def test_an_address_says_it_all_and_is_read_back() -> None:
    asked = Asked(
        Wanted("groen dak", "artikel", "water & wind", "wacht", "anna", "herzien"), "-titel", 3
    )
    address = asked.address(page=3)
    values = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
    assert list_view.asked(values, 3) == asked
    assert Asked(Wanted()).address() == "/redactie"


def test_an_address_with_nonsense_asks_for_everything() -> None:
    values = {"stand": "kapot", "soort": "boek", "let-op": "x", "sorteer": "kleur"}
    assert list_view.asked(values, 1) == Asked(Wanted())


def test_a_column_leads_to_its_order_and_then_turns_it_round() -> None:
    def column(name: str, order: str) -> tuple[str, str]:
        view = list_view.list_view(ROWS, Asked(Wanted(), order), TODAY)
        found = next(each for each in view.columns if each.name == name)
        return found.url, found.sorted

    assert column("Gevonden", "") == ("/redactie?sorteer=gevonden", "")
    assert column("Gevonden", "gevonden") == ("/redactie?sorteer=-gevonden", "descending")
    assert column("Gevonden", "-gevonden") == ("/redactie?sorteer=gevonden", "ascending")
    assert column("Document", "titel") == ("/redactie?sorteer=-titel", "ascending")


def test_a_long_list_has_pages_and_none_beyond_the_last() -> None:
    rows = [Row(f"{at:03}.md", Metadata(f"{at:03}"), State("doorzoekbaar")) for at in range(60)]
    view = list_view.list_view(rows, Asked(Wanted(words="0"), page=9), TODAY)
    assert view.asked.page == len(view.paging.pages) == -(-view.total // SIZE)
    assert view.paging.previous.startswith("/redactie?zoek=0")
    assert view.lines
    assert (view.filters, view.all) == (1, 60)


def test_a_document_that_should_be_looked_at_again_says_since_when() -> None:
    late = Metadata("Oud", review_on=TODAY - timedelta(days=1))
    view = list_view.list_view([Row("o.md", late, State("doorzoekbaar"))], Asked(Wanted()), TODAY)
    assert view.lines[0].overdue == "24 november 2026"
