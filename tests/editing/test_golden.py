"""Golden questions: edited here, guarded by nobody writing over another."""

from pathlib import Path

import pytest

from kb import evaluating
from kb.editing.golden import Golden
from kb.errors import QueriesInvalid, StaleEdit, UsageError

HITTE = {"artikelen/hitte.txt": 2}


@pytest.fixture
def golden(tmp_path: Path) -> Golden:
    return Golden(tmp_path / "data" / "golden.jsonl")


def test_questions_are_added_changed_and_removed(golden: Golden) -> None:
    assert golden.all() == ()
    one = golden.add("  Wat doen  we tegen hitte?", HITTE)
    two = golden.add("Wie maakt een zeil?", {})
    assert one.query == "Wat doen we tegen hitte?"
    changed = golden.change(one.id, "Hoe koelen we de stad?", HITTE, loaded=golden.digest())
    assert golden.all() == (changed, two)
    assert golden.naming("artikelen/hitte.txt") == (changed,)
    assert golden.remove(two.id, loaded=golden.digest()) == two
    assert golden.all() == (changed,)


def test_the_build_reads_what_the_desk_writes(golden: Golden, tmp_path: Path) -> None:
    one = golden.add("Wat doen we tegen hitte?", HITTE)
    (read,) = evaluating.load_queries(tmp_path / "data" / "golden.jsonl")
    assert (read.id, read.query, read.relevant) == (one.id, one.query, HITTE)


def test_nobody_writes_over_another(golden: Golden) -> None:
    one = golden.add("Wat doen we tegen hitte?", HITTE)
    loaded = golden.digest()
    golden.add("Wie maakt een zeil?", {})
    with pytest.raises(StaleEdit):
        golden.change(one.id, "anders", HITTE, loaded=loaded)
    with pytest.raises(StaleEdit):
        golden.remove(one.id, loaded=loaded)


def test_what_makes_no_sense_is_refused(golden: Golden) -> None:
    golden.add("Wat doen we tegen hitte?", HITTE)
    with pytest.raises(UsageError, match="al een gouden vraag"):
        golden.add("wat doen we tegen HITTE?", {})
    with pytest.raises(UsageError, match="geen vraag"):
        golden.add(" ", {})
    with pytest.raises(UsageError, match="goed"):
        golden.add("Nieuw?", {"a.md": 7})
    with pytest.raises(UsageError, match="niet meer"):
        golden.get("weg")


def test_other_keys_of_a_line_stay_and_a_bad_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "golden.jsonl"
    file.write_text('{"id": "1", "query": "Hitte?", "relevant": {}, "kind": "d"}\n')
    golden = Golden(file)
    golden.change("1", "Wat is hitte?", HITTE, loaded=golden.digest())
    assert golden.all()[0].others == {"kind": "d"}
    file.write_text("geen json\n")
    with pytest.raises(QueriesInvalid, match="Regel 1"):
        golden.all()
