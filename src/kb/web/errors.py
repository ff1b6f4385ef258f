"""Errors as pages: the status code, a heading, and what the visitor can do."""

from dataclasses import dataclass
from http import HTTPStatus

from kb import errors
from kb.errors import KBError
from kb.web.language import Language, later

STATUS: dict[type[KBError], HTTPStatus] = {
    errors.UsageError: HTTPStatus.BAD_REQUEST,
    errors.CorpusMissing: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.CorpusEmpty: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StaleEdit: HTTPStatus.CONFLICT,
    errors.DocumentExists: HTTPStatus.CONFLICT,
    errors.DeskBusy: HTTPStatus.CONFLICT,
    errors.UploadUnknown: HTTPStatus.NOT_FOUND,
    errors.UploadTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.QueriesInvalid: HTTPStatus.BAD_REQUEST,
    errors.DocumentUnreadable: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnsupportedFormat: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.DocumentUnknown: HTTPStatus.NOT_FOUND,
    errors.ModelUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.IndexMissing: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.IndexDamaged: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.IndexIncompatible: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.IndexLocked: HTTPStatus.CONFLICT,
    errors.JournalUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.SignInNeeded: HTTPStatus.UNAUTHORIZED,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.FormForeign: HTTPStatus.FORBIDDEN,
    errors.TooOften: HTTPStatus.TOO_MANY_REQUESTS,
    errors.ProviderFailed: HTTPStatus.BAD_GATEWAY,
}
TITLES = {
    HTTPStatus.BAD_REQUEST: later("Deze vraag kunnen we niet uitvoeren"),
    HTTPStatus.UNAUTHORIZED: later("U bent niet ingelogd"),
    HTTPStatus.FORBIDDEN: later("U mag dit niet"),
    HTTPStatus.NOT_FOUND: later("Deze pagina bestaat niet"),
    HTTPStatus.METHOD_NOT_ALLOWED: later("Dat kan hier niet"),
    HTTPStatus.CONFLICT: later("Dat kan nu niet"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: later("Dit is te groot"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: later("Dit soort bestand kunnen we niet lezen"),
    HTTPStatus.UNPROCESSABLE_ENTITY: later("Hier kunnen we niets mee"),
    HTTPStatus.TOO_MANY_REQUESTS: later("Dat ging iets te snel"),
    HTTPStatus.BAD_GATEWAY: later("Inloggen kan nu even niet"),
    HTTPStatus.SERVICE_UNAVAILABLE: later("Zoeken kan nu even niet"),
}
OTHERWISE = later("Er ging iets mis")
ADVICE = {
    HTTPStatus.BAD_REQUEST: later("Ga terug, verander wat u invulde en probeer het opnieuw."),
    HTTPStatus.NOT_FOUND: later("Controleer het adres, of zoek wat u nodig hebt."),
    HTTPStatus.METHOD_NOT_ALLOWED: later("Ga terug en probeer het via de zoekpagina."),
    HTTPStatus.UNAUTHORIZED: later("Log in, en ga dan terug naar waar u was."),
    HTTPStatus.FORBIDDEN: later("Vraag de beheerder om toegang."),
    HTTPStatus.CONFLICT: later("Ga terug, vernieuw de pagina en probeer het opnieuw."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: later("Maak het kleiner, of deel het op."),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: later(
        "Bewaar het als PDF, Word, PowerPoint, OpenDocument of tekst en probeer het opnieuw."
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: later("Ga terug en controleer wat u invulde of koos."),
    HTTPStatus.TOO_MANY_REQUESTS: later("Wacht een minuut en probeer het opnieuw."),
}
LATER = later("Probeer het later opnieuw. Blijft het fout gaan? Vraag de beheerder.")


@dataclass(frozen=True, slots=True)
class ErrorView:
    """A page that says what went wrong and what to do; `detail` is Dutch always."""

    code: int
    title: str
    advice: str
    detail: str = ""


def status_of(error: KBError) -> HTTPStatus:
    """Return the status of an error, by its nearest listed class."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def view_of(status: HTTPStatus, language: Language, detail: str = "") -> ErrorView:
    """Return the error page for a status."""
    return ErrorView(
        code=status.value,
        title=language.text(TITLES.get(status, OTHERWISE)),
        advice=language.text(ADVICE.get(status, LATER)),
        detail=detail,
    )
