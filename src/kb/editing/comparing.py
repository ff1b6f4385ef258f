"""Two texts side by side: what they share and where they differ. Pure."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb import dutch
from kb.catalogue import Entry
from kb.model import Passage

# Words in one shingle: five in a row rarely meet by chance.
SHINGLE = 5
# From this share of shingles on, passages say the same, and documents are nearly the same.
SAME_PASSAGE, SAME_DOCUMENT = 0.5, 0.5


@dataclass(frozen=True, slots=True)
class Shared:
    """A passage of the new document beside the one of another document that says the same."""

    ours: Passage
    theirs: Passage
    share: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another document that says much the same; `share` is of the smaller of the two, 0..1."""

    path: str
    title: str
    share: float
    shared: tuple[Shared, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Lines that were replaced: either side may be empty; `same` lines are on both."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    same: bool


def shingles(text: str) -> frozenset[str]:
    """Return the runs of words in a text, without capitals and punctuation."""
    words = [dutch.fold(word.text) for word in dutch.words(text)]
    runs = range(max(1, len(words) - SHINGLE + 1)) if words else ()
    return frozenset(" ".join(words[at : at + SHINGLE]) for at in runs)


def overlap(one: frozenset[str], two: frozenset[str]) -> float:
    """Return which share of the smaller set is in the other, 0..1."""
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def likenesses(passages: Sequence[Passage], others: Sequence[Entry]) -> tuple[Likeness, ...]:
    """Return the documents that say nearly the same as these passages, most alike first."""
    ours = [shingles(passage.text) for passage in passages]
    found = [_likeness(passages, ours, other) for other in others]
    alike = [each for each in found if each.share >= SAME_DOCUMENT]
    return tuple(sorted(alike, key=lambda each: -each.share))


def differences(old: Sequence[str], new: Sequence[str]) -> tuple[Difference, ...]:
    """Return two texts as runs of equal and of differing lines."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        Difference(tuple(old[a:b]), tuple(new[c:d]), kind == "equal")
        for kind, a, b, c, d in matcher.get_opcodes()
    )


def _likeness(
    passages: Sequence[Passage], ours: Sequence[frozenset[str]], other: Entry
) -> Likeness:
    theirs = [shingles(passage.text) for passage in other.passages]
    share = overlap(frozenset().union(*ours), frozenset().union(*theirs))
    shared = _shared(passages, ours, other.passages, theirs) if share >= SAME_DOCUMENT else ()
    document = other.document
    return Likeness(document.path, document.metadata.title, share, tuple(shared))


def _shared(
    passages: Sequence[Passage],
    ours: Sequence[frozenset[str]],
    others: Sequence[Passage],
    theirs: Sequence[frozenset[str]],
) -> Iterator[Shared]:
    for passage, mine in zip(passages, ours, strict=True):
        shares = [overlap(mine, their) for their in theirs]
        best = max(range(len(shares)), key=shares.__getitem__)
        if shares[best] >= SAME_PASSAGE:
            yield Shared(passage, others[best], shares[best])
