"""Words to the forms under which they are found."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kb.dutch import abbreviations, verbs
from kb.dutch.compounds import parts
from kb.dutch.lexicon import stem
from kb.dutch.stopwords import STOP_WORDS
from kb.dutch.text import Word, fold, words

FormKind = Literal["main", "part", "abbreviation", "verb", "number", "translation"]
# "één" is a word like any other; above twelve people write digits.
NUMERALS = {
    word: str(number)
    for number, word in enumerate(
        "twee drie vier vijf zes zeven acht negen tien elf twaalf".split(), 2
    )
}
GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
LETTERED = re.compile(r"([a-z]{2,})(\d{2,})")


@dataclass(frozen=True, slots=True)
class Form:
    """A key in the word index; `weight` (0..1) says how much it tells of the word."""

    key: str
    kind: FormKind
    weight: float


@dataclass(frozen=True, slots=True)
class Term:
    """A word and its forms, the main one first; `stop` words carry no meaning of their own."""

    word: Word
    forms: tuple[Form, ...]
    stop: bool


def analyse(text: str) -> tuple[Term, ...]:
    """Return the terms of a text, one a word, in order."""
    found = words(text)
    folded = [fold(word.text) for word in found]
    return tuple(_terms(found, folded, verbs.separated(text, found, folded)))


@lru_cache(maxsize=200_000)
def forms(word: str) -> tuple[Form, ...]:
    """Return the forms of one folded word: its stem, then its parts.

    A code or number ("2-owp-30", "5.1") is its own exact key; the pieces of a
    hyphenated word and of a compound are parts ("e-mail" meets "email"). A number
    has one key however it is written: "10.000" and "10000", "tien" and "10".
    """
    if word[0].isdigit() or word in NUMERALS:
        return _number_forms(word)
    if lettered := LETTERED.fullmatch(word):
        return (Form(word, "main", 1.0), *_parts(lettered.groups()))
    pieces = [piece for piece in word.replace("&", "-").split("-") if piece]
    if len(pieces) == 1:
        return (Form(_key(word), "main", 1.0), *_parts(parts(word)))
    if any(char.isdigit() for char in word):
        return (Form(word, "main", 1.0), *_parts([p for p in pieces if len(p) > 1]))
    inner = [part for piece in pieces for part in (parts(piece) or (piece,))]
    return (Form(_key("".join(pieces)), "main", 1.0), *_parts([p for p in inner if len(p) > 2]))


def is_stop(word: str) -> bool:
    """Tell whether a word only holds a question together."""
    return fold(word) in STOP_WORDS


def _terms(
    found: Sequence[Word], folded: Sequence[str], joined: Mapping[int, str]
) -> Iterator[Term]:
    for at, (word, plain) in enumerate(zip(found, folded, strict=True)):
        short = abbreviations.known(word.text) or _opens_long_form(folded, at)
        extra = tuple(_extra(word.text, short, joined.get(at)))
        yield Term(word, (*forms(plain), *extra), plain in STOP_WORDS and not short)


def _extra(text: str, short: str | None, verb: str | None) -> Iterator[Form]:
    """Yield the forms that a word has by its capitals or by the words around it."""
    if short:
        yield Form(short, "abbreviation", 1.0)
    elif "-" in text:
        pieces = text.split("-")
        yield from (
            Form(key, "abbreviation", 1 / len(pieces))
            for piece in pieces
            if (key := abbreviations.known(piece))
        )
    if verb:
        yield Form(stem(verb), "verb", 1.0)


def _number_forms(word: str) -> tuple[Form, ...]:
    if word in NUMERALS:
        return (Form(word, "main", 1.0), Form(NUMERALS[word], "number", 1.0))
    plain = word.removesuffix("%")
    key = plain.replace(".", "") if GROUPED.fullmatch(plain) else plain
    if word.endswith("%"):
        return (Form(key, "main", 1.0), Form(stem("procent"), "number", 0.5))
    pieces = [piece for piece in key.split("-") if len(piece) > 1] if "-" in key else []
    return (Form(key, "main", 1.0), *_parts(pieces))


def _opens_long_form(folded: Sequence[str], at: int) -> str | None:
    for sequence, short in abbreviations.by_first_word().get(folded[at], ()):
        if tuple(folded[at : at + len(sequence)]) == sequence:
            return short
    return None


def _key(word: str) -> str:
    bare = word.strip("'")
    return stem(bare.removesuffix("'s")) if bare.replace("'", "").isalpha() else word


def _parts(pieces: Sequence[str]) -> tuple[Form, ...]:
    return tuple(Form(stem(piece), "part", 1 / len(pieces)) for piece in pieces)
