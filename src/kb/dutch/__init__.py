"""Dutch as a searcher needs it: words, forms, compound parts, sentences, questions."""

from kb.dutch.amounts import gives, unit_asked
from kb.dutch.analysis import Form, Term, analyse, forms, is_stop
from kb.dutch.compounds import parts
from kb.dutch.lexicon import in_dictionary, is_common, is_spelt, stem
from kb.dutch.queries import Query, parse_query
from kb.dutch.text import Word, fold, sentences, words

__all__ = [
    "Form",
    "Query",
    "Term",
    "Word",
    "analyse",
    "fold",
    "forms",
    "gives",
    "in_dictionary",
    "is_common",
    "is_spelt",
    "is_stop",
    "parse_query",
    "parts",
    "sentences",
    "stem",
    "unit_asked",
    "words",
]
