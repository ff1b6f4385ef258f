"""From a question to hits: ranked passages, paged, with snippets, facets and confidence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from kb import arranging, confidence, duplicates, dutch, features, filtering, relating, snippets
from kb.confidence import Evidence
from kb.embedding import Embedder, unit
from kb.engines import Corpus, Ranked
from kb.errors import UsageError
from kb.features import Features, Words
from kb.filtering import FACETS, NO_FILTERS, Filters
from kb.model import Answer, Elsewhere, Hit, Passage, Related
from kb.ranking import Asked, Ranker, Ranking, Weights
from kb.spelling import Mended, Speller

__all__ = ["FACETS", "NO_FILTERS", "Corpus", "Filters", "Order", "Ranked", "Searcher", "Weights"]

Order = Literal["relevance", "date"]
# Nobody pages on for longer; a better question helps more.
MOST_HITS = 200
LONGEST_QUESTION = 2000
# An answer may be spread over the first passages that a reader sees.
EVIDENCE_PASSAGES = 3
# How much the Dutch words for an English question count in its vector.
TRANSLATION_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Known:
    """Passages and their features, by number, with the words that are looked for in them."""

    wanted: snippets.Wanted
    passages: Mapping[int, Passage]
    features: Mapping[int, Features]


class Searcher:
    """Answers questions from one generation."""

    def __init__(
        self, corpus: Corpus, embedder: Embedder, *, weights: Weights | None = None
    ) -> None:
        """Search `corpus`, whose vectors `embedder` made."""
        self.corpus = corpus
        self._embedder = embedder
        self._ranker = Ranker(corpus, embedder, weights or Weights())

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        offset: int = 0,
        filters: Filters = NO_FILTERS,
        order: Order = "relevance",
        exact: bool = False,
    ) -> Answer:
        """Return `limit` hits from `offset` on; raises UsageError for no or an endless question.

        A misspelt word that finds nothing is taken for what was meant, unless the question is
        to be taken `exact`. Only passages that are relevant enough count (see `ranking`), at
        most MOST_HITS of them; where none is, the nearest few. At most two passages of a
        document stand before the others have been shown. By date the newest come first.
        """
        mended = self._mended(question)
        asked = self._ask(mended.question if mended.sure and not exact else question)
        ranking = self._ranker.rank(asked, filters)
        best = self._arranged(ranking.shown, ranking)[:MOST_HITS]
        ordered = tuple(sorted(best, key=self._age)) if order == "date" else best
        found = self._answer(asked, ranking, best, ordered[offset : offset + limit])
        return replace(
            found,
            question=question,
            facets=self._facets(ranking, filters),
            did_you_mean=mended.question,
        )

    def nearest(self, question: str, *, limit: int) -> Answer:
        """Return the best `limit` hits, relevant enough or not: for measuring."""
        mended = self._mended(question)
        asked = self._ask(mended.question if mended.sure else question)
        ranking = self._ranker.rank(asked, NO_FILTERS)
        best = self._arranged(ranking.order, ranking)
        found = self._answer(asked, ranking, best, best[:limit])
        return replace(found, question=question, did_you_mean=mended.question)

    def evidence(self, question: str) -> Evidence:
        """Return what speaks for an answer: for fitting the confidence."""
        asked = self._ask(question)
        ranking = self._ranker.rank(asked, NO_FILTERS)
        first = self._arranged(ranking.order, ranking)[:EVIDENCE_PASSAGES]
        return self._evidence(ranking, first, asked, self._known(first, asked))

    def similar(self, path: str, *, limit: int = 5) -> tuple[Related, ...]:
        """Return other documents about the same, best first; raises DocumentUnknown."""
        return relating.related(self.corpus, path, limit)

    def _answer(
        self, asked: Asked, ranking: Ranking, best: Sequence[int], shown: Sequence[int]
    ) -> Answer:
        """Return the answer with the hits `shown`; `best` are all that were found, best first."""
        first = best[:EVIDENCE_PASSAGES]
        known = self._known(tuple({*first, *shown}), asked)
        certainty = self._certainty(ranking, first, asked, known)
        return Answer(
            question=asked.question,
            generation=self.corpus.generation,
            confident=bool(best) and confidence.confident(certainty),
            hits=self._hits(shown, ranking.scores, asked, known),
            confidence=certainty,
            total=len(best),
            answered=asked.question,
        )

    def _known(self, passages: Sequence[int], asked: Asked) -> Known:
        wanted = snippets.Wanted.of(asked.query, self.corpus.passages.lexical.rarity)
        return Known(
            wanted,
            self.corpus.contents.passages(passages),
            self.corpus.features.of(passages, wanted.keys),
        )

    def _arranged(self, passages: Sequence[int], ranking: Ranking) -> tuple[int, ...]:
        """Return passages without repetitions, documents together and tellers in turn."""
        contents = self.corpus.contents
        document_of = contents.document_of.__getitem__
        return arranging.arrange(
            duplicates.fold(passages, contents.twins),
            ranking.scores,
            document_of,
            lambda at: contents.metadata(document_of(at)).organisation,
        )

    def _age(self, passage: int) -> int:
        """Return a number that is lower for newer documents; those without a date come last."""
        contents = self.corpus.contents
        day = contents.metadata(contents.document_of[passage]).date
        return -day.toordinal() if day else 0

    def _facets(self, ranking: Ranking, filters: Filters) -> dict[str, dict[str, int]]:
        contents = self.corpus.contents
        documents = {contents.document_of[at] for at in ranking.relevant}
        return filtering.count(map(contents.metadata, documents), filters)

    def _ask(self, question: str) -> Asked:
        text = _checked(question)
        query = dutch.parse_query(text)
        bare = " ".join(term.word.text for term in query.terms if not term.stop)
        bare = bare or query.text or text
        vector = self._embedder.encode([bare])[0]
        if query.translation:
            translated = self._embedder.encode([query.translation])[0]
            vector = unit((vector + TRANSLATION_SHARE * translated)[None])[0]
        return Asked(text, bare, query, vector)

    def _mended(self, question: str) -> Mended:
        return self._speller.mend(_checked(question)) or Mended("", sure=False)

    @cached_property
    def _speller(self) -> Speller:
        lexical = self.corpus.passages.lexical
        unknown = lexical.rarity("")
        return Speller(
            self.corpus.contents.vocabulary(),
            occurs=lambda key: lexical.rarity(key) < unknown,
            together=lambda first, second: bool(
                lexical.search(dutch.parse_query(f'"{first} {second}"'), 1)
            ),
        )

    def _hits(
        self, chosen: Sequence[int], scores: Mapping[int, float], asked: Asked, known: Known
    ) -> tuple[Hit, ...]:
        contents = self.corpus.contents
        return tuple(
            Hit(
                document=contents.paths[contents.document_of[at]],
                metadata=contents.metadata(contents.document_of[at]),
                passage=known.passages[at],
                snippet=snippets.choose(
                    known.passages[at].text,
                    known.features[at],
                    known.wanted,
                    (known.features[at].vectors @ asked.vector).tolist(),
                ),
                score=round(scores[at], 6),
                also_in=tuple(self._elsewhere(at)),
            )
            for at in chosen
        )

    def _elsewhere(self, passage: int) -> Iterator[Elsewhere]:
        """Yield the first place with the same text in each other document."""
        contents = self.corpus.contents
        seen = {contents.document_of[passage]}
        for at, twin in sorted(contents.passages(contents.twins.get(passage, ())).items()):
            document = contents.document_of[at]
            if document not in seen:
                seen.add(document)
                title = contents.metadata(document).title
                yield Elsewhere(contents.paths[document], title, twin.ordinal, twin.locator.label)

    def _certainty(
        self, ranking: Ranking, first: Sequence[int], asked: Asked, known: Known
    ) -> float:
        """Return how sure the first passages answer; not at all when nothing was really asked."""
        if not first or not (asked.query.phrases or any(map(_tells, asked.query.terms))):
            return 0.0
        return confidence.confidence(self._evidence(ranking, first, asked, known))

    def _evidence(
        self, ranking: Ranking, first: Sequence[int], asked: Asked, known: Known
    ) -> Evidence:
        there = [known.features[at].words for at in first] + self._above(first, known)
        unknown = self.corpus.passages.lexical.rarity("")
        unit = dutch.unit_asked(asked.query.text)
        texts = [known.passages[at].text for at in first]
        return Evidence(
            cosine=ranking.cosine,
            missing=snippets.missing(there, known.wanted, unknown),
            figure=float(unit is not None),
            english=float(asked.query.english),
            lacking=float(unit is not None and not any(dutch.gives(text, unit) for text in texts)),
        )

    def _above(self, passages: Sequence[int], known: Known) -> list[Words]:
        """Return the words above passages: who reads them reads the title and headings too."""
        contents = self.corpus.contents
        titles = {at: contents.metadata(contents.document_of[at]).title for at in passages}
        texts = {" › ".join((titles[at], *known.passages[at].locator.path)) for at in passages}
        return [features.words(dutch.analyse(text)) for text in texts]


def _tells(term: dutch.Term) -> bool:
    """Tell whether a word carries meaning that the model can know: not а, 猫 or "the"."""
    return not term.stop and len(re.findall("[a-z0-9]", dutch.fold(term.word.text))) > 1


def _checked(question: str) -> str:
    text = " ".join(question.split())
    if not text:
        raise UsageError("Er is geen vraag. Typ een vraag of een paar woorden.")
    if len(text) > LONGEST_QUESTION:
        raise UsageError(
            f"De vraag is te lang ({len(text)} tekens). "
            f"Gebruik hoogstens {LONGEST_QUESTION} tekens."
        )
    return text
