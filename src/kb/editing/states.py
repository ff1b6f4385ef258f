"""Whether a document can be found at this moment, and if not why and what to do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Status = Literal["doorzoekbaar", "bezig", "mislukt", "geweigerd", "wacht"]


@dataclass(frozen=True, slots=True)
class Index:
    """What the index knows: path → digest of what is in it, and of what could not be read."""

    documents: Mapping[str, str]
    skipped: Mapping[str, str]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Building:
    """How the index is kept up to date; `fallen` are golden questions that refused the last."""

    on: bool = False
    busy: bool = False
    problem: str = ""
    fallen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """One document's status, why, and what an editor can do about it."""

    status: Status
    reason: str = ""
    remedy: str = ""


def state(path: str, digest: str, index: Index, building: Building) -> State:
    """Return the state of a document whose files have this digest now."""
    if index.documents.get(path) == digest:
        return State("doorzoekbaar")
    if path in index.reasons and index.skipped.get(path) == digest:
        return State("mislukt", index.reasons[path], "Verbeter het bestand en vervang het.")
    if building.busy:
        return State("bezig", "Het document wordt nu doorzoekbaar gemaakt. Dat duurt even.")
    return _behind(building)


def leaving(path: str, index: Index, building: Building) -> State | None:
    """Return the state of a document that was taken out; None once nobody finds it."""
    if path not in index.documents:
        return None
    if building.busy:
        return State("bezig", "Bezoekers vinden dit document nog heel even.")
    if building.fallen:
        return State(
            "geweigerd",
            "Bezoekers vinden dit document nog. Zonder dit document worden gouden vragen slechter "
            f"beantwoord: {'; '.join(building.fallen)}.",
            "Zet het document terug, of verander de gouden vraag als die niet meer klopt.",
        )
    if building.problem:
        return State(
            "mislukt",
            f"Bezoekers vinden dit document nog. {building.problem}",
            "Probeer het later opnieuw.",
        )
    if building.on:
        return State("bezig", "Bezoekers vinden dit document nog heel even.")
    return State("wacht", "Bezoekers vinden dit document nog tot de index 's nachts is bijgewerkt.")


def _behind(building: Building) -> State:
    if building.fallen:
        return State(
            "geweigerd",
            "Met deze wijziging worden gouden vragen slechter beantwoord: "
            f"{'; '.join(building.fallen)}.",
            "Pas het document aan, of verander de gouden vraag als die niet meer klopt.",
        )
    if building.problem:
        return State("mislukt", building.problem, "Probeer het later opnieuw.")
    if building.on:
        return State("bezig", "Het document wordt zo doorzoekbaar gemaakt.")
    return State("wacht", "De index wordt 's nachts bijgewerkt; dan is het document te vinden.")
