"""Trying a question against one document: would a visitor find it, and if not why."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kb import presenting
from kb.app import Opened
from kb.editing import trying
from kb.editing.documents import editable
from kb.editing.trying import Trial
from kb.errors import UsageError
from kb.model import Hit
from kb.web.addresses import desk_url
from kb.web.keeping.document_page import PAGE
from kb.web.keeping.service import KeepingService
from kb.web.language import Language
from kb.web.rendering import Renderer
from kb.web.views.common import Piece, pieces, place
from kb.web.views.search import PAGE_SIZE

# As deep as anybody can page.
DEPTH = 200


@dataclass(frozen=True, slots=True)
class Above:
    """A document that comes before ours."""

    rank: int
    title: str
    language: str
    url: str
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class TrialView:
    """How a document fares on a question; `seen` when visitors see it at all."""

    seen: bool
    alert: str
    title: str
    said: str
    words: tuple[Piece, ...]
    place: str
    url: str
    there: tuple[str, ...]
    missing: tuple[str, ...]
    above: tuple[Above, ...]


class TryingPage:
    """The page on which a question is tried."""

    def __init__(self, service: KeepingService, renderer: Renderer) -> None:
        """Ask the live index of `service`."""
        self._service = service
        self._renderer = renderer
        self.router = APIRouter()
        self.router.add_api_route(f"{PAGE}/proberen", self.show, methods=["GET", "HEAD"])

    def show(self, request: Request, path: str, vraag: str = "") -> Response:
        """Show how a document fares on a question; raises DocumentUnknown."""
        kept, opened = self._service.one(path), self._service.opened()
        question, view, problem = " ".join(vraag.split()), None, ""
        if question and opened and kept.findable:
            try:
                view = self._try(opened, path, question, self._renderer.language(request))
            except UsageError as error:
                problem = str(error)
        return self._renderer.page(
            request,
            "desk/keeping/try.html",
            status=400 if problem else 200,
            title=kept.metadata.title or path,
            url=desk_url(path),
            question=question,
            problem=problem,
            view=view,
            findable=kept.findable,
            behind=kept.findable and kept.state.status != "doorzoekbaar",
            editable=editable(path),
        )

    def _try(self, opened: Opened, path: str, question: str, language: Language) -> TrialView:
        entry = opened.generation.catalogue.entry(path)
        trial = trying.examine(opened.searcher.nearest(question, limit=DEPTH), entry)
        shown = opened.searcher.search(question, limit=DEPTH).hits
        return trial_view(trial, rank_of(path, shown), path, language)


def rank_of(path: str, shown: Sequence[Hit]) -> int:
    """Return at which place, counted in documents, visitors see a document; 0 for nowhere."""
    order = list(dict.fromkeys(hit.document for hit in shown))
    return order.index(path) + 1 if path in order else 0


def trial_view(trial: Trial, rank: int, path: str, language: Language) -> TrialView:
    """Return a trial in words; `rank` is the place at which visitors see the document."""
    hit, passage = trial.hit, trial.passage
    words = pieces(hit.snippet.text, hit.snippet.matches) if hit else pieces(passage.text, ())
    title, said, alert = verdict(trial, rank)
    return TrialView(
        seen=rank > 0,
        alert=alert,
        title=title,
        said=said,
        words=tuple(words),
        place=place(passage.locator, language),
        url=presenting.passage_url(path, passage.ordinal),
        there=trial.there,
        missing=trial.missing,
        above=tuple(_above(at, each) for at, each in enumerate(trial.above, 1)),
    )


def verdict(trial: Trial, rank: int) -> tuple[str, str, str]:
    """Return whether visitors see a document: a title, what it means, and the kind of alert."""
    if rank and not trial.confident:
        return (
            f"Op plaats {rank}, maar niet als goed antwoord",
            "kb vindt dat geen enkel document deze vraag goed beantwoordt. Dat staat dan ook "
            "boven de antwoorden.",
            "warning",
        )
    if rank:
        first = rank <= PAGE_SIZE
        said = "Bezoekers zien deze passage." if first else "Dat is niet op de eerste pagina."
        return f"Op plaats {rank}", said, "ok" if first else "warning"
    if trial.rank:
        said = (
            f"Het past te weinig bij de vraag. Zonder die grens stond het op plaats {trial.rank}."
        )
    else:
        said = f"Meer dan {trial.looked} andere documenten passen beter bij deze vraag."
    return "Bezoekers zien dit document niet", said, "warning"


def _above(rank: int, hit: Hit) -> Above:
    return Above(
        rank=rank,
        title=hit.metadata.title or hit.document,
        language=hit.metadata.language or "nl",
        url=desk_url(hit.document),
        snippet=tuple(pieces(hit.snippet.text, hit.snippet.matches)),
    )
