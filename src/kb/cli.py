"""The command line: parse, call, print, exit code."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.exceptions import Abort, TyperException

from kb import __version__, console, files, filtering, mistyped, presenting, users
from kb.app import Application
from kb.errors import KBError, UsageError
from kb.generations import Store
from kb.searching import Order
from kb.settings import Settings

REFUSED = 3

app = typer.Typer(
    name="kb",
    help="Kennisbank voor ambtenaren: vind passages in artikelen, webinars en handouts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Corpus = Annotated[Path | None, typer.Option(help="Map met documenten (KB_CORPUS)")]
Index = Annotated[Path | None, typer.Option(help="Map met de index (KB_INDEX)")]
AsJson = Annotated[bool, typer.Option("--json", help="Alleen één JSON-document op stdout")]
Several = list[str] | None


def main() -> None:
    """Run `kb`; errors become one clear line on stderr and exit code 1."""
    try:
        # typer's own messages are in English, in a frame, with another exit code.
        sys.exit(app(standalone_mode=False))
    except TyperException as error:
        _fail(mistyped.explain(error))
    except KBError as error:
        _fail(str(error))
    except (KeyboardInterrupt, Abort):
        sys.exit(130)


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Toon de versie en stop")] = False,
) -> None:
    """Show the version when asked."""
    if show:
        typer.echo(f"kb {__version__}")
        raise typer.Exit


@app.command()
def build(
    corpus: Corpus = None,
    index: Index = None,
    full: Annotated[bool, typer.Option(help="Lees alles opnieuw")] = False,
    golden: Annotated[Path | None, typer.Option(help="Gouden vragen die moeten slagen")] = None,
) -> None:
    """Maak de index bij. Code 0: gepubliceerd, 1: fout, 3: geweigerd door de gouden vragen."""
    application = _application(corpus=corpus, index=index)
    # Every night, also when nobody visits the site.
    application.journal.tidy()
    with console.progress(_out()) as progress:
        report = application.build(progress, full=full, golden=golden)
    console.show_report(_out(), report)
    if not report.published:
        raise typer.Exit(REFUSED)


@app.command()
def search(  # noqa: PLR0913, PLR0917 - typer makes an option of each parameter
    question: Annotated[str, typer.Argument(help="De vraag, in gewoon Nederlands")],
    index: Index = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Hoeveel passages")] = 10,
    kind: Annotated[Several, typer.Option(help="artikel, webinar of handout")] = None,
    theme: Annotated[Several, typer.Option(help="Alleen dit thema")] = None,
    organisation: Annotated[Several, typer.Option(help="Alleen deze organisatie")] = None,
    year: Annotated[Several, typer.Option(help="Alleen dit jaar")] = None,
    language: Annotated[Several, typer.Option(help="Alleen deze taal, zoals nl")] = None,
    order: Annotated[Order, typer.Option(help="Het beste of het nieuwste eerst")] = "relevance",
    exact: Annotated[bool, typer.Option("--exact", help="Verbeter geen spelling")] = False,
    as_json: AsJson = False,
) -> None:
    """Stel een vraag en krijg passages met hun plaats.

    Een filter mag vaker: `--kind artikel --kind webinar` zoekt in beide.
    """
    # Bytes that are no text come in as half characters, which nothing can print.
    question = question.encode("utf-8", "ignore").decode("utf-8")
    wanted = {
        "kind": kind or (),
        "theme": theme or (),
        "organisation": organisation or (),
        "year": year or (),
        "language": language or (),
    }
    opened = _application(index=index).open_live()
    filters = filtering.typed(wanted, opened.generation.catalogue.documents())
    answer = opened.searcher.search(
        question, limit=limit, filters=filters, order=order, exact=exact
    )
    if as_json:
        _print_json(presenting.answer_json(answer))
    else:
        console.show_answer(_out(), answer, narrowed=bool(filters))


@app.command()
def evaluate(
    queries: Annotated[Path, typer.Argument(help="Vragen met oordeel (JSON-regels)")],
    index: Index = None,
    run: Annotated[Path | None, typer.Option(help="Schrijf een TREC-run")] = None,
    as_json: AsJson = False,
) -> None:
    """Meet hoe goed vragen worden beantwoord."""
    from kb.evaluating import trec_run

    found = _application(index=index).evaluate(queries)
    if run:
        with _writable(run):
            files.write_atomically(run, trec_run(found.outcomes).encode())
    if as_json:
        _print_json(presenting.evaluation_json(found))
    else:
        console.show_evaluation(_out(), found)


@app.command()
def status(index: Index = None, as_json: AsJson = False) -> None:
    """Toon welke index live is en welke er nog zijn."""
    store = _application(index=index).store
    live = store.live()
    found = [_generation_json(store, name, live) for name in store.ids()]
    if as_json:
        _print_json({"live": live, "generations": found})
        return
    _out().print(f"Live: {live or 'geen; maak een index met kb build'}")
    for each in reversed(found):
        mark = "*" if each["live"] else " "
        facts = each.get("problem") or (
            f"{each['documents']} documenten  {each['passages']} passages  "
            f"model {each['model']}  gemaakt {each['created']}"
        )
        _out().print(f"{mark} {each['id']}  {facts}", markup=False)


@app.command()
def check(index: Index = None) -> None:
    """Controleer elk bestand van elke index. Code 1 als er iets beschadigd is."""
    store = _application(index=index).store
    if not store.ids():
        raise UsageError(f"Er is nog geen index in {store.folder}. Maak er een met `kb build`.")
    problems = [problem for name in store.ids() for problem in store.problems(name)]
    for problem in problems:
        _out().print(problem, markup=False)
    if problems:
        raise typer.Exit(1)
    _out().print(f"Alles in orde: {len(store.ids())} index(en) gecontroleerd.")


@app.command()
def rollback(index: Index = None) -> None:
    """Ga terug naar de vorige index."""
    store = _application(index=index).store
    with store.writing():
        name = store.rollback()
    _out().print(f"Index {name} is nu weer live.")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Adres (KB_HOST)")] = None,
    port: Annotated[int | None, typer.Option(help="Poort (KB_PORT)")] = None,
    index: Index = None,
    corpus: Corpus = None,
) -> None:
    """Start de website."""
    from kb.web.server import run

    run(_application(host=host, port=port, index=index, corpus=corpus))


@app.command()
def mcp(
    http: Annotated[bool, typer.Option("--http", help="Via HTTP in plaats van stdio")] = False,
    host: Annotated[str, typer.Option(help="Adres, bij --http")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Poort, bij --http")] = 8001,
    index: Index = None,
) -> None:
    """Laat een AI-assistent zoeken en lezen (Model Context Protocol)."""
    from kb import assistants

    application = _application(index=index)
    if http:
        assistants.run_http(application, host, port)
    else:
        assistants.run(application)


def _application(**options: object) -> Application:
    """Settings from the environment, with command-line options on top."""
    given = {name: value for name, value in options.items() if value is not None}
    return Application(_settings(given))


app.add_typer(users.commands(_application), name="user")


def _settings(given: dict[str, Any]) -> Settings:
    from pydantic import ValidationError

    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(map(str, first["loc"])).upper()
        raise UsageError(f"Instelling KB_{name} klopt niet: {first['msg']}.") from error


def _generation_json(store: Store, name: str, live: str | None) -> dict[str, Any]:
    known: dict[str, Any] = {"id": name, "live": name == live}
    try:
        manifest = store.manifest(name)
    except KBError as error:
        # Damaged or of another version: that one cannot be used, the others can.
        return {**known, "problem": str(error)}
    return {
        **known,
        "created": manifest.created,
        "documents": len(manifest.documents),
        "passages": manifest.passages,
        "skipped": len(manifest.skipped),
        "model": manifest.model.name,
    }


@contextmanager
def _writable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"Kan {path} niet schrijven: {error.strerror}.") from error


def _print_json(values: object) -> None:
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")


def _fail(message: str) -> None:
    _terminal(stderr=True).print(f"Fout: {message}", markup=False, style="red")
    sys.exit(1)


def _out() -> Console:
    return _terminal()


def _terminal(*, stderr: bool = False) -> Console:
    # Without soft_wrap rich breaks lines at 80 columns where there is no terminal, also inside
    # a path that a program or a person wants to copy.
    return Console(stderr=stderr, highlight=False, soft_wrap=True)
