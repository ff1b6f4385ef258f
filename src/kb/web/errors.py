"""Errors as pages: the status code, a heading, and what the visitor can do."""

from http import HTTPStatus

from kb import errors
from kb.errors import KBError
from kb.web.views import ErrorView

STATUS: dict[type[KBError], HTTPStatus] = {
    errors.UsageError: HTTPStatus.BAD_REQUEST,
    errors.CorpusMissing: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.CorpusEmpty: HTTPStatus.SERVICE_UNAVAILABLE,
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
}
TITLES = {
    HTTPStatus.BAD_REQUEST: "Deze vraag kunnen we niet uitvoeren",
    HTTPStatus.NOT_FOUND: "Deze pagina bestaat niet",
    HTTPStatus.METHOD_NOT_ALLOWED: "Dat kan hier niet",
    HTTPStatus.SERVICE_UNAVAILABLE: "Zoeken kan nu even niet",
}
MESSAGES = {
    HTTPStatus.NOT_FOUND: "Controleer het adres, of zoek wat u nodig hebt op de zoekpagina.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Ga terug en probeer het via de zoekpagina.",
}
OTHERWISE = "Er ging iets mis"


def status_of(error: KBError) -> HTTPStatus:
    """Return the status of an error, by its nearest listed class."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def view_of(status: HTTPStatus, message: str = "") -> ErrorView:
    """Return the error page for a status."""
    fallback = "Probeer het later opnieuw. Blijft het fout gaan? Vraag de beheerder."
    return ErrorView(TITLES.get(status, OTHERWISE), message or MESSAGES.get(status, fallback))
