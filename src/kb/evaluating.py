"""How well questions are answered: ir-measures figures, intervals, refusals, TREC runs."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb import dutch
from kb.errors import QueriesInvalid
from kb.model import Answer

# TREC's exponential gain: 2^grade - 1.
GAINS = {grade: 2**grade - 1 for grade in range(1, 5)}
DEPTH = 50
# As deep as the primary figure looks.
JUDGED_DEPTH = 10
PRIMARY = "nDCG@10"
# Resamples for the intervals; the seed makes two reports of one run equal.
RESAMPLES, SEED = 2000, 20261123
# A shown snippet holds a judged one when it has at least this share of its words.
SNIPPET_SHARE = 0.6
# Refusal is measured where this share of the answerable questions stays answered.
KEPT = 0.95


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A question with judged documents (path → grade); none means that nothing answers."""

    id: str
    query: str
    relevant: Mapping[str, int]
    kind: str = ""
    snippet: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the system did with one judged question."""

    judged: JudgedQuery
    answer: Answer
    figures: Mapping[str, float]

    @property
    def documents(self) -> tuple[str, ...]:
        """Distinct documents in the order in which the answer shows them."""
        return tuple(dict.fromkeys(hit.document for hit in self.answer.hits))

    @property
    def success(self) -> float:
        """How well it went, 0..1: nDCG@10, or for a question without answer: was it refused."""
        if self.judged.relevant:
            return self.figures[PRIMARY]
        return float(not self.answer.confident)


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over questions with its 95% bootstrap interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one group of questions."""

    group: str
    questions: int
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Refusal:
    """How well confidence tells unanswerable questions apart.

    `auroc` is the chance that an answerable question has the higher confidence;
    `refused_at_95` the share of unanswerable ones below the confidence that
    keeps 95% of the answerable; `refused` and `kept` are the shares as shown
    to users, with the confidence threshold that is set.
    """

    answerable: int
    unanswerable: int
    auroc: float
    refused_at_95: float
    refused: float
    kept: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures over one file of judged questions.

    `snippets_shown` is the share of judged sentences found in the shown
    snippet of the judged page among the questions whose page is in the top
    ten; `snippets_all` counts a page that is not shown as a miss.
    """

    rows: tuple[Row, ...]
    refusal: Refusal | None
    snippets_shown: float | None
    snippets_all: float | None
    outcomes: tuple[Outcome, ...]


def load_queries(path: Path) -> tuple[JudgedQuery, ...]:
    """Read judged questions, one JSON object a line; raises QueriesInvalid with the line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QueriesInvalid(
            f"Het bestand met vragen {path} is niet te lezen. Controleer de naam."
        ) from error
    queries = tuple(_parse(path, number, line) for number, line in enumerate(lines, 1) if line)
    if not queries:
        raise QueriesInvalid(f"In {path} staan geen vragen. Voeg minstens één regel toe.")
    return queries


def evaluate(
    queries: Sequence[JudgedQuery], ask: Callable[[str], Answer], *, resample: bool = True
) -> Evaluation:
    """Ask every question and measure; `ask` returns hits of about DEPTH documents."""
    answers = [(query, ask(query.query)) for query in queries]
    by_query = _measure(answers)
    outcomes = tuple(Outcome(query, answer, by_query[query.id]) for query, answer in answers)
    judged = [outcome for outcome in outcomes if outcome.judged.relevant]
    return Evaluation(
        rows=tuple(_rows(judged, resample)),
        refusal=_refusal(outcomes),
        snippets_shown=_snippet_rate(judged, only_shown=True),
        snippets_all=_snippet_rate(judged, only_shown=False),
        outcomes=outcomes,
    )


def trec_run(outcomes: Iterable[Outcome], tag: str = "kb") -> str:
    """Return a TREC run of document paths (spaces in paths as %20, as TREC splits on spaces)."""
    return "".join(
        f"{outcome.judged.id} Q0 {path.replace(' ', '%20')} {rank} {1 / rank:.6f} {tag}\n"
        for outcome in outcomes
        for rank, path in enumerate(outcome.documents, 1)
    )


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Return the chance that a positive scores above a negative; ties count half."""
    wins = sum((p > n) + (p == n) / 2 for p in positives for n in negatives)
    return wins / (len(positives) * len(negatives))


def _parse(path: Path, number: int, line: str) -> JudgedQuery:
    try:
        values = json.loads(line)
        relevant = {str(name): int(grade) for name, grade in values["relevant"].items()}
        return JudgedQuery(
            str(values["id"]),
            str(values["query"]),
            relevant,
            str(values.get("kind", "")),
            str(values.get("snippet") or ""),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QueriesInvalid(
            f"Regel {number} van {path} is geen vraag met id, query en relevant. "
            "Verbeter of verwijder die regel."
        ) from error


def _measure(answers: Sequence[tuple[JudgedQuery, Answer]]) -> dict[str, dict[str, float]]:
    """Return figures by question id and name; zero for a question without hits."""
    import ir_measures

    measures = {
        PRIMARY: ir_measures.nDCG(gains=GAINS) @ 10,
        "RR@10": ir_measures.RR @ 10,
        "recall@10": ir_measures.R @ 10,
        "recall@50": ir_measures.R @ 50,
        "success@1": ir_measures.Success @ 1,
    }
    names = {measure: name for name, measure in measures.items()}
    judged = {query.id: dict(query.relevant) for query, _ in answers if query.relevant}
    run = {query.id: _ranking(answer) for query, answer in answers if query.relevant}
    figures = {query.id: dict.fromkeys(measures, 0.0) for query, _ in answers}
    for each in ir_measures.iter_calc(list(names), judged, run):
        figures[each.query_id][names[each.measure]] = float(each.value)
    return figures


def _ranking(answer: Answer) -> dict[str, float]:
    documents = dict.fromkeys(hit.document for hit in answer.hits)
    return {path: 1 / rank for rank, path in enumerate(documents, 1)}


def _rows(judged: Sequence[Outcome], resample: bool) -> Iterable[Row]:
    if not judged:
        return
    kinds = sorted({outcome.judged.kind for outcome in judged} - {""})
    plain = [outcome for outcome in judged if outcome.judged.kind in {"a", "b", "c", "d"}]
    if plain:
        yield _row("a–d", plain, resample)
    for kind in kinds:
        yield _row(kind, [each for each in judged if each.judged.kind == kind], resample)
    yield _row("alle", judged, resample)


def _row(group: str, outcomes: Sequence[Outcome], resample: bool) -> Row:
    names = outcomes[0].figures
    return Row(
        group,
        len(outcomes),
        {name: _figure([each.figures[name] for each in outcomes], resample) for name in names},
    )


def _figure(values: Sequence[float], resample: bool) -> Figure:
    """Mean with the percentile bootstrap interval (Efron & Tibshirani, 1993, ch. 13)."""
    sample = np.asarray(values)
    mean = float(sample.mean())
    if not resample:
        return Figure(mean, mean, mean)
    picks = np.random.default_rng(SEED).integers(0, len(sample), (RESAMPLES, len(sample)))
    low, high = np.percentile(sample[picks].mean(axis=1), [2.5, 97.5])
    return Figure(mean, float(low), float(high))


def _refusal(outcomes: Sequence[Outcome]) -> Refusal | None:
    yes = [each.answer for each in outcomes if each.judged.relevant]
    no = [each.answer for each in outcomes if not each.judged.relevant]
    if not yes or not no:
        return None
    floor = float(np.quantile([each.confidence for each in yes], 1 - KEPT, method="lower"))
    return Refusal(
        answerable=len(yes),
        unanswerable=len(no),
        auroc=auroc([each.confidence for each in yes], [each.confidence for each in no]),
        refused_at_95=sum(each.confidence < floor for each in no) / len(no),
        refused=sum(not each.confident for each in no) / len(no),
        kept=sum(each.confident for each in yes) / len(yes),
    )


def _snippet_rate(judged: Sequence[Outcome], *, only_shown: bool) -> float | None:
    results = [_snippet_found(each) for each in judged if each.judged.snippet]
    counted = [each for each in results if each is not None] if only_shown else results
    return sum(bool(each) for each in counted) / len(counted) if counted else None


def _snippet_found(outcome: Outcome) -> bool | None:
    """Tell whether the judged page's snippet holds the judged sentence; None if not shown."""
    page = max(outcome.judged.relevant, key=lambda path: outcome.judged.relevant[path])
    if page not in outcome.documents[:10]:
        return None
    shown = next(hit.snippet.text for hit in outcome.answer.hits if hit.document == page)
    wanted = set(re.findall(r"\w+", dutch.fold(outcome.judged.snippet)))
    there = set(re.findall(r"\w+", dutch.fold(shown)))
    return len(wanted & there) >= SNIPPET_SHARE * len(wanted)
