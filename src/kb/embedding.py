"""Texts to unit vectors, by the model in the package or any sentence-transformers model."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelUnavailable

if TYPE_CHECKING:
    from model2vec import StaticModel
    from sentence_transformers import SentenceTransformer

FloatArray = NDArray[np.float32]
PACKAGED_MODEL = Path(__file__).parent / "models" / "nl-en-static"


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """What an index must remember of the model that made it."""

    name: str
    digest: str
    dimension: int


class Embedder(Protocol):
    """Turns texts into comparable vectors."""

    @property
    def identity(self) -> ModelIdentity:
        """Name, digest and dimension d of the model."""

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Return float32 [len(texts), d], each row of unit length (or zero for no known word)."""


class StaticEmbedder:
    """A StaticEmbedding folder read with numpy only: no torch, so it starts at once."""

    def __init__(self, folder: Path) -> None:
        """Load the folder; raises ModelUnavailable when it is not a static model."""
        self._model = _load_static(folder)
        self.identity = ModelIdentity(folder.name, folder_digest(folder), int(self._model.dim))

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """See Embedder. No text is cut off: each vector is the mean over all its tokens."""
        if not texts:
            return np.zeros((0, self.identity.dimension), np.float32)
        vectors = self._model.encode(
            list(texts), max_length=None, show_progress_bar=False, use_multiprocessing=False
        )
        return unit(vectors)


class TransformerEmbedder:
    """Any model that sentence-transformers can load, by folder or hub name."""

    def __init__(self, name: str) -> None:
        """Load by folder or hub name; raises ModelUnavailable with the cause."""
        self._model = _load_transformer(name)
        folder = Path(name)
        digest = folder_digest(folder) if folder.is_dir() else _text_digest(name)
        dimension = self._model.get_embedding_dimension() or 0
        self.identity = ModelIdentity(folder.name if folder.is_dir() else name, digest, dimension)

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """See Embedder."""
        if not texts:
            return np.zeros((0, self.identity.dimension), np.float32)
        return unit(self._model.encode(list(texts), show_progress_bar=False))


def load(name: str = "") -> Embedder:
    """Return the embedder for a folder or hub name; the packaged model for "".

    Folders that hold a static model take the fast way; raises ModelUnavailable.
    """
    folder = Path(name) if name else PACKAGED_MODEL
    if is_static(folder):
        return StaticEmbedder(folder)
    return TransformerEmbedder(name or str(folder))


def is_static(folder: Path) -> bool:
    """Tell whether sentence-transformers would load this folder as one StaticEmbedding."""
    try:
        modules = json.loads((folder / "modules.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    kinds = [module.get("type", "").rsplit(".", 1)[-1] for module in modules]
    return bool(kinds) and kinds[0] == "StaticEmbedding" and set(kinds[1:]) <= {"Normalize"}


def unit(vectors: NDArray[np.floating]) -> FloatArray:
    """Scale rows to length 1 (zero rows stay zero), as float32."""
    exact = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(exact, axis=1, keepdims=True)
    scaled: FloatArray = exact / np.maximum(lengths, 1e-12)
    return scaled


def folder_digest(folder: Path) -> str:
    """Return the SHA-256 over names and contents of a model folder, documentation excepted."""
    total = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        if file.suffix == ".md" or file.name.startswith("."):
            continue
        total.update(file.relative_to(folder).as_posix().encode())
        with file.open("rb") as handle:
            total.update(hashlib.file_digest(handle, "sha256").digest())
    return total.hexdigest()


def _text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _load_static(folder: Path) -> "StaticModel":
    from model2vec import StaticModel

    try:
        return StaticModel.from_pretrained(folder, normalize=True)
    except Exception as error:
        raise ModelUnavailable(_advice(str(folder), error)) from error


def _load_transformer(name: str) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name, device="cpu")
    except Exception as error:
        raise ModelUnavailable(_advice(name, error)) from error


def _advice(name: str, error: Exception) -> str:
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return (
        f"Het taalmodel {name} kan niet worden geladen ({first}). "
        "Controleer KB_MODEL: een map of een naam die sentence-transformers kent. "
        "Laat KB_MODEL leeg voor het model dat bij kb hoort."
    )
