from pathlib import Path

import pytest

from kb.app import BY_SERVER, Application
from kb.builds import KEPT, Builds, Run
from kb.errors import CorpusMissing, IndexLocked, KBError
from tests.support import Silent


def test_every_build_is_noted_with_what_came_of_it(app: Application, corpus: Path) -> None:
    app.build(Silent())
    app.build(Silent())
    # The server looks often; when nothing changed that is no news.
    app.build(Silent(), by=BY_SERVER)
    (corpus / "artikelen" / "hitte.txt").write_text("Bomen geven schaduw. Water koelt de stad.")
    app.build(Silent(), by=BY_SERVER)
    found = app.builds.latest()
    assert [(run.outcome, run.by) for run in found] == [
        ("gepubliceerd", "de server"),
        ("ongewijzigd", "kb build"),
        ("gepubliceerd", "kb build"),
    ]
    assert (found[0].read, found[0].documents) == (1, 6)
    assert found[0].generation == app.store.live()


def test_a_build_that_fails_is_noted_with_its_reason(app: Application) -> None:
    app.build(Silent())
    gone = Application(app.settings.model_copy(update={"corpus": Path("nergens")}))
    with pytest.raises(CorpusMissing):
        gone.build(Silent())
    latest = app.builds.latest()[0]
    assert latest.outcome == "mislukt"
    assert "nergens" in latest.problem


def test_a_build_that_waits_for_another_is_not_noted(tmp_path: Path) -> None:
    builds = Builds(tmp_path)
    with pytest.raises(IndexLocked), builds.noting("kb build"):
        raise IndexLocked("bezig")
    assert builds.latest() == ()


def test_the_log_stays_short_and_survives_a_line_that_is_not_one(tmp_path: Path) -> None:
    builds = Builds(tmp_path)
    (tmp_path / "builds.jsonl").write_text("kapot\n{}\n")
    for number in range(KEPT + 5):
        with pytest.raises(KBError), builds.noting("kb build"):
            raise KBError(str(number))
    found = builds.latest()
    assert len(found) == KEPT
    assert isinstance(found[0], Run)
    assert found[0].problem == str(KEPT + 4)


def test_a_folder_that_cannot_be_written_hides_no_error(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("geen map")
    with pytest.raises(KBError, match="vol"), Builds(tmp_path / "bestand").noting("kb build"):
        raise KBError("De schijf is vol.")
