"""The resources of the API: query keys in, representations out."""

import json
from collections.abc import Callable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from kb.app import Application, Live
from kb.catalogue import Catalogue
from kb.errors import UsageError
from kb.model import Answer, Metadata
from kb.searching import Order
from kb.web import addresses
from kb.web.answers import tagged
from kb.web.api import representations as out
from kb.web.api import representing
from kb.web.api.description import Description, failures
from kb.web.api.parameters import (
    LAST_PAGE,
    DocumentSorting,
    Listing,
    NoParameters,
    Search,
    Sorting,
    Typed,
)
from kb.web.api.problems import Invalid, fault
from kb.web.api.representing import Page

# A question is nobody's business but the asker's; documents may be kept but are asked for anew.
PRIVATE, CHECKED = "no-store", "no-cache"
# So many documents about the same go with a document.
RELATED = 5
ORDERS: dict[Sorting, Order] = {"relevantie": "relevance", "datum": "date"}


DocumentId = Annotated[
    str,
    Path(
        description="Id van het document: zijn pad. Schuine strepen mogen zo, of als %2F.",
        examples=["artikelen/circulair-meubilair.md"],
    ),
]


class Resources:
    """The resources of one installation."""

    def __init__(self, application: Application, live: Live, described: Description) -> None:
        """Answer from `live`; `described` is the OpenAPI document."""
        self._settings = application.settings
        self._journal = application.journal
        self._live = live
        self._described = described
        self.router = APIRouter()
        self._add("/zoekresultaten", self.results, out.Zoekresultaten, "Zoeken", 400)
        self._add("/documenten", self.documents, out.Documenten, "Documenten", 400)
        self._add("/documenten/{id:path}", self.document, out.Document, "Documenten", 400, 404)
        self._add("/suggesties", self.suggestions, out.Suggesties, "Zoeken", 400)
        self._add("/openapi.json", self.openapi, None, "Beschrijving", 400)

    def _add(
        self,
        path: str,
        endpoint: Callable[..., Response],
        model: type[BaseModel] | None,
        tag: str,
        *statuses: int,
    ) -> None:
        summary, *lines = (endpoint.__doc__ or "").splitlines()
        self.router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            response_model=model or dict[str, Any],
            response_description="Gelukt",
            responses=failures(*statuses),
            operation_id=endpoint.__name__,
            summary=summary.rstrip("."),
            description=" ".join(line.strip() for line in lines).strip() or summary,
            tags=[tag],
        )

    def results(self, request: Request, asked: Annotated[Search, Query()]) -> Response:
        """Zoek passages die een vraag beantwoorden.

        De beste staan eerst. Is `betrouwbaar` false, dan is er geen goed antwoord gevonden en
        zijn de resultaten wat er het dichtst bij komt.
        """
        page = self._page(request, asked.pagina, asked.aantal)
        try:
            answer = self._live.current().searcher.search(
                asked.q,
                limit=page.size,
                offset=page.offset,
                filters=asked.filters(),
                order=ORDERS[asked.sorteer],
                exact=asked.letterlijk,
            )
        except UsageError as error:
            raise Invalid([fault("query", "q", str(error))]) from error
        self._hear(asked, answer)
        found = representing.results(answer, page, self._base(request), LAST_PAGE)
        return _answer(request, found, PRIVATE, found.links)

    def documents(self, request: Request, asked: Annotated[Listing, Query()]) -> Response:
        """Bekijk welke documenten er zijn.

        Documenten zonder datum staan achteraan wanneer de nieuwste eerst staan.
        """
        page = self._page(request, asked.pagina, asked.aantal)
        generation = self._live.current().generation
        known = sorted(_accepted(generation.catalogue, asked), key=DOCUMENT_ORDERS[asked.sorteer])
        links = page.links(len(known), LAST_PAGE)
        found = out.Documenten(
            generatie=generation.manifest.id,
            totaal=len(known),
            pagina=page.number,
            aantal=page.size,
            documenten=[
                representing.features(path, metadata, self._base(request))
                for path, metadata in known[page.offset : page.offset + page.size]
            ],
            links=links,
        )
        return _answer(request, found, CHECKED, links)

    def document(
        self, request: Request, id: DocumentId, _: Annotated[NoParameters, Query()]
    ) -> Response:
        """Lees een document met al zijn passages.

        Het id is het pad van het document, bijvoorbeeld `artikelen/voorbeeld.md`.
        """
        opened = self._live.current()
        generation = opened.generation
        entry = generation.catalogue.entry(id)
        related = opened.searcher.similar(id, limit=RELATED)
        found = representing.document(entry, related, generation.manifest.id, self._base(request))
        return _answer(request, found, CHECKED)

    def suggestions(self, request: Request, asked: Annotated[Typed, Query()]) -> Response:
        """Vind waar iemand naar op zoek is, terwijl die typt.

        Thema’s, titels van documenten en eerdere vragen die een goed antwoord kregen. Elk
        getypt woord is het begin van een woord in de suggestie.
        """
        found = self._live.suggest(asked.q, limit=asked.aantal)
        return _answer(request, representing.suggestions(found, self._base(request)), PRIVATE)

    def openapi(self, request: Request, _: Annotated[NoParameters, Query()]) -> Response:
        """Lees de beschrijving van deze API als OpenAPI-document."""
        return _answer(request, self._described.document(self._base(request)), CHECKED)

    def _hear(self, asked: Search, answer: Answer) -> None:
        # Once a search: another page or a filter asks nothing new.
        if asked.pagina == 1 and not asked.filters().values:
            shown = [hit.document for hit in answer.hits]
            self._journal.asked(answer.answered, confident=answer.confident, documents=shown)

    def _base(self, request: Request) -> str:
        return addresses.base(request, self._settings)

    def _page(self, request: Request, number: int, size: int) -> Page:
        address = self._base(request) + request.url.path
        return Page(number, size, address, tuple(request.query_params.multi_items()))


def _accepted(catalogue: Catalogue, asked: Listing) -> Iterator[tuple[str, Metadata]]:
    filters = asked.filters()
    for number, path in enumerate(catalogue.paths):
        metadata = catalogue.metadata(number)
        if filters.accept(metadata):
            yield path, metadata


def _newest(document: tuple[str, Metadata]) -> tuple[int, str]:
    path, metadata = document
    return -metadata.date.toordinal() if metadata.date else 0, path


def _alphabet(document: tuple[str, Metadata]) -> tuple[str, str]:
    path, metadata = document
    return metadata.title.casefold(), path


DOCUMENT_ORDERS: dict[DocumentSorting, Callable[[tuple[str, Metadata]], tuple[Any, str]]] = {
    "datum": _newest,
    "titel": _alphabet,
}


def _answer(
    request: Request,
    found: BaseModel | dict[str, Any],
    keeping: str,
    links: out.Bladeren | None = None,
) -> Response:
    """Return a representation, or 304 when the caller has it already."""
    if isinstance(found, BaseModel):
        body = found.model_dump_json(by_alias=True).encode()
    else:
        body = json.dumps(found, ensure_ascii=False).encode()
    headers = {"Cache-Control": keeping}
    if links:
        headers["Link"] = representing.link_header(links)
    return tagged(request, body, "application/json", headers)
