"""kb for assistants: a Model Context Protocol server whose tools quote and cite.

What a tool says is Dutch, like the passages: people read it through their assistant.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from babel.dates import format_date
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from kb import __version__, presenting, serving
from kb.app import Application, Live
from kb.catalogue import Entry
from kb.errors import KBError, UsageError
from kb.model import Answer, Kind, Locator, Metadata, Passage
from kb.searching import LONGEST_QUESTION, Filters

PATH = "/mcp"
MOST_RESULTS, MOST_PASSAGES = 20, 30
INSTRUCTIONS = (
    "Kennisbank met ervaringen van Nederlandse ambtenaren. Zoek met `search`, lees verder met "
    "`read`. Citeer passages letterlijk en noem bij ieder citaat de bron met `citation` en "
    "`link`. Is `confident` false, zeg dan dat de kennisbank geen antwoord heeft."
)
CONFIDENT = "Citeer letterlijk en noem bij ieder citaat de bron en de link."
UNCERTAIN = (
    "Geen passage beantwoordt deze vraag. Zeg dat eerlijk. Dit is alleen wat er het dichtst bij "
    "komt."
)
NOTHING = "Niets gevonden. Probeer andere woorden of minder filters."
READING = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


class Quote(BaseModel):
    """A passage word for word, with all that a citation needs."""

    document: str = Field(description="Id van het document, voor `read`")
    passage: int = Field(description="Nummer van de passage, voor `read`")
    title: str = Field(description="Titel van het document")
    organisation: str = Field(description="Organisatie die vertelt")
    kind: str = Field(description="artikel, webinar of handout")
    date: str = Field(description="Datum, of leeg")
    place: str = Field(description="Precieze plek: pagina, dia, kop of tijd")
    speaker: str = Field(description="Wie spreekt, of leeg")
    text: str = Field(description="De passage, letterlijk")
    citation: str = Field(description="Bronvermelding")
    link: str = Field(description="Adres dat de bron bij deze passage opent")


class Found(BaseModel):
    """An answer to a question."""

    question: str = Field(description="De vraag")
    confident: bool = Field(description="Of de passages de vraag echt beantwoorden")
    advice: str = Field(description="Wat u met deze passages kunt doen")
    suggestion: str = Field(description="De vraag met verbeterde spelling, of leeg")
    answered: str = Field(
        description="De vraag waar de passages bij horen; zeg het als dat een verbeterde is"
    )
    passages: list[Quote] = Field(description="De passages, de beste eerst")


class Part(BaseModel):
    """A stretch of a document."""

    title: str = Field(description="Titel van het document")
    sections: list[str] = Field(description="Alle delen van het document, in volgorde, genummerd")
    passages: list[Quote] = Field(description="De gevraagde passages, in volgorde")
    next: int | None = Field(description="Nummer van de volgende passage, als er nog een is")


class Tools:
    """What an assistant can do with one installation."""

    def __init__(self, application: Application) -> None:
        """Answer from the live index, with links to the website."""
        settings = application.settings
        self._journal = application.journal
        self._live = Live(application)
        self._base = settings.public_url.rstrip("/") or (
            f"http://{serving.reachable(settings.host)}:{settings.port}"
        )

    def search(  # noqa: PLR0913, PLR0917 - an assistant fills in flat arguments best
        self,
        question: Annotated[
            str,
            Field(
                min_length=1,
                max_length=LONGEST_QUESTION,
                description="De vraag in gewone woorden, Nederlands of Engels",
            ),
        ],
        limit: Annotated[
            int, Field(ge=1, le=MOST_RESULTS, description="Hoeveel passages hoogstens")
        ] = 5,
        kind: Annotated[Kind | None, Field(description="Alleen deze soort bron")] = None,
        theme: Annotated[str | None, Field(description="Alleen dit thema")] = None,
        organisation: Annotated[str | None, Field(description="Alleen deze organisatie")] = None,
        year: Annotated[int | None, Field(description="Alleen dit jaar")] = None,
        language: Annotated[str | None, Field(description="Alleen deze taal, zoals nl")] = None,
    ) -> Found:
        """Zoek passages die een vraag beantwoorden, letterlijk en met hun precieze plek."""
        wanted = {
            "kind": kind,
            "theme": theme,
            "organisation": organisation,
            "year": str(year) if year else None,
            "language": language,
        }
        filters = Filters({name: frozenset({it}) for name, it in wanted.items() if it})
        try:
            answer = self._live.current().searcher.search(question, limit=limit, filters=filters)
        except KBError as error:
            raise ToolError(str(error)) from error
        if not filters.values:
            shown = [hit.document for hit in answer.hits]
            self._journal.asked(answer.answered, confident=answer.confident, documents=shown)
        return self._found(answer)

    def read(
        self,
        document: Annotated[str, Field(description="Id van het document, uit `search`")],
        passage: Annotated[int, Field(ge=1, description="Vanaf welke passage")] = 1,
        section: Annotated[
            int | None, Field(ge=1, description="Alleen dit deel, door zijn nummer")
        ] = None,
        count: Annotated[
            int, Field(ge=1, le=MOST_PASSAGES, description="Hoeveel passages hoogstens")
        ] = 10,
    ) -> Part:
        """Lees een document verder: passages op volgorde, letterlijk en met hun precieze plek."""
        try:
            entry = self._live.current().generation.catalogue.entry(document)
            asked = list(_asked(entry, passage, section))
        except KBError as error:
            raise ToolError(str(error)) from error
        known = entry.document.metadata
        return Part(
            title=known.title,
            sections=[
                f"{number}. {each.locator.label or known.title}"
                for number, each in enumerate(entry.document.sections, 1)
            ],
            passages=[self._quote(document, known, each) for each in asked[:count]],
            next=asked[count].ordinal if len(asked) > count else None,
        )

    def _found(self, answer: Answer) -> Found:
        advice = CONFIDENT if answer.confident else UNCERTAIN if answer.hits else NOTHING
        return Found(
            question=answer.question,
            confident=answer.confident,
            advice=advice,
            suggestion=answer.did_you_mean,
            answered=answer.answered,
            passages=[self._quote(hit.document, hit.metadata, hit.passage) for hit in answer.hits],
        )

    def _quote(self, document: str, known: Metadata, passage: Passage) -> Quote:
        link = self._base + presenting.passage_url(document, passage.ordinal)
        day = format_date(known.date, "d MMMM y", locale="nl") if known.date else ""
        place = _place(passage.locator)
        told = ", ".join(filter(None, (known.title, known.organisation, day, place)))
        return Quote(
            document=document,
            passage=passage.ordinal,
            title=known.title,
            organisation=known.organisation,
            kind=known.kind or "",
            date=day,
            place=place,
            speaker=passage.locator.speaker,
            text=passage.text,
            citation=f"{told}. {link}",
            link=link,
        )


def create_server(application: Application) -> MCPServer[Any]:
    """Return the server with its tools; nothing is opened yet."""
    settings = application.settings
    server: MCPServer[Any] = MCPServer(
        "kb",
        title=settings.site_name,
        instructions=INSTRUCTIONS,
        website_url=settings.public_url or None,
        version=__version__,
        log_level="WARNING",
    )
    tools = Tools(application)
    server.add_tool(tools.search, title="Zoeken in de kennisbank", annotations=READING)
    server.add_tool(tools.read, title="Lezen in de kennisbank", annotations=READING)
    return server


def run(application: Application) -> None:
    """Serve the assistant that started this process, on stdin and stdout, until it leaves."""
    application.open_live().generation.close()
    create_server(application).run("stdio")


def run_http(application: Application, host: str, port: int) -> None:
    """Serve assistants at an address (streamable HTTP) until stopped."""
    if application.settings.reading != "public":
        raise UsageError(
            "Met KB_READING=signed-in kan een assistent niet via HTTP lezen: hij kan niet "
            "inloggen. Gebruik `kb mcp` zonder --http."
        )
    application.open_live().generation.close()
    listening = serving.listen(host, port)
    app = create_server(application).streamable_http_app(
        streamable_http_path=PATH, stateless_http=True, json_response=True, host=host
    )
    serving.serve(app, listening, f"kb staat klaar op {serving.address(listening)}{PATH}")


def _asked(entry: Entry, first: int, section: int | None) -> Iterator[Passage]:
    """Yield the passages from `first` on, of one section or of all; raises UsageError."""
    sections = len(entry.document.sections)
    if section and section > sections:
        raise UsageError(f"Dit document heeft {sections} delen; deel {section} is er niet.")
    if first > len(entry.passages):
        raise UsageError(
            f"Dit document heeft {len(entry.passages)} passages; passage {first} is er niet."
        )
    for passage in entry.passages[first - 1 :]:
        if section is None or passage.section == section - 1:
            yield passage


def _place(locator: Locator) -> str:
    return f"vanaf {locator.label}" if locator.type == "time" else locator.label
