import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kb.app import Application
from kb.errors import IndexDamaged, IndexIncompatible, IndexLocked, IndexMissing, KBError
from kb.generations import BUILDING, FORMAT, MANIFEST, REFUSED, Store
from tests.support import Silent

HOLD = """
import sys, pathlib
from kb.generations import Store
with Store(pathlib.Path(sys.argv[1])).writing():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def built(app: Application) -> Store:
    app.build(Silent())
    return app.store


def rebuild(app: Application, text: str) -> str:
    (app.settings.corpus / "artikelen" / "nieuw.md").write_text(text, "utf-8")
    return app.build(Silent()).generation


def test_a_changed_byte_in_any_file_is_noticed(built: Store, tmp_path: Path) -> None:
    live = built.live()
    assert live is not None
    names = [*built.manifest(live).files]
    assert len(names) > 6
    for name in names:
        copy = Store(tmp_path / "copy")
        shutil.rmtree(copy.folder, ignore_errors=True)
        shutil.copytree(built.folder, copy.folder)
        file = copy.folder / live / name
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(bytes(data))
        with pytest.raises(IndexDamaged, match=name.rsplit("/", 1)[-1]):
            copy.open()


def test_a_missing_file_is_noticed(built: Store) -> None:
    live = built.live()
    assert live is not None
    (built.folder / live / "vectors.faiss").unlink()
    with pytest.raises(IndexDamaged, match="ontbreekt"):
        built.open()


@pytest.mark.parametrize("text", ["", "{}", "[]", "niets", f'{{"format": {FORMAT}}}'])
def test_a_broken_manifest_is_damage_not_a_crash(built: Store, text: str) -> None:
    live = built.live()
    assert live is not None
    (built.folder / live / MANIFEST).write_text(text)
    with pytest.raises(IndexDamaged):
        built.open()


def test_another_format_version_says_to_build_again(built: Store) -> None:
    live = built.live()
    assert live is not None
    manifest = built.folder / live / MANIFEST
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 99}))
    with pytest.raises(IndexIncompatible, match="kb build"):
        built.open()


def test_without_an_index_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="kb build"):
        Store(tmp_path / "geen").open()


def test_rollback_makes_the_previous_generation_live_again(app: Application) -> None:
    first = app.build(Silent()).generation
    second = rebuild(app, "# Nieuw\n\nEen nieuw document over parkeren.")
    assert app.store.live() == second
    assert app.store.rollback() == first
    assert app.store.live() == first


def test_rollback_skips_a_damaged_generation(app: Application) -> None:
    first = app.build(Silent()).generation
    second = rebuild(app, "# Nieuw\n\nEen nieuw document over parkeren.")
    rebuild(app, "# Nieuw\n\nNog een keer anders.")
    (app.store.folder / second / "catalogue.sqlite").write_bytes(b"kapot")
    assert app.store.rollback() == first


def test_rollback_without_an_earlier_generation_says_so(built: Store) -> None:
    with pytest.raises(IndexMissing, match="geen eerdere"):
        built.rollback()


def test_only_the_newest_generations_are_kept(app: Application) -> None:
    made = [app.build(Silent()).generation]
    made += [rebuild(app, f"# Nieuw\n\nVersie {number}.") for number in range(3)]
    assert app.store.prune(2) == tuple(made[:2])
    assert app.store.ids() == tuple(made[2:])


def test_the_live_generation_is_never_pruned(app: Application) -> None:
    first = app.build(Silent()).generation
    rebuild(app, "# Nieuw\n\nVersie 1.")
    app.store.rollback()
    rebuilt = rebuild(app, "# Nieuw\n\nVersie 2.")
    app.store.rollback()
    live = app.store.live()
    app.store.prune(1)
    assert live in app.store.ids()
    assert rebuilt in app.store.ids()
    assert first not in app.store.ids() or live == first


def test_a_second_writer_is_refused_at_once(built: Store) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(built.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        with pytest.raises(IndexLocked, match="ander proces"), built.writing():
            pytest.fail("two writers at once")
    finally:
        process.communicate("")
    with built.writing():
        assert built.live()


def test_what_a_killed_build_left_is_swept_by_the_next_writer(built: Store) -> None:
    leftover = built.folder / f"{BUILDING}20260101T000000000-dead"
    leftover.mkdir()
    (leftover / "half").write_text("half")
    with built.writing():
        assert not leftover.exists()


def test_a_refused_generation_is_no_target_of_a_rollback(app: Application) -> None:
    live = app.build(Silent()).generation
    building = app.store.begin()
    shutil.copytree(app.store.folder / live, building, dirs_exist_ok=True)
    refused = app.store.refuse(building)
    assert refused.name == REFUSED
    assert app.store.ids() == (live,)
    with pytest.raises(KBError):
        app.store.rollback()
