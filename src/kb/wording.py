"""The words of a generation: both word indexes, and the features of every passage."""

from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

from kb import dutch, feature_store, features, generations, lexical
from kb.catalogue import Entry
from kb.embedding import Embedder
from kb.features import Features
from kb.harvesting import Progress
from kb.lexical import Terms


def write(
    building: Path,
    entries: Sequence[Entry],
    known: Callable[[str], Sequence[Features]],
    embedder: Embedder,
    progress: Progress,
) -> None:
    """Write what `building` knows of words.

    `known` gives the features of a document that did not change, by its path; nothing for others.
    """
    with (
        lexical.writer(building / generations.LEXICAL) as add,
        lexical.writer(building / generations.DOCUMENT_LEXICAL) as add_document,
        feature_store.writer(building / generations.FEATURES) as keep,
    ):
        for at, entry in enumerate(entries, 1):
            # One analysis serves both indexes and the features: it takes most of the time.
            texts = [passage.text for passage in entry.passages]
            terms = [dutch.analyse(text) for text in texts]
            title = dutch.analyse(entry.document.metadata.title)
            for fields in _passages(entry, title, terms):
                add(fields)
            add_document(_document(entry, title, terms))
            keep(known(entry.document.path) or features.extract(texts, terms, embedder.encode))
            progress.step("woorden", at, len(entries))


def _passages(entry: Entry, title: Terms, terms: Sequence[Terms]) -> list[lexical.Fields]:
    paths = {passage.locator.path for passage in entry.passages}
    headings = {path: dutch.analyse(" › ".join(path)) for path in paths}
    return [
        lexical.Fields(title, headings[passage.locator.path], body)
        for passage, body in zip(entry.passages, terms, strict=True)
    ]


def _document(entry: Entry, title: Terms, terms: Sequence[Terms]) -> lexical.Fields:
    paths = dict.fromkeys(section.locator.path for section in entry.document.sections)
    return lexical.Fields(
        title=title,
        headings=dutch.analyse("\n".join(" › ".join(path) for path in paths)),
        # Passages hold every sentence of a document once.
        body=tuple(chain.from_iterable(terms)),
    )
