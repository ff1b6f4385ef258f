"""The OpenAPI document: what FastAPI knows, completed to what the API Design Rules ask."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cached_property
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi

from kb.settings import Settings
from kb.web import addresses
from kb.web.api.problems import MEDIA_TYPE, Problem, problem
from kb.web.api.protocol import PREFIX, VERSION

TITLE = "API van de kennisbank voor ambtenaren"
ABOUT = (
    "Vind passages in artikelen, webinars en handouts van collega’s bij de overheid, letterlijk "
    "en met de precieze plek. Openbaar en gratis: een sleutel is niet nodig. Fouten komen als "
    "`application/problem+json`, alle fouten tegelijk. Lijsten hebben pagina’s: volg `links` of "
    "de header `Link`."
)
TAGS = [
    {"name": "Beschrijving", "description": "Deze API zelf"},
    {"name": "Documenten", "description": "Documenten bekijken, met hun passages"},
    {"name": "Meepraten", "description": "Laten weten of een antwoord hielp"},
    {"name": "Zoeken", "description": "Vragen stellen"},
]
VERSION_HEADER = {
    "API-Version": {
        "description": "Versie van de API",
        "schema": {"type": "string"},
        "example": VERSION,
    }
}
REASONS = {
    400: "De aanvraag klopt niet; `errors` zegt wat er mis is",
    404: "Dit document, of deze passage, is er niet",
    411: "De lengte van de inhoud ontbreekt",
    413: "De inhoud is te groot",
    415: "De inhoud is geen JSON",
    429: "Dat ging iets te snel; probeer het later opnieuw",
    500: "Er ging iets mis bij ons",
    503: "De kennisbank kan nu niet antwoorden",
}


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of answers that are problems."""
    return {
        status: {
            "description": REASONS[status],
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": problem(HTTPStatus(status), f"{PREFIX}/documenten").model_dump(
                        by_alias=True, exclude_none=True
                    ),
                }
            },
        }
        for status in (*statuses, 500, 503)
    }


class Description:
    """The public description of one API."""

    def __init__(self, api: FastAPI, settings: Settings) -> None:
        """Describe the routes that `api` has when first asked."""
        self._api = api
        self._settings = settings

    def document(self, base: str) -> dict[str, Any]:
        """Return the OpenAPI document of the installation at `base`."""
        reach = addresses.contact(self._settings)
        where = {"email": reach.removeprefix("mailto:"), "url": base}
        described = deepcopy(self._document)
        described["info"]["contact"] = {
            "name": "Beheerder van de kennisbank",
            **(where if reach.startswith("mailto:") else {"url": reach}),
        }
        described["servers"] = [{"url": base + PREFIX, "description": "Deze kennisbank"}]
        return described

    def names(self, request: Request) -> Mapping[str, Sequence[str]]:
        """Return the names that exist in the query and the body of the route asked for."""
        path = self._document["paths"].get(request.scope["route"].path_format, {})
        operation = path.get(request.method.lower(), {})
        return {
            "query": [
                each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"
            ],
            "body": list(self._body(operation).get("properties", ())),
        }

    @cached_property
    def _document(self) -> dict[str, Any]:
        described = get_openapi(
            title=TITLE,
            version=VERSION,
            summary="Zoeken in ervaringen van collega’s bij de overheid",
            description=ABOUT,
            routes=self._api.routes,
            tags=TAGS,
            license_info={
                "name": "EUPL-1.2",
                "url": "https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12",
            },
        )
        schemas = described["components"]["schemas"]
        # Invalid input is 400 here, so FastAPI's own error schemas describe nothing.
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schemas |= _problem_schemas()
        for operation in _operations(described):
            operation["responses"].pop("422", None)
            for response in operation["responses"].values():
                response["headers"] = VERSION_HEADER | response.get("headers", {})
        return described

    def _body(self, operation: Mapping[str, Any]) -> Mapping[str, Any]:
        content = operation.get("requestBody", {}).get("content", {})
        reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        found: Mapping[str, Any] = self._document["components"]["schemas"].get(
            reference.rsplit("/", 1)[-1], {}
        )
        return found


def _operations(described: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path in described["paths"].values():
        yield from path.values()


def _problem_schemas() -> dict[str, Any]:
    schema = Problem.model_json_schema(
        by_alias=True, ref_template="#/components/schemas/{model}", mode="serialization"
    )
    return {**schema.pop("$defs"), "Problem": schema}
