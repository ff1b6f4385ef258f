"""The best one to three sentences of a passage, with the words that match. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb import dutch
from kb.model import Snippet

# A snippet is read in one glance: at most this many sentences and characters.
MAX_SENTENCES, MAX_CHARACTERS = 3, 420
# A lone sentence shorter than this rarely makes sense without its neighbour.
SHORT_SENTENCE = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question looks for: its word forms with their weights."""

    forms: Mapping[str, float]

    @classmethod
    def of(cls, question: dutch.Query) -> "Wanted":
        """Collect the forms of the words that carry meaning (all, if none does)."""
        terms = [term for term in question.terms if not term.stop] or list(question.terms)
        forms: dict[str, float] = {}
        for term in terms:
            for form in term.forms:
                forms[form.key] = max(forms.get(form.key, 0.0), form.weight)
        return cls(forms)


def matches(text: str, wanted: Wanted) -> tuple[tuple[int, int], ...]:
    """Return offsets of the words in `text` that share a form with the question."""
    return tuple(
        (term.word.start, term.word.end)
        for term in dutch.analyse(text)
        if not term.stop and any(form.key in wanted.forms for form in term.forms)
    )


def choose(passage: str, wanted: Wanted, likeness: Sequence[float] | None = None) -> Snippet:
    """Return the run of one to three sentences that answers best.

    `likeness` holds a similarity (about 0..1) to the question for each of
    `dutch.sentences(passage)`; without it only words count.
    """
    spans = dutch.sentences(passage)
    if not spans:
        return Snippet(passage, 0, len(passage))
    scores = _scores(passage, spans, wanted, likeness)
    first, last = _best_run(spans, scores)
    start, end = spans[first][0], spans[last][1]
    text = passage[start:end]
    return Snippet(text, start, end, matches(text, wanted))


def _scores(
    passage: str,
    spans: Sequence[tuple[int, int]],
    wanted: Wanted,
    likeness: Sequence[float] | None,
) -> list[float]:
    by_word = [coverage(passage[start:end], wanted) for start, end in spans]
    if likeness is None:
        return by_word
    return [word + like for word, like in zip(by_word, likeness, strict=True)]


def coverage(sentence: str, wanted: Wanted) -> float:
    """Return the share of the question's weight that occurs in the sentence, 0..1."""
    there = {form.key for term in dutch.analyse(sentence) for form in term.forms}
    total = sum(wanted.forms.values())
    found = sum(weight for key, weight in wanted.forms.items() if key in there)
    return found / total if total else 0.0


def _best_run(spans: Sequence[tuple[int, int]], scores: Sequence[float]) -> tuple[int, int]:
    """Start at the best sentence; add neighbours while they fit and bring something."""
    best = max(range(len(spans)), key=lambda at: (scores[at], -at))
    first = last = best
    while last - first + 1 < MAX_SENTENCES:
        options = [at for at in (last + 1, first - 1) if 0 <= at < len(spans)]
        options = [at for at in options if _fits(spans, min(first, at), max(last, at))]
        if not options:
            break
        chosen = max(options, key=lambda at: scores[at])
        first, last = min(first, chosen), max(last, chosen)
    return first, last


def _fits(spans: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    return spans[last][1] - spans[first][0] <= MAX_CHARACTERS
