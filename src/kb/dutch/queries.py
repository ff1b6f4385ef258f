"""A question as typed: words, "exact phrases", -unwanted words and -"unwanted phrases"."""

import re
from dataclasses import dataclass

from kb.dutch.analysis import Term, analyse

UNWANTED_PHRASE = re.compile(r'(?:(?<=\s)|^)-["“”„]([^"“”„]+)["“”„]')
PHRASE = re.compile(r'["“”„]([^"“”„]+)["“”„]')
# A minus opens an unwanted word only at the start of one: co-creatie and "2 - 3" have none.
EXCLUDED = re.compile(r"(?:(?<=\s)|^)-([^\W_][\w-]*)")


@dataclass(frozen=True, slots=True)
class Query:
    """`text` is the question without operators; its words are in `terms`, phrases included."""

    text: str
    terms: tuple[Term, ...]
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def parse_query(question: str) -> Query:
    """Take a question apart; never fails, whatever was typed."""
    unwanted = tuple(found.strip() for found in UNWANTED_PHRASE.findall(question))
    question = UNWANTED_PHRASE.sub(" ", question)
    phrases = tuple(found.strip() for found in PHRASE.findall(question))
    opened = PHRASE.sub(lambda found: f" {found.group(1)} ", question)
    excluded = tuple(EXCLUDED.findall(PHRASE.sub(" ", question)))
    text = " ".join((EXCLUDED.sub(" ", opened) if excluded else opened).split())
    return Query(
        text=text,
        terms=analyse(text),
        phrases=tuple(phrase for phrase in phrases if analyse(phrase)),
        excluded=(*excluded, *(phrase for phrase in unwanted if analyse(phrase))),
    )
