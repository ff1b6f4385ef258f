"""Uploads that wait to be saved: whole or not there, also after the server was killed."""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kb.editing import kinds
from kb.editing.naming import safe_name
from kb.errors import UploadTooLarge, UploadUnknown, UsageError
from kb.files import sync_folder, write_atomically

FACTS = "upload.json"
RECEIVING = ".receiving-"
# An upload that nobody saved in so many days is thrown away.
KEPT = timedelta(days=14)
GONE = (
    "Dit bestand staat niet meer klaar: het is al opgeslagen of weggegooid. "
    "Kijk in de lijst met documenten of voeg het opnieuw toe."
)


@dataclass(frozen=True, slots=True)
class Staged:
    """An upload that waits: `shown` is its name as the editor knows it, `name` the safe one.

    `source` is the web address that it came from and `question` what it should answer, when
    the editor said so.
    """

    id: str
    name: str
    shown: str
    who: str
    at: datetime
    digest: str
    size: int
    folder: Path
    source: str = ""
    question: str = ""

    @property
    def file(self) -> Path:
        """Where its content is."""
        return self.folder / self.name

    def require(self) -> None:
        """Raise UploadUnknown when it waits no more."""
        if not self.file.is_file():
            raise UploadUnknown(GONE)


@dataclass(frozen=True, slots=True)
class _Told:
    shown: str
    who: str
    source: str = ""
    question: str = ""


class Staging:
    """The folder with uploads; safe to share by threads and processes."""

    def __init__(
        self,
        folder: Path,
        *,
        most_bytes: int = 100_000_000,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Use `folder`, which is made when first needed."""
        self._folder, self._most, self._now = folder, most_bytes, now

    def receive(
        self, shown: str, who: str, chunks: Iterable[bytes], *, source: str = "", question: str = ""
    ) -> Staged:
        """Keep an upload piece by piece; raises UploadTooLarge, UnsupportedFormat, UsageError.

        When this raises, or the pieces stop halfway, nothing is kept.
        """
        key = secrets.token_hex(8)
        receiving = self._folder / f"{RECEIVING}{key}"
        receiving.mkdir(parents=True)
        try:
            staged = self._write(receiving, key, _Told(shown, who, source, question), chunks)
            receiving.rename(staged.folder)
            sync_folder(self._folder)
        except BaseException:
            shutil.rmtree(receiving, ignore_errors=True)
            raise
        return staged

    def all(self) -> tuple[Staged, ...]:
        """Return what waits, the oldest first."""
        found = (self._read(path.parent) for path in self._folder.glob(f"[0-9a-f]*/{FACTS}"))
        return tuple(sorted(filter(None, found), key=lambda each: (each.at, each.shown)))

    def get(self, key: str) -> Staged:
        """Return one upload; raises UploadUnknown."""
        known = key.isascii() and key.isalnum() and (self._folder / key).is_dir()
        found = self._read(self._folder / key) if known else None
        if found is None:
            raise UploadUnknown(GONE)
        return found

    def drop(self, key: str) -> None:
        """Throw an upload away; raises UploadUnknown."""
        # A colleague, or saving, may take the same one away at this very moment.
        with suppress(FileNotFoundError):
            shutil.rmtree(self.get(key).folder)

    def sweep(self) -> None:
        """Throw away what nobody saved in time, and what a killed server was receiving."""
        oldest = self._now() - KEPT
        for each in self.all():
            if each.at < oldest:
                shutil.rmtree(each.folder, ignore_errors=True)
        for path in self._folder.glob(f"{RECEIVING}*"):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < self._now() - timedelta(days=1):
                shutil.rmtree(path, ignore_errors=True)

    def _write(self, folder: Path, key: str, told: _Told, chunks: Iterable[bytes]) -> Staged:
        name = safe_name(told.shown)
        digest, size = self._content(folder / name, chunks)
        kinds.check(name, folder / name)
        staged = Staged(
            id=key,
            name=name,
            shown=told.shown,
            who=told.who,
            at=self._now(),
            digest=digest,
            size=size,
            folder=self._folder / key,
            source=told.source,
            question=told.question,
        )
        facts = {**asdict(staged), "at": staged.at.isoformat(), "folder": ""}
        write_atomically(folder / FACTS, json.dumps(facts, ensure_ascii=False).encode())
        return staged

    def _content(self, file: Path, chunks: Iterable[bytes]) -> tuple[str, int]:
        total, size = hashlib.sha256(), 0
        with file.open("wb") as opened:
            for chunk in chunks:
                size += len(chunk)
                if size > self._most:
                    raise UploadTooLarge(
                        f"{file.name} is groter dan {self._most // 1_000_000} MB. "
                        "Maak het kleiner of splits het."
                    )
                total.update(chunk)
                opened.write(chunk)
            opened.flush()
            os.fsync(opened.fileno())
        if not size:
            raise UsageError(f"{file.name} is leeg. Kies een bestand met tekst.")
        return total.hexdigest(), size

    def _read(self, folder: Path) -> Staged | None:
        try:
            facts = json.loads((folder / FACTS).read_text("utf-8"))
            at = datetime.fromisoformat(facts["at"])
            return Staged(**{**facts, "at": at, "folder": folder})
        except (OSError, ValueError, KeyError, TypeError):
            # Thrown away by someone else a moment ago, or not ours.
            return None
