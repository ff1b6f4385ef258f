"""From a question to an order of passages: two rankings, fused, with what else speaks for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from kb import dutch, fusion
from kb.embedding import Embedder, FloatArray
from kb.engines import Corpus
from kb.filtering import Filters
from kb.fusion import Scores

# What each part brings: scripts/bench/relevance.py; the table is in docs/relevance.md.
CANDIDATES = 200
DOCUMENT_CANDIDATES = 100
# A passage is relevant enough to be paged through with this share of the best one's score: on
# both judged sets that keeps nDCG@10 within .002 of showing all, with a third of the documents.
RELEVANT_SHARE = 0.25
# So many are relevant enough always: a first page; and when none passes the filters, so many
# of the nearest that pass are shown.
NEAREST = 10


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part adds to a passage's score, each part being 0..1 within a question.

    `dense` is the share of meaning against words in the first fusion; the others
    add to it: the document's own two rankings and the closer look at tokens.
    Among the passages of one document the closer look counts `inner_closeness`
    more, and how much the passage can tell at all counts `substance`: the welcome
    of a recording or a list of sources stands first only when nothing else fits.
    """

    dense: float = 0.5
    document_words: float = 0.3
    document_meaning: float = 0.5
    closeness: float = 0.7
    inner_closeness: float = 0.8
    substance: float = 1.5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the rankings see it; `bare` has only the words that carry meaning."""

    question: str
    bare: str
    query: dutch.Query
    vector: FloatArray


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidate passages, best first, with their scores.

    `relevant` are those good enough to be paged through, whatever the filters say;
    `shown` those of them that pass the filters, or else the nearest that pass;
    `cosine` is the highest that passes.
    """

    order: tuple[int, ...]
    scores: Mapping[int, float]
    relevant: tuple[int, ...]
    shown: tuple[int, ...]
    cosine: float


class Ranker:
    """Orders the passages of one generation."""

    def __init__(self, corpus: Corpus, embedder: Embedder, weights: Weights) -> None:
        """Rank `corpus`, whose vectors `embedder` made."""
        self._corpus = corpus
        self._embedder = embedder
        self._weights = weights
        self._document_of = corpus.contents.document_of.__getitem__

    def rank(self, asked: Asked, filters: Filters) -> Ranking:
        """Order the best of the whole corpus, and the best of what passes the filters.

        Nothing answers a question without any word.
        """
        if not asked.query.terms:
            return Ranking((), {}, (), (), 0.0)
        accepted = self._accepted(filters)
        dense, lexical = self._rankings(asked, filters, accepted)
        scores = self._scores(asked, dense, lexical)
        order = tuple(sorted(scores, key=lambda at: (-scores[at], at)))
        relevant = self._relevant(asked, order, scores)
        passing = tuple(filter(accepted, relevant))
        return Ranking(
            order=order,
            scores=scores,
            relevant=relevant,
            shown=passing or tuple(filter(accepted, order))[:NEAREST],
            cosine=max((dense[at] for at in dense if accepted(at)), default=0.0),
        )

    def _rankings(
        self, asked: Asked, filters: Filters, accepted: Callable[[int], bool]
    ) -> tuple[Scores, Scores]:
        strict = bool(asked.query.phrases or asked.query.excluded)
        depth = len(self._corpus.contents.document_of) if filters or strict else CANDIDATES
        dense = dict(self._corpus.passages.dense.search(asked.vector, depth))
        lexical = dict(self._corpus.passages.lexical.search(asked.query, depth))
        if strict:
            # Only the word index knows what must and must not occur.
            dense = {at: score for at, score in dense.items() if at in lexical}
        return _best(dense, accepted), _best(lexical, accepted)

    def _relevant(
        self, asked: Asked, order: Sequence[int], scores: Mapping[int, float]
    ) -> tuple[int, ...]:
        if asked.query.phrases:
            return tuple(order)
        least = RELEVANT_SHARE * scores[order[0]] if order else 0.0
        return tuple(at for n, at in enumerate(order) if n < NEAREST or scores[at] >= least)

    def _accepted(self, filters: Filters) -> Callable[[int], bool]:
        """Return whether a passage is in a document that passes."""
        if not filters:
            return lambda _: True
        contents = self._corpus.contents
        numbers = range(len(contents.paths))
        passing = frozenset(at for at in numbers if filters.accept(contents.metadata(at)))
        return lambda at: self._document_of(at) in passing

    def _scores(self, asked: Asked, dense: Scores, lexical: Scores) -> dict[int, float]:
        """Add up every part for each candidate passage."""
        weights, documents = self._weights, self._corpus.documents
        fused = fusion.convex(dense, lexical, weights.dense)
        words = fusion.spread(dict(documents.lexical.search(asked.query, DOCUMENT_CANDIDATES)))
        meaning = fusion.spread(dict(documents.dense.search(asked.vector, DOCUMENT_CANDIDATES)))
        close = fusion.spread(self._closeness(asked, list(fused)))
        scores = {
            at: score
            + weights.document_words * words.get(self._document_of(at), 0.0)
            + weights.document_meaning * meaning.get(self._document_of(at), 0.0)
            + weights.closeness * close.get(at, 0.0)
            for at, score in fused.items()
        }
        telling = self._corpus.contents.substance
        preferred = {
            at: score
            + weights.inner_closeness * close.get(at, 0.0)
            + weights.substance * telling[at]
            for at, score in scores.items()
        }
        return fusion.level(scores, preferred, self._document_of)

    def _closeness(self, asked: Asked, candidates: Sequence[int]) -> dict[int, float]:
        found = self._embedder.closeness(
            asked.bare, [self._corpus.tokens.of(at) for at in candidates]
        )
        return dict(zip(candidates, found.tolist(), strict=True)) if found is not None else {}


def _best(scores: Scores, accepted: Callable[[int], bool]) -> dict[int, float]:
    """Return the CANDIDATES best of all and of what is accepted; `scores` has the best first.

    So a filter never changes what is relevant, only adds to it what it brought within reach.
    """
    passing = filter(accepted, scores)
    return {at: scores[at] for at in (*islice(scores, CANDIDATES), *islice(passing, CANDIDATES))}
