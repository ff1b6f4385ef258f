"""Errors as application/problem+json (RFC 9457), everything that is wrong at once."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal

from pydantic import Field

from kb.web.api.representations import Representation

MEDIA_TYPE = "application/problem+json"
Part = Literal["query", "path", "body", "header"]
TITLES = {
    HTTPStatus.BAD_REQUEST: "De aanvraag klopt niet",
    HTTPStatus.UNAUTHORIZED: "Inloggen is nodig",
    HTTPStatus.FORBIDDEN: "Dit mag niet",
    HTTPStatus.NOT_FOUND: "Niet gevonden",
    HTTPStatus.METHOD_NOT_ALLOWED: "Deze methode kan hier niet",
    HTTPStatus.LENGTH_REQUIRED: "De lengte ontbreekt",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "De aanvraag is te groot",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Dit type inhoud kan hier niet",
    HTTPStatus.TOO_MANY_REQUESTS: "Te veel aanvragen",
    HTTPStatus.SERVICE_UNAVAILABLE: "Tijdelijk niet beschikbaar",
}
OTHERWISE = "Er ging iets mis"
DETAILS = {
    HTTPStatus.NOT_FOUND: "Op dit adres is niets. De adressen staan in /v1/openapi.json.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Gebruik een van de methoden in de header Allow.",
    HTTPStatus.LENGTH_REQUIRED: "Stuur de inhoud in één keer, met de header Content-Length.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Stuur hoogstens 64 kB.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Stuur JSON, met de header Content-Type: application/json.",
}
LATER = "Probeer het later opnieuw. Blijft het fout gaan? Vraag de beheerder."
# Kinds of pydantic's errors, in the words of the API's users.
SAID: Mapping[str, str] = {
    "missing": "Dit ontbreekt en is verplicht.",
    "extra_forbidden": "Deze naam bestaat hier niet. Toegestaan: {allowed}.",
    "string_type": "Geef tekst.",
    "string_too_short": "Geef tekst van minstens {min_length} teken(s).",
    "string_too_long": "Geef tekst van hoogstens {max_length} tekens.",
    "string_pattern_mismatch": "Geef meer dan alleen spaties.",
    "int_parsing": "Geef een heel getal.",
    "int_type": "Geef een heel getal.",
    "int_from_float": "Geef een heel getal.",
    "bool_type": "Geef true of false.",
    "greater_than_equal": "Geef een getal van {ge} of hoger.",
    "less_than_equal": "Geef een getal van {le} of lager.",
    "too_long": "Geef hoogstens {max_length} waarden.",
    "literal_error": "Kies uit: {expected}.",
    "json_invalid": "Dit is geen geldige JSON.",
    "model_attributes_type": "Geef een JSON-object.",
    "value_error": "{error}",
}
UNKNOWN = "Deze waarde kan hier niet."


class Location(Representation):
    """De plek van een fout: de naam van een parameter, of een JSON Pointer in de inhoud."""

    name: str | None = Field(default=None, description="Naam van de parameter", examples=["pagina"])
    index: int | None = Field(default=None, description="Hoeveelste waarde, vanaf 0", examples=[0])
    pointer: str | None = Field(
        default=None, description="JSON Pointer naar de plek in de inhoud", examples=["/vraag"]
    )


class Fault(Representation):
    """Eén ding dat er mis is met een aanvraag."""

    part: Part = Field(alias="in", description="Waar het fout zit", examples=["query"])
    detail: str = Field(description="Wat er mis is", examples=["Geef een heel getal."])
    code: str = Field(description="Soort fout", examples=["int_parsing"])
    location: Location = Field(description="De plek van de fout")


class Problem(Representation):
    """Een fout in de vorm van RFC 9457."""

    type: str = Field(default="about:blank", description="Soort probleem", examples=["about:blank"])
    title: str = Field(description="Korte omschrijving", examples=["De aanvraag klopt niet"])
    status: int = Field(description="HTTP-statuscode", ge=400, le=599, examples=[400])
    detail: str = Field(description="Wat er mis is en wat u kunt doen", examples=["Zie `errors`."])
    instance: str = Field(description="Het gevraagde adres", examples=["/v1/zoekresultaten"])
    errors: list[Fault] = Field(
        default_factory=list, description="Alles wat er mis is, bij invoer die niet klopt"
    )


class Invalid(Exception):
    """A request that fits the description and still cannot be."""

    def __init__(self, faults: list[Fault], status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        """Tell everything that is wrong."""
        super().__init__(summary(faults))
        self.faults = faults
        self.status = status


def problem(
    status: HTTPStatus, instance: str, detail: str = "", faults: Iterable[Fault] = ()
) -> Problem:
    """Return a problem with its title; `detail` says more than the status does."""
    return Problem(
        title=TITLES.get(status, OTHERWISE),
        status=status,
        detail=detail or DETAILS.get(status, LATER),
        instance=instance,
        errors=list(faults),
    )


def fault(part: Part, name: str, detail: str, code: str = "value_error") -> Fault:
    """Return a fault of the service's own checks."""
    where = Location(pointer=f"/{name}") if part == "body" else Location(name=name)
    return Fault.model_validate({"in": part, "detail": detail, "code": code, "location": where})


def json(found: Problem) -> str:
    """Return a problem as JSON; without errors where there is nothing to list."""
    return found.model_dump_json(
        by_alias=True, exclude_none=True, exclude=None if found.errors else {"errors"}
    )


def faults_of(errors: Sequence[Any], allowed: Mapping[str, Sequence[str]]) -> list[Fault]:
    """Return pydantic's errors as faults; `allowed` are the names that exist in each part."""
    return [_fault(error, allowed) for error in errors]


def summary(faults: Sequence[Fault]) -> str:
    """Say how much is wrong, with the first in full."""
    first = faults[0]
    where = first.location.name or (first.location.pointer or "").lstrip("/") or "inhoud"
    if len(faults) == 1:
        return f"{where}: {first.detail}"
    return f"Er zijn {len(faults)} fouten; ze staan in errors. De eerste: {where}: {first.detail}"


def _fault(error: Mapping[str, Any], allowed: Mapping[str, Sequence[str]]) -> Fault:
    part, *path = error["loc"]
    known = {**error.get("ctx", {}), "allowed": ", ".join(allowed.get(part, ())) or "geen"}
    known["expected"] = str(known.get("expected", "")).replace("'", "").replace(" or ", " of ")
    return Fault.model_validate(
        {
            "in": part,
            "detail": SAID.get(error["type"], UNKNOWN).format(**known),
            "code": error["type"],
            "location": _location(part, path, error["type"]),
        }
    )


def _location(part: str, path: Sequence[str | int], code: str) -> Location:
    if part == "body":
        # Broken JSON has an offset instead of a path.
        return Location(pointer="" if code == "json_invalid" else "".join(f"/{at}" for at in path))
    index = next((at for at in path if isinstance(at, int)), None)
    return Location(name=str(path[0]) if path else "", index=index)
