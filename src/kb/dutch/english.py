"""English words in a question, and the words of Dutch documents for them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from kb.dutch import stopwords
from kb.dutch.lexicon import english_stem, lexicon

# Function words that Dutch does not have: they tell an English question from a Dutch one.
FUNCTION_WORDS = frozenset(
    """
    a an the to and how do does did what are were be been for on with can could i my our us you
    your they their it its this that these those there who when where why which should would
    will must may at by from or not no has have about into other others
    """.split()
)
# All words that only hold an English question together.
STOP_WORDS = FUNCTION_WORDS | frozenset(
    """
    but if because while although though than whether unless until since so yet nor me mine
    myself yours yourself he him his himself she her hers herself itself ours ourselves them
    theirs themselves whom whose someone somebody something anyone anybody anything everyone
    everybody everything nobody nothing none one ones each every either neither both few many
    much several some any all most more less least enough another such same own without within
    onto upon out off up down under above below between among amongst across along around
    against after before behind beside besides beyond during despite except inside outside near
    next per through throughout toward towards via like yes too very quite rather really just
    only also even still already again ever never often always sometimes usually maybe perhaps
    soon then here now today instead otherwise else actually exactly especially probably simply
    almost doing done am being isn't aren't don't doesn't didn't can't won't having might shall
    ought cannot get gets got getting let lets want wants need needs please of in is was we as
    over
    """.split()
)
# What only one of the languages has; words such as "in" and "we" tell nothing.
ONLY_ENGLISH, ONLY_DUTCH = STOP_WORDS - stopwords.STOP_WORDS, stopwords.STOP_WORDS - STOP_WORDS
# A word this frequent in Dutch (Zipf × 100) says nothing for English: brief, map, wet.
FREQUENT = 400
# The longest English term, in words.
LONGEST = 5

Glossary = Mapping[tuple[str, ...], tuple[str, ...]]


def is_english(words: Sequence[str]) -> bool:
    """Tell whether folded words make an English question.

    Function words decide; a few keywords are English when most of them are known to be.
    """
    zipf = [lexicon().zipf.get(word, 0) for word in words]
    english = sum(
        word in FUNCTION_WORDS or (word in ONLY_ENGLISH and often < FREQUENT)
        for word, often in zip(words, zipf, strict=True)
    )
    dutch = sum(word in ONLY_DUTCH for word in words)
    if english != dutch:
        return english > dutch
    known = sum(
        (english_stem(word),) in glossary() and often < FREQUENT
        for word, often in zip(words, zipf, strict=True)
    )
    return known > max(sum(often >= FREQUENT for often in zipf), len(words) / 2)


def translations(words: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Return the Dutch words for each folded English word, by place; terms of more words first."""
    found: dict[int, tuple[str, ...]] = {}
    stems = [english_stem(word) for word in words]
    at = 0
    while at < len(stems):
        length, dutch = next(_terms(stems, at), (1, ()))
        found |= dict.fromkeys(range(at, at + length), dutch) if dutch else {}
        at += length
    return found


@lru_cache(maxsize=1)
def glossary() -> Glossary:
    """Return stems of an English term → Dutch words, the most usual first; read once.

    Words with the same stem, such as organise and organisation, share theirs.
    """
    text = files("kb.dutch").joinpath("data/english.tsv").read_text("utf-8")
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for english, dutch in (line.split("\t") for line in text.splitlines()):
        term = tuple(english_stem(word) for word in english.split())
        found[term] = tuple(dict.fromkeys((*found.get(term, ()), *dutch.split(", "))))
    return found


def _terms(stems: Sequence[str], at: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield (number of words, Dutch words) of the terms at a place, the longest first."""
    for length in range(LONGEST, 0, -1):
        dutch = glossary().get(tuple(stems[at : at + length]))
        if dutch and at + length <= len(stems):
            yield length, dutch
