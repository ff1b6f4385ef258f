"""BM25 over our own Dutch words: tantivy, and nothing but tantivy.

Every text field is indexed twice: `<field>` holds one main form a word in
reading order (so that phrases work), `<field>_parts` the pieces of compounds
and other forms, which count for less.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy

from kb import dutch
from kb.errors import IndexDamaged

# Tuned on the development half (scripts/bench/relevance.py); the table is in docs/relevance.md.
BOOSTS = {"body": 1.0, "headings": 0.3, "title": 0.7}
PARTS_BOOST = 0.8
FIELDS = tuple(BOOSTS)
WRITER_MEMORY = 64_000_000


Terms = Sequence[dutch.Term]


@dataclass(frozen=True, slots=True)
class Fields:
    """The analysed words of one passage, by where they stand."""

    title: Terms
    headings: Terms
    body: Terms


@contextmanager
def writer(folder: Path) -> Iterator[Callable[[Fields], None]]:
    """Create an index in `folder`; call the result once a passage, in passage order."""
    folder.mkdir()
    index = tantivy.Index(_schema(), str(folder))
    # One thread keeps passages in order and the index small: one segment.
    target = index.writer(WRITER_MEMORY, num_threads=1)
    count = 0

    def add(fields: Fields) -> None:
        nonlocal count
        target.add_document(_document(count, fields))
        count += 1

    yield add
    target.commit()
    target.wait_merging_threads()


class LexicalIndex:
    """Word search over the passages of one generation."""

    def __init__(self, folder: Path) -> None:
        """Open a verified folder; raises IndexDamaged when tantivy cannot read it."""
        try:
            self._index = tantivy.Index.open(str(folder))
        except ValueError as error:
            raise IndexDamaged(f"{folder.name} is geen leesbare woordindex: {error}") from error
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def search(self, question: dutch.Query, limit: int) -> list[tuple[int, float]]:
        """Return (passage, BM25) for the words of `question`, best first.

        Phrases must occur, excluded words must not; other words add to the score.
        """
        query = self._query(question)
        if query is None or limit < 1:
            return []
        found = self._searcher.search(query, limit)
        ids = self._searcher.fast_field_values("id", [address for _, address in found.hits])
        return [
            (int(at or 0), float(score)) for (score, _), at in zip(found.hits, ids, strict=True)
        ]

    def rarity(self, key: str) -> float:
        """Return how telling a form is: BM25's inverse document frequency (Robertson, 2004)."""
        count = self._searcher.num_docs
        having = self._searcher.doc_freq("body", key)
        return math.log(1 + (count - having + 0.5) / (having + 0.5))

    def _query(self, question: dutch.Query) -> tantivy.Query | None:
        should = [self._term(term) for term in question.terms if not term.stop]
        must = [self._phrase(phrase) for phrase in question.phrases]
        never = [self._phrase(word) for word in question.excluded]
        if not should and not must:
            return None
        clauses = [(tantivy.Occur.Should, each) for each in should]
        clauses += [(tantivy.Occur.Must, each) for each in must]
        clauses += [(tantivy.Occur.MustNot, each) for each in never]
        return tantivy.Query.boolean_query(clauses)

    def _term(self, term: dutch.Term) -> tantivy.Query:
        clauses = []
        for field, boost in BOOSTS.items():
            clauses.append(self._match(field, term.forms[0].key, boost))
            for form in term.forms:
                if form.kind == "translation":
                    clauses.append(self._match(field, form.key, boost * form.weight))
            for form in dict.fromkeys(_part_forms(term)):
                clauses.append(
                    self._match(f"{field}_parts", form.key, boost * PARTS_BOOST * form.weight)
                )
        return _any(clauses)

    def _match(self, field: str, key: str, boost: float) -> tantivy.Query:
        term = tantivy.Query.term_query(self._schema, field, key, index_option="freq")
        return tantivy.Query.boost_query(term, boost)

    def _phrase(self, text: str) -> tantivy.Query:
        keys = [term.forms[0].key for term in dutch.analyse(text)]
        return _any([self._sequence(field, keys) for field in FIELDS])

    def _sequence(self, field: str, keys: Sequence[str]) -> tantivy.Query:
        if len(keys) == 1:
            return tantivy.Query.term_query(self._schema, field, keys[0], index_option="freq")
        return tantivy.Query.phrase_query(self._schema, field, list(keys))


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in queries])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=False, indexed=False, fast=True)
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
        builder.add_text_field(f"{field}_parts", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _document(number: int, fields: Fields) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("id", number)
    for field in FIELDS:
        terms: Terms = getattr(fields, field)
        # Keys hold no spaces, so splitting on them gives back exactly our tokens.
        document.add_text(field, " ".join(term.forms[0].key for term in terms))
        parts = [form.key for term in terms for form in _part_forms(term)]
        document.add_text(f"{field}_parts", " ".join(parts))
    return document


def _part_forms(term: dutch.Term) -> tuple[dutch.Form, ...]:
    """Return the forms beside the main one; a word without any stands for itself.

    So "participatie van bewoners" meets "bewonersparticipatie" in the parts.
    """
    return () if term.stop else term.forms[1:] or term.forms[:1]
