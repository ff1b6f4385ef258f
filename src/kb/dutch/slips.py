"""How near words are as someone types them: by their letters and by their sound."""

import re
from functools import lru_cache

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What sounds the same is a likelier slip than a letter more or less.
SAME_SOUND, OTHER_SOUND = 0.8, 0.6
# Dutch spellings of one sound; in this order.
SOUNDS = tuple(
    (re.compile(written), heard)
    for written, heard in (
        ("ph", "f"),
        ("th", "t"),
        ("qu", "kw"),
        ("x", "ks"),
        ("ch", "g"),
        ("c(?=[eiy])", "s"),
        ("c", "k"),
        ("z", "s"),
        ("v", "f"),
        ("ij|ei|ie|y", "i"),
        ("au", "ou"),
        ("t(?=i)", "s"),
        ("d?t$|d$", "t"),
        ("b$", "p"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """Return the same key for folded words that sound (nearly) the same in Dutch."""
    for written, heard in SOUNDS:
        word = written.sub(heard, word)
    return word


def neighbours(word: str) -> set[str]:
    """Return all that one slip makes of a word: a letter more, less, other, or two swapped."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    fewer = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    other = {left + letter + right[1:] for left, right in cuts if right for letter in LETTERS}
    more = {left + letter + right for left, right in cuts for letter in LETTERS}
    return (fewer | swapped | other | more) - {word}


def distance(word: str, other: str, heard: str) -> float:
    """Return how far two words are in slips; what sounds like `word` (`heard`) is near."""
    written = slips(word, other)
    spoken = slips(heard, sound(other))
    if not spoken:
        return min(written, SAME_SOUND)
    return min(written, spoken + OTHER_SOUND)


def slips(one: str, other: str) -> int:
    """Return the letters more, less, other or swapped between two words (Damerau, 1964)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        older, before = before, row
        row = [at]
        for to, wanted in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (char != wanted))
            if at > 1 and to > 1 and char == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, older[to - 2] + 1)
            row.append(cost)
    return row[-1]
