"""The SQLite files of a generation: written once, then read by all threads."""

import json
import sqlite3
from collections.abc import Collection
from pathlib import Path


def open_finished(path: Path) -> sqlite3.Connection:
    """Open a file that is never written again; safe to share by threads."""
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )


def marks(values: Collection[object]) -> str:
    """Return a question mark for each value, for IN (...)."""
    return ",".join("?" * len(values))


def compact(value: object) -> str:
    """Return JSON values as text without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
