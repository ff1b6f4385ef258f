"""Texts to unit vectors, by the model in the package or any sentence-transformers model."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelUnavailable

if TYPE_CHECKING:
    from model2vec import StaticModel
    from sentence_transformers import SentenceTransformer

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int32]
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

    def tokens(self, texts: Sequence[str]) -> list[IntArray]:
        """Return the distinct token numbers of each text; empty where tokens have no vectors."""

    def closeness(self, question: str, passages: Sequence[IntArray]) -> FloatArray | None:
        """Score passages by their tokens, float32 [len(passages)]; None if that cannot be done."""


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

    def tokens(self, texts: Sequence[str]) -> list[IntArray]:
        """See Embedder."""
        encoded = self._model.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.unique(np.asarray(each.ids, np.int32)) for each in encoded]

    def closeness(self, question: str, passages: Sequence[IntArray]) -> FloatArray | None:
        """See Embedder: late interaction (Khattab & Zaharia, 2020) on static token vectors.

        Each token of the question looks for its nearest token in the passage;
        the length of its vector, which training made large for telling words, is
        its weight.
        """
        encoded = self._model.tokenizer.encode(question, add_special_tokens=False).ids
        asked = np.asarray(encoded, np.int64)
        if not len(asked) or not passages or not all(len(each) for each in passages):
            return None
        vectors, lengths = self._table
        present, places = np.unique(np.concatenate(passages), return_inverse=True)
        likeness = vectors[asked] @ vectors[present].T
        starts = np.cumsum([0, *(len(each) for each in passages[:-1])])
        nearest = np.maximum.reduceat(likeness[:, places], starts, axis=1)
        weights = lengths[asked] / max(float(lengths[asked].sum()), 1e-9)
        scores: FloatArray = np.asarray(weights @ nearest, np.float32)
        return scores

    @cached_property
    def _table(self) -> tuple[FloatArray, FloatArray]:
        """Unit token vectors, float32 [vocabulary, d], and their original lengths."""
        raw = np.asarray(self._model.embedding, np.float32)
        lengths: FloatArray = np.linalg.norm(raw, axis=1).astype(np.float32)
        return unit(raw), lengths


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

    def tokens(self, texts: Sequence[str]) -> list[IntArray]:
        """See Embedder: its tokens mean nothing outside their sentence."""
        return [np.zeros(0, np.int32) for _ in texts]

    def closeness(self, question: str, passages: Sequence[IntArray]) -> FloatArray | None:  # noqa: ARG002
        """See Embedder: cannot be done."""
        return None


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
