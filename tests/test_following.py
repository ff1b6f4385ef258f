"""The index follows the documents: by itself, together, and without ever getting stuck."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb.app import Application
from kb.errors import KBError
from kb.following import Follower
from kb.harvesting import Progress
from kb.reporting import Report
from tests.support import Silent, application

REPORT = Report("een", True, True, (), 0, (), (), (), 1, 1, {})


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@contextmanager
def followed(follower: Follower) -> Iterator[Follower]:
    follower.start()
    try:
        yield follower
    finally:
        follower.stop()


def paths(app: Application) -> set[str]:
    return set(app.store.manifest(app.store.live() or "").documents)


def test_what_changed_while_nobody_followed_is_picked_up_at_the_start(
    app: Application, corpus: Path
) -> None:
    app.build(Silent())
    (corpus / "artikelen" / "nieuw.md").write_text("# Parkeren\n\nDe parkeernorm ging omlaag.")
    with followed(app.follower):
        until(lambda: "artikelen/nieuw.md" in paths(app))


def test_a_file_dropped_in_the_folder_is_searchable_within_ten_seconds(
    app: Application, corpus: Path
) -> None:
    app.build(Silent())
    with followed(app.follower) as follower:
        until(lambda: follower.outlook.report and not follower.outlook.busy)
        time.sleep(0.5)
        (corpus / "artikelen" / "nieuw.md").write_text("# Parkeren\n\nDe parkeernorm ging omlaag.")
        until(lambda: "artikelen/nieuw.md" in paths(app), seconds=10)
        until(lambda: not follower.outlook.busy)


def test_many_wakes_together_make_few_builds(tmp_path: Path) -> None:
    builds: list[float] = []

    def build(_: Progress) -> Report:
        builds.append(time.monotonic())
        return REPORT

    with followed(Follower(build, tmp_path, quiet=0.1)) as follower:
        until(lambda: builds and not follower.outlook.busy)
        for _ in range(200):
            follower.wake()
        until(lambda: not follower.outlook.busy)
    assert len(builds) <= 3


def test_a_change_during_a_build_gets_a_build_of_its_own(tmp_path: Path) -> None:
    begun, go_on, builds = threading.Event(), threading.Event(), []

    def build(_: Progress) -> Report:
        builds.append(1)
        begun.set()
        assert go_on.wait(5)
        return REPORT

    with followed(Follower(build, tmp_path, quiet=0.01)) as follower:
        assert begun.wait(5)
        follower.wake()
        assert follower.outlook.busy
        go_on.set()
        until(lambda: len(builds) == 2 and not follower.outlook.busy)


def test_it_waits_while_the_nights_build_holds_the_index(app: Application, corpus: Path) -> None:
    app.build(Silent())
    (corpus / "artikelen" / "nieuw.md").write_text("# Parkeren\n\nDe parkeernorm ging omlaag.")
    patient = Follower(app.build, corpus, quiet=0.01, patience=0.05)
    with app.store.writing():
        patient.start()
        until(lambda: "Een ander proces" in patient.outlook.problem)
        assert patient.outlook.busy
    try:
        until(lambda: "artikelen/nieuw.md" in paths(app))
        until(lambda: not patient.outlook.busy)
        assert patient.outlook.problem == ""
    finally:
        patient.stop()


@pytest.mark.parametrize(
    ("fault", "said"), [(KBError("De schijf is vol."), "schijf is vol"), (ValueError(), "logboek")]
)
def test_a_build_that_fails_says_why_and_the_next_one_goes_on(
    tmp_path: Path, fault: Exception, said: str
) -> None:
    faults: list[Exception] = [fault]

    def build(_: Progress) -> Report:
        if faults:
            raise faults.pop()
        return REPORT

    with followed(Follower(build, tmp_path, quiet=0.01)) as follower:
        until(lambda: said in follower.outlook.problem)
        assert not follower.outlook.busy
        follower.wake()
        until(lambda: follower.outlook.report == REPORT)
        assert follower.outlook.problem == ""


def test_stopping_ends_a_build_and_leaves_the_live_index(app: Application, corpus: Path) -> None:
    live = app.build(Silent()).generation
    for number in range(300):
        (corpus / f"extra-{number}.md").write_text(f"# Stuk {number}\n\n" + "Een zin erbij. " * 80)
    follower = app.follower
    follower.start()
    until(lambda: follower.outlook.busy)
    time.sleep(0.5)
    begun = time.monotonic()
    follower.stop()
    assert time.monotonic() - begun < 5
    assert app.store.live() == live
    assert list(app.settings.index.glob(".building-*")) == []
    assert not follower.outlook.on


def test_a_folder_that_cannot_be_watched_leaves_the_wakes(tmp_path: Path) -> None:
    builds: list[int] = []

    def build(_: Progress) -> Report:
        builds.append(1)
        return REPORT

    with followed(Follower(build, tmp_path / "weg", quiet=0.01)) as follower:
        until(lambda: len(builds) == 1)
        follower.wake()
        until(lambda: len(builds) == 2)


def test_the_editors_golden_questions_guard_every_build(corpus: Path, tmp_path: Path) -> None:
    app = application(corpus, tmp_path / "index")
    app.settings.data.mkdir(parents=True)
    app.settings.golden_file.write_text(
        '{"id": "1", "query": "fonteinen en schaduw in de stad", '
        '"relevant": {"artikelen/hitte.txt": 2}}\n'
    )
    assert app.build(Silent()).published
    (corpus / "artikelen" / "hitte.txt").unlink()
    report = app.build(Silent())
    assert not report.published
    assert report.golden is not None
    assert [fall.question for fall in report.golden.verdict.falls] == ["1"]
