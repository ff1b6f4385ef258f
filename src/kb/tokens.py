"""The token numbers of every passage, for a closer look at the candidates."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexDamaged

IntArray = NDArray[np.int32]


def write(path: Path, passages: Sequence[IntArray]) -> None:
    """Store the distinct token numbers of each passage; row i is passage i."""
    flat = np.concatenate([np.zeros(0, np.int32), *passages]).astype(np.int32)
    offsets = np.cumsum([0, *map(len, passages)]).astype(np.int64)
    with path.open("wb") as file:
        np.savez(file, flat=flat, offsets=offsets)


class TokenIndex:
    """The tokens of one generation's passages, in memory."""

    def __init__(self, path: Path) -> None:
        """Open a verified file; raises IndexDamaged when numpy cannot read it."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                self._flat: IntArray = stored["flat"]
                self._offsets = stored["offsets"]
        except (OSError, ValueError, KeyError) as error:
            raise IndexDamaged(f"{path.name} is niet leesbaar: {error}") from error

    def of(self, passage: int) -> IntArray:
        """Return the distinct token numbers of a passage, int32 [tokens]."""
        return self._flat[self._offsets[passage] : self._offsets[passage + 1]]
