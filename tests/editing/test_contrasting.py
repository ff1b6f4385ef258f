"""What differs between two versions, and what happened to a document."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kb.app import Opened
from kb.editing import contrasting
from kb.editing.contrasting import Contrast, Line
from kb.editing.documents import REPLACED, REWRITTEN, WITHDRAWN, Version
from kb.editing.history import events
from kb.journal import Entry

TEXTS = st.lists(st.sampled_from(["een", "twee woorden", "drie", "", "vier of vijf"]), max_size=9)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def told(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces)


def marked(line: Line) -> list[str]:
    return [piece.text for piece in line.pieces if piece.changed]


def side(found: Contrast, kind: str) -> list[str]:
    return [told(line) for line in found.lines if line.kind in ("same", kind)]


@given(TEXTS, TEXTS)
def test_each_side_can_be_read_back(old: list[str], new: list[str]) -> None:
    found = contrasting.contrast(old, new)
    assert found.same == (old == new)
    if not any(line.kind == "gap" for line in found.lines) and not found.same:
        assert side(found, "old") == old
        assert side(found, "new") == new
    hidden = sum(line.hidden for line in found.lines)
    if not found.same:
        assert len(side(found, "old")) + hidden == len(old)
        assert len(side(found, "new")) + hidden == len(new)


def test_within_a_line_only_the_words_that_changed_are_marked() -> None:
    old, new = contrasting.contrast(
        ["Kop", "Wij planten tien bomen."], ["Kop", "Wij planten elf bomen."]
    ).lines[1:]
    assert (old.kind, marked(old)) == ("old", ["tien"])
    assert (new.kind, marked(new)) == ("new", ["elf"])


def test_words_in_a_row_that_changed_are_one_mark() -> None:
    old, new = contrasting.contrast(
        ["Na twee droge zomers kwamen de mails."], ["Na vier natte winters kwamen de mails."]
    ).lines
    assert (marked(old), marked(new)) == (["twee droge zomers"], ["vier natte winters"])


def test_lines_that_share_nothing_are_not_picked_apart() -> None:
    lines = contrasting.contrast(["Bomen geven schaduw."], ["Een heel ander verhaal!"]).lines
    assert [marked(line) for line in lines] == [[], []]


def test_long_equal_stretches_are_folded() -> None:
    same = [f"regel {at}" for at in range(50)]
    found = contrasting.contrast([*same, "oud", *same], [*same, "nieuw", *same])
    assert [line.kind for line in found.lines] == ["gap", "same", "old", "new", "same", "gap"]
    assert found.lines[0].hidden == 49
    assert (found.removed, found.added) == (1, 1)


def test_a_whole_new_book_is_not_shown_to_the_end() -> None:
    old, new = ([f"{word} {at}" for at in range(3000)] for word in ("oud", "nieuw"))
    found = contrasting.contrast(old, new)
    assert len(found.lines) == contrasting.MOST
    assert found.left_out == 6000 - contrasting.MOST


def test_a_document_reads_as_places_and_paragraphs(opened: Opened) -> None:
    entry = opened.generation.catalogue.entry("artikelen/meubilair.md")
    lines = contrasting.readable(entry)
    assert "Circulair meubilair inkopen › Aanpak" in lines or "Aanpak" in "\n".join(lines)
    assert any(line.startswith("De levertijd viel tegen") for line in lines)


def version(seconds: float) -> Version:
    at = NOON + timedelta(seconds=seconds)
    return Version(at.isoformat(), at, Path("x"))


def line(what: str, seconds: int) -> Entry:
    return Entry(NOON + timedelta(seconds=seconds), "anna", what, "a.md")


def test_each_change_knows_the_version_that_it_left() -> None:
    first, second, orphan = version(0.4), version(0.9), version(-5000)
    trail = [line(WITHDRAWN, 1), line(REPLACED, 0), line(REWRITTEN, 0)]
    found = events(trail, [second, first, orphan])
    assert [each.before for each in found] == [None, second, first, orphan]
    assert found[-1].entry is None
