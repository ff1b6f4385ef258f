"""The audit trail, with filters and pages."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kb.app import Application
from kb.journal import Entry, Sought
from kb.web.moments import moment
from kb.web.rendering import Renderer
from kb.web.views.common import Paging, paging

SIZE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trail as the page shows it."""

    at: str
    who: str
    what: str
    document: str
    detail: str
    digest: str


@dataclass(frozen=True, slots=True)
class TrailView:
    """The page with the trail; `fields` are the filters as they were typed."""

    lines: tuple[Line, ...]
    total: int
    fields: dict[str, str]
    problems: tuple[tuple[str, str], ...]
    people: tuple[str, ...]
    deeds: tuple[str, ...]
    paging: Paging


class TrailPage:
    """The page with who did what."""

    def __init__(self, application: Application, renderer: Renderer) -> None:
        """Show the trail of `application`."""
        self._journal = application.journal
        self._renderer = renderer
        self.router = APIRouter()
        self.router.add_api_route("/beheer/logboek", self.show, methods=["GET", "HEAD"])

    def show(self, request: Request) -> Response:
        """Show one page of the lines that pass the filters."""
        given = request.query_params
        fields = {name: given.get(name, "") for name in ("wie", "wat", "zoek", "van", "tot")}
        problems = tuple(
            (name, "Schrijf de datum als 2026-11-23.")
            for name in ("van", "tot")
            if fields[name] and day_of(fields[name]) is None
        )
        sought = Sought(
            fields["wie"],
            fields["wat"],
            fields["zoek"],
            day_of(fields["van"]),
            day_of(fields["tot"]),
        )
        trail = self._journal.trail_lines
        total, current = trail.count(sought), page_of(given.get("pagina", ""))
        found = trail.lines(sought, limit=SIZE, offset=(current - 1) * SIZE)
        people, deeds = trail.names()
        view = TrailView(
            lines=tuple(map(line, found)),
            total=total,
            fields=fields,
            problems=problems,
            people=people,
            deeds=deeds,
            paging=paging(total, SIZE, current, lambda at: address(fields, at)),
        )
        status = 400 if problems else 200
        return self._renderer.page(request, "desk/admin/trail.html", status=status, view=view)


def line(entry: Entry) -> Line:
    """Return a line as people read it."""
    return Line(
        moment(entry.at), entry.who, entry.what, entry.document, entry.detail, entry.digest[:12]
    )


def address(fields: dict[str, str], page: int) -> str:
    """Return the address of a page of the trail with these filters."""
    query = {name: value for name, value in fields.items() if value}
    return f"/beheer/logboek?{urlencode({**query, 'pagina': page})}"


def page_of(text: str) -> int:
    """Return the number of a page in an address; 1 for anything else."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def day_of(text: str) -> date | None:
    """Return a day as a date field sends it; None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
