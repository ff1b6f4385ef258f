"""Hits as the JSON of the contract, and the address of their exact place. Pure."""

from typing import Any
from urllib.parse import quote

from kb.evaluating import Evaluation
from kb.model import Answer, Elsewhere, Hit, Locator


def document_url(path: str) -> str:
    """Return the address of a document's page."""
    return f"/documenten/{quote(path)}"


def passage_url(path: str, ordinal: int) -> str:
    """Return the address at which a document's page opens at a passage."""
    return f"{document_url(path)}#passage-{ordinal}"


def hit_url(hit: Hit) -> str:
    """Return the address at which the document page opens at this hit."""
    return passage_url(hit.document, hit.passage.ordinal)


def elsewhere_url(place: Elsewhere) -> str:
    """Return the address at which the document page opens at the same text elsewhere."""
    return passage_url(place.document, place.ordinal)


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return an answer in the form that `kb search --json` promises."""
    return {
        "question": answer.question,
        "generation": answer.generation,
        "confident": answer.confident,
        "confidence": round(answer.confidence, 4),
        "total": answer.total,
        "didYouMean": answer.did_you_mean or None,
        "answered": answer.answered,
        "facets": {name: dict(counts) for name, counts in answer.facets.items()},
        "hits": [hit_json(hit) for hit in answer.hits],
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return one hit; `matches` are [start, end] in code points of `snippet`."""
    known = hit.metadata
    return {
        "document": hit.document,
        "title": known.title,
        "kind": known.kind,
        "organisation": known.organisation,
        "role": known.role,
        "date": known.date.isoformat() if known.date else None,
        "locator": locator_json(hit.passage.locator),
        "snippet": hit.snippet.text,
        "matches": [list(span) for span in hit.snippet.matches],
        "alsoIn": [elsewhere_json(place) for place in hit.also_in],
        "url": hit_url(hit),
        "score": hit.score,
    }


def elsewhere_json(place: Elsewhere) -> dict[str, Any]:
    """Return another place with the same text."""
    return {
        "document": place.document,
        "title": place.title,
        "label": place.label,
        "url": elsewhere_url(place),
    }


def locator_json(locator: Locator) -> dict[str, Any]:
    """Return every field of a locator; null where it has no meaning for its type."""
    return {
        "type": locator.type,
        "label": locator.label,
        "page": locator.page,
        "start": locator.start,
        "end": locator.end,
        "speaker": locator.speaker or None,
        "path": list(locator.path),
    }


def evaluation_json(found: Evaluation) -> dict[str, Any]:
    """Return figures by group of questions, refusals and snippet rates."""
    refusal = found.refusal
    return {
        "groups": {
            row.group: {
                "questions": row.questions,
                **{
                    name: {"mean": each.mean, "low": each.low, "high": each.high}
                    for name, each in row.figures.items()
                },
            }
            for row in found.rows
        },
        "snippetsShown": found.snippets_shown,
        "snippetsAll": found.snippets_all,
        "refusal": {
            "answerable": refusal.answerable,
            "unanswerable": refusal.unanswerable,
            "auroc": refusal.auroc,
            "refusedAt95": refusal.refused_at_95,
            "refused": refusal.refused,
            "kept": refusal.kept,
        }
        if refusal
        else None,
        "queries": [
            {
                "id": each.judged.id,
                "kind": each.judged.kind,
                "query": each.judged.query,
                **each.figures,
                "confident": each.answer.confident,
                "confidence": round(each.answer.confidence, 4),
                "documents": list(each.documents),
            }
            for each in found.outcomes
        ],
    }
