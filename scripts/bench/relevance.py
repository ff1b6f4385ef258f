"""Print what each part of the search brings, on judged questions over a corpus.

    python scripts/bench/relevance.py CORPUS QUERIES.jsonl [--model FOLDER ...] [--half held]

Every row is one system over the same documents and questions: nDCG@10 for the
question kinds a–d and e and for all, how often the shown snippet holds the judged
sentence, and how well confidence tells unanswerable questions apart.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from kb import app, dutch, evaluating, lexical
from kb.dutch import lexicon
from kb.evaluating import Evaluation, JudgedQuery
from kb.searching import Searcher, Weights
from kb.settings import Settings

NO_DOCUMENT = replace(Weights(), document_words=0.0, document_meaning=0.0)
FUSED = replace(NO_DOCUMENT, closeness=0.0, inner_closeness=0.0)
ONLY_WORDS = replace(FUSED, dense=0.0)
SYSTEMS = {
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


def main() -> None:
    """Measure all systems and print the table."""
    arguments = _arguments()
    queries = half(evaluating.load_queries(arguments.queries), arguments.half)
    rows = [*_word_systems(arguments.corpus, queries)]
    with _built(arguments.corpus, "") as services:
        rows += [(name, _measure(services, queries, each)) for name, each in SYSTEMS.items()]
        with patch.object(lexical, "PARTS_BOOST", 0.0):
            rows.append(("… without compound parts", _measure(services, queries, Weights())))
    for model in arguments.model:
        with _built(arguments.corpus, model) as services:
            rows.append((f"everything, {model}", _measure(services, queries, Weights())))
    _show(rows, len(queries))


def half(queries: Sequence[JudgedQuery], wanted: str) -> tuple[JudgedQuery, ...]:
    """Return all questions, or those for choosing (odd) or for reporting (even) by their place."""
    if wanted == "all":
        return tuple(queries)
    return tuple(queries[0 if wanted == "chosen" else 1 :: 2])


def _word_systems(corpus: Path, queries: Sequence[JudgedQuery]) -> Iterator[tuple[str, Evaluation]]:
    """BM25 over passages with ever better forms of words."""
    known = lexicon.lexicon()
    bare = replace(known, lemma={})
    with patch.object(lexicon, "lexicon", lambda: bare), patch.object(lexical, "PARTS_BOOST", 0.0):
        _forget()
        with _built(corpus, "") as services:
            yield "BM25, stems", _measure(services, queries, ONLY_WORDS)
    _forget()
    with _built(corpus, "") as services:
        with patch.object(lexical, "PARTS_BOOST", 0.0):
            yield "BM25, stems of lemmas", _measure(services, queries, ONLY_WORDS)
        yield "BM25, lemmas and compound parts", _measure(services, queries, ONLY_WORDS)


def _forget() -> None:
    """Empty what analysis remembers, so that another lexicon counts."""
    lexicon.stem.cache_clear()
    dutch.analysis.forms.cache_clear()


@contextmanager
def _built(corpus: Path, model: str) -> Iterator[app.Application]:
    with tempfile.TemporaryDirectory() as folder:
        services = app.Application(Settings(corpus=corpus, index=Path(folder), model=model))
        services.build(_Silent())
        yield services


class _Silent:
    """Progress that nobody watches."""

    def step(self, name: str, done: int, total: int) -> None:
        """Say nothing."""


def _measure(
    services: app.Application, queries: Sequence[JudgedQuery], weights: Weights
) -> Evaluation:
    opened = services.open_live()
    try:
        searcher = Searcher(opened.searcher.corpus, services.embedder, weights=weights)
        return evaluating.evaluate(queries, app.asker(searcher), resample=False)
    finally:
        opened.generation.close()


def _show(rows: Sequence[tuple[str, Evaluation]], questions: int) -> None:
    table = Table("system", title=f"{questions} questions; nDCG@10 by document, gain 2^grade − 1")
    for name in ("a–d", "a", "b", "c", "d", "e", "all", "snippet", "AUROC", "refused at 95%"):
        table.add_column(name, justify="right")
    for name, found in rows:
        groups = {row.group: row.figures[evaluating.PRIMARY].mean for row in found.rows}
        figures = [groups.get(each) for each in ("a–d", "a", "b", "c", "d", "e", "alle")]
        figures.append(found.snippets_shown)
        refusal = found.refusal
        figures += [refusal.auroc, refusal.refused_at_95] if refusal else [None, None]
        table.add_row(name, *("–" if each is None else f"{each:.3f}" for each in figures))
    Console(width=150).print(table)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--model", action="append", default=[], help="another model folder")
    parser.add_argument("--half", choices=("all", "chosen", "held"), default="all")
    return parser.parse_args()


if __name__ == "__main__":
    main()
