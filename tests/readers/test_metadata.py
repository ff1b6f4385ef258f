from datetime import date

from kb.model import Metadata
from kb.readers.metadata import with_sidecar

KNOWN = Metadata(title="Hitte", kind="artikel", themes=("water",), organisation="Gemeente")


def test_a_sidecar_wins_where_it_says_something() -> None:
    found, warnings = with_sidecar(KNOWN, b"titel: Koelte\nherzien op: 2026-05-17\n")
    assert found.title == "Koelte"
    assert found.themes == ("water",)
    assert found.review_on == date(2026, 5, 17)
    assert warnings == ()


def test_an_empty_value_takes_away_what_the_document_says() -> None:
    found, _ = with_sidecar(KNOWN, b"titel:\nthemas: []\norganisatie: ''\nsoort:\n")
    assert found == Metadata(title="Hitte", kind="artikel")


def test_unknown_names_and_unreadable_dates_are_named() -> None:
    _, warnings = with_sidecar(KNOWN, b"kleur: rood\nherzien op: ooit\n")
    assert any("kleur" in warning for warning in warnings)
    assert any("ooit" in warning for warning in warnings)
