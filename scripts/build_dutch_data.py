"""Write src/kb/dutch/data/lexicon.tsv.gz: Dutch words, how common they are, odd lemmas.

    python scripts/build_dutch_data.py

wordfreq and simplemma take half a second to load, more than a whole search may
take; this file holds the part of them that analysis needs, in lines of one value and
the folded words that have it, for that reads quickest: Zipf frequencies × 100, an
empty line, and the lemma of words where stemming the lemma gives another stem than
stemming the word (huizen → huis, aangepakt → aanpakken).
"""

import gzip
from collections.abc import Mapping
from pathlib import Path

import simplemma
import Stemmer
import wordfreq

from kb.dutch import fold

OUT = Path(__file__).parents[1] / "src" / "kb" / "dutch" / "data" / "lexicon.tsv.gz"
# Rarer words are neither parts of compounds nor worth their bytes.
RAREST_ZIPF = 2.2


def main() -> None:
    """Write the lexicon; the same input gives the same bytes."""
    stem = Stemmer.Stemmer("dutch").stemWord
    frequencies: dict[str, str] = {}
    lemmas: dict[str, str] = {}
    for word in sorted(wordfreq.get_frequency_dict("nl", wordlist="large")):
        zipf = wordfreq.zipf_frequency(word, "nl", wordlist="large")
        if zipf < RAREST_ZIPF or len(word) < 2 or not word.isalpha():
            continue
        lemma = simplemma.lemmatize(word, lang="nl").replace("_", "")
        odd = lemma.isalpha() and stem(fold(lemma)) != stem(fold(word))
        frequencies[fold(word)] = str(round(zipf * 100))
        if odd:
            lemmas[fold(word)] = fold(lemma)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    text = f"{grouped(frequencies)}\n{grouped(lemmas)}"
    OUT.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(frequencies)} words, {OUT.stat().st_size} bytes")


def grouped(values: Mapping[str, str]) -> str:
    """Return a line for each value: the value, a tab, and its words."""
    words: dict[str, list[str]] = {}
    for word, value in sorted(values.items()):
        words.setdefault(value, []).append(word)
    return "".join(f"{value}\t{' '.join(some)}\n" for value, some in sorted(words.items()))


if __name__ == "__main__":
    main()
