"""The same lists as files for a spreadsheet."""

from fastapi import APIRouter
from fastapi.responses import Response

from kb.editing.sheets import Cell, sheet
from kb.web.learning.service import LearningService


class ExportPages:
    """CSV files of questions, judgements and documents."""

    def __init__(self, service: LearningService) -> None:
        """Export what `service` knows."""
        self._service = service
        self.router = APIRouter(prefix="/redactie")
        for name, endpoint in (
            ("vragen", self.questions),
            ("beoordelingen", self.judgements),
            ("documenten", self.documents),
        ):
            self.router.add_api_route(f"/{name}.csv", endpoint, methods=["GET", "HEAD"])

    def questions(self) -> Response:
        """Give the questions without a good answer; `onderwerp` numbers those of one meaning."""
        rows: list[tuple[Cell, ...]] = [
            (number, each.question, each.times, each.left, each.last, ", ".join(each.documents))
            for number, group in enumerate(self._service.groups(), 1)
            for each in group.questions
        ]
        columns = ("onderwerp", "vraag", "keer gesteld", "keer achtergelaten", "laatste dag")
        return _file("vragen", sheet((*columns, "documenten die het dichtst bij kwamen"), rows))

    def judgements(self) -> Response:
        """Give the answers that did not help or got a remark."""
        rows: list[tuple[Cell, ...]] = [
            (
                each.question,
                each.document,
                each.ordinal or None,
                each.helpful,
                each.unhelpful,
                each.last,
                "\n".join(each.comments),
            )
            for each in self._service.poor()
        ]
        columns = ("vraag", "document", "passage", "hielp", "hielp niet", "laatste dag")
        return _file("beoordelingen", sheet((*columns, "toelichting"), rows))

    def documents(self) -> Response:
        """Give every document with what is known of it and how it is used."""
        rows: list[tuple[Cell, ...]] = [
            (
                row.path,
                row.metadata.title,
                row.metadata.kind,
                row.metadata.date,
                row.metadata.organisation,
                ", ".join(row.metadata.themes),
                row.state.status,
                row.state.reason,
                row.use.found,
                row.use.opened,
                row.use.last_opened,
                row.metadata.review_on,
            )
            for row in self._service.corpus().rows
        ]
        return _file("documenten", sheet(DOCUMENT_COLUMNS, rows))


DOCUMENT_COLUMNS = (
    "pad",
    "titel",
    "soort",
    "datum",
    "organisatie",
    "thema's",
    "stand",
    "reden",
    "keer gevonden",
    "keer geopend",
    "laatst geopend",
    "herzien op",
)


def _file(name: str, data: bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)
