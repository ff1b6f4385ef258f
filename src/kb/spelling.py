"""What someone meant to type: misspelt words mended with the corpus's own words. Pure."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from kb import dutch
from kb.dutch.slips import distance, neighbours, sound
from kb.model import Vocabulary

SHORTEST = 4
# How far a word may be from what was meant, by its length: (shorter than, distance).
FARTHEST = ((6, 1.0), (9, 1.5), (14, 2.0), (99, 3.0))
OTHER_START, OTHER_END = 0.5, 0.2
ENDINGS = ("e", "n", "en", "s")
# A word that is ten times as common may be this much farther.
COMMONNESS = 0.2
# No further than this a question is answered as mended without asking.
SURE = 1.5
# Two words were meant as one when a dictionary has them together, or when the corpus does so at
# least so often, also compared with the rarer of the two: not "gemeente beleid".
JOINED, JOINED_SHARE = 2, 0.2
LINKS = ("", "s", "en", "n")


@dataclass(frozen=True, slots=True)
class Mended:
    """A question with its slips mended; `sure` when a slip finds nothing by itself."""

    question: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Repair:
    """What stands in a question from `start` to `end`, and what was meant."""

    start: int
    end: int
    meant: str
    sure: bool


class Speller:
    """Mends questions with the words of one corpus."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        occurs: Callable[[str], bool],
        together: Callable[[str, str], bool],
    ) -> None:
        """Know the corpus's words; `occurs` tells whether it has a word in any of its forms.

        `together` tells whether it has two words next to each other.
        """
        self._words = vocabulary
        self._occurs = occurs
        self._together = together

    def mend(self, question: str) -> Mended | None:
        """Return what was meant, or None when nothing seems amiss."""
        words = [word for word in dutch.words(question) if not _unwanted(question, word)]
        shouting = question.isupper()
        repairs = [self._repair(word, shouting=shouting) for word in words]
        repairs = list(self._joined(question, words, repairs))
        found = [each for each in repairs if each]
        if not found:
            return None
        return Mended(_replaced(question, found), any(each.sure for each in found))

    def _repair(self, word: dutch.Word, *, shouting: bool) -> Repair | None:
        folded = dutch.fold(word.text)
        if self._known(word.text if not shouting else folded, folded):
            return None
        meant = self._apart(folded)
        if meant:
            return Repair(word.start, word.end, meant, sure=False)
        named = word.text[:1].isupper() and word.start > 0 and not shouting
        found = self._seam(folded) if _compound(folded) else self._nearest(folded, named=named)
        if not found:
            return None
        away, meant = found
        finds_nothing = not any(self._occurs(form.key) for form in dutch.forms(folded))
        shown = _capital(self._shown(meant), like=word.text)
        return Repair(word.start, word.end, shown, sure=finds_nothing and away <= SURE)

    def _known(self, text: str, folded: str) -> bool:
        """Tell whether a word is no slip: here, in a dictionary, or not for us to judge."""
        if len(folded) < SHORTEST or not (folded.isascii() and folded.isalpha()):
            return True
        if text[1:] != text[1:].lower() or dutch.is_stop(folded):
            return True
        if folded in self._words.counts:
            return True
        return dutch.is_spelt(folded) and not self._apart(folded)

    def _apart(self, word: str) -> str:
        """Return two words of the corpus that were written as one by mistake, or "".

        An adjective stands apart ("circulaire economie"); nouns belong together.
        """
        for cut in range(SHORTEST, len(word) - SHORTEST + 1):
            first, second = word[:cut], word[cut:]
            if (
                self._words.counts.get(first, 0) > 1
                and self._words.counts.get(second, 0) > 1
                and first.endswith("e")
                and dutch.stem(first) == dutch.stem(_base(first))
                and dutch.is_spelt(_base(first))
                and self._together(first, second)
            ):
                return f"{self._shown(first)} {self._shown(second)}"
        return ""

    def _seam(self, word: str) -> tuple[float, str] | None:
        """Return the corpus's word when a good compound differs from it by a letter more or less.

        "persoongegevens" is no word of a dictionary, but neither is "gemeentetaken" a slip for
        "gemeentezaken".
        """
        found = [
            (count, other)
            for other in neighbours(word)
            if len(other) != len(word)
            and other[:3] == word[:3]
            and other[-3:] == word[-3:]
            and (count := self._words.counts.get(other, 0)) > 1
        ]
        return (1.0, max(found)[1]) if found else None

    def _nearest(self, word: str, *, named: bool) -> tuple[float, str] | None:
        """Return how far the likeliest word is, and that word; None when all are too far."""
        far = 1.0 if named else next(most for below, most in FARTHEST if len(word) < below)
        heard = sound(word)
        near = (
            (self._unlikely(word, form, away), away, form)
            for other in self._candidates(word)
            if distance(word, other, heard) <= far + 1
            for form in (other, *_inflected(other, word))
            if (away := distance(word, form, heard)) <= far
        )
        found = next((each for each in sorted(near) if self._worthy(each[2])), None)
        return found[1:] if found else None

    def _unlikely(self, word: str, other: str, away: float) -> float:
        common = math.log10(1 + self._words.counts.get(other, 0))
        strange = OTHER_START * (other[0] != word[0]) + OTHER_END * (other[-1] != word[-1])
        return away + strange - COMMONNESS * common

    def _worthy(self, word: str) -> bool:
        """Tell whether a word of the corpus is not itself a slip."""
        return self._words.counts.get(word, 0) > 1 or dutch.is_spelt(word) or _compound(word)

    def _candidates(self, word: str) -> Iterator[str]:
        letters = _letters(word)
        for length in range(len(word) - 2, len(word) + 3):
            for other, has in self._by_length.get(length, ()):
                # Two letters more, less or other: the sets differ in four at most. A slip
                # at both ends of a word is too rare to look at every word for.
                alike = other[0] == word[0] or other[-3:] == word[-3:]
                if alike and (letters ^ has).bit_count() <= 4:
                    yield other
        for other in neighbours(word):
            if (
                dutch.is_common(other)
                and other not in self._words.counts
                and self._occurs(dutch.forms(other)[0].key)
            ):
                yield other

    @cached_property
    def _by_length(self) -> dict[int, list[tuple[str, int]]]:
        """The words of the corpus with their letters, by length."""
        found: dict[int, list[tuple[str, int]]] = {}
        for word in self._words.counts:
            if len(word) >= SHORTEST and word.isalpha():
                found.setdefault(len(word), []).append((word, _letters(word)))
        return found

    def _joined(
        self, question: str, words: Sequence[dutch.Word], repairs: Sequence[Repair | None]
    ) -> Iterator[Repair | None]:
        """Yield the repairs, with one for each two words that the corpus writes as one."""
        done = -1
        for at, (one, two) in enumerate(pairwise(range(len(words)))):
            first, second = words[one], words[two]
            meant = ""
            if at > done and not question[first.end : second.start].strip():
                meant = self._as_one(_meant(first, repairs[one]), _meant(second, repairs[two]))
            if meant:
                done = two
                yield Repair(
                    first.start, second.end, _capital(self._shown(meant), like=first.text), False
                )
            elif one != done:
                yield repairs[one]
        if repairs and done != len(repairs) - 1:
            yield repairs[-1]

    def _as_one(self, first: str, second: str) -> str:
        if min(len(first), len(second)) < SHORTEST - 1 or dutch.is_stop(first):
            return ""
        counts = self._words.counts
        rarer = min(counts.get(first, 0), counts.get(second, 0))
        for link in LINKS:
            joined = f"{first}{link}{second}"
            count = counts.get(joined, 0)
            enough = count >= max(JOINED, JOINED_SHARE * rarer) or (
                count and dutch.is_spelt(joined)
            )
            if enough and not dutch.is_stop(second) and not self._together(first, second):
                return joined
        return ""

    def _shown(self, word: str) -> str:
        return self._words.written.get(word, word)


def _compound(word: str) -> bool:
    pieces = dutch.parts(word)
    return bool(pieces) and all(map(dutch.is_spelt, pieces))


def _inflected(other: str, word: str) -> Iterator[str]:
    """Yield a word with the ending of the one that was typed: wijkgericht, wijkgerichte."""
    for ending in ENDINGS:
        if word.endswith(ending) and dutch.in_dictionary(other + ending):
            yield other + ending


def _letters(word: str) -> int:
    found = 0
    for char in word:
        found |= 1 << (ord(char) & 31)
    return found


def _base(adjective: str) -> str:
    """Return an inflected adjective without its -e: circulaire, sociale, slimme."""
    bare = adjective[:-1]
    if len(bare) > 2 and bare[-1] == bare[-2]:
        return bare[:-1]
    if len(bare) > 2 and bare[-2] in "aeou" and bare[-3] not in "aeiou":
        double = bare[:-1] + bare[-2] + bare[-1]
        return double if dutch.is_spelt(double) else bare
    return bare


def _unwanted(question: str, word: dutch.Word) -> bool:
    before = question[: word.start]
    return before.endswith("-") and not before[:-1].strip()[-1:].isalnum()


def _meant(word: dutch.Word, repair: Repair | None) -> str:
    return dutch.fold(repair.meant if repair else word.text)


def _capital(meant: str, *, like: str) -> str:
    """Give a word the first letter of what was typed, but leave LEF-talk and AVG as they are."""
    if meant[1:] != meant[1:].lower():
        return meant
    return (meant[:1].upper() if like[:1].isupper() else meant[:1].lower()) + meant[1:]


def _replaced(question: str, repairs: Sequence[Repair]) -> str:
    for each in reversed(repairs):
        question = question[: each.start] + each.meant + question[each.end :]
    return question
