"""From a ranking to what a reader wants to see: documents together, tellers in turn. Pure."""

from collections.abc import Callable, Mapping, Sequence

# So many passages of a document stand together; more come after all other documents.
PER_DOCUMENT = 2
# A second passage stands beside the first only when it scores this share of it: ten hits are
# then from 7.4 documents, where 5.2 would be with every second one.
SECOND_SHARE = 0.9
# Among the first documents, one of an organisation that has not spoken yet goes before one of
# an organisation that has, when it scores at least this share of it: costs less
# than .002 of nDCG@10 on tests/relevance/judged.jsonl.
FIRST_DOCUMENTS, NEAR_SHARE = 5, 0.9


def arrange(
    ranked: Sequence[int],
    scores: Mapping[int, float],
    document: Callable[[int], int],
    teller: Callable[[int], str],
) -> tuple[int, ...]:
    """Return all passages, those of a document together where its best one stands.

    `document` and `teller` say of a passage which document it is from and which
    organisation tells it, "" when that is not known.
    """
    cards = [_card(passages, scores) for passages in _by(ranked, document)]
    together = [at for card in _in_turn(cards, scores, teller) for at in card]
    first = set(together)
    return (*together, *(at for at in ranked if at not in first))


def _by(ranked: Sequence[int], document: Callable[[int], int]) -> list[list[int]]:
    grouped: dict[int, list[int]] = {}
    for at in ranked:
        grouped.setdefault(document(at), []).append(at)
    return list(grouped.values())


def _card(passages: Sequence[int], scores: Mapping[int, float]) -> tuple[int, ...]:
    first, *others = passages[:PER_DOCUMENT]
    return (first, *(at for at in others if scores[at] >= SECOND_SHARE * scores[first]))


def _in_turn(
    cards: Sequence[tuple[int, ...]], scores: Mapping[int, float], teller: Callable[[int], str]
) -> list[tuple[int, ...]]:
    waiting, chosen = list(cards), list[tuple[int, ...]]()
    heard: set[str] = set()
    while waiting and len(chosen) < FIRST_DOCUMENTS:
        least = NEAR_SHARE * scores[waiting[0][0]]
        near = (card for card in waiting if scores[card[0]] >= least)
        card = next((card for card in near if teller(card[0]) not in heard), waiting[0])
        waiting.remove(card)
        chosen.append(card)
        heard |= {teller(card[0])} - {""}
    return chosen + waiting
