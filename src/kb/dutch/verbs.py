"""Verbs whose first part stands apart: "legt … vast", "in te kopen"."""

from collections.abc import Mapping, Sequence

from kb.dutch.lexicon import in_dictionary, lexicon
from kb.dutch.stopwords import STOP_WORDS
from kb.dutch.text import Word

PARTICLES = frozenset(
    "aan achter af bij bijeen binnen deel door in klaar langs los mee na neer om op open over "
    "plaats samen stil terug toe uit vast voor voort vrij weg".split()
)
# A main clause is hardly ever longer, and what stands between is of one sentence.
FARTHEST = 14
# These open another clause, so that a particle before them ends its own.
OPENING = frozenset(
    "en of maar want dus dat die om als omdat zodat terwijl waar wanneer wie wat hoe door".split()
)
SHORTEST_VERB = 4


def separated(text: str, found: Sequence[Word], folded: Sequence[str]) -> Mapping[int, str]:
    """Return place of the verb → the verb in one word, for each that stands in two.

    What "legt … vast" is in a subordinate clause, "vastlegt", is a word of the dictionary.
    """
    verbs: dict[int, str] = {}
    for at, word in enumerate(folded):
        if word not in PARTICLES:
            continue
        if folded[at + 1 : at + 2] == ["te"] and at + 2 < len(folded):
            verb = at + 2
            # "om te zien" looks around less often than it has a purpose.
            if word != "om" and in_dictionary(word + folded[verb]):
                verbs[verb] = _joined(word, folded[verb])
        elif _ends_clause(text, found, folded, at):
            place = _verb(text, found, folded, at)
            if place is not None:
                verbs[place] = _joined(word, folded[place])
    return verbs


def _ends_clause(text: str, found: Sequence[Word], folded: Sequence[str], at: int) -> bool:
    if at + 1 == len(found):
        return True
    between = text[found[at].end : found[at + 1].start]
    return not between.isspace() or folded[at + 1] in OPENING


def _verb(text: str, found: Sequence[Word], folded: Sequence[str], particle: int) -> int | None:
    """Return the word before a particle, in its sentence, that most likely makes a verb with it."""
    best: tuple[int, int] | None = None
    for at in range(particle - 1, max(-1, particle - FARTHEST), -1):
        if _stops(text[found[at].end : found[at + 1].start]):
            break
        word = folded[at]
        if len(word) < SHORTEST_VERB or word in STOP_WORDS or not word.isalpha():
            continue
        joined = folded[particle] + word
        if in_dictionary(joined):
            # "inricht" is likelier than "inwijk".
            best = max(best or (-1, at), (lexicon().zipf.get(joined, 0), at))
    return best[1] if best else None


def _stops(between: str) -> bool:
    return any(char in between for char in ".!?;:\n")


def _joined(particle: str, verb: str) -> str:
    # "kochten … in" is of "inkopen".
    return particle + lexicon().lemma.get(verb, verb)
