"""What the page where one adds shows: forms, what waits, what was saved. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from kb.model import Metadata
from kb.web.adding.service import Saved, Waiting

HERE = "/redactie/toevoegen"
SHOW = {
    "": "Alles",
    "in-orde": "In orde",
    "nakijken": "Nakijken",
    "kan-niet": "Kan niet",
    "leest": "Wordt gelezen",
}
COLOURS = {"in-orde": "success", "nakijken": "warning", "kan-niet": "danger", "leest": "neutral"}
TWIN = "Staat hier twee keer"
# In a list of hundreds a remark is a few words; its page says the rest.
SHORT = {
    "dubbel": "Dit bestand is er al",
    "bijna-dubbel": "Lijkt op een ander document",
    "persoonsgegevens": "Misschien persoonsgegevens",
    "kort": "Erg kort",
    "taal": "Geen Nederlands of Engels",
    "geen-koppen": "Geen tussenkoppen",
    "kolommen": "Misschien kolommen door elkaar",
    "titel": "Geen titel gevonden",
}


@dataclass(frozen=True, slots=True)
class PasteForm:
    """What was typed on the page where one adds."""

    title: str = ""
    text: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Problems:
    """What went wrong with what came in: fields of a form, and files by name."""

    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    pasted: PasteForm = field(default_factory=PasteForm)


@dataclass(frozen=True, slots=True)
class Line:
    """One upload on the list."""

    key: str
    title: str
    facts: tuple[str, ...]
    status: str
    said: str
    colour: str
    remarks: tuple[str, ...]
    url: str
    ready: bool
    can_open: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """A choice of lines, with how many there are."""

    text: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class WaitingView:
    """The list of what waits."""

    lines: tuple[Line, ...]
    tabs: tuple[Tab, ...]
    total: int
    ready: tuple[Line, ...]
    reading: int
    others: int

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """Key and title of each upload that may be saved as it is."""
        return tuple((line.key, line.title) for line in self.ready)


@dataclass(frozen=True, slots=True)
class NewsView:
    """What somebody saved a moment ago."""

    saved: tuple[Saved, ...]
    findable: int
    busy: bool


def waiting_view(found: Sequence[Waiting], who: str, show: str, question: str) -> WaitingView:
    """Return the list of somebody's uploads, or with `show` some of them."""
    mine = [each for each in found if each.staged.who == who]
    lines = [_line(each) for each in mine]
    counts = {name: sum(line.status == name for line in lines) for name in COLOURS}
    chosen = show if show in COLOURS else ""
    return WaitingView(
        lines=tuple(line for line in lines if chosen in ("", line.status)),
        tabs=tuple(
            Tab(text, counts.get(name, len(lines)), _list_url(name, question), name == chosen)
            for name, text in SHOW.items()
            if name in ("", chosen) or counts.get(name)
        ),
        total=len(lines),
        ready=tuple(line for line in lines if line.ready),
        reading=counts["leest"],
        others=len(found) - len(mine),
    )


def news_view(saved: Sequence[Saved]) -> NewsView:
    """Return what was saved a moment ago."""
    return NewsView(
        saved=tuple(saved),
        findable=sum(each.state.status == "doorzoekbaar" for each in saved),
        busy=any(each.state.status == "bezig" for each in saved),
    )


def size(count: int) -> str:
    """Write a number of bytes as people do: "1,2 MB"."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")


def _line(waiting: Waiting) -> Line:
    staged, summary = waiting.staged, waiting.summary
    status = summary.status if summary else "leest"
    if waiting.twin and status == "in-orde":
        status = "nakijken"
    remarks = [TWIN] if waiting.twin else []
    if summary:
        remarks += [summary.problem] if summary.problem else []
        remarks += [SHORT.get(each.code, each.text) for each in summary.findings]
    known = summary.metadata if summary else Metadata()
    counted = many(summary.passages, "passage", "passages") if summary else ""
    return Line(
        key=staged.id,
        title=known.title or staged.shown,
        facts=tuple(
            filter(
                None,
                (
                    (known.kind or "").capitalize(),
                    staged.shown if known.title else "",
                    size(staged.size),
                    counted if summary and summary.passages else "",
                ),
            )
        ),
        status=status,
        said=SHOW[status],
        colour=COLOURS[status],
        remarks=tuple(remarks),
        url=f"{HERE}/{staged.id}",
        ready=waiting.ready,
        can_open=summary is not None,
    )


def _list_url(show: str, question: str) -> str:
    values = {name: text for name, text in (("toon", show), ("vraag", question)) if text}
    return f"{HERE}?{urlencode(values)}#klaar" if values else f"{HERE}#klaar"


def many(count: int, one: str, more: str) -> str:
    """Write a number with what it counts: "1.200 woorden"."""
    return f"{count:,} {one if count == 1 else more}".replace(",", ".")
