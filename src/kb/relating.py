"""From a document to others that are about the same."""

from collections import Counter

from kb.engines import Corpus
from kb.model import Metadata, Related

# So many nearest documents are weighed; what shares a theme moves up among them.
NEAREST = 50
THEME_BONUS = 0.15
# A document of which so large a share of the passages is also in the other is a version of it.
VERSION_SHARE = 0.5


def related(corpus: Corpus, path: str, limit: int) -> tuple[Related, ...]:
    """Return the nearest documents by meaning and themes, best first; raises DocumentUnknown.

    The document itself and other versions of it are left out.
    """
    contents, dense = corpus.contents, corpus.documents.dense
    own = contents.number(path)
    left_out = {own} | _versions(corpus, own)
    themes = _themes(contents.metadata(own))
    found = [
        Related(contents.paths[at], known, round(cosine + THEME_BONUS * _shared(themes, known), 6))
        for at, cosine in dense.search(dense.vector(own), NEAREST + len(left_out))
        if at not in left_out
        for known in (contents.metadata(at),)
    ]
    return tuple(sorted(found, key=lambda each: -each.score)[:limit])


def _versions(corpus: Corpus, own: int) -> set[int]:
    document_of = corpus.contents.document_of
    sizes = Counter(document_of)
    passages = [at for at, document in enumerate(document_of) if document == own]
    alike = Counter(
        document
        for at in passages
        for document in {document_of[twin] for twin in corpus.contents.twins.get(at, ())}
    )
    return {
        document
        for document, count in alike.items()
        if count >= VERSION_SHARE * min(len(passages), sizes[document])
    }


def _themes(metadata: Metadata) -> frozenset[str]:
    return frozenset(theme.casefold() for theme in metadata.themes)


def _shared(themes: frozenset[str], other: Metadata) -> float:
    """Return the share of all themes that both have (Jaccard)."""
    both = _themes(other)
    return len(themes & both) / len(themes | both) if themes & both else 0.0
