"""A question as typed: words, "exact phrases", -unwanted words and -"unwanted phrases"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.dutch import english
from kb.dutch.analysis import Form, Term, analyse
from kb.dutch.text import fold

UNWANTED_PHRASE = re.compile(r'(?:(?<=\s)|^)-["“”„]([^"“”„]+)["“”„]')
PHRASE = re.compile(r'["“”„]([^"“”„]+)["“”„]')
# A minus opens an unwanted word only at the start of one: co-creatie and "2 - 3" have none.
EXCLUDED = re.compile(r"(?:(?<=\s)|^)-([^\W_][\w-]*)")

# How much a Dutch word tells of the English one, the most usual first.
TRANSLATED = (0.3, 0.2, 0.2, 0.1)


@dataclass(frozen=True, slots=True)
class Query:
    """`text` is the question without operators; its words are in `terms`, phrases included.

    The words of an `english` question also have the forms of their translations, which
    `translation` holds as text.
    """

    text: str
    terms: tuple[Term, ...]
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    english: bool = False
    translation: str = ""


def parse_query(question: str) -> Query:
    """Take a question apart; never fails, whatever was typed."""
    unwanted = tuple(found.strip() for found in UNWANTED_PHRASE.findall(question))
    question = UNWANTED_PHRASE.sub(" ", question)
    phrases = tuple(found.strip() for found in PHRASE.findall(question))
    opened = PHRASE.sub(lambda found: f" {found.group(1)} ", question)
    excluded = tuple(EXCLUDED.findall(PHRASE.sub(" ", question)))
    text = " ".join((EXCLUDED.sub(" ", opened) if excluded else opened).split())
    terms = analyse(text)
    words = [fold(term.word.text) for term in terms]
    is_english = english.is_english(words)
    found = english.translations(words) if is_english else {}
    if is_english:
        terms = tuple(_with_dutch(term, found.get(at, ())) for at, term in enumerate(terms))
    return Query(
        text=text,
        terms=terms,
        phrases=tuple(phrase for phrase in phrases if analyse(phrase)),
        excluded=(*excluded, *(phrase for phrase in unwanted if analyse(phrase))),
        english=is_english,
        translation=" ".join(dict.fromkeys(word for each in found.values() for word in each)),
    )


def _with_dutch(term: Term, dutch: Sequence[str]) -> Term:
    """Let a word of an English question be found by what Dutch documents call it."""
    # Its parts by the rules of Dutch compounds are none.
    forms = (term.forms[0], *_translated(dutch))
    word = fold(term.word.text)
    return Term(term.word, forms, word in english.STOP_WORDS or (term.stop and not dutch))


def _translated(words: Sequence[str]) -> Iterator[Form]:
    for word, weight in zip(words, TRANSLATED, strict=False):
        terms = [term for term in analyse(word) if not term.stop]
        for term in terms:
            main, *others = term.forms
            share = weight / len(terms)
            yield Form(main.key, "translation", share)
            yield from (Form(each.key, "part", share * each.weight) for each in others)
