"""The text pairs that the model learns from, and how often it sees each kind."""

import lzma
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TRANSLATIONS, PROSE = "pairs-nl-en.tsv.xz", "prose.txt.xz"
LAWS, DOCS = "headings-laws.tsv.xz", "headings-docs.tsv.xz"
# Pairs made for kb stand beside this module.
WRITTEN = Path(__file__).parent
# Longer texts add cost, not meaning, to a mean of token vectors.
PAIR_TOKENS, PASSAGE_TOKENS = 64, 192
BATCH, SMALL_BATCH = 2048, 1024
# Nobody types headings only: a third of them become questions.
QUESTIONS = (
    "hoe {}?", "wat is {}?", "hoe werkt {}?", "hoe regel je {}?", "wat zijn {}?",
    "hoe pakken anderen {} aan?", "tips voor {}", "waarom {}?", "hoe gaan we om met {}?",
    "wat moet je weten over {}?",
)  # fmt: skip
QUESTION_SHARE = 0.35

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Source:
    """Text pairs of one origin, how often training passes over them, and in what batches.

    `wrong` [pairs, n] are places of pairs whose right side is like the left one and no partner.
    """

    name: str
    left: list[str]
    right: list[str]
    passes: float
    most_tokens: int
    batch: int = BATCH
    wrong: NDArray[np.int64] | None = None


def read(data: Path) -> list[Source]:
    """Return the training pairs; the number of passes is the recipe that did best."""
    human, machine = translations(data / TRANSLATIONS)
    laws = [(as_question(a), b) for a, b in _columns(data / LAWS)]
    docs = [(as_question(a), b) for a, b in _columns(data / DOCS)]
    neighbours = list(neighbouring_sentences(data / PROSE))
    return [
        _source("human", human, 1, PAIR_TOKENS),
        _source("machine", machine, 1, PAIR_TOKENS),
        _source("laws", laws, 2, PASSAGE_TOKENS),
        _source("docs", docs, 3, PASSAGE_TOKENS),
        _source("neighbours", neighbours, 1, PASSAGE_TOKENS),
        _source("written", written(WRITTEN), 8, PASSAGE_TOKENS, SMALL_BATCH),
    ]


def lasting(source: Source, passes: Mapping[str, float], epochs: float) -> Source:
    """Return a source with its passes for so many epochs; what was mined keeps its own.

    `passes` by source come before the recipe's. Of one that comes by less than once only the
    pairs that do come by are kept: cutting texts into tokens takes longer than a short training.
    """
    if source.wrong is not None:
        return source
    times = passes.get(source.name, source.passes) * epochs
    if times >= 1:
        return replace(source, passes=times)
    rows = random.sample(range(len(source.left)), max(1, int(times * len(source.left))))
    left, right = ([side[row] for row in rows] for side in (source.left, source.right))
    return replace(source, left=left, right=right, passes=1)


def translations(path: Path) -> tuple[Pairs, Pairs]:
    """Return (Dutch, English) pairs: translated by people, and by machine."""
    found: dict[str, Pairs] = {"HT": [], "MT": []}
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            way, _, dutch, english = line.rstrip("\n").split("\t")
            found[way].append((dutch, english))
    return found["HT"], found["MT"]


def neighbouring_sentences(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (a sentence, the rest of its passage) for passages of three sentences or more."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z])", line.strip())
            if len(sentences) >= 3:
                at = random.randrange(len(sentences))
                yield sentences[at], " ".join(sentences[:at] + sentences[at + 1 :])


def written(folder: Path) -> Pairs:
    """Return the pairs of all `*.tsv`: translations, questions with answers, synonyms."""
    return [(left, right) for _, left, right in _written(folder)]


def answers(folder: Path) -> Source:
    """Return the questions with their answers of all `*.tsv`, which `written` holds too."""
    pairs = [(left, right) for kind, left, right in _written(folder) if kind == "vraag"]
    return _source("answers", pairs, 0, PASSAGE_TOKENS)


def translated(folder: Path) -> Pairs:
    """Return the (Dutch, English) pairs of all `*.tsv`."""
    return [(left, right) for kind, left, right in _written(folder) if kind == "en"]


def as_question(heading: str) -> str:
    """Now and then put a heading in the form in which people ask."""
    if "?" in heading or random.random() > QUESTION_SHARE:
        return heading
    return random.choice(QUESTIONS).format(heading[0].lower() + heading[1:])


def for_tokenizer(sources: Sequence[Source], data: Path) -> list[str]:
    """Return texts for the tokenizer: a third of the translations, half of the prose."""
    with lzma.open(data / PROSE, "rt", encoding="utf-8") as file:
        prose = [line for at, line in enumerate(file) if at % 2 == 0]
    pairs = [source for source in sources if source.name in {"human", "machine"}]
    return [
        text for source in pairs for side in (source.left, source.right) for text in side[::3]
    ] + prose


def _columns(path: Path) -> Pairs:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        rows = (line.rstrip("\n").split("\t") for line in file)
        pairs = [(row[0].strip("* #"), row[1]) for row in rows if len(row) > 1]
    return [(heading, text) for heading, text in pairs if heading and text]


def _source(name: str, pairs: Pairs, passes: float, most: int, batch: int = BATCH) -> Source:
    return Source(name, [a for a, _ in pairs], [b for _, b in pairs], passes, most, batch)


def _written(folder: Path) -> Iterator[list[str]]:
    """Yield (kind, left, right): "en" translations, "vraag" with its answer, "syn" synonyms."""
    for file in sorted(folder.glob("*.tsv")):
        yield from (line.split("\t") for line in file.read_text("utf-8").splitlines() if line)
