"""How golden questions fare on the live index, and which of them guard it. Pure."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from kb.editing.golden import GoldenQuery
from kb.evaluating import JudgedQuery, Outcome
from kb.planning import QUESTION_MARGIN

# nDCG@10 from which an editor need not look: the best documents stand on top or nearly so.
GOOD, FAIR = 75, 40


@dataclass(frozen=True, slots=True)
class Standing:
    """One golden question now: `score` is nDCG@10 in percents, `rank` 0 for not among ten.

    `guards` when an index that fails this question altogether would be refused; `refused` when
    it spoke against the last build, which was refused; `gone` are its documents that are not in
    the index.
    """

    asked: GoldenQuery
    score: int
    rank: int
    guards: bool
    refused: bool = False
    gone: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """How it goes, in a word."""
        if self.score >= GOOD:
            return "Goed"
        return "Matig" if self.score >= FAIR else "Slecht"

    @property
    def colour(self) -> str:
        """The colour of that word."""
        return {"Goed": "success", "Matig": "warning", "Slecht": "danger"}[self.said]

    @property
    def place(self) -> str:
        """Where the first document that answers stands, in words."""
        if not self.asked.relevant:
            return "Geen antwoord, zoals het hoort" if self.score else "Toont toch een antwoord"
        return f"{self.rank}e plaats" if self.rank else "Niet bij de eerste 10"


def judged(asked: GoldenQuery) -> JudgedQuery:
    """Return a golden question as it is measured."""
    return JudgedQuery(asked.id, asked.query, asked.relevant)


def standing(
    asked: GoldenQuery, outcome: Outcome, known: AbstractSet[str], fallen: AbstractSet[str]
) -> Standing:
    """Return how a question fares; `known` are the documents of the index."""
    places = [at for at, path in enumerate(outcome.documents[:10], 1) if path in asked.relevant]
    return Standing(
        asked=asked,
        score=round(100 * outcome.success),
        rank=places[0] if places else 0,
        guards=outcome.success > QUESTION_MARGIN,
        refused=asked.id in fallen,
        gone=tuple(sorted(path for path in asked.relevant if path not in known)),
    )


def in_order(found: Sequence[Standing]) -> tuple[Standing, ...]:
    """Return those that need a look first."""
    return tuple(
        sorted(found, key=lambda each: (not each.refused, not each.gone, each.score, each.asked.id))
    )


def fallen(report: Mapping[str, Any] | None, live: str) -> frozenset[str]:
    """Return which questions refused the last build; none when one was published after it."""
    golden = (report or {}).get("golden")
    if not report or not golden or report["generation"] < live:
        return frozenset()
    return frozenset(
        fall["question"]
        for fall in golden["verdict"]["falls"]
        if fall["before"] - fall["after"] > QUESTION_MARGIN
    ) or frozenset(fall["question"] for fall in golden["verdict"]["falls"])
