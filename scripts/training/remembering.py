"""Arrays that take minutes to make, kept by the texts that they were made from."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Kind = TypeVar("Kind", bound=np.generic)


def remembered(
    name: str, texts: Sequence[str], cache: Path | None, make: Callable[[], NDArray[Kind]]
) -> NDArray[Kind]:
    """Return `make()`, or what it returned for the same texts before if there is a cache folder."""
    if cache is None:
        return make()
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    file = cache / f"{name}-{digest}.npy"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        np.save(file, make())
    stored: NDArray[Kind] = np.load(file)
    return stored
