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
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

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
        self._tokenizer, self._stored = _load_static(folder)
        size, dimension = self._stored.shape
        self.identity = ModelIdentity(folder.name, folder_digest(folder), dimension)
        # Making the whole table float32 would take a tenth of a first search.
        self._table = np.empty((size, dimension), np.float32)
        self._lengths = np.empty(size, np.float32)
        self._ready = np.zeros(size, np.bool_)

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """See Embedder. No text is cut off: each vector is the mean over all its tokens."""
        # A sum points the same way as a mean.
        sums = np.zeros((len(texts), self.identity.dimension), np.float32)
        for row, ids in enumerate(self._ids(texts)):
            sums[row] = self._rows(np.asarray(ids, np.int32)).sum(axis=0)
        return unit(sums)

    def tokens(self, texts: Sequence[str]) -> list[IntArray]:
        """See Embedder."""
        return [np.unique(np.asarray(ids, np.int32)) for ids in self._ids(texts)]

    def closeness(self, question: str, passages: Sequence[IntArray]) -> FloatArray | None:
        """See Embedder: late interaction (Khattab & Zaharia, 2020) on static token vectors.

        Each token of the question looks for its nearest token in the passage;
        the length of its vector, which training made large for telling words, is
        its weight.
        """
        asked = np.asarray(self._ids([question])[0], np.int32)
        if not len(asked) or not passages or not all(len(each) for each in passages):
            return None
        present, places = _distinct(np.concatenate(passages), len(self._table))
        wanted, there = self._rows(asked), self._rows(present)
        # Dividing the few likenesses is cheaper than making thousands of vectors unit length.
        likeness = (there @ unit(wanted).T) / np.maximum(self._lengths[present, None], 1e-12)
        starts = np.cumsum([0, *(len(each) for each in passages[:-1])])
        nearest = np.maximum.reduceat(likeness.take(places, axis=0), starts, axis=0)
        weights = self._lengths[asked]
        scores: FloatArray = nearest @ weights / max(float(weights.sum()), 1e-9)
        return scores

    def _rows(self, tokens: IntArray) -> FloatArray:
        """Return the vectors of tokens, float32 [tokens, d]; `_lengths` has theirs afterwards."""
        fresh = tokens[~self._ready[tokens]]
        if len(fresh):
            self._table[fresh] = self._stored[fresh]
            self._lengths[fresh] = np.linalg.norm(self._table[fresh], axis=1)
            self._ready[fresh] = True
        return self._table[tokens]

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [each.ids for each in encoded]


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


def _distinct(tokens: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """Return the distinct tokens, and for each token its place among them.

    As numpy's `unique` does; tokens are below `size`, which makes sorting needless.
    """
    there = np.zeros(size, np.bool_)
    there[tokens] = True
    distinct = np.flatnonzero(there).astype(np.int32)
    places = np.empty(size, np.int32)
    places[distinct] = np.arange(len(distinct), dtype=np.int32)
    return distinct, places[tokens]


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


def _load_static(folder: Path) -> "tuple[Tokenizer, NDArray[np.floating]]":
    """Return the tokenizer and the token vectors [vocabulary, d], as stored (float16 or 32)."""
    # model2vec reads these folders too, but its import alone takes 0.13 s of a search.
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    try:
        inner = folder / "0_StaticEmbedding"
        inner = inner if inner.is_dir() else folder
        tokenizer = Tokenizer.from_file(str(inner / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer, load_file(inner / "model.safetensors")["embedding.weight"]
    except Exception as error:
        # Two Rust libraries over a foreign folder: their faults share no class.
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
