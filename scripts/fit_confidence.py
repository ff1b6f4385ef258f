"""Fit the weights of kb.confidence on judged questions and print them.

    python scripts/fit_confidence.py --set CORPUS QUERIES.jsonl --set corpus tests/… --held 1

Sets are fitted together; of those named by --held (counting from 0) only the questions at even
places are, and the others are measured. AUROC and the share refused at 95% kept are
cross-validated: each sixth of the questions is measured by weights fitted on the rest.
"""

import argparse
import tempfile
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb import app, evaluating
from kb.confidence import Evidence
from kb.settings import Settings

Floats = NDArray[np.float64]
NAMES = [each.name for each in fields(Evidence)]
FOLDS = 6
# A little of the ridge keeps weights of rare evidence small.
RIDGE = 0.005
KEPT = 0.95


@dataclass(frozen=True, slots=True)
class Sample:
    """Evidence [questions, names] and whether each question has an answer."""

    evidence: Floats
    answerable: Floats

    def __getitem__(self, rows: slice | NDArray[np.bool_]) -> "Sample":
        return Sample(self.evidence[rows], self.answerable[rows])


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of the names, and the intercept."""

    weights: Floats
    intercept: float

    def scores(self, sample: Sample) -> Floats:
        """Return log odds."""
        found: Floats = sample.evidence @ self.weights + self.intercept
        return found


def main() -> None:
    """Collect evidence, fit, and print weights and figures."""
    arguments = _arguments()
    samples = [collect(Path(corpus), Path(queries)) for corpus, queries in arguments.set]
    held = set(arguments.held)
    chosen = [each[::2] if at in held else each for at, each in enumerate(samples)]
    everything = join(chosen)
    fitted = fit(everything)
    for name, weight in zip(NAMES, fitted.weights, strict=True):
        print(f"{name:10}{weight:8.2f}")
    print(f"{'intercept':10}{fitted.intercept:8.2f}")
    chances = 1 / (1 + np.exp(-fitted.scores(everything)))
    print(f"threshold {np.quantile(chances[everything.answerable == 1], 1 - KEPT):.3f}")
    crossed = cross_validated(everything)
    begin = 0
    for at, each in enumerate(chosen):
        end = begin + len(each.answerable)
        print(f"set {at}, cross-validated: {figures(crossed[begin:end], each)}")
        begin = end
        if at in held:
            other = samples[at][1::2]
            print(f"set {at}, held half:       {figures(fitted.scores(other), other)}")


def collect(corpus: Path, queries: Path) -> Sample:
    """Build an index and return what it has for each question."""
    with tempfile.TemporaryDirectory() as folder:
        services = app.Application(Settings(corpus=corpus, index=Path(folder)))
        services.build(_Silent())
        opened = services.open_live()
        judged = evaluating.load_queries(queries)
        evidence = [astuple(opened.searcher.evidence(each.query)) for each in judged]
        opened.generation.close()
    return Sample(np.array(evidence), np.array([float(bool(each.relevant)) for each in judged]))


def join(samples: Iterable[Sample]) -> Sample:
    """Return all questions as one sample."""
    each = tuple(samples)
    return Sample(
        np.concatenate([sample.evidence for sample in each]),
        np.concatenate([sample.answerable for sample in each]),
    )


def fit(sample: Sample) -> Fitted:
    """Logistic regression by Newton's method; both answers weigh as much."""
    middle, spread = sample.evidence.mean(axis=0), sample.evidence.std(axis=0) + 1e-9
    columns = np.c_[np.ones(len(sample.answerable)), (sample.evidence - middle) / spread]
    share = np.where(
        sample.answerable == 1, 0.5 / sample.answerable.sum(), 0.5 / (1 - sample.answerable).sum()
    )
    ridge = np.diag([0.0, *[RIDGE] * len(middle)])
    weights = np.zeros(columns.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-columns @ weights))
        slope = columns.T @ (share * (chance - sample.answerable)) + ridge @ weights
        curve = (columns.T * (share * chance * (1 - chance))) @ columns + ridge
        weights -= np.linalg.solve(curve, slope)
    bare = weights[1:] / spread
    return Fitted(bare, float(weights[0] - middle @ bare))


def cross_validated(sample: Sample) -> Floats:
    """Return log odds of each question by weights that have not seen it."""
    fold = np.arange(len(sample.answerable)) % FOLDS
    found = np.zeros(len(fold))
    for each in range(FOLDS):
        found[fold == each] = fit(sample[fold != each]).scores(sample[fold == each])
    return found


def figures(scores: Floats, sample: Sample) -> str:
    """Describe how well scores tell the answerable questions apart."""
    yes, no = scores[sample.answerable == 1], scores[sample.answerable == 0]
    floor = np.quantile(yes, 1 - KEPT, method="lower")
    area = evaluating.auroc(yes.tolist(), no.tolist())
    return f"AUROC {area:.3f}, refused at 95% kept {np.mean(no < floor):.3f}"


class _Silent:
    """Progress that nobody watches."""

    def step(self, name: str, done: int, total: int) -> None:
        """Say nothing."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--set", nargs=2, action="append", required=True)
    parser.add_argument("--held", type=int, action="append", default=[])
    return parser.parse_args()


if __name__ == "__main__":
    main()
