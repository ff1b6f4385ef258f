"""What a build did, as values; `report.json` in a generation holds the same. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.planning import Verdict


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not in the index, and why."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something an editor may want to mend in a document that is in the index."""

    document: str
    warning: str


@dataclass(frozen=True, slots=True)
class GoldenFigures:
    """How the golden questions fared on a new generation, against the live one.

    `questions` tells sets of questions apart, so that figures are compared only within one.
    """

    verdict: Verdict
    figures: Mapping[str, float]
    questions: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did; `report.json` in the generation holds the same."""

    generation: str
    changed: bool
    published: bool
    read: tuple[str, ...]
    kept: int
    dropped: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    warnings: tuple[Warned, ...]
    documents: int
    passages: int
    seconds: Mapping[str, float]
    golden: GoldenFigures | None = None
