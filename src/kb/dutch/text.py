"""Letters, words and sentences: what a reader sees, with exact offsets."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# A word may hold hyphens, apostrophes and ampersands inside (e-mail, auto's, B&W) and a
# number its separators (5.1, 10.000, 5.1a); "en/of" is two words.
WORD = re.compile(r"\d+(?:[.,:]\d+)+(?:%|[a-z]{1,2}\b)?|[^\W_]+(?:[-‐‑'’&][^\W_]+)*%?")
QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in a text: text[start:end] == word.text."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Return text without what a searcher leaves out: capitals, diacritics, curly quotes."""
    decomposed = unicodedata.normalize("NFKD", text.translate(QUOTES).lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words(text: str) -> tuple[Word, ...]:
    """Return the words of a text in order."""
    return tuple(Word(found.group(), *found.span()) for found in WORD.finditer(text))


# A full stop after these ends no sentence.
ABBREVIATIONS = frozenset(
    """
    a.d aant abs afd afl alg art artt bijl bijv blz bv bvb ca cf ch cie col conf concl dd dhr dr drs
    dir e.a e.d e.e e.g enz etc evt excl fig ggz hfst i.c i.e i.o i.p.v i.v.m incl ing inz ir jan jl
    feb mrt apr aug sep sept okt nov dec jhr jr lid m.a.w m.b.t m.b.v m.i.v m.n m.u.v max mej mevr
    min mln mld mr mw n.a.v n.b n.v.t nl no nr nrs o.a o.b.v o.g.v o.i o.l.v o.m o.v.v p p.p pag par
    plm pp prof red resp s.v.p sec sr st stb stcrt t.a.v t.b.v t.g.v t.k.n t.n.v t.o.v t/m tel toel
    trb v v.a v.l.n.r verg vgl vlg vnl vol vs w.o wnd z.g zgn zn z.s.m d.d d.m.v d.w.z u.s vz wo
    """.split()
)
# Where a sentence may end: a stop with closing quotes, then space; or a new line, for list
# items and headings stand on lines of their own.
BORDER = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|\n+")
# A new sentence opens with a capital, a digit, a quote or a list mark.
OPENING = re.compile(r"\s*[\"'“‘„«(\[]*(?:[^\W\d_a-zà-öø-ÿ]|\d|[-•*–])")
ABBREVIATED = re.compile(r"([^\s(\"'“‘]+)\.$")


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return spans of sentences, in order, trimmed, that hold every visible character.

    A line of a list is a sentence; a line that merely runs on into the next
    (no stop, small letter after it) is not cut.
    """
    return tuple(_trimmed(text))


def _trimmed(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _raw(text):
        piece = text[start:end]
        if piece.strip():
            yield (
                start + len(piece) - len(piece.lstrip()),
                end - (len(piece) - len(piece.rstrip())),
            )


def _raw(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for border in BORDER.finditer(text):
        if _ends_here(text, border, start):
            yield start, border.end()
            start = border.end()
    yield start, len(text)


def _ends_here(text: str, border: re.Match[str], start: int) -> bool:
    found = border.group()
    if found.startswith("\n"):
        return "\n\n" in found or bool(OPENING.match(text, border.end()))
    if not OPENING.match(text, border.end()):
        return False
    return not (found == "." and _abbreviation(text, start, border.end()))


def _abbreviation(text: str, start: int, end: int) -> bool:
    """Tell whether text[start:end] ends in an abbreviation, an initial or a list number."""
    found = ABBREVIATED.search(text[max(start, end - 20) : end])
    if not found:
        return False
    word = found.group(1).lower()
    if word in ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
        return True
    return word.isdigit() and not text[start : end - len(word) - 1].strip(" -•*\n")
