"""Lists, states, trials and lessons: what the desk tells about the documents."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kb.app import Application, Opened
from kb.editing import learning, listing, trying
from kb.editing.listing import Row, Wanted
from kb.editing.presence import Presence
from kb.editing.states import Building, Index, State, state
from kb.journal import Entry, Unanswered, Use
from kb.model import Metadata

TODAY = date(2026, 11, 24)
INDEX = Index({"a.md": "1"}, {"kapot.pdf": "2"}, {"kapot.pdf": "Geen tekst."})


@pytest.mark.parametrize(
    ("path", "digest", "building", "status", "said"),
    [
        ("a.md", "1", Building(), "doorzoekbaar", ""),
        ("a.md", "9", Building(on=True, busy=True), "bezig", "nu doorzoekbaar"),
        ("a.md", "9", Building(on=True), "bezig", "zo doorzoekbaar"),
        ("a.md", "9", Building(), "wacht", "'s nachts"),
        ("kapot.pdf", "2", Building(on=True), "mislukt", "Geen tekst."),
        ("kapot.pdf", "3", Building(on=True), "bezig", ""),
        ("b.md", "1", Building(on=True, fallen=("Hitte?",)), "geweigerd", "Hitte?"),
        ("b.md", "1", Building(on=True, problem="Schijf vol."), "mislukt", "Schijf vol."),
    ],
)
def test_a_state_says_what_is_and_what_to_do(
    path: str, digest: str, building: Building, status: str, said: str
) -> None:
    found = state(path, digest, INDEX, building)
    assert found.status == status
    assert said in found.reason
    assert bool(found.remedy) == (status in {"mislukt", "geweigerd"})


def test_presence_reads_only_what_changed(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = Path.read_bytes

    def watched(self: Path) -> bytes:
        read.append(self.name)
        return original(self)

    monkeypatch.setattr(Path, "read_bytes", watched)
    presence = Presence(corpus)
    before = presence.digests()
    assert len(before) == 6
    read.clear()
    assert presence.digests() == before
    assert read == []
    (corpus / "artikelen" / "hitte.txt").write_text("Anders.")
    (corpus / "artikelen" / "woo.html").unlink()
    after = presence.digests()
    assert read == ["hitte.txt"]
    assert before.keys() - after.keys() == {"artikelen/woo.html"}


def row(path: str, **more: object) -> Row:
    values: dict[str, object] = {"metadata": Metadata(path), "state": State("doorzoekbaar"), **more}
    return Row(path, **values)  # type: ignore[arg-type]


ROWS = (
    row("nieuw.md", added_by="anna", added_on=date(2026, 11, 1)),
    row(
        "oud.md",
        metadata=Metadata("Oud", "webinar", themes=("water",), review_on=date(2026, 1, 1)),
        use=Use(found=3, opened=1, last_opened=date(2025, 1, 1)),
    ),
    row("vers.md", use=Use(1, 1, TODAY, TODAY), state=State("mislukt", "kapot")),
)


@pytest.mark.parametrize(
    ("wanted", "paths"),
    [
        (Wanted(), ["nieuw.md", "oud.md", "vers.md"]),
        (Wanted(kind="webinar"), ["oud.md"]),
        (Wanted(theme="water"), ["oud.md"]),
        (Wanted(status="mislukt"), ["vers.md"]),
        (Wanted(added_by="anna"), ["nieuw.md"]),
        (Wanted(words="OU"), ["oud.md"]),
        (Wanted(attention="nooit-gevonden"), ["nieuw.md"]),
        (Wanted(attention="jaar-niet-geopend"), ["oud.md"]),
        (Wanted(attention="herzien"), ["oud.md"]),
        (Wanted(attention="onzin"), ["nieuw.md", "oud.md", "vers.md"]),
        (Wanted(kind="webinar", status="mislukt"), []),
    ],
)
def test_filters_narrow_the_list(wanted: Wanted, paths: list[str]) -> None:
    assert [each.path for each in listing.select(ROWS, wanted, TODAY)] == paths


def test_rows_know_who_added_them() -> None:
    line = Entry(datetime(2026, 11, 2, tzinfo=UTC), "anna", "toegevoegd", "a.md")
    (found,) = listing.rows({}, {"a.md": State("bezig")}, [line], {"a.md": Use(found=2)})
    assert (found.added_by, found.added_on, found.use.found) == ("anna", date(2026, 11, 2), 2)
    assert found.metadata.title == "a.md"


def test_a_trial_says_at_what_rank_and_what_stands_above(opened: Opened) -> None:
    entry = opened.generation.catalogue.entry("webinars/warmtenet.vtt")
    answer = opened.searcher.search("bewonersparticipatie keukentafel", limit=50)
    found = trying.examine(answer, entry)
    assert found.rank == 1
    assert found.above == ()
    assert "keukentafel" in found.passage.text
    assert found.missing == ()


def test_a_trial_says_which_words_are_missing(opened: Opened) -> None:
    entry = opened.generation.catalogue.entry("artikelen/hitte.txt")
    answer = opened.searcher.search("keukentafel gesprek schaduw", limit=50)
    found = trying.examine(answer, entry)
    assert found.rank > 1
    assert found.above[0].document == "webinars/warmtenet.vtt"
    assert found.missing == ("keukentafel", "gesprek")
    assert found.there == ("schaduw",)
    assert "schaduw" in found.passage.text


def unanswered(question: str, times: int = 1) -> Unanswered:
    return Unanswered(question, times, 0, TODAY)


def test_questions_about_the_same_thing_stand_together(small: Application) -> None:
    asked = [
        unanswered("hoe regelen we deelauto's in de wijk", 2),
        unanswered("subsidie voor zonnepanelen op een sporthal", 5),
        unanswered("deelauto's regelen"),
        unanswered("zonnepanelen subsidie"),
        unanswered("vergunning voor een terras"),
    ]
    vectors = small.embedder.encode([each.question for each in asked])
    groups = learning.group(asked, vectors)
    assert [[each.question for each in found.questions] for found in groups] == [
        [asked[1].question, asked[3].question],
        [asked[0].question, asked[2].question],
        [asked[4].question],
    ]
    assert [found.times for found in groups] == [6, 3, 1]
    assert learning.group([], vectors[:0]) == ()


def test_health_names_what_can_be_mended() -> None:
    found = {each.name: each.paths for each in learning.health(ROWS, TODAY)}
    assert found["Moest al herzien zijn"] == ("oud.md",)
    assert found["Kan niet worden gelezen"] == ("vers.md",)
    assert found["Heeft geen thema"] == ("nieuw.md", "vers.md")
    assert "Is ouder dan vijf jaar" not in found


def test_themes_are_counted_by_month() -> None:
    use = [
        (date(2026, 11, 3), "a.md", 4, 0),
        (date(2026, 11, 9), "b.md", 1, 0),
        (date(2026, 6, 1), "a.md", 2, 9),
        (date(2025, 6, 1), "a.md", 99, 0),
    ]
    lines = learning.themes(use, {"a.md": ("water",), "b.md": ("hitte", "water")}, TODAY)
    assert learning.months(TODAY)[0] == date(2026, 6, 1)
    assert [(line.theme, line.counts) for line in lines] == [
        ("water", (2, 0, 0, 0, 0, 5)),
        ("hitte", (0, 0, 0, 0, 0, 1)),
    ]
