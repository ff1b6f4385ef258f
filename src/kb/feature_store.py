"""The features of every passage of a generation, in SQLite: read a few at a time."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import numpy as np

from kb.features import Features, Occurrence, Sentence, Words
from kb.tables import compact, marks, open_finished

SCHEMA = """
CREATE TABLE features (
    passage INTEGER PRIMARY KEY, sentences TEXT NOT NULL, vectors BLOB NOT NULL);
CREATE TABLE words (
    passage INTEGER NOT NULL REFERENCES features, key TEXT NOT NULL, places TEXT NOT NULL,
    PRIMARY KEY (passage, key)) WITHOUT ROWID;
"""
# Half the size of float32; a cosine changes by less than .001.
STORED = np.dtype("<f2")


@contextmanager
def writer(path: Path) -> Iterator[Callable[[Iterable[Features]], None]]:
    """Create a store; call the result with the features of the next passages, in order."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(SCHEMA)
        numbers = count()

        def add(some: Iterable[Features]) -> None:
            for each, number in zip(some, numbers, strict=False):
                _insert(database, number, each)

        yield add


def _insert(database: sqlite3.Connection, number: int, features: Features) -> None:
    sentences = [[s.start, s.end, s.worth, int(s.points_back)] for s in features.sentences]
    vectors = np.ascontiguousarray(features.vectors, STORED).tobytes()
    row = (number, compact(sentences), vectors)
    database.execute("INSERT INTO features VALUES (?,?,?)", row)
    words = [(number, key, compact(places)) for key, places in sorted(features.words.items())]
    database.executemany("INSERT INTO words VALUES (?,?,?)", words)


class FeatureStore:
    """Read access to the features of one generation's passages; safe to share by threads."""

    def __init__(self, path: Path) -> None:
        """Open a finished store; it is never written again."""
        self._database = open_finished(path)

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def of(
        self, passages: Sequence[int], keys: Collection[str] | None = None
    ) -> dict[int, Features]:
        """Return the features of passages by number, with the words of `keys` only, or all."""
        words: dict[int, dict[str, Sequence[Occurrence]]] = {at: {} for at in passages}
        for passage, key, places in self._words(passages, keys):
            words[passage][key] = json.loads(places)
        rows = self._database.execute(
            f"SELECT * FROM features WHERE passage IN ({marks(passages)})",  # noqa: S608
            tuple(passages),
        )
        return {at: _features(sentences, vectors, words[at]) for at, sentences, vectors in rows}

    def _words(
        self, passages: Sequence[int], keys: Collection[str] | None
    ) -> Iterable[tuple[int, str, str]]:
        statement = f"SELECT * FROM words WHERE passage IN ({marks(passages)})"  # noqa: S608
        if keys is None:
            return self._database.execute(statement, tuple(passages))
        statement += f" AND key IN ({marks(keys)})"
        return self._database.execute(statement, (*passages, *keys))


def _features(sentences: str, vectors: bytes, words: Words) -> Features:
    found = tuple(
        Sentence(start, end, worth, bool(back)) for start, end, worth, back in json.loads(sentences)
    )
    rows = np.frombuffer(vectors, STORED).reshape(max(1, len(found)), -1)
    return Features(found, words, rows.astype(np.float32))
