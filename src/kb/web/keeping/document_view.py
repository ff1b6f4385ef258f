"""One document on the desk: what it is, whether it is found, what happened to it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb import presenting
from kb.editing.documents import editable
from kb.editing.history import Event
from kb.editing.states import State
from kb.journal import Poor, Use
from kb.web.addresses import desk_url
from kb.web.keeping.service import Gone, Kept
from kb.web.keeping.words import COLOURS, STATUSES, told
from kb.web.moments import day, moment

# How an alert of the design system looks for each status.
ALERTS = {
    "doorzoekbaar": "ok",
    "bezig": "info",
    "mislukt": "error",
    "geweigerd": "error",
    "wacht": "warning",
}
SAID = {
    "doorzoekbaar": "Doorzoekbaar",
    "bezig": "Wordt doorzoekbaar gemaakt",
    "mislukt": "Niet gelukt",
    "geweigerd": "Tegengehouden door gouden vragen",
    "wacht": "Wacht op de index",
}
DONE = {
    "toegevoegd": "Het document is toegevoegd.",
    "tekst": "De tekst is opgeslagen.",
    "gegevens": "De gegevens zijn opgeslagen.",
    "vervangen": "Het bestand is vervangen. De oude versie staat bij de geschiedenis.",
    "gelijk": "Er was niets veranderd, dus er is niets opgeslagen.",
    "teruggezet": "Het document is terug.",
    "gewist": "De eerdere versie is voorgoed verwijderd.",
}
# The same of a document that is withdrawn.
GONE = {"ingetrokken": "Het document is ingetrokken.", "gewist": DONE["gewist"]}
WHAT = {
    "toegevoegd": "Toegevoegd",
    "gegevens gewijzigd": "Gegevens gewijzigd",
    "tekst gewijzigd": "Tekst gewijzigd",
    "bestand vervangen": "Bestand vervangen",
    "ingetrokken": "Ingetrokken",
    "teruggezet": "Teruggezet",
    "versie voorgoed verwijderd": "Eerdere versie voorgoed verwijderd",
}


@dataclass(frozen=True, slots=True)
class StateView:
    """Whether a document is found: `follow` while that is about to change."""

    status: str
    label: str
    colour: str
    alert: str
    title: str
    reason: str
    remedy: str
    follow: bool


@dataclass(frozen=True, slots=True)
class EventView:
    """A line of the history; `changes` leads to the version before it, or is ""."""

    when: str
    who: str
    what: str
    detail: str
    changes: str


@dataclass(frozen=True, slots=True)
class JudgedView:
    """What visitors thought of an answer from this document."""

    question: str
    helpful: int
    unhelpful: int
    comments: tuple[str, ...]
    last: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document on the desk; `public` is "" as long as visitors do not find it."""

    path: str
    title: str
    language: str
    url: str
    public: str
    editable: bool
    state: StateView
    known: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    use: Use
    found: str
    opened: str
    judged: tuple[JudgedView, ...]
    history: tuple[EventView, ...]
    golden: tuple[tuple[str, str], ...]

    @property
    def helpful(self) -> int:
        """How often an answer from this document helped."""
        return sum(each.helpful for each in self.judged)

    @property
    def unhelpful(self) -> int:
        """How often it did not."""
        return sum(each.unhelpful for each in self.judged)


@dataclass(frozen=True, slots=True)
class Told:
    """What the journal and the golden questions tell of a document."""

    use: Use
    judged: Sequence[Poor]
    events: Sequence[Event]
    golden: Mapping[str, str]


def document_view(kept: Kept, found: Told) -> DocumentView:
    """Return a document as its page shows it."""
    path, known, use = kept.source.path, kept.metadata, found.use
    return DocumentView(
        path=path,
        title=known.title or path,
        language=known.language or "nl",
        url=desk_url(path),
        public=presenting.document_url(path) if kept.findable else "",
        editable=editable(path),
        state=state_view(kept.state),
        known=told(known),
        warnings=kept.warnings,
        use=use,
        found=day(use.last_found),
        opened=day(use.last_opened),
        judged=tuple(_judged(each) for each in found.judged),
        history=history(path, found.events),
        golden=golden_links(found.golden),
    )


@dataclass(frozen=True, slots=True)
class GoneView:
    """A withdrawn document; `state` is None once nobody finds it any more."""

    path: str
    title: str
    language: str
    url: str
    when: str
    who: str
    why: str
    state: StateView | None
    known: tuple[tuple[str, str], ...]
    history: tuple[EventView, ...]


def gone_view(gone: Gone, events: Sequence[Event]) -> GoneView:
    """Return a withdrawn document as its page shows it."""
    path, line = gone.source.path, gone.line
    return GoneView(
        path=path,
        title=gone.metadata.title or path,
        language=gone.metadata.language or "nl",
        url=desk_url(path),
        when=moment(line.at) if line else "",
        who=line.who if line else "",
        why=line.detail if line else "",
        state=state_view(gone.state) if gone.state else None,
        known=told(gone.metadata),
        history=history(path, events),
    )


def state_view(state: State) -> StateView:
    """Return a state in words and colours."""
    return StateView(
        status=state.status,
        label=STATUSES[state.status],
        colour=COLOURS[state.status],
        alert=ALERTS[state.status],
        title=SAID[state.status],
        reason=state.reason,
        remedy=state.remedy,
        follow=state.status == "bezig",
    )


def history(path: str, events: Sequence[Event]) -> tuple[EventView, ...]:
    """Return what happened as lines."""
    return tuple(_event(path, event) for event in events)


def golden_links(golden: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return golden questions with where they are kept: (question, address)."""
    return tuple((query, f"/redactie/gouden-vragen/{key}") for key, query in golden.items())


def _event(path: str, event: Event) -> EventView:
    entry, before = event.entry, event.before
    version = f"{desk_url(path)}/versies/{before.id}" if before else ""
    return EventView(
        when=moment(event.at),
        who=entry.who if entry else "",
        what=WHAT.get(entry.what, entry.what.capitalize()) if entry else "Eerdere versie",
        detail=entry.detail if entry else "",
        changes=version,
    )


def _judged(poor: Poor) -> JudgedView:
    return JudgedView(poor.question, poor.helpful, poor.unhelpful, poor.comments, day(poor.last))
