"""What the pages about one upload show. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath
from urllib.parse import quote

from kb import presenting
from kb.editing.comparing import Likeness, Shared, differences
from kb.editing.findings import Finding
from kb.editing.previews import AROUND, Preview
from kb.editing.staging import Staged
from kb.web.adding.views import HERE, many, size
from kb.web.desk_forms import FIELDS
from kb.web.moments import moment
from kb.web.views.common import Piece

# So many passages are shown at first; a long report has hundreds.
FEW = 30
REMEDIES = {
    ".pdf": "Verander het in het programma waarin het is gemaakt, bewaar het opnieuw als PDF",
    ".docx": "Verander het in Word, bewaar het",
    ".pptx": "Verander het in PowerPoint, bewaar het",
    ".odt": "Verander het in LibreOffice, bewaar het",
}
BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Found:
    """Personal data in the text: each once, with the words around the first."""

    kind: str
    text: str
    before: str
    after: str
    times: int


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A place in the document with the passages that it gives."""

    label: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """A document that says much the same."""

    title: str
    path: str
    percent: int
    url: str
    compare: str


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What kb understands of one upload."""

    name: str
    title: str
    facts: tuple[str, ...]
    problem: str
    findings: tuple[Finding, ...]
    confirm: tuple[Finding, ...]
    origins: Mapping[str, str]
    personal: tuple[Found, ...]
    remedy: str
    alike: tuple[Alike, ...]
    sections: tuple[SectionLine, ...]
    passages: int
    hidden: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two passages that say the same, with what only one of them says marked."""

    percent: int
    ours: tuple[Piece, ...]
    theirs: tuple[Piece, ...]
    our_place: str
    their_place: str
    their_url: str

    @property
    def equal(self) -> bool:
        """Whether both say exactly the same."""
        return not any(piece.marked for piece in (*self.ours, *self.theirs))


def preview_view(staged: Staged, preview: Preview, *, whole: bool) -> PreviewView:
    """Return the page about one upload; `whole` shows every passage."""
    passages = len(preview.passages)
    shown = preview.passages if whole else preview.passages[:FEW]
    words = sum(len(section.text.split()) for section in preview.sections)
    counted = (many(passages, "passage", "passages"), many(words, "woord", "woorden"))
    suffix = PurePosixPath(staged.name).suffix
    return PreviewView(
        name=staged.shown,
        title=preview.metadata.title or staged.shown,
        facts=(
            staged.shown,
            size(staged.size),
            *(counted if passages else ()),
            f"toegevoegd door {staged.who}, {moment(staged.at)}",
        ),
        problem=preview.problem,
        findings=tuple(each for each in preview.findings if not each.confirm),
        confirm=preview.to_confirm,
        origins={FIELDS[name]: text for name, text in preview.origins.items() if name in FIELDS},
        personal=personal(preview),
        remedy=REMEDIES.get(suffix, ""),
        alike=tuple(_alike(staged, each) for each in preview.likenesses),
        sections=tuple(
            SectionLine(
                preview.sections[at].locator.label or "Begin van de tekst",
                tuple(passage.text for passage in found),
            )
            for at, found in groupby(shown, key=lambda passage: passage.section)
        ),
        passages=passages,
        hidden=passages - len(shown),
    )


def personal(preview: Preview) -> tuple[Found, ...]:
    """Return each piece of personal data once, in order."""
    found: dict[tuple[str, str], Found] = {}
    for each in preview.personal:
        key = each.kind, "".join(each.text.split())
        times = found[key].times + 1 if key in found else 1
        first = found.get(key)
        found[key] = Found(
            each.kind,
            first.text if first else each.text,
            first.before if first else _cut(each.before, "…{}"),
            first.after if first else _cut(each.after, "{}…"),
            times,
        )
    return tuple(found.values())


def pairs(likeness: Likeness) -> tuple[Pair, ...]:
    """Return the passages that two documents share, side by side."""
    return tuple(_pair(likeness.path, each) for each in likeness.shared)


def _cut(text: str, form: str) -> str:
    return form.format(text) if len(text) == AROUND else text


def _alike(staged: Staged, likeness: Likeness) -> Alike:
    return Alike(
        title=likeness.title,
        path=likeness.path,
        percent=round(100 * likeness.share),
        url=presenting.document_url(likeness.path),
        compare=f"{HERE}/{staged.id}/vergelijken?met={quote(likeness.path, safe='')}",
    )


def _pair(path: str, shared: Shared) -> Pair:
    ours, theirs = _words(shared.ours.text), _words(shared.theirs.text)
    found = differences(theirs, ours)
    return Pair(
        percent=round(100 * shared.share),
        ours=tuple(_pieces((each.new, each.same) for each in found)),
        theirs=tuple(_pieces((each.old, each.same) for each in found)),
        our_place=shared.ours.locator.label,
        their_place=shared.theirs.locator.label,
        their_url=presenting.passage_url(path, shared.theirs.ordinal),
    )


def _words(text: str) -> list[str]:
    return text.replace(BREAK, f" {BREAK} ").split(" ")


def _pieces(runs: Iterator[tuple[tuple[str, ...], bool]]) -> Iterator[Piece]:
    for words, same in runs:
        if words:
            text = " ".join(words).replace(f" {BREAK} ", BREAK)
            yield Piece(f"{text} ", marked=not same)
