"""Print what each part of the search brings, on judged questions over a corpus.

    python -m scripts.bench.relevance CORPUS QUERIES.jsonl [--model FOLDER ...] [--halves]

Every row is one system over the same documents and questions: nDCG@10 (gain 2^grade − 1) for the
question kinds a–d and e, how often the shown snippet of the judged page holds the judged
sentence, and how well confidence tells unanswerable questions (kind f) apart. With --halves
each figure stands twice: for the questions at odd places, which choices are made on, and for
those at even places, which are kept for reporting.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from scripts.bench import variants
from scripts.bench.variants import ONLY_WORDS

from kb import app, dutch, evaluating, lexical
from kb.dutch import lexicon
from kb.evaluating import Evaluation, JudgedQuery
from kb.searching import Searcher
from kb.settings import Settings

FIGURES = ("a–d", "e", "snippet", "AUROC", "refused at 95%")
# nDCG looks at ten documents; deeper hits only cost time.
DEPTH = evaluating.JUDGED_DEPTH
FIELDS: Mapping[str, Mapping[str, float]] = {
    "… with titles and headings as heavy as text": {"body": 1.0, "headings": 1.0, "title": 1.0},
    "… with the words of the text only": {"body": 1.0, "headings": 0.0, "title": 0.0},
}


@dataclass(frozen=True, slots=True)
class Bench:
    """The documents, and the parts of the questions that get a figure each."""

    corpus: Path
    parts: tuple[tuple[JudgedQuery, ...], ...]

    def row(self, name: str, searcher: Searcher) -> str:
        """Measure one system and return its row."""
        ask = app.asker(searcher, DEPTH)
        found = [evaluating.evaluate(part, ask, resample=False) for part in self.parts]
        each = zip(*(figures(evaluation) for evaluation in found), strict=True)
        cells = (" / ".join(_short(value) for value in values) for values in each)
        return f"| {name} | {' | '.join(cells)} |"


def main() -> None:
    """Measure all systems; each row is printed as soon as it is known."""
    arguments = _arguments()
    queries = evaluating.load_queries(arguments.queries)
    parts = (queries[::2], queries[1::2]) if arguments.halves else (queries,)
    bench = Bench(arguments.corpus, parts)
    print(f"| system | {' | '.join(FIGURES)} |\n|---|{'--:|' * len(FIGURES)}", flush=True)
    for row in _rows(bench, arguments.model):
        print(row, flush=True)


def figures(found: Evaluation) -> tuple[float | None, ...]:
    """Return the FIGURES of one evaluation; None where there are no such questions."""
    groups = {row.group: row.figures[evaluating.PRIMARY].mean for row in found.rows}
    refusal = found.refusal
    return (
        groups.get("a–d"),
        groups.get("e"),
        found.snippets_shown,
        refusal.auroc if refusal else None,
        refusal.refused_at_95 if refusal else None,
    )


def _rows(bench: Bench, models: Sequence[str]) -> Iterator[str]:
    yield from _words(bench)
    with _searching(bench.corpus, "") as (opened, services):
        corpus, embedder = opened.searcher.corpus, services.embedder
        for name, weights in variants.WEIGHTS.items():
            yield bench.row(name, Searcher(corpus, embedder, weights=weights))
        with patch.object(lexical, "PARTS_BOOST", 0.0):
            yield bench.row("… without compound parts", opened.searcher)
        changed = variants.variants(opened.generation, corpus, embedder)
        for name, searcher in changed.items():
            yield bench.row(name, searcher)
        for name, boosts in FIELDS.items():
            with patch.object(lexical, "BOOSTS", boosts):
                yield bench.row(name, opened.searcher)
    for model in models:
        with _searching(bench.corpus, model) as (opened, _):
            yield bench.row(f"everything, with {Path(model).name}", opened.searcher)


def _words(bench: Bench) -> Iterator[str]:
    """BM25 over passages with ever better forms of words."""
    bare = replace(lexicon.lexicon(), lemma={})
    with patch.object(lexicon, "lexicon", lambda: bare), patch.object(lexical, "PARTS_BOOST", 0.0):
        _forget()
        with _searching(bench.corpus, "") as (opened, services):
            yield bench.row("BM25, stems", _only_words(opened, services))
    _forget()
    with _searching(bench.corpus, "") as (opened, services):
        with patch.object(lexical, "PARTS_BOOST", 0.0):
            yield bench.row("BM25, stems of lemmas", _only_words(opened, services))
        yield bench.row("BM25, lemmas and compound parts", _only_words(opened, services))


def _only_words(opened: app.Opened, services: app.Application) -> Searcher:
    return Searcher(opened.searcher.corpus, services.embedder, weights=ONLY_WORDS)


def _forget() -> None:
    """Empty what analysis remembers, so that another lexicon counts."""
    lexicon.stem.cache_clear()
    dutch.analysis.forms.cache_clear()


@contextmanager
def _searching(corpus: Path, model: str) -> Iterator[tuple[app.Opened, app.Application]]:
    with tempfile.TemporaryDirectory() as folder:
        services = app.Application(Settings(corpus=corpus, index=Path(folder), model=model))
        services.build(_Silent())
        opened = services.open_live()
        try:
            yield opened, services
        finally:
            opened.generation.close()


class _Silent:
    """Progress that nobody watches."""

    def step(self, name: str, done: int, total: int) -> None:
        """Say nothing."""


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".removeprefix("0")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--model", action="append", default=[], help="another model folder")
    parser.add_argument("--halves", action="store_true", help="two figures: chosen / reported")
    return parser.parse_args()


if __name__ == "__main__":
    main()
