"""The features of every passage of a generation, in SQLite: read a few at a time."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from kb.features import Features, Sentence

SCHEMA = """
CREATE TABLE features (
    passage INTEGER PRIMARY KEY, sentences TEXT NOT NULL, words TEXT NOT NULL,
    vectors BLOB NOT NULL);
"""
# Half the size of float32; a cosine changes by less than .001.
STORED = np.dtype("<f2")


@contextmanager
def writer(path: Path) -> Iterator[Callable[[Iterable[Features]], None]]:
    """Create a store; call the result with the features of the next passages, in order."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(SCHEMA)
        yield lambda some: _add(database, some)


def _add(database: sqlite3.Connection, some: Iterable[Features]) -> None:
    database.executemany(
        "INSERT INTO features (sentences, words, vectors) VALUES (?,?,?)", map(_row, some)
    )


class FeatureStore:
    """Read access to the features of one generation's passages; safe to share by threads."""

    def __init__(self, path: Path) -> None:
        """Open a finished store; it is never written again."""
        self._database = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def of(self, passages: Sequence[int]) -> dict[int, Features]:
        """Return the features of passages by number."""
        marks = ",".join("?" * len(passages))
        # SQLite numbers rows from 1.
        rows = self._database.execute(
            f"SELECT * FROM features WHERE passage IN ({marks})",  # noqa: S608 - no values in it
            [at + 1 for at in passages],
        )
        return {number - 1: _features(*stored) for number, *stored in rows}


def _row(features: Features) -> tuple[str, str, bytes]:
    sentences = [[s.start, s.end, s.worth, int(s.points_back)] for s in features.sentences]
    vectors = np.ascontiguousarray(features.vectors, STORED)
    return _json(sentences), _json(features.words), vectors.tobytes()


def _features(sentences: str, words: str, vectors: bytes) -> Features:
    found = tuple(
        Sentence(start, end, worth, bool(back)) for start, end, worth, back in json.loads(sentences)
    )
    rows = np.frombuffer(vectors, STORED).reshape(max(1, len(found)), -1)
    return Features(found, json.loads(words), rows.astype(np.float32))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
