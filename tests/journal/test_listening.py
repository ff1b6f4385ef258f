import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from kb.errors import JournalUnavailable
from kb.journal import Feedback, Journal, Use
from kb.journal.database import FILE, MIGRATIONS

TODAY = date(2026, 11, 24)


class Calendar:
    """A day that the test turns."""

    def __init__(self) -> None:
        self.day = TODAY

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def journal(tmp_path: Path, calendar: Calendar) -> Journal:
    return Journal(tmp_path / "data", today=calendar)


@pytest.fixture
def closed(tmp_path: Path) -> Journal:
    """A journal in a place where no folder can be."""
    (tmp_path / "bestand").write_text("geen map")
    return Journal(tmp_path / "bestand" / "data")


def test_a_question_that_was_answered_often_enough_may_be_suggested(journal: Journal) -> None:
    for question in ("Hoe werkt een warmtenet?", "hoe werkt een  Warmtenet", "Eén keer"):
        journal.asked(question, confident=True, documents=["a.md"])
    assert [found.lower() for found in journal.questions()] == ["hoe werkt een warmtenet?"]
    assert len(journal.questions(min_times=1)) == 2


def test_personal_data_never_reaches_the_file_nor_the_suggestions(
    journal: Journal, tmp_path: Path
) -> None:
    for _ in range(2):
        journal.asked("Wie is 123456782 van jan@a.example?", confident=True, documents=[])
    journal.leave("Bel mij op 06-12345678")
    journal.feedback(Feedback("x", comment="Ik ben NL91ABNA0417164300"))
    assert journal.questions() == ()
    assert journal.unanswered()[0].question == "Bel mij op [telefoon]"
    raw = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    for secret in (b"123456782", b"jan@a", b"12345678", b"ABNA"):
        assert secret not in raw


def test_unanswered_questions_are_counted_with_those_left_for_us_first(
    journal: Journal, calendar: Calendar
) -> None:
    for question in ("Waar is de sleutel?", "waar is de sleutel", "Wie weet dit?"):
        journal.asked(question, confident=False, documents=["b.md", "a.md", "b.md"])
    journal.asked("Wel een antwoord", confident=True, documents=["a.md"])
    calendar.day += timedelta(days=1)
    journal.leave("Wie weet dit?")
    first, second = journal.unanswered()
    assert (first.question, first.times, first.left, first.last) == (
        "Wie weet dit?",
        1,
        1,
        calendar.day,
    )
    assert (second.times, second.left, second.documents) == (2, 0, ("b.md", "a.md"))
    assert [found.question for found in journal.unanswered(calendar.day)] == ["Wie weet dit?"]


def test_a_question_that_is_answered_by_now_is_off_the_list_unless_it_was_left_for_us(
    journal: Journal, calendar: Calendar
) -> None:
    journal.asked("Wie weet dit?", confident=False, documents=[])
    journal.asked("En dit?", confident=False, documents=[])
    journal.leave("En dit?")
    calendar.day += timedelta(days=1)
    for question in ("Wie weet dit?", "En dit?"):
        journal.asked(question, confident=True, documents=["nieuw.md"])
    (found,) = journal.unanswered()
    assert (found.question, found.left) == ("En dit?", 1)
    calendar.day += timedelta(days=1)
    journal.asked("Wie weet dit?", confident=False, documents=[])
    assert [found.times for found in journal.unanswered()] == [0, 1]


def test_a_settled_question_comes_back_only_when_it_fails_on_a_later_day(
    journal: Journal, calendar: Calendar
) -> None:
    journal.asked("Wie weet dit?", confident=False, documents=[])
    journal.settle("wie weet dit")
    assert journal.unanswered() == ()
    calendar.day += timedelta(days=1)
    journal.asked("Wie weet dit?", confident=False, documents=[])
    assert [found.times for found in journal.unanswered()] == [1]


def test_poor_answers_are_grouped_with_their_comments(journal: Journal) -> None:
    journal.feedback(Feedback("Hoe?", "a.md", 2, helpful=False, comment="Te oud"))
    journal.feedback(Feedback("hoe", "a.md", 2, helpful=False))
    journal.feedback(Feedback("Hoe?", "a.md", 2, helpful=True))
    journal.feedback(Feedback("Hoe?", helpful=True, comment="Dank"))
    (found,) = journal.poor()
    assert (found.document, found.ordinal, found.helpful, found.unhelpful) == ("a.md", 2, 1, 2)
    assert found.comments == ("Te oud",)
    assert found.last == TODAY
    assert journal.poor(TODAY + timedelta(days=1)) == ()


def test_a_remark_alone_is_shown_and_counts_as_no_judgement(journal: Journal) -> None:
    journal.feedback(Feedback("Hoe?", comment="Graag een voorbeeld"))
    (found,) = journal.poor()
    assert (found.helpful, found.unhelpful) == (0, 0)
    assert found.comments == ("Graag een voorbeeld",)


def test_use_is_counted_by_document_and_by_day(journal: Journal, calendar: Calendar) -> None:
    journal.asked("Hoe?", confident=True, documents=["a.md", "a.md", "b.md"])
    calendar.day += timedelta(days=1)
    journal.opened("a.md")
    assert journal.use() == {
        "a.md": Use(1, 1, TODAY, calendar.day),
        "b.md": Use(1, 0, TODAY, None),
    }
    assert journal.use_by_day(calendar.day) == ((calendar.day, "a.md", 0, 1),)


def test_words_are_gone_after_their_days_but_counts_stay(
    journal: Journal, calendar: Calendar
) -> None:
    journal.asked("Hoe?", confident=False, documents=["a.md"])
    journal.opened("a.md")
    journal.leave("Hoe?")
    journal.feedback(Feedback("Hoe?", helpful=False))
    calendar.day += timedelta(days=90)
    journal.opened("b.md")
    assert journal.unanswered()
    calendar.day += timedelta(days=1)
    journal.opened("b.md")
    assert journal.unanswered() == ()
    assert journal.poor() == ()
    assert journal.use()["a.md"].opened == 1


def test_pruning_can_be_asked_for(journal: Journal, calendar: Calendar) -> None:
    journal.asked("Hoe?", confident=False, documents=[])
    calendar.day += timedelta(days=3)
    journal.prune(3)
    assert journal.unanswered()
    journal.prune(2)
    assert journal.unanswered() == ()


def test_tidying_works_without_a_visitor_and_without_a_file(
    journal: Journal, calendar: Calendar, tmp_path: Path
) -> None:
    journal.tidy()
    assert not (tmp_path / "data").exists()
    journal.asked("Geheime vraag", confident=False, documents=[])
    calendar.day += timedelta(days=91)
    journal.tidy()
    with closing(sqlite3.connect(tmp_path / "data" / FILE)) as database:
        assert database.execute("SELECT count(*) FROM questions").fetchone() == (0,)


def test_no_column_holds_a_time_or_a_person(journal: Journal, tmp_path: Path) -> None:
    journal.asked("Hoe?", confident=True, documents=["a.md"])
    with closing(sqlite3.connect(tmp_path / "data" / FILE)) as database:
        row = database.execute("SELECT * FROM questions").fetchone()
    assert row == ("2026-11-24", "hoe", 1, "Hoe?", '["a.md"]', 1)


def test_the_file_is_ours_alone(journal: Journal, tmp_path: Path) -> None:
    journal.opened("a.md")
    assert (tmp_path / "data" / FILE).stat().st_mode & 0o077 == 0


def test_many_threads_and_two_journals_lose_no_count(tmp_path: Path) -> None:
    journals = [Journal(tmp_path), Journal(tmp_path)]

    def ask(number: int) -> None:
        journals[number % 2].asked("Hoe?", confident=True, documents=["a.md"])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(80)))
    assert journals[0].use()["a.md"].found == 80


def test_the_trail_tells_who_did_what_to_which_version(journal: Journal) -> None:
    journal.audit("jan", "toegevoegd", "a.md", "abc", "nieuw")
    journal.audit("els", "ingetrokken", "b.md")
    assert [entry.who for entry in journal.trail()] == ["els", "jan"]
    (entry,) = journal.trail("a.md")
    assert (entry.what, entry.digest, entry.detail) == ("toegevoegd", "abc", "nieuw")
    assert entry.at.tzinfo is not None


def test_when_nothing_can_be_written_searching_goes_on_with_one_line(
    closed: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        closed.asked("Geheime vraag", confident=True, documents=["a.md"])
        closed.opened("a.md")
    assert closed.questions() == ()
    assert len(caplog.records) == 1
    assert "schijf" in caplog.text
    assert "Geheime" not in caplog.text


FULL = """
import resource, sys
from pathlib import Path
from kb.journal import Journal
journal = Journal(Path(sys.argv[1]))
journal.asked("Hoe?", confident=True, documents=["a.md"])
journal.asked("Hoe?", confident=True, documents=["a.md"])
# No file can grow any more: what a full disk does.
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
for number in range(50):
    journal.asked(f"Vraag {number}", confident=True, documents=["b.md"])
print(journal.questions())
"""


def test_a_disk_that_fills_up_stops_no_search_and_loses_nothing(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0
    assert run.stdout == "('Hoe?',)\n"
    assert run.stderr.count("\n") == 1
    assert "ruimte" in run.stderr
    assert Journal(tmp_path).use()["a.md"].found == 2


def test_what_a_visitor_gives_on_purpose_is_never_lost_in_silence(closed: Journal) -> None:
    with pytest.raises(JournalUnavailable, match="ruimte"):
        closed.feedback(Feedback("Hoe?"))
    with pytest.raises(JournalUnavailable):
        closed.leave("Hoe?")


def test_a_damaged_file_says_so_and_breaks_no_search(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"kapot" * 1000)
    journal = Journal(tmp_path)
    journal.asked("Hoe?", confident=True, documents=[])
    with pytest.raises(JournalUnavailable):
        journal.unanswered()


def test_a_file_of_an_older_version_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Journal(tmp_path).opened("a.md")
    step = "CREATE TABLE extra (a TEXT); INSERT INTO extra VALUES ('nieuw')"
    monkeypatch.setattr("kb.journal.database.MIGRATIONS", (*MIGRATIONS, step))
    newer = Journal(tmp_path)
    assert newer.use()["a.md"].opened == 1
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        assert database.execute("SELECT a FROM extra").fetchone() == ("nieuw",)
