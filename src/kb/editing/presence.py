"""Which documents are in the corpus folder now, without reading what did not change."""

import threading
from collections.abc import Mapping
from pathlib import Path

from kb import corpus
from kb.corpus import Source

Stamp = tuple[int, ...]


class Presence:
    """Digests of the corpus, remembered by time and size of each file."""

    def __init__(self, folder: Path) -> None:
        """Look in `folder`; nothing is read yet."""
        self._folder = folder
        self._lock = threading.Lock()
        self._known: dict[str, tuple[Stamp, str]] = {}

    def digests(self) -> Mapping[str, str]:
        """Return path → digest of every document, in order; raises CorpusMissing."""
        with self._lock:
            self._known = {
                source.path: self._digest(source) for source in corpus.sources(self._folder)
            }
            return {path: digest for path, (_, digest) in self._known.items()}

    def _digest(self, source: Source) -> tuple[Stamp, str]:
        stamp = _stamp(source)
        known = self._known.get(source.path)
        return known if known and known[0] == stamp else (stamp, corpus.digest(source))


def _stamp(source: Source) -> Stamp:
    numbers: list[int] = []
    for file in filter(None, (source.file, source.sidecar)):
        try:
            found = file.stat()
        except OSError:
            return ()
        # A file put in its place by a rename is another inode, whatever its time says.
        numbers += (found.st_mtime_ns, found.st_size, found.st_ino)
    return tuple(numbers)
