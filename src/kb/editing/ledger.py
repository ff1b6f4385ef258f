"""Changes to several files that happen all or not at all, also when the server is killed."""

import errno
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import DeskBusy
from kb.files import sync_folder, write_atomically

PLAN = "plan.json"
PATIENCE = 15.0


@dataclass(frozen=True, slots=True)
class Change:
    """Files to write (bytes, or a file to copy) and files or folders to take away."""

    writes: Mapping[Path, bytes | Path] = field(default_factory=dict)
    removes: tuple[Path, ...] = ()


class Ledger:
    """Writes down what will change before it changes, and finishes what was left half done."""

    def __init__(self, folder: Path) -> None:
        """Keep the notes in `folder`, which is made when first needed."""
        self._folder = folder

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's lock; raises DeskBusy when another holds it for long."""
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / ".lock", timeout=PATIENCE)
        try:
            lock.acquire()
        except Timeout as error:
            raise DeskBusy(
                "Een collega slaat nu iets groots op. Wacht even en probeer het opnieuw."
            ) from error
        try:
            self._finish()
            yield
        finally:
            lock.release()

    def recover(self) -> None:
        """Finish what a killed server had begun; does nothing when there is nothing."""
        if self._folder.is_dir():
            with self.writing():
                pass

    def apply(self, change: Change) -> None:
        """Carry out a change; once this returns it survives a power cut. Hold `writing`."""
        noted = self._folder / secrets.token_hex(8)
        noted.mkdir()
        for number, content in enumerate(change.writes.values()):
            _prepare(noted / str(number), content)
        plan = {
            "writes": [str(target.absolute()) for target in change.writes],
            "removes": [str(path.absolute()) for path in change.removes],
        }
        # From here on the change happens, now or at the next start.
        write_atomically(noted / PLAN, json.dumps(plan).encode())
        _carry_out(noted)

    def _finish(self) -> None:
        for noted in self._folder.iterdir():
            if (noted / PLAN).is_file():
                _carry_out(noted)
            elif noted.is_dir():
                shutil.rmtree(noted)


def _prepare(target: Path, content: bytes | Path) -> None:
    with target.open("wb") as file:
        if isinstance(content, Path):
            with content.open("rb") as source:
                shutil.copyfileobj(source, file, 1 << 20)
        else:
            file.write(content)
        file.flush()
        os.fsync(file.fileno())
    target.chmod(0o644)


def _carry_out(noted: Path) -> None:
    """Do what the note says; doing it twice changes nothing."""
    plan = json.loads((noted / PLAN).read_text("utf-8"))
    for number, name in enumerate(plan["writes"]):
        _place(noted / str(number), Path(name))
    for name in plan["removes"]:
        _remove(Path(name))
    (noted / PLAN).unlink()
    shutil.rmtree(noted)


def _place(prepared: Path, target: Path) -> None:
    if not prepared.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        prepared.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # The data folder is on another disk; a hidden copy first, so that no reader sees a half.
        beside = target.with_name(f".{target.name}.{prepared.parent.name}")
        _prepare(beside, prepared)
        beside.replace(target)
        prepared.unlink()
    sync_folder(target.parent)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    if path.parent.is_dir():
        sync_folder(path.parent)
