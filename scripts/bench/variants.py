"""Searchers with one part changed: what was tried, to be measured beside what kb does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from kb import dutch
from kb.embedding import Embedder, FloatArray, IntArray, ModelIdentity, unit
from kb.engines import Corpus, LexicalRanking, Ranked
from kb.generations import Generation
from kb.searching import Searcher, Weights

# Pseudo-relevance feedback (Rocchio, 1971): so many first passages, with so much of the weight.
FEEDBACK_PASSAGES, FEEDBACK_SHARE = 5, 0.4

NO_DOCUMENT = replace(Weights(), document_words=0.0, document_meaning=0.0)
FUSED = replace(NO_DOCUMENT, closeness=0.0, inner_closeness=0.0)
ONLY_WORDS = replace(FUSED, dense=0.0)
WEIGHTS: Mapping[str, Weights] = {
    "vectors alone": replace(FUSED, dense=1.0),
    "words and vectors fused": FUSED,
    "everything": Weights(),
    "… without vectors": replace(
        ONLY_WORDS, document_words=Weights().document_words, substance=Weights().substance
    ),
    "… without words": replace(Weights(), dense=1.0, document_words=0.0),
    "… without words of the document": replace(Weights(), document_words=0.0),
    "… without meaning of the document": replace(Weights(), document_meaning=0.0),
    "… without closeness of tokens": replace(Weights(), closeness=0.0, inner_closeness=0.0),
    "… without preferring passages that tell": replace(Weights(), substance=0.0),
}
Change = Callable[[FloatArray], FloatArray]


class ChangedVectors:
    """Exact search over changed vectors; the question's is changed in the same way."""

    def __init__(self, vectors: FloatArray, change: Change, *, feedback: bool = False) -> None:
        """Change `vectors` [n, d] once; `feedback` adds the first passages to the question."""
        self._vectors, self._change, self._feedback = change(vectors), change, feedback

    def search(self, vector: FloatArray, limit: int) -> list[tuple[int, float]]:
        """Return (number, cosine), best first."""
        asked = self._change(vector[None])[0]
        scores = self._vectors @ asked
        if self._feedback:
            first = self._vectors[np.argsort(-scores)[:FEEDBACK_PASSAGES]].mean(axis=0)
            wider = unit(((1 - FEEDBACK_SHARE) * asked + FEEDBACK_SHARE * first)[None])[0]
            scores = self._vectors @ wider
        return [(int(at), float(scores[at])) for at in np.argsort(-scores)[:limit]]

    def vector(self, number: int) -> FloatArray:
        """Return the vector of one unit."""
        found: FloatArray = self._vectors[number]
        return found


class RareWordsCount:
    """An embedder that weighs each word of a question by how rare it is."""

    def __init__(self, inner: Embedder, lexical: LexicalRanking) -> None:
        """Take the vectors from `inner` and the rarity from `lexical`."""
        self._inner, self._lexical = inner, lexical
        self.identity: ModelIdentity = inner.identity

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """See Embedder: only a single text, a question, is weighed."""
        terms = dutch.analyse(texts[0]) if len(texts) == 1 else ()
        if not terms:
            return self._inner.encode(texts)
        weights = [self._lexical.rarity(term.forms[0].key) for term in terms]
        vectors = self._inner.encode([term.word.text for term in terms])
        return unit(np.asarray(weights, np.float32)[None] @ vectors)

    def tokens(self, texts: Sequence[str]) -> list[IntArray]:
        """See Embedder."""
        return self._inner.tokens(texts)

    def closeness(self, question: str, passages: Sequence[IntArray]) -> FloatArray | None:
        """See Embedder."""
        return self._inner.closeness(question, passages)


def variants(generation: Generation, corpus: Corpus, embedder: Embedder) -> dict[str, Searcher]:
    """Return a searcher for each change to the vectors that was tried."""

    def with_vectors(change: Change, *, feedback: bool = False) -> Searcher:
        passages, documents = (
            ChangedVectors(index.all(), change, feedback=feedback)
            for index in (generation.vectors, generation.document_vectors)
        )
        changed = replace(
            corpus,
            passages=Ranked(passages, corpus.passages.lexical),
            documents=Ranked(documents, corpus.documents.lexical),
        )
        return Searcher(changed, embedder)

    weighed = RareWordsCount(embedder, corpus.passages.lexical)
    return {
        "… with the first 128 numbers of a vector": with_vectors(lambda v: unit(v[:, :128])),
        "… with the first 64": with_vectors(lambda v: unit(v[:, :64])),
        "… with vectors of int8": with_vectors(_int8),
        "… with pseudo-relevance feedback": with_vectors(lambda v: v, feedback=True),
        "… with rare words of a question weighing more": Searcher(corpus, weighed),
    }


def _int8(vectors: FloatArray) -> FloatArray:
    """Round to 255 steps a vector, as a byte a number would."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    rounded: FloatArray = (np.rint(vectors / largest * 127) * largest / 127).astype(np.float32)
    return rounded
