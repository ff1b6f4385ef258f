"""From a question to hits: two rankings, fused, grouped, with snippets and confidence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from kb import confidence, dutch, fusion, snippets
from kb.embedding import Embedder, FloatArray, IntArray
from kb.errors import UsageError
from kb.model import Answer, Hit, Metadata, Passage

# What each part brings: scripts/bench/relevance.py; the table is in docs/relevance.md.
CANDIDATES = 200
DOCUMENT_CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part adds to a passage's score, each part being 0..1 within a question.

    `dense` is the share of meaning against words in the first fusion; the others
    add to it: the document's own two rankings, the closer look at tokens, and
    how much the passage can tell at all.
    """

    dense: float = 0.45
    document_words: float = 0.5
    document_meaning: float = 0.2
    closeness: float = 0.4
    substance: float = 0.2


PER_DOCUMENT = 2
LONGEST_QUESTION = 2000


class DenseRanking(Protocol):
    """Nearest units by meaning."""

    def search(self, vector: FloatArray, limit: int) -> list[tuple[int, float]]:
        """Return (number, cosine), best first."""


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
    def paths(self) -> Sequence[str]:
        """The path of each document."""

    def metadata(self, document: int) -> Metadata:
        """Return the metadata of a document by number."""

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """Return passages by number."""


class Tokens(Protocol):
    """The token numbers of passages."""

    def of(self, passage: int) -> IntArray:
        """Return the distinct tokens of a passage."""


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


@dataclass(frozen=True, slots=True)
class Filters:
    """Only documents that meet every non-empty set of values."""

    values: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def accept(self, metadata: Metadata) -> bool:
        """Tell whether a document may be shown."""
        return all(
            wanted & FACETS[name](metadata) for name, wanted in self.values.items() if wanted
        )


def _year(metadata: Metadata) -> frozenset[str]:
    return frozenset({str(metadata.date.year)} if metadata.date else ())


FACETS: Mapping[str, Callable[[Metadata], frozenset[str]]] = {
    "kind": lambda m: frozenset({m.kind or ""}),
    "theme": lambda m: frozenset(m.themes),
    "organisation": lambda m: frozenset({m.organisation}),
    "year": _year,
    "language": lambda m: frozenset({m.language}),
}
NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as the rankings see it; `bare` has only the words that carry meaning."""

    bare: str
    query: dutch.Query
    vector: FloatArray


class Searcher:
    """Answers questions from one generation."""

    def __init__(
        self, corpus: Corpus, embedder: Embedder, *, weights: Weights | None = None
    ) -> None:
        """Search `corpus`, whose vectors `embedder` made."""
        self.corpus = corpus
        self._embedder = embedder
        self._weights = weights or Weights()

    def search(self, question: str, *, limit: int = 10, filters: Filters = NO_FILTERS) -> Answer:
        """Return the best `limit` hits; raises UsageError for no or an endless question.

        At most two passages of a document stand before the others have been shown.
        """
        asked = self._ask(question)
        dense, lexical = self._rankings(asked, filters)
        fused = self._scores(asked, dense, lexical)
        ranked = sorted(fused, key=lambda at: (-fused[at], at))
        chosen = fusion.at_most(ranked, self.corpus.contents.document_of.__getitem__, PER_DOCUMENT)
        hits = self._hits(chosen[:limit], fused, asked)
        certainty = self._certainty(dense, hits, asked)
        return Answer(
            question=question,
            generation=self.corpus.generation,
            confident=bool(hits) and confidence.confident(certainty),
            hits=hits,
            confidence=certainty,
        )

    def _ask(self, question: str) -> _Asked:
        text = " ".join(question.split())
        if not text:
            raise UsageError("Er is geen vraag. Typ een vraag of een paar woorden.")
        if len(text) > LONGEST_QUESTION:
            raise UsageError(
                f"De vraag is te lang ({len(text)} tekens). "
                f"Gebruik hoogstens {LONGEST_QUESTION} tekens."
            )
        query = dutch.parse_query(text)
        bare = " ".join(term.word.text for term in query.terms if not term.stop)
        bare = bare or query.text or text
        return _Asked(bare, query, self._embedder.encode([bare])[0])

    def _rankings(
        self, asked: _Asked, filters: Filters
    ) -> tuple[dict[int, float], dict[int, float]]:
        everything = len(self.corpus.contents.document_of)
        narrowed = filters.values or asked.query.phrases or asked.query.excluded
        depth = everything if narrowed else CANDIDATES
        dense = dict(self.corpus.passages.dense.search(asked.vector, depth))
        lexical = dict(self.corpus.passages.lexical.search(asked.query, depth))
        if asked.query.phrases or asked.query.excluded:
            # Only the word index knows what must and must not occur.
            dense = {at: score for at, score in dense.items() if at in lexical}
        accepted = self._accepted(filters)
        return (
            {at: score for at, score in dense.items() if self._in(at, accepted)},
            {at: score for at, score in lexical.items() if self._in(at, accepted)},
        )

    def _scores(
        self, asked: _Asked, dense: Mapping[int, float], lexical: Mapping[int, float]
    ) -> dict[int, float]:
        """Add up every part for each candidate passage."""
        weights, documents = self._weights, self.corpus.documents
        fused = fusion.convex(dense, lexical, weights.dense)
        words = fusion.spread(dict(documents.lexical.search(asked.query, DOCUMENT_CANDIDATES)))
        meaning = fusion.spread(dict(documents.dense.search(asked.vector, DOCUMENT_CANDIDATES)))
        close = fusion.spread(self._closeness(asked, list(fused)))
        document_of = self.corpus.contents.document_of
        scores = {
            at: score
            + weights.document_words * words.get(document_of[at], 0.0)
            + weights.document_meaning * meaning.get(document_of[at], 0.0)
            + weights.closeness * close.get(at, 0.0)
            for at, score in fused.items()
        }
        telling = self.corpus.contents.substance
        preferred = {at: score + weights.substance * telling[at] for at, score in scores.items()}
        return fusion.level(scores, preferred, document_of.__getitem__)

    def _closeness(self, asked: _Asked, candidates: Sequence[int]) -> dict[int, float]:
        found = self._embedder.closeness(
            asked.bare, [self.corpus.tokens.of(at) for at in candidates]
        )
        return dict(zip(candidates, found.tolist(), strict=True)) if found is not None else {}

    def _accepted(self, filters: Filters) -> frozenset[int] | None:
        if not filters.values:
            return None
        contents = self.corpus.contents
        numbers = range(len(contents.paths))
        return frozenset(at for at in numbers if filters.accept(contents.metadata(at)))

    def _in(self, passage: int, accepted: frozenset[int] | None) -> bool:
        return accepted is None or self.corpus.contents.document_of[passage] in accepted

    def _hits(
        self, chosen: Sequence[int], scores: Mapping[int, float], asked: _Asked
    ) -> tuple[Hit, ...]:
        contents = self.corpus.contents
        passages = contents.passages(chosen)
        wanted = self._wanted(asked)
        likeness = self._likeness([passages[at].text for at in chosen], asked)
        return tuple(
            Hit(
                document=contents.paths[contents.document_of[at]],
                metadata=contents.metadata(contents.document_of[at]),
                passage=passages[at],
                snippet=snippets.choose(passages[at].text, wanted, like),
                score=round(scores[at], 6),
            )
            for at, like in zip(chosen, likeness, strict=True)
        )

    def _likeness(self, texts: Sequence[str], asked: _Asked) -> list[list[float]]:
        """Return the cosine of each sentence of each text with the question."""
        spans = [dutch.sentences(text) for text in texts]
        flat = [text[a:b] for text, found in zip(texts, spans, strict=True) for a, b in found]
        cosines = iter((self._embedder.encode(flat) @ asked.vector).tolist() if flat else ())
        return [[next(cosines) for _ in found] for found in spans]

    def _wanted(self, asked: _Asked) -> snippets.Wanted:
        return snippets.Wanted.of(asked.query, self.corpus.passages.lexical.rarity)

    def _certainty(self, dense: Mapping[int, float], hits: Sequence[Hit], asked: _Asked) -> float:
        if not hits:
            return 0.0
        wanted = self._wanted(asked)
        best = max(snippets.coverage(hit.passage.text, wanted) for hit in hits[:3])
        highest = float(np.max(list(dense.values()), initial=0.0))
        return confidence.confidence(confidence.Evidence(highest, best))
