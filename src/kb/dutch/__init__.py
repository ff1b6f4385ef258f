"""Dutch as a searcher needs it: words, forms, compound parts, sentences, questions."""

from kb.dutch.amounts import gives, unit_asked
from kb.dutch.analysis import Form, Term, analyse, is_stop
from kb.dutch.queries import Query, parse_query
from kb.dutch.text import Word, fold, sentences, words

__all__ = [
    "Form",
    "Query",
    "Term",
    "Word",
    "analyse",
    "fold",
    "gives",
    "is_stop",
    "parse_query",
    "sentences",
    "unit_asked",
    "words",
]
