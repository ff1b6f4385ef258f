"""What happened to a document, and the earlier versions that it left. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kb.editing.documents import CHANGES, Version
from kb.journal import Entry

# A change is noted first; copying a large file comes after it.
SLOWEST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; `before` is the document as it was until then, if that is kept.

    `entry` is None for a version of which the trail knows nothing.
    """

    at: datetime
    entry: Entry | None
    before: Version | None = None


def events(trail: Sequence[Entry], versions: Sequence[Version]) -> tuple[Event, ...]:
    """Return what happened, the latest first, as both are given."""
    left, found = list(versions), []
    for entry in trail:
        mine = next((each for each in left if _left_by(entry, each)), None)
        if mine:
            left.remove(mine)
        found.append(Event(entry.at, entry, mine))
    found += [Event(each.until, None, each) for each in left]
    return tuple(sorted(found, key=lambda event: event.at, reverse=True))


def _left_by(entry: Entry, version: Version) -> bool:
    return entry.what in CHANGES and timedelta() <= version.until - entry.at < SLOWEST
