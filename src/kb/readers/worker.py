"""The child's side of isolation: `python -m kb.readers.worker MEMORY`."""

import pickle
import sys
from pathlib import PurePosixPath

from kb.errors import DocumentUnreadable
from kb.readers import reader_for
from kb.readers.isolation import LENGTH, send


def main() -> None:
    """Answer (name, data) on stdin with ("reading" | "unreadable" | "memory", value)."""
    _limit(int(sys.argv[1]))
    source, target = sys.stdin.buffer, sys.stdout.buffer
    # Whatever a library prints must not end up in the answers.
    sys.stdout = sys.stderr
    while header := source.read(LENGTH.size):
        name, data = pickle.loads(source.read(LENGTH.unpack(header)[0]))  # noqa: S301 - from our parent
        send(target, _answer(name, data))


def _answer(name: str, data: bytes) -> tuple[str, object]:
    try:
        return "reading", reader_for(PurePosixPath(name).suffix.lower())(name, data)
    except DocumentUnreadable as error:
        return "unreadable", str(error)
    except MemoryError:
        return "memory", ""


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the time limit still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    main()
