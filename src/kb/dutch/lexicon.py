"""How common Dutch words are, their odd lemmas, and the stem of any word."""

import gzip
import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import Stemmer

from kb.dutch.stopwords import STOP_WORDS


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`zipf` maps folded words to Zipf frequency × 100, `lemma` odd forms to their lemma."""

    zipf: dict[str, int]
    lemma: dict[str, str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the packaged lexicon (made by scripts/build_dutch_data.py), read once."""
    packed = files("kb.dutch").joinpath("data/lexicon.tsv.gz").read_bytes()
    rows = [line.split("\t") for line in gzip.decompress(packed).decode().splitlines()]
    return Lexicon(
        zipf={word: int(zipf) for word, zipf, _ in rows},
        lemma={word: lemma for word, _, lemma in rows if lemma},
    )


class _Stemmers(threading.local):
    """PyStemmer objects may not be shared by threads."""

    def __init__(self) -> None:
        self.dutch = Stemmer.Stemmer("dutch")


_STEMMERS = _Stemmers()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the key under which all inflections of a folded word meet."""
    lemma = lexicon().lemma.get(word, word)
    stemmed = str(_STEMMERS.dutch.stemWord(lemma))
    # Kraaij-Pohlmann takes -heid for a suffix always: overheid would meet every 'over'.
    return lemma if len(stemmed) < 3 or stemmed in STOP_WORDS else stemmed
