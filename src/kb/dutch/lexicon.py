"""How common Dutch words are, their odd lemmas, and the stem of any word."""

import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import Stemmer

from kb.dutch.bloom import Bloom
from kb.dutch.stopwords import STOP_WORDS

ENDINGS = ("e", "s")
PARTICLES = tuple(
    "aan achter af bij door in langs mee na om op over rond samen terug toe uit voor voort".split()
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`zipf` maps folded words to Zipf frequency × 100, `lemma` odd forms to their lemma."""

    zipf: dict[str, int]
    lemma: dict[str, str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the packaged lexicon (made by scripts/build_dutch_data.py), read once."""
    packed = files("kb.dutch").joinpath("data/lexicon.tsv.gz").read_bytes()
    zipf, lemmas = gzip.decompress(packed).decode().split("\n\n")
    read = Lexicon({}, {})
    for value, words in _groups(zipf):
        read.zipf.update(dict.fromkeys(words, int(value)))
    for lemma, words in _groups(lemmas):
        read.lemma.update(dict.fromkeys(words, lemma))
    return read


def _groups(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (value, the words that have it) of each line."""
    for line in text.splitlines():
        value, _, words = line.partition("\t")
        yield value, words.split(" ")


@lru_cache(maxsize=1)
def _spelt() -> Bloom:
    return Bloom.load(files("kb.dutch").joinpath("data/spelt.bloom").read_bytes())


def in_dictionary(word: str) -> bool:
    """Tell whether a folded word is in a dictionary, Dutch or English (1 in 500 is not)."""
    return word in _spelt()


def is_spelt(word: str) -> bool:
    """Tell whether a dictionary has a word, or what Dutch makes of it on the spot.

    Such as "beplante" and "meeverdienen".
    """
    return in_dictionary(word) or any(map(in_dictionary, _derived(word)))


def _derived(word: str) -> Iterator[str]:
    if word.endswith(ENDINGS) and len(word) > 5 and word[-2] not in "aeiou":
        yield word[:-1]
    # English plurals, such as dikes, are seldom in a dictionary.
    if word.endswith("es") and len(word) > 4:
        yield word[:-1]
    for particle in PARTICLES:
        if word.startswith(particle) and len(word) >= len(particle) + 5:
            yield word.removeprefix(particle)


def is_common(word: str) -> bool:
    """Tell whether a folded word is a Dutch word in use, and no common misspelling."""
    return word in lexicon().zipf and in_dictionary(word)


class _Stemmers(threading.local):
    """PyStemmer objects may not be shared by threads."""

    def __init__(self) -> None:
        self.dutch = Stemmer.Stemmer("dutch")
        self.english = Stemmer.Stemmer("english")


_STEMMERS = _Stemmers()


@lru_cache(maxsize=10_000)
def english_stem(word: str) -> str:
    """Return what the inflections of a folded English word have in common."""
    return str(_STEMMERS.english.stemWord(word.removesuffix("'s")))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the key under which all inflections of a folded word meet."""
    lemma = lexicon().lemma.get(word, word)
    stemmed = str(_STEMMERS.dutch.stemWord(lemma))
    # Kraaij-Pohlmann takes -heid for a suffix always: overheid would meet every 'over'.
    return lemma if len(stemmed) < 3 or stemmed in STOP_WORDS else stemmed
