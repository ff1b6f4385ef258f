"""What callers think of answers, for the editors."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from kb import journal
from kb.app import Application, Live
from kb.errors import DocumentUnknown
from kb.web.api.description import failures
from kb.web.api.parameters import NoParameters
from kb.web.api.problems import Fault, Invalid, fault
from kb.web.api.representations import Feedback
from kb.web.throttling import Throttle, visitor

LARGEST_BODY = 64 * 1024
# A site that passes on what its visitors say has one address for all of them.
OFTEN = 600


class JsonRoute(APIRoute):
    """A route that takes JSON of a known and bounded size, and reads nothing else."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler that looks at the headers first."""
        handle = super().get_route_handler()

        async def checked(request: Request) -> Response:
            _check(request)
            return await handle(request)

        return checked


class Listening:
    """The resources that take what callers say."""

    def __init__(self, application: Application, live: Live) -> None:
        """Keep what is said in the journal."""
        self._journal = application.journal
        self._live = live
        self._throttle = Throttle(OFTEN, minutes=10)
        self.router = APIRouter(route_class=JsonRoute)
        self.router.add_api_route(
            "/feedback",
            self.feedback,
            methods=["POST"],
            status_code=HTTPStatus.NO_CONTENT,
            response_description="Bedankt, we hebben het bewaard",
            responses=failures(400, 404, 411, 413, 415, 429),
            operation_id="feedback",
            summary="Laat weten of een antwoord hielp",
            description="De redactie ziet wat niet hielp. We bewaren niet wie het zei.",
            tags=["Meepraten"],
        )

    def feedback(
        self, request: Request, given: Feedback, _: Annotated[NoParameters, Query()]
    ) -> Response:
        """Keep a judgement; its document and passage must exist."""
        self._throttle.count(visitor(request))
        faults = self._missing(given)
        if faults:
            raise Invalid(faults, HTTPStatus.NOT_FOUND)
        self._journal.feedback(
            journal.Feedback(
                question=given.vraag,
                document=given.document,
                ordinal=given.passage,
                helpful=given.geholpen,
                comment=given.toelichting,
            )
        )
        return Response(status_code=HTTPStatus.NO_CONTENT)

    def _missing(self, given: Feedback) -> list[Fault]:
        if "document" not in given.model_fields_set:
            return []
        try:
            entry = self._live.current().generation.catalogue.entry(given.document)
        except DocumentUnknown as error:
            return [fault("body", "document", str(error), "unknown")]
        if given.passage > len(entry.passages):
            last = f"Dit document heeft {len(entry.passages)} passages."
            return [fault("body", "passage", last, "unknown")]
        return []


def _check(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        raise HTTPException(HTTPStatus.LENGTH_REQUIRED)
    if int(length) > LARGEST_BODY:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
