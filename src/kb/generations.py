"""index/<id>/: complete, immutable generations, and CURRENT, which names the live one."""

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from kb.catalogue import Catalogue
from kb.embedding import ModelIdentity
from kb.errors import IndexDamaged, IndexIncompatible, IndexLocked, IndexMissing, UsageError
from kb.feature_store import FeatureStore
from kb.files import sha256, sync_folder, sync_tree, write_atomically
from kb.lexical import LexicalIndex
from kb.tokens import TokenIndex
from kb.vectors import VectorIndex

# Raise when older files can no longer be read, or would be read wrongly.
FORMAT = 6
VECTORS, LEXICAL, CATALOGUE = "vectors.faiss", "lexical", "catalogue.sqlite"
DOCUMENT_VECTORS, DOCUMENT_LEXICAL = "documents.faiss", "documents"
TOKENS, FEATURES = "tokens.npz", "features.sqlite"
MANIFEST, REPORT, CURRENT = "manifest.json", "report.json", "CURRENT"
BUILDING, REFUSED = ".building-", "refused"


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document in a manifest: its digest and how many passages it gave."""

    digest: str
    passages: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of; `files` holds the SHA-256 of every other file.

    `skipped` maps documents that could not be read to their digest and
    `shape` names the settings that decide what an index looks like.
    """

    id: str
    created: str
    model: ModelIdentity
    shape: Mapping[str, str]
    documents: Mapping[str, Indexed]
    skipped: Mapping[str, str]
    files: Mapping[str, str]
    format: int = FORMAT

    @property
    def passages(self) -> int:
        """How many passages can be found."""
        return sum(entry.passages for entry in self.documents.values())


class Generation:
    """One opened generation: verified, read only, the same until closed."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Open the parts; use `Store.open`, which verifies them first."""
        self.folder = folder
        self.manifest = manifest
        self.vectors = VectorIndex(folder / VECTORS)
        self.lexical = LexicalIndex(folder / LEXICAL)
        self.document_vectors = VectorIndex(folder / DOCUMENT_VECTORS)
        self.document_lexical = LexicalIndex(folder / DOCUMENT_LEXICAL)
        self.tokens = TokenIndex(folder / TOKENS)
        self.features = FeatureStore(folder / FEATURES)
        self.catalogue = Catalogue(folder / CATALOGUE)

    def close(self) -> None:
        """Give the files back."""
        self.catalogue.close()
        self.features.close()

    def report(self) -> dict[str, Any]:
        """Return the build's report as JSON values."""
        report: dict[str, Any] = json.loads((self.folder / REPORT).read_text("utf-8"))
        return report

    def require(self, model: ModelIdentity) -> Self:
        """Return self; raises IndexIncompatible when another model made the vectors."""
        made_by = self.manifest.model
        if made_by.digest != model.digest:
            raise IndexIncompatible(
                f"De index is gemaakt met taalmodel {made_by.name}, maar nu is {model.name} "
                "ingesteld. Bouw de index opnieuw met `kb build`, of zet KB_MODEL terug."
            )
        return self


class Store:
    """The index folder: finds, opens, publishes, rolls back and prunes generations."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is touched yet."""
        self.folder = folder

    def live(self) -> str | None:
        """Return the id of the live generation, if any."""
        try:
            return (self.folder / CURRENT).read_text("utf-8").strip() or None
        except FileNotFoundError:
            return None

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all complete generations, oldest first."""
        return tuple(sorted(path.parent.name for path in self.folder.glob(f"[0-9]*/{MANIFEST}")))

    def manifest(self, generation: str) -> Manifest:
        """Read a manifest; raises IndexMissing, IndexDamaged or IndexIncompatible."""
        return read_manifest(self.folder / generation)

    def open(self, generation: str | None = None) -> Generation:
        """Open the live (or named) generation after verifying every file."""
        name = generation or self.live()
        if name is None:
            raise IndexMissing(
                f"Er is nog geen index in {self.folder}. Maak er een met `kb build`."
            )
        return open_folder(self.folder / name)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's lock; raises IndexLocked at once when someone else does."""
        # Loads asyncio, which a search has no use for.
        from filelock import FileLock, Timeout

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".lock", timeout=0)
            lock.acquire()
        except Timeout as error:
            raise IndexLocked(
                f"Een ander proces werkt nu aan de index in {self.folder}. "
                "Wacht tot dat klaar is en probeer het opnieuw."
            ) from error
        except OSError as error:
            raise UsageError(
                f"In de map {self.folder} kan kb niet schrijven ({error.strerror}). "
                "Kies een andere map met --index of KB_INDEX."
            ) from error
        try:
            self._sweep()
            yield
        finally:
            lock.release()

    def begin(self) -> Path:
        """Return a new folder to build in, beside the generations; hold `writing`."""
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
        folder = self.folder / f"{BUILDING}{moment}-{secrets.token_hex(2)}"
        folder.mkdir()
        return folder

    def publish(self, building: Path) -> str:
        """Make a finished folder the live generation and return its id."""
        open_folder(building).close()
        name = building.name.removeprefix(BUILDING)
        sync_tree(building)
        building.rename(self.folder / name)
        sync_folder(self.folder)
        write_atomically(self.folder / CURRENT, f"{name}\n".encode())
        return name

    def refuse(self, building: Path) -> Path:
        """Set a finished folder apart for inspection, replacing an earlier refused one."""
        target = self.folder / REFUSED
        shutil.rmtree(target, ignore_errors=True)
        building.rename(target)
        return target

    def refused(self) -> dict[str, Any] | None:
        """Return the report of the last build that was refused; None when there is none."""
        return self.report(REFUSED)

    def report(self, generation: str) -> dict[str, Any] | None:
        """Return the report of a build as JSON values; None when it cannot be read."""
        try:
            report: dict[str, Any] = json.loads(
                (self.folder / generation / REPORT).read_text("utf-8")
            )
        except (OSError, ValueError):
            return None
        return report

    def problems(self, generation: str) -> tuple[str, ...]:
        """Return what is amiss with the files of a generation, which takes reading them all."""
        try:
            return tuple(
                str(each) for each in verify(self.folder / generation, self.manifest(generation))
            )
        except (IndexMissing, IndexDamaged, IndexIncompatible) as error:
            return (str(error),)

    def rollback(self) -> str:
        """Make the newest intact generation before the live one live; return its id."""
        live = self.live()
        for name in reversed([name for name in self.ids() if live is None or name < live]):
            try:
                open_folder(self.folder / name).close()
            except (IndexDamaged, IndexIncompatible):
                continue
            write_atomically(self.folder / CURRENT, f"{name}\n".encode())
            return name
        raise IndexMissing(
            "Er is geen eerdere index om naar terug te gaan. Bouw opnieuw met `kb build`."
        )

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove all but the newest `keep` generations (never the live one); return their ids."""
        live = self.live()
        gone = tuple(name for name in self.ids()[: -max(1, keep)] if name != live)
        for name in gone:
            shutil.rmtree(self.folder / name)
        return gone

    def _sweep(self) -> None:
        """Remove what a killed build left; only the holder of the lock may."""
        for leftover in self.folder.glob(f"{BUILDING}*"):
            shutil.rmtree(leftover)


def seal(building: Path, manifest: Manifest) -> None:
    """Write the manifest of a folder whose other files are complete, with their hashes."""
    files = {
        path.relative_to(building).as_posix(): sha256(path)
        for path in sorted(building.rglob("*"))
        # tantivy leaves lock files, with a dot before the name, that come and go.
        if path.is_file() and path.name != MANIFEST and not path.name.startswith(".")
    }
    values = {**asdict(manifest), "files": files, "passages": manifest.passages}
    text = json.dumps(values, ensure_ascii=False, indent=1)
    write_atomically(building / MANIFEST, text.encode())


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest in `folder`; raises IndexMissing, IndexDamaged, IndexIncompatible."""
    try:
        values = json.loads((folder / MANIFEST).read_text("utf-8"))
        if values["format"] != FORMAT:
            raise IndexIncompatible(
                f"Index {folder.name} heeft een andere versie ({values['format']}) dan deze kb "
                f"leest ({FORMAT}). Bouw de index opnieuw met `kb build`."
            )
        del values["passages"]
        documents = {path: Indexed(**entry) for path, entry in values["documents"].items()}
        return Manifest(
            **{**values, "documents": documents, "model": ModelIdentity(**values["model"])}
        )
    except FileNotFoundError as error:
        raise IndexMissing(f"Index {folder.name} bestaat niet. Maak er een met `kb build`.") from (
            error
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(folder, MANIFEST, "is niet leesbaar") from error


def open_folder(folder: Path) -> Generation:
    """Verify and open a generation; raises IndexMissing, IndexDamaged, IndexIncompatible."""
    manifest = read_manifest(folder)
    for problem in verify(folder, manifest):
        raise problem
    return Generation(folder, manifest)


def verify(folder: Path, manifest: Manifest) -> Iterator[IndexDamaged]:
    """Yield a problem for every file that is missing or differs from the manifest."""
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            yield _damaged(folder, name, "ontbreekt")
        elif sha256(path) != expected:
            yield _damaged(folder, name, "is veranderd na het bouwen")


def _damaged(folder: Path, name: str, what: str) -> IndexDamaged:
    return IndexDamaged(
        f"Index {folder.name} is beschadigd: {name} {what}. "
        "Ga terug met `kb rollback` of bouw opnieuw met `kb build --full`."
    )
