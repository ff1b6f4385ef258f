"""What a rebuild must do, and whether its result may go live. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

# One golden question may lose a place or two without anyone noticing; more than
# this in nDCG@10 on one question, or on average, is a worse index.
QUESTION_MARGIN = 0.35
AVERAGE_MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class Plan:
    """Paths to read anew, to keep from the previous generation, and gone ones."""

    read: frozenset[str]
    keep: frozenset[str]
    drop: frozenset[str]

    @property
    def idle(self) -> bool:
        """Nothing to do: the previous generation already says it all."""
        return not self.read and not self.drop


def plan(previous: Mapping[str, str], present: Mapping[str, str]) -> Plan:
    """Compare digests by path of the previous generation and of the corpus."""
    same = {path for path, digest in present.items() if previous.get(path) == digest}
    return Plan(
        read=frozenset(present.keys() - same),
        keep=frozenset(same),
        drop=frozenset(previous.keys() - present.keys()),
    )


@dataclass(frozen=True, slots=True)
class Fall:
    """A golden question whose figure fell, from the live to the new generation."""

    question: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a new generation may go live, and the questions that speak against it.

    `compared` counts the questions of which both figures are known.
    """

    accepted: bool
    average_before: float
    average_after: float
    falls: tuple[Fall, ...]
    compared: int = 0


def judge(before: Mapping[str, float], after: Mapping[str, float]) -> Verdict:
    """Compare nDCG@10 by golden question; questions new to the set cannot fall.

    Refused when the average falls beyond `AVERAGE_MARGIN` or any one question
    falls beyond `QUESTION_MARGIN`; `falls` names the fallen questions, worst first.
    """
    shared = before.keys() & after.keys()
    falls = sorted(
        (Fall(q, before[q], after[q]) for q in shared if after[q] < before[q] - 1e-9),
        key=lambda fall: (fall.after - fall.before, fall.question),
    )
    mean_before = sum(before[q] for q in shared) / max(1, len(shared))
    mean_after = sum(after[q] for q in shared) / max(1, len(shared))
    refused = mean_before - mean_after > AVERAGE_MARGIN or any(
        fall.before - fall.after > QUESTION_MARGIN for fall in falls
    )
    return Verdict(not refused, mean_before, mean_after, tuple(falls), len(shared))
