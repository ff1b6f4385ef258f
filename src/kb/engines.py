"""What a search needs of its engines, in as few words as possible."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kb import dutch
from kb.embedding import FloatArray, IntArray
from kb.features import Features
from kb.model import Metadata, Passage, Vocabulary


class DenseRanking(Protocol):
    """Nearest units by meaning."""

    def search(self, vector: FloatArray, limit: int) -> list[tuple[int, float]]:
        """Return (number, cosine), best first."""

    def vector(self, number: int) -> FloatArray:
        """Return the unit vector of one unit."""


class LexicalRanking(Protocol):
    """Best units by words."""

    def search(self, question: dutch.Query, limit: int) -> list[tuple[int, float]]:
        """Return (number, score), best first."""

    def rarity(self, key: str) -> float:
        """Return how telling a word form is: the rarer, the higher."""


class Contents(Protocol):
    """The passages and documents that the rankings number."""

    @property
    def document_of(self) -> Sequence[int]:
        """The document number of each passage."""

    @property
    def substance(self) -> Sequence[float]:
        """How much each passage can tell, 0..1."""

    @property
    def twins(self) -> Mapping[int, Sequence[int]]:
        """The passages that say nearly the same as each passage that has any."""

    @property
    def paths(self) -> Sequence[str]:
        """The path of each document."""

    def number(self, path: str) -> int:
        """Return the number of the document at `path`; raises DocumentUnknown."""

    def metadata(self, document: int) -> Metadata:
        """Return the metadata of a document by number."""

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """Return passages by number."""

    def vocabulary(self) -> Vocabulary:
        """Return the words of the corpus."""


class Tokens(Protocol):
    """The token numbers of passages."""

    def of(self, passage: int) -> IntArray:
        """Return the distinct tokens of a passage."""


class PassageFeatures(Protocol):
    """What is known of passages whatever the question."""

    def of(
        self, passages: Sequence[int], keys: Collection[str] | None = None
    ) -> Mapping[int, Features]:
        """Return the features of passages by number, with the words of `keys` only, or all."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The two rankings over one kind of unit: passages, or whole documents."""

    dense: DenseRanking
    lexical: LexicalRanking


@dataclass(frozen=True, slots=True)
class Corpus:
    """One searchable generation, by whatever engines."""

    generation: str
    passages: Ranked
    documents: Ranked
    contents: Contents
    tokens: Tokens
    features: PassageFeatures
