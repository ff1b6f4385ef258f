"""What somebody may be about to ask, from the first letters. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Literal

from kb import dutch

SuggestionKind = Literal["titel", "thema", "vraag"]
# What a Suggestion is made of.
_Offer = tuple[str, SuggestionKind, str]
# Which comes first of two that match as well.
KINDS: Mapping[SuggestionKind, int] = {"thema": 0, "vraag": 1, "titel": 2}
# Longer texts are pasted, not typed.
LONGEST_TYPED = 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to go on with; `document` is the path of the document that a title is of."""

    text: str
    kind: SuggestionKind
    document: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one generation can suggest: (title, document) in order of path, and themes."""

    titles: tuple[tuple[str, str], ...] = ()
    themes: tuple[str, ...] = ()


def suggest(
    typed: str,
    *,
    titles: Iterable[tuple[str, str]],
    themes: Iterable[str],
    questions: Iterable[str],
    limit: int = 8,
) -> tuple[Suggestion, ...]:
    """Return texts of which words begin with all typed ones, in any order, best first.

    First those that open with what was typed, then by how near their first match is
    to the beginning; themes before questions before titles, short before long.
    """
    wanted = _line(typed).split() if len(typed) <= LONGEST_TYPED else []
    if not wanted:
        return ()
    offered: Iterable[_Offer] = chain(
        ((theme, "thema", "") for theme in themes),
        ((question, "vraag", "") for question in questions),
        ((title, "titel", document) for title, document in titles),
    )
    best = islice(_first_of_each(_ranked(wanted, offered)), limit)
    return tuple(Suggestion(*offer) for offer in best)


def _ranked(wanted: Sequence[str], offered: Iterable[_Offer]) -> list[_Offer]:
    starts = [f" {word}" for word in wanted]
    opening = " ".join(("", *wanted))
    found = []
    for order, offer in enumerate(offered):
        text, kind, _ = offer
        line = _line(text)
        if all(start in line for start in starts):
            place = line.count(" ", 0, line.index(starts[0]))
            worth = (not line.startswith(opening), place, KINDS[kind], len(text), order)
            found.append((worth, offer))
    return [offer for _, offer in sorted(found)]


def _first_of_each(ranked: Iterable[_Offer]) -> Iterator[_Offer]:
    seen: set[str] = set()
    for offer in ranked:
        line = _line(offer[0])
        if line not in seen:
            seen.add(line)
            yield offer


@lru_cache(maxsize=50_000)
def _line(text: str) -> str:
    """Return the folded words of a text, each with a space before it."""
    return "".join(f" {dutch.fold(word.text)}" for word in dutch.words(text))
