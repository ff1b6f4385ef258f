"""What a generation knows in words: documents, sections and passages, in SQLite."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kb import chunking, duplicates
from kb.errors import DocumentUnknown
from kb.model import Document, Locator, Mark, Metadata, Passage, Section, Vocabulary
from kb.tables import compact, marks, open_finished

SCHEMA = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,
    metadata TEXT NOT NULL, warnings TEXT NOT NULL);
CREATE TABLE sections (
    document INTEGER NOT NULL REFERENCES documents, number INTEGER NOT NULL,
    locator TEXT NOT NULL, text TEXT NOT NULL, marks TEXT NOT NULL,
    PRIMARY KEY (document, number)) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents,
    ordinal INTEGER NOT NULL, section INTEGER NOT NULL, start INTEGER NOT NULL,
    stop INTEGER NOT NULL, locator TEXT NOT NULL, substance REAL NOT NULL,
    UNIQUE (document, ordinal));
CREATE TABLE twins (
    passage INTEGER NOT NULL REFERENCES passages, other INTEGER NOT NULL REFERENCES passages,
    PRIMARY KEY (passage, other)) WITHOUT ROWID;
CREATE TABLE vocabulary (
    word TEXT PRIMARY KEY, count INTEGER NOT NULL, written TEXT) WITHOUT ROWID;
"""
DATES = ("date", "review_on")
PASSAGE = """
SELECT p.document, p.ordinal, p.section, p.start, p.stop, p.locator,
       substr(s.text, p.start + 1, p.stop - p.start)
FROM passages p JOIN sections s ON s.document = p.document AND s.number = p.section
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document and its passages, as a generation holds them."""

    document: Document
    passages: tuple[Passage, ...]


def write(path: Path, entries: Iterable[Entry], vocabulary: Vocabulary) -> None:
    """Write a new catalogue; passages are numbered from 0 in the order given."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(SCHEMA)
        texts: list[str] = []
        for document_id, entry in enumerate(entries):
            _insert_document(database, document_id, entry.document)
            telling = chunking.substance(entry.passages)
            rows = [
                (len(texts) + at, document_id, *_passage_row(passage), telling[at])
                for at, passage in enumerate(entry.passages)
            ]
            database.executemany("INSERT INTO passages VALUES (?,?,?,?,?,?,?,?)", rows)
            texts += [passage.text for passage in entry.passages]
        pairs = [(at, each) for at, same in duplicates.twins(texts).items() for each in same]
        database.executemany("INSERT INTO twins VALUES (?,?)", pairs)
        words = sorted(vocabulary.counts.items())
        database.executemany(
            "INSERT INTO vocabulary VALUES (?,?,?)",
            ((word, count, vocabulary.written.get(word)) for word, count in words),
        )


class Catalogue:
    """Read access to one generation's documents and passages; safe to share by threads."""

    def __init__(self, path: Path) -> None:
        """Open a finished catalogue; it is never written again."""
        self._database = open_finished(path)
        rows = self._database.execute("SELECT id, path, metadata FROM documents ORDER BY id")
        self._paths: list[str] = []
        self._metadata: list[Metadata] = []
        for _, name, metadata in rows:
            self._paths.append(str(name))
            self._metadata.append(metadata_from(json.loads(metadata)))
        self._ids = {name: at for at, name in enumerate(self._paths)}
        found = self._database.execute("SELECT document, substance FROM passages ORDER BY id")
        columns = tuple(zip(*found, strict=True)) or ((), ())
        self.document_of: tuple[int, ...] = columns[0]
        self.substance: tuple[float, ...] = columns[1]
        self.twins: dict[int, list[int]] = {}
        for passage, other in self._database.execute("SELECT passage, other FROM twins"):
            self.twins.setdefault(passage, []).append(other)

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    @property
    def paths(self) -> Sequence[str]:
        """Every document's path, in order of document number."""
        return self._paths

    def metadata(self, document: int) -> Metadata:
        """Return the metadata of document number `document`."""
        return self._metadata[document]

    def documents(self) -> Sequence[Metadata]:
        """Return the metadata of every document, in order of document number."""
        return self._metadata

    def number(self, path: str) -> int:
        """Return the number of the document at `path`; raises DocumentUnknown."""
        if path not in self._ids:
            raise DocumentUnknown(
                f"Het document {path} staat niet in de index. Zoek het op met de zoekpagina."
            )
        return self._ids[path]

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return passages by number."""
        if not ids:
            return {}
        rows = self._database.execute(
            f"SELECT q.id, r.* FROM passages q JOIN ({PASSAGE}) r "  # noqa: S608 - no values in it
            f"ON r.document = q.document AND r.ordinal = q.ordinal WHERE q.id IN ({marks(ids)})",
            tuple(ids),
        )
        return {row[0]: _passage(row[1:]) for row in rows}

    def entry(self, path: str) -> Entry:
        """Return a whole document with its passages; raises DocumentUnknown."""
        number = self.number(path)
        digest, warnings = self._database.execute(
            "SELECT digest, warnings FROM documents WHERE id = ?", (number,)
        ).fetchone()
        sections = self._database.execute(
            "SELECT locator, text, marks FROM sections WHERE document = ? ORDER BY number",
            (number,),
        )
        document = Document(
            path,
            digest,
            self._metadata[number],
            tuple(_section(row) for row in sections),
            tuple(json.loads(warnings)),
        )
        rows = self._database.execute(f"{PASSAGE} WHERE p.document = ? ORDER BY p.id", (number,))
        return Entry(document, tuple(_passage(row) for row in rows))

    def vocabulary(self) -> Vocabulary:
        """Return the words of the corpus."""
        rows = self._database.execute("SELECT word, count, written FROM vocabulary").fetchall()
        return Vocabulary(
            counts={word: count for word, count, _ in rows},
            written={word: written for word, _, written in rows if written},
        )


def locator_to(locator: Locator) -> dict[str, Any]:
    """Return a locator as JSON values, empty ones left out."""
    return {
        key: value
        for key, value in asdict(locator).items()
        if key == "label" or value not in (None, "", ())
    }


def metadata_to(metadata: Metadata) -> dict[str, Any]:
    """Return metadata as JSON values."""
    values = asdict(metadata)
    for name in DATES:
        values[name] = values[name].isoformat() if values[name] else None
    return values


def metadata_from(values: Mapping[str, Any]) -> Metadata:
    """Undo `metadata_to`."""
    days = {name: values.get(name) for name in DATES}
    known = {name: date.fromisoformat(day) if day else None for name, day in days.items()}
    return Metadata(**{**values, **known, "themes": tuple(values["themes"])})


def _insert_document(database: sqlite3.Connection, number: int, document: Document) -> None:
    database.execute(
        "INSERT INTO documents VALUES (?,?,?,?,?)",
        (
            number,
            document.path,
            document.digest,
            compact(metadata_to(document.metadata)),
            compact(document.warnings),
        ),
    )
    database.executemany(
        "INSERT INTO sections VALUES (?,?,?,?,?)",
        [
            (number, at, compact(locator_to(section.locator)), section.text, _marks(section))
            for at, section in enumerate(document.sections)
        ],
    )


def _passage_row(passage: Passage) -> tuple[int, int, int, int, str]:
    locator = compact(locator_to(passage.locator))
    return passage.ordinal, passage.section, passage.start, passage.end, locator


def _passage(row: Sequence[Any]) -> Passage:
    _, ordinal, section, start, end, locator, text = row
    return Passage(ordinal, section, start, end, text, _locator(locator))


def _section(row: Sequence[Any]) -> Section:
    locator, text, marks = row
    return Section(_locator(locator), text, tuple(Mark(*mark) for mark in json.loads(marks)))


def _locator(text: str) -> Locator:
    values = json.loads(text)
    return Locator(**{**values, "path": tuple(values.get("path", ()))})


def _marks(section: Section) -> str:
    return compact([[mark.offset, mark.start, mark.speaker] for mark in section.marks])
