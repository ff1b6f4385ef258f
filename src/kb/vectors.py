"""Exact nearest neighbours over unit vectors: FAISS, and nothing but FAISS."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexDamaged

FloatArray = NDArray[np.float32]
# One question over ten thousand passages takes one thread half a millisecond; threads that wait
# for each other on a busy machine take thirty times as long.
faiss.omp_set_num_threads(1)


def write(path: Path, vectors: FloatArray) -> None:
    """Store float32 [n, d] unit vectors; row i is passage i."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    path.write_bytes(faiss.serialize_index(index).tobytes())


class VectorIndex:
    """Inner product search over the passages of one generation."""

    def __init__(self, path: Path) -> None:
        """Open a verified file; raises IndexDamaged when FAISS cannot read it."""
        try:
            # IO_FLAG_MMAP would keep a pruned generation's file alive; the copy is small.
            self._index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexDamaged(f"{path.name} is geen leesbare FAISS-index: {error}") from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: FloatArray, limit: int) -> list[tuple[int, float]]:
        """Return (passage, cosine) of the `limit` nearest to unit `vector` [d], best first."""
        if not len(self) or limit < 1:
            return []
        scores, rows = self._index.search(vector.reshape(1, -1), min(limit, len(self)))
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True)]

    def vector(self, number: int) -> FloatArray:
        """Return the vector of one row, float32 [d]."""
        return np.asarray(self._index.reconstruct(number), np.float32)

    def all(self) -> FloatArray:
        """Return every vector, float32 [n, d], row i for passage i."""
        size = len(self)
        matrix: FloatArray = self._index.reconstruct_n(0, size).reshape(size, self._index.d)
        return matrix
