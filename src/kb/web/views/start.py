"""What the start page offers beside the question: examples, themes and what is new."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kb.model import Metadata
from kb.web.asking import Asked
from kb.web.language import Language
from kb.web.views.common import DocumentLink, Target, document_link

THEMES, NEWEST = 12, 3


@dataclass(frozen=True, slots=True)
class StartView:
    """Ways in for who has no question yet; `examples` are questions with their languages."""

    documents: int = 0
    examples: tuple[tuple[str, str], ...] = ()
    themes: tuple[Target, ...] = ()
    newest: tuple[DocumentLink, ...] = ()


def start_view(
    known: Mapping[str, Metadata], examples: Iterable[tuple[str, str]], language: Language
) -> StartView:
    """Return the most used themes, by alphabet, and the newest documents.

    Examples in the language of the interface come first.
    """
    used = Counter(theme for each in known.values() for theme in each.themes)
    themes = sorted(used, key=lambda theme: (-used[theme], theme))[:THEMES]
    dated = sorted(known.items(), key=lambda each: each[1].date or date.min, reverse=True)
    return StartView(
        documents=len(known),
        examples=tuple(sorted(examples, key=lambda each: each[1] != language.code)),
        themes=tuple(
            Target(theme, Asked(theme, {"theme": (theme,)}).address())
            for theme in sorted(themes, key=str.casefold)
        ),
        newest=tuple(
            document_link(path, metadata, language)
            for path, metadata in dated[:NEWEST]
            if metadata.date
        ),
    )
