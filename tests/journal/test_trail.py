from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kb.errors import UsageError
from kb.journal import Journal, Sought

PASSWORD = "paard batterij nietje correct"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal whose trail has a line a day, from 1 to 5 November at noon."""
    days = iter(range(1, 6))
    journal = Journal(tmp_path, now=lambda: datetime(2026, 11, next(days), 12, tzinfo=UTC))
    for who, what, document in (
        ("anna", "toegevoegd", "artikelen/hitte.md"),
        ("bert", "toegevoegd", "artikelen/water.md"),
        ("anna", "ingetrokken", "artikelen/hitte.md"),
        ("bert", "account gemaakt", ""),
        ("anna", "ingelogd", ""),
    ):
        journal.audit(who, what, document, detail="" if document else "Jan: redacteur")
    return journal


@pytest.mark.parametrize(
    ("sought", "days"),
    [
        (Sought(), [5, 4, 3, 2, 1]),
        (Sought(who="anna"), [5, 3, 1]),
        (Sought(what="toegevoegd"), [2, 1]),
        (Sought(words=" HITTE "), [3, 1]),
        (Sought(words="jan:"), [5, 4]),
        (Sought(since=date(2026, 11, 4)), [5, 4]),
        (Sought(until=date(2026, 11, 2)), [2, 1]),
        (Sought(since=date(2026, 11, 2), until=date(2026, 11, 4), who="bert"), [4, 2]),
        (Sought(who="%"), []),
    ],
)
def test_filters_narrow_the_trail(journal: Journal, sought: Sought, days: list[int]) -> None:
    found = journal.trail_lines.lines(sought, limit=9)
    assert [entry.at.day for entry in found] == days
    assert journal.trail_lines.count(sought) == len(days)


def test_pages_follow_each_other_and_names_are_told_once(journal: Journal) -> None:
    trail = journal.trail_lines
    pages = [trail.lines(Sought(), limit=2, offset=at) for at in (0, 2, 4, 6)]
    assert [[entry.at.day for entry in page] for page in pages] == [[5, 4], [3, 2], [1], []]
    deeds = ("account gemaakt", "ingelogd", "ingetrokken", "toegevoegd")
    assert trail.names() == (("anna", "bert"), deeds)


def test_the_last_administrator_stays(tmp_path: Path) -> None:
    accounts = Journal(tmp_path).accounts
    accounts.add("anna", "beheerder", PASSWORD)
    accounts.add("bert", "redacteur", PASSWORD)
    with pytest.raises(UsageError, match="enige beheerder"):
        accounts.remove("anna")
    with pytest.raises(UsageError, match="enige beheerder"):
        accounts.set_role("anna", "lezer")
    accounts.set_role("anna", "beheerder")
    accounts.set_role("bert", "beheerder")
    accounts.remove("anna")
    with pytest.raises(UsageError, match="enige beheerder"):
        accounts.set_role("bert", "redacteur")
    with pytest.raises(UsageError, match="bestaat niet"):
        accounts.set_role("anna", "lezer")
    assert [(each.name, each.role) for each in accounts.all()] == [("bert", "beheerder")]
