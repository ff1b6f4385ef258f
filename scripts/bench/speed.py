"""Print how long questions and builds take on this machine.

    python -m scripts.bench.speed QUERIES.jsonl CORPUS [CORPUS ...] [--passages 10000]

Questions are asked over a corpus of `--passages` passages, made by shuffling the sentences of the
documents in the first CORPUS. Wall time is what a user waits, and grows when others use the
machine; processor time is what kb needs. A machine that is free makes the two nearly equal.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb import app, dutch, evaluating
from kb.model import Document
from kb.searching import Searcher
from kb.settings import Settings

WARM_UP, COLD_RUNS = 20, 5
# About eight passages make a document, like those of the sample corpus.
DOCUMENT_WORDS, PASSAGE_WORDS = 1_100, 140
PARAGRAPH_SENTENCES = 6
SEED = 1


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of one run: by the clock, and of the processor."""

    wall: float
    processor: float


def main() -> None:
    """Measure and print one table."""
    arguments = _arguments()
    questions = [each.query for each in evaluating.load_queries(arguments.queries)]
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print("| what | wall | processor |\n|---|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        for corpus in arguments.corpora:
            index = Path(folder) / corpus.name
            _show(f"build of {corpus.name}", _built(corpus, index))
            _show("… again, nothing changed", _built(corpus, index))
        first = Path(folder) / arguments.corpora[0].name
        cold = [_run("search", questions[at], "--index", str(first)) for at in range(COLD_RUNS)]
        _show("`kb search` from nothing, median", sorted(cold, key=lambda each: each.wall)[2])
        large = Path(folder) / "large"
        enlarge(_documents(first), large, arguments.passages)
        index = Path(folder) / "large-index"
        _show(f"build of about {arguments.passages} passages", _built(large, index))
        _ask(index, questions)


def enlarge(documents: Sequence[Document], folder: Path, passages: int) -> None:
    """Write as many text files as make `passages` passages, of shuffled real sentences."""
    folder.mkdir()
    sentences = [
        section.text[start:end].replace("\n", " ")
        for document in documents
        for section in document.sections
        for start, end in dutch.sentences(section.text)
    ]
    generator = random.Random(SEED)
    for at in range(passages * PASSAGE_WORDS // DOCUMENT_WORDS):
        text = "\n\n".join(_paragraphs(sentences, generator))
        (folder / f"{at:05}.txt").write_text(text, "utf-8")


def _paragraphs(sentences: Sequence[str], generator: random.Random) -> Iterator[str]:
    words = 0
    while words < DOCUMENT_WORDS:
        paragraph = " ".join(generator.choices(sentences, k=PARAGRAPH_SENTENCES))
        words += len(paragraph.split())
        yield paragraph


def _documents(index: Path) -> list[Document]:
    opened = app.Application(Settings(index=index)).open_live()
    catalogue = opened.generation.catalogue
    found = [catalogue.entry(path).document for path in catalogue.paths]
    opened.generation.close()
    return found


def _built(corpus: Path, index: Path) -> Taken:
    return _run("build", "--corpus", str(corpus), "--index", str(index))


def _run(*arguments: str) -> Taken:
    """Run kb in a process of its own."""
    before = os.times()
    begun = time.perf_counter()
    command = [sys.executable, "-m", "kb", *arguments]
    subprocess.run(command, check=True, capture_output=True)
    wall = time.perf_counter() - begun
    after = os.times()
    user = after.children_user - before.children_user
    return Taken(wall, user + after.children_system - before.children_system)


def _ask(index: Path, questions: Sequence[str]) -> None:
    opened = app.Application(Settings(index=index)).open_live()
    searcher = opened.searcher
    passages = len(searcher.corpus.contents.document_of)
    for question in questions[:WARM_UP]:
        searcher.search(question)
    found = [_timed(searcher, each) for each in questions]
    for name, share in (("p50", 50), ("p95", 95)):
        walls, own = (
            statistics.quantiles(values, n=100)[share - 1]
            for values in ([one.wall for one in found], [one.processor for one in found])
        )
        _show(f"a question over {passages} passages, {name}", Taken(walls, own))
    opened.generation.close()


def _timed(searcher: Searcher, question: str) -> Taken:
    wall, own = time.perf_counter(), time.process_time()
    searcher.search(question)
    return Taken(time.perf_counter() - wall, time.process_time() - own)


def _show(what: str, taken: Taken) -> None:
    print(f"| {what} | {_seconds(taken.wall)} | {_seconds(taken.processor)} |", flush=True)


def _seconds(value: float) -> str:
    return f"{value:.1f} s" if value >= 1 else f"{value * 1000:.0f} ms"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("queries", type=Path)
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--passages", type=int, default=10_000)
    return parser.parse_args()


if __name__ == "__main__":
    main()
