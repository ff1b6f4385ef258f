"""Write src/kb/dutch/data/lexicon.tsv.gz: Dutch words, how common they are, odd lemmas.

    python scripts/build_dutch_data.py

wordfreq and simplemma take half a second to load, more than a whole search may
take; this file holds the part of them that analysis needs. Columns: folded
word, Zipf frequency × 100, and the lemma where stemming the lemma gives
another stem than stemming the word (huizen → huis, aangepakt → aanpakken).
"""

import gzip
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
    lines = []
    for word in sorted(wordfreq.get_frequency_dict("nl", wordlist="large")):
        zipf = wordfreq.zipf_frequency(word, "nl", wordlist="large")
        if zipf < RAREST_ZIPF or len(word) < 2 or not word.isalpha():
            continue
        lemma = simplemma.lemmatize(word, lang="nl").replace("_", "")
        odd = lemma.isalpha() and stem(fold(lemma)) != stem(fold(word))
        lines.append(f"{fold(word)}\t{round(zipf * 100)}\t{fold(lemma) if odd else ''}\n")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_bytes(gzip.compress("".join(lines).encode(), 9, mtime=0))
    print(f"{len(lines)} words, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
