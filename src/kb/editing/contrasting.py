"""Two versions of a text in one column: what went, what came, and a little around it. Pure."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from kb.catalogue import Entry
from kb.editing import comparing
from kb.editing.comparing import Difference

# Equal lines to show before and after what differs.
AROUND = 1
# Lines to show at most; who rewrote more than this reads the document itself.
MOST = 400
# Comparing takes the product of both lengths; beyond this it is not worth the wait.
MOST_WORK = 4_000_000
# Lines that share less than this are not one line that was changed.
ALIKE = 0.4
MOST_WORDS = 1500
WORDS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line; `changed` when the other version does not have it."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of both versions, of the old or of the new one; a gap stands for `hidden` lines."""

    kind: Literal["same", "old", "new", "gap"]
    pieces: tuple[Piece, ...] = ()
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Contrast:
    """How two versions differ; `left_out` counts lines beyond those that are shown."""

    lines: tuple[Line, ...] = ()
    removed: int = 0
    added: int = 0
    left_out: int = 0

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.removed and not self.added


def contrast(old: Sequence[str], new: Sequence[str]) -> Contrast:
    """Return how two texts differ, line by line and within lines."""
    runs = tuple(_runs(old, new))
    lines = [line for at, run in enumerate(runs) for line in _shown(run, at, len(runs))]
    changed = [run for run in runs if not run.same]
    return Contrast(
        lines=tuple(lines[:MOST]) if changed else (),
        removed=sum(len(run.old) for run in changed),
        added=sum(len(run.new) for run in changed),
        left_out=max(0, len(lines) - MOST),
    )


def readable(entry: Entry) -> tuple[str, ...]:
    """Return a document as lines to compare: its places and its paragraphs."""
    lines: list[str] = []
    for section in entry.document.sections:
        lines += [section.locator.label] if section.locator.label else []
        lines += [part for part in section.text.split("\n\n") if part.strip()]
    return tuple(lines)


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    """Yield runs of equal and differing lines; what both begin and end with costs nothing."""
    shortest = min(len(old), len(new))
    head = next((at for at in range(shortest) if old[at] != new[at]), shortest)
    rest = shortest - head
    tail = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    ours, theirs = old[head : len(old) - tail], new[head : len(new) - tail]
    if head:
        yield Difference(tuple(old[:head]), tuple(new[:head]), same=True)
    if len(ours) * len(theirs) > MOST_WORK:
        yield Difference(tuple(ours), tuple(theirs), same=False)
    else:
        yield from comparing.differences(ours, theirs)
    if tail:
        yield Difference(tuple(old[-tail:]), tuple(new[-tail:]), same=True)


def _shown(run: Difference, at: int, runs: int) -> Iterator[Line]:
    if not run.same:
        yield from _changed(run)
        return
    before = AROUND if at else 0
    after = AROUND if at < runs - 1 else 0
    hidden = len(run.old) - before - after
    # A gap of one line takes as much room as the line.
    if hidden <= 1:
        yield from map(_same, run.old)
        return
    yield from map(_same, run.old[:before])
    yield Line("gap", hidden=hidden)
    yield from map(_same, run.old[len(run.old) - after :])


def _changed(run: Difference) -> Iterator[Line]:
    for old, new in zip_longest(run.old, run.new):
        before, after = _pieces(old, new)
        if old is not None:
            yield Line("old", before)
        if new is not None:
            yield Line("new", after)


def _pieces(old: str | None, new: str | None) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return two lines in pieces; nothing is marked where hardly anything is the same."""
    ours, theirs = WORDS.findall(old or ""), WORDS.findall(new or "")
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    long = max(len(ours), len(theirs)) > MOST_WORDS
    if long or old is None or new is None or matcher.ratio() < ALIKE:
        return (Piece(old or ""),), (Piece(new or ""),)
    before: list[Piece] = []
    after: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        # A space alone between words that changed reads as part of the change.
        changed = kind != "equal" or (bool(before) and not "".join(ours[a:b]).strip())
        _join(before, "".join(ours[a:b]), changed=changed)
        _join(after, "".join(theirs[c:d]), changed=changed)
    return tuple(before), tuple(after)


def _same(text: str) -> Line:
    return Line("same", (Piece(text),))


def _join(pieces: list[Piece], text: str, *, changed: bool) -> None:
    if text and pieces and pieces[-1].changed == changed:
        pieces[-1] = Piece(pieces[-1].text + text, changed)
    elif text:
        pieces.append(Piece(text, changed))
