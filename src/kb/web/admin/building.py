"""What the administrator sees of indexes and builds. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kb import planning
from kb.builds import Run
from kb.following import Outlook
from kb.generations import Manifest
from kb.web.moments import moment

COLOURS = {
    "gepubliceerd": "success",
    "ongewijzigd": "neutral",
    "geweigerd": "warning",
    "mislukt": "danger",
}
STEPS = ("vergelijken", "lezen", "schrijven", "toetsen")
SHOWN_RUNS = 20


@dataclass(frozen=True, slots=True)
class GenerationLine:
    """A generation in the list; `problem` when its manifest cannot be read."""

    id: str
    made: str
    live: bool
    newer: bool = False
    documents: int = 0
    passages: int = 0
    skipped: int = 0
    model: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FallLine:
    """A golden question that fell, in whole percents."""

    question: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """The last build that was refused; `since` when another was published after it."""

    made: str
    read: tuple[str, ...]
    dropped: tuple[str, ...]
    before: int
    after: int
    falls: tuple[FallLine, ...]
    over: bool


@dataclass(frozen=True, slots=True)
class RunLine:
    """A build in the list of the latest ones."""

    at: str
    by: str
    outcome: str
    colour: str
    said: str
    seconds: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """What the build of the live generation said."""

    skipped: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]
    seconds: tuple[tuple[str, str], ...]
    judged: int
    average: int


@dataclass(frozen=True, slots=True)
class IndexView:
    """The page about the index."""

    live: GenerationLine | None
    generations: tuple[GenerationLine, ...]
    can_go_back: bool
    report: ReportView | None
    refusal: Refusal | None
    runs: tuple[RunLine, ...]
    follows: bool
    busy: bool
    problem: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading every file of every generation brought."""

    generations: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepBack:
    """What going back to an older generation means for what visitors find."""

    live: str
    target: str
    made: str
    documents: int
    gone: tuple[str, ...]
    back: tuple[str, ...]
    changed: tuple[str, ...]


def index_view(
    manifests: Mapping[str, Manifest | str],
    live: str,
    report: Mapping[str, Any] | None,
    refusal: Refusal | None,
    runs: Sequence[Run],
    outlook: Outlook,
) -> IndexView:
    """Return the page; `manifests` has the oldest first, a text for one that cannot be read."""
    lines = tuple(_line(name, found, live) for name, found in reversed(tuple(manifests.items())))
    return IndexView(
        live=next((line for line in lines if line.live), None),
        generations=lines,
        can_go_back=any(name < live for name in manifests),
        report=_report(report) if report and "read" in report else None,
        refusal=refusal,
        runs=tuple(map(_run, runs[:SHOWN_RUNS])),
        follows=outlook.on,
        busy=outlook.busy,
        problem=outlook.problem,
    )


def refusal(
    report: Mapping[str, Any] | None, live: str, queries: Mapping[str, str]
) -> Refusal | None:
    """Return what a refused build was refused for; None when no build was."""
    golden = (report or {}).get("golden")
    if not report or not golden:
        return None
    verdict = golden["verdict"]
    falls = (
        FallLine(
            queries.get(fall["question"], fall["question"]),
            _percent(fall["before"]),
            _percent(fall["after"]),
        )
        for fall in verdict["falls"]
    )
    return Refusal(
        made=_made(report["generation"]),
        read=tuple(report["read"]),
        dropped=tuple(report["dropped"]),
        before=_percent(verdict["average_before"]),
        after=_percent(verdict["average_after"]),
        falls=tuple(falls),
        over=report["generation"] < live,
    )


def step_back(live: Manifest | None, target: Manifest) -> StepBack:
    """Compare the live generation, as far as it can be read, with an older one."""
    now = {path: entry.digest for path, entry in live.documents.items()} if live else {}
    then = {path: entry.digest for path, entry in target.documents.items()}
    todo = planning.plan(now, then)
    return StepBack(
        live=live.id if live else "",
        target=target.id,
        made=moment(datetime.fromisoformat(target.created)),
        documents=len(then),
        gone=tuple(sorted(todo.drop)),
        back=tuple(sorted(todo.read - now.keys())),
        changed=tuple(sorted(todo.read & now.keys())),
    )


def _line(name: str, found: Manifest | str, live: str) -> GenerationLine:
    if isinstance(found, str):
        return GenerationLine(name, _made(name), name == live, name > live, problem=found)
    return GenerationLine(
        id=name,
        made=moment(datetime.fromisoformat(found.created)),
        live=name == live,
        newer=bool(live) and name > live,
        documents=len(found.documents),
        passages=found.passages,
        skipped=len(found.skipped),
        model=found.model.name,
    )


def _made(name: str) -> str:
    """Return when a generation was begun, which its name tells."""
    try:
        return moment(datetime.strptime(name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC))
    except ValueError:
        return name


def _report(report: Mapping[str, Any]) -> ReportView:
    figures = (report.get("golden") or {}).get("figures", {})
    return ReportView(
        skipped=tuple((each["document"], each["reason"]) for each in report["skipped"]),
        warnings=tuple((each["document"], each["warning"]) for each in report["warnings"]),
        seconds=tuple(
            (name, _number(report["seconds"][name])) for name in STEPS if name in report["seconds"]
        ),
        judged=len(figures),
        average=_percent(sum(figures.values()) / max(1, len(figures))),
    )


def _run(run: Run) -> RunLine:
    return RunLine(
        at=moment(datetime.fromisoformat(run.at)),
        by=run.by,
        outcome=run.outcome,
        colour=COLOURS.get(run.outcome, "neutral"),
        said=run.problem or _said(run),
        seconds=_number(run.seconds),
    )


def _said(run: Run) -> str:
    told = [f"{run.documents} documenten"]
    told += [f"{run.read} gelezen"] if run.read else []
    told += [f"{run.dropped} weg"] if run.dropped else []
    told += [f"{run.skipped} overgeslagen"] if run.skipped else []
    return ", ".join(told)


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _percent(share: float) -> int:
    return round(100 * share)
