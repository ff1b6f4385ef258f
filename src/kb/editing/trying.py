"""Why a question does or does not lead to a document. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb import dutch, features, snippets
from kb.catalogue import Entry
from kb.model import Answer, Hit, Passage

# Documents above ours that are shown.
ABOVE = 5


@dataclass(frozen=True, slots=True)
class Trial:
    """How one document fares on a question.

    `rank` counts documents from 1 and is 0 when it is not among the first `looked`;
    `passage` is what would be found, or else what has most of the words; `hit` is None when it
    is not among them; `missing` are words of the question that the whole document lacks;
    `above` are the hits of better documents.
    """

    question: str
    rank: int
    looked: int
    confident: bool
    passage: Passage
    missing: tuple[str, ...]
    there: tuple[str, ...]
    above: tuple[Hit, ...]
    hit: Hit | None = None


def examine(answer: Answer, entry: Entry) -> Trial:
    """Compare a deep answer with one document."""
    best = _best_by_document(answer.hits)
    order = list(best)
    path = entry.document.path
    rank = order.index(path) + 1 if path in best else 0
    there, missing = _words(answer.question, entry)
    return Trial(
        question=answer.question,
        rank=rank,
        looked=len(order),
        confident=answer.confident,
        passage=best[path].passage if rank else _nearest(answer.question, entry),
        missing=missing,
        there=there,
        above=tuple(best[name] for name in order[: rank - 1 if rank else ABOVE][:ABOVE]),
        hit=best.get(path),
    )


def _best_by_document(hits: Sequence[Hit]) -> dict[str, Hit]:
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.document, hit)
    return best


def _words(question: str, entry: Entry) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the question's telling words that the document has, and those it lacks."""
    title = entry.document.metadata.title
    texts = [title, *(section.text for section in entry.document.sections)]
    texts += [" ".join(section.locator.path) for section in entry.document.sections]
    keys = {form.key for text in texts for term in dutch.analyse(text) for form in term.forms}
    there: list[str] = []
    missing: list[str] = []
    for term in dutch.parse_query(question).terms:
        if not term.stop:
            has = any(form.key in keys for form in term.forms)
            (there if has else missing).append(term.word.text)
    return tuple(dict.fromkeys(there)), tuple(dict.fromkeys(missing))


def _nearest(question: str, entry: Entry) -> Passage:
    wanted = snippets.Wanted.of(dutch.parse_query(question), lambda _: 1.0)

    def covered(passage: Passage) -> float:
        return snippets.coverage(features.words(dutch.analyse(passage.text)), wanted)

    return max(entry.passages, key=covered)
