"""What the terminal shows: progress, reports, hits and tables. No decisions."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from kb import presenting
from kb.evaluating import Evaluation, Figure
from kb.model import Answer, Hit
from kb.reporting import Report

# No table comes near.
WIDEST = 400
STEPS = {
    "lezen": "Documenten lezen",
    "betekenis": "Betekenis vastleggen",
    "woorden": "Woorden vastleggen",
}


class Bars:
    """Progress bars on a terminal."""

    def __init__(self, progress: Progress) -> None:
        """Draw on a started rich progress display."""
        self._progress = progress
        self._tasks = {}
        for name, title in STEPS.items():
            self._tasks[name] = progress.add_task(title, total=None, visible=False)

    def step(self, name: str, done: int, total: int) -> None:
        """Move the bar of the named step."""
        self._progress.update(self._tasks[name], completed=done, total=total, visible=True)


class Lines:
    """Plain lines where there is no terminal: one at every finished step."""

    def __init__(self, console: Console) -> None:
        """Print on `console`."""
        self._console = console

    def step(self, name: str, done: int, total: int) -> None:
        """Say so when the named step is finished."""
        if done == total:
            self._console.print(f"{STEPS[name]}: {done}")


class Silence:
    """No progress at all, for output that a program reads."""

    def step(self, name: str, done: int, total: int) -> None:
        """Say nothing."""


@contextmanager
def progress(console: Console) -> Iterator[Bars | Lines]:
    """Yield what shows progress best on this console."""
    if not console.is_terminal:
        yield Lines(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as display:
        yield Bars(display)


def show_report(console: Console, report: Report) -> None:
    """Print what a build did, problems last so that they stay in view."""
    console.print(_summary(report))
    for each in report.warnings:
        console.print(Text(f"Let op: {each.document}: {each.warning}", style="yellow"))
    for one in report.skipped:
        console.print(Text(f"Niet gelezen: {one.document}: {one.reason}", style="red"))
    if report.golden:
        _show_golden(console, report)


def show_answer(console: Console, answer: Answer, *, narrowed: bool = False) -> None:
    """Print hits with their places; says plainly when nothing fits, or passes the filters."""
    _show_spelling(console, answer)
    if not answer.hits:
        advice = "Met deze filters is er geen passage." if narrowed else "Probeer andere woorden."
        console.print(f"Niets gevonden. {advice}")
        return
    if not answer.confident:
        console.print("Geen goed antwoord gevonden. Dit komt er het dichtst bij:\n")
    for number, hit in enumerate(answer.hits, 1):
        _show_hit(console, number, hit, presenting.hit_url(hit))


def _show_spelling(console: Console, answer: Answer) -> None:
    if not answer.did_you_mean:
        return
    if answer.answered == answer.did_you_mean:
        line = f"Resultaten voor: {answer.did_you_mean} (met --exact: {answer.question})\n"
    else:
        line = f"Bedoelde u: {answer.did_you_mean}?\n"
    console.print(Text(line, style="yellow"))


def show_evaluation(console: Console, found: Evaluation) -> None:
    """Print figures per kind of question, with their 95% intervals."""
    if found.rows:
        _show_table(console, _table(found))
    if found.snippets_shown is not None and found.snippets_all is not None:
        console.print(
            f"Fragment bevat de beoordeelde zin: {found.snippets_shown:.3f} van de getoonde "
            f"pagina's, {found.snippets_all:.3f} van alle vragen"
        )
    if found.refusal:
        console.print(
            f"Vragen zonder antwoord: {found.refusal.unanswerable}; "
            f"AUROC {found.refusal.auroc:.3f}; "
            f"geweigerd als 95% blijft: {found.refusal.refused_at_95:.3f}; "
            f"nu geweigerd: {found.refusal.refused:.3f}, nu behouden: {found.refusal.kept:.3f}"
        )


def _summary(report: Report) -> str:
    if not report.changed:
        return (
            f"Niets veranderd: index {report.generation} blijft "
            f"({report.documents} documenten, {report.passages} passages)."
        )
    state = "is nu live" if report.published else "is NIET gepubliceerd; de vorige blijft live"
    seconds = sum(report.seconds.values())
    return (
        f"Index {report.generation} {state}: {report.documents} documenten, "
        f"{report.passages} passages, {len(report.read)} gelezen, {report.kept} ongewijzigd, "
        f"{len(report.dropped)} vervallen, {seconds:.1f} s."
    )


def _show_golden(console: Console, report: Report) -> None:
    assert report.golden is not None  # noqa: S101 - the caller looked
    verdict, figures = report.golden.verdict, report.golden.figures.values()
    if verdict.compared:
        after, than = verdict.average_after, f"was {verdict.average_before:.3f}"
    else:
        after, than = sum(figures) / max(1, len(figures)), "nog niets om mee te vergelijken"
    console.print(f"Gouden vragen: nDCG@10 gemiddeld {after:.3f} ({than}).")
    for fall in verdict.falls:
        style = "red" if not report.published else "yellow"
        line = f"Slechter: {fall.question} van {fall.before:.3f} naar {fall.after:.3f}"
        console.print(Text(line, style=style))


def _show_hit(console: Console, number: int, hit: Hit, url: str) -> None:
    known = hit.metadata
    who = " · ".join(filter(None, (known.kind, known.organisation, known.role)))
    when = known.date.isoformat() if known.date else ""
    console.print(Text(f"{number}. {known.title}", style="bold"))
    facts = (who, when, hit.passage.locator.label)
    console.print(Text("   " + " · ".join(filter(None, facts)), style="dim"))
    snippet = Text(hit.snippet.text.replace("\n", " "))
    for start, end in hit.snippet.matches:
        snippet.stylize("bold yellow", start, end)
    console.print(Text("   ") + snippet)
    console.print(Text(f"   {url}\n", style="cyan"))


def _show_table(console: Console, table: Table) -> None:
    """Print all of a table: folded on a terminal, else as wide as it needs to be."""
    if not console.is_terminal:
        wide = console.options.update(width=WIDEST)
        console.width = max(console.width, console.measure(table, options=wide).maximum)
    console.print(table, soft_wrap=False)


def _table(found: Evaluation) -> Table:
    table = Table("soort", "vragen", title="Gemiddelde [95%-interval]")
    for name in found.rows[0].figures:
        table.add_column(name, overflow="fold")
    for row in found.rows:
        table.add_row(row.group, str(row.questions), *map(_cell, row.figures.values()))
    return table


def _cell(figure: Figure) -> str:
    return f"{figure.mean:.3f} \\[{figure.low:.2f}–{figure.high:.2f}]"
