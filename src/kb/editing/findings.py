"""What an editor should know about a new document before it is saved. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kb.editing.comparing import Likeness
from kb.model import Passage, Reading, Section
from kb.readers.metadata import DUTCH, ENGLISH

# A shorter document answers hardly any question.
FEW_WORDS = 80
# A longer text without one heading gives every passage the same place.
MANY_WORDS = 400
# In Dutch and English at least this share of the words is among the commonest.
COMMON_SHARE, ENOUGH_WORDS = 0.12, 40
# Paragraphs that begin in the middle of a sentence; on sample PDFs at most one in ten does.
BROKEN_SHARE, ENOUGH_PARAGRAPHS = 0.3, 6
MIDDLE = re.compile(r"[a-zà-ÿ]")


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark; with `confirm` an editor must say that it is all right."""

    code: str
    text: str
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the remarks are about."""

    name: str
    reading: Reading
    passages: tuple[Passage, ...]
    alike: tuple[Likeness, ...]
    personal: int
    same: str

    @property
    def words(self) -> list[str]:
        """Every word of the document."""
        return [word for section in self.reading.sections for word in section.text.split()]


def judge(facts: Facts) -> tuple[Finding, ...]:
    """Return every remark about a document, those to confirm first."""
    found = [finding for check in CHECKS for finding in check(facts)]
    return tuple(sorted(found, key=lambda each: not each.confirm))


def _double(facts: Facts) -> Iterator[Finding]:
    if facts.same:
        yield Finding("dubbel", f"Precies dit bestand is er al: {facts.same}.", confirm=True)
    elif facts.alike:
        most = facts.alike[0]
        yield Finding(
            "bijna-dubbel",
            f"Dit lijkt veel op '{most.title}': {most.share:.0%} van de tekst is gelijk. "
            "Vergelijk ze hieronder. Vervang liever het oude document dan er een bij te zetten.",
            confirm=True,
        )


def _personal(facts: Facts) -> Iterator[Finding]:
    if facts.personal:
        yield Finding(
            "persoonsgegevens",
            "Er staan misschien persoonsgegevens in. Kijk ze hieronder na en haal ze weg als "
            "ze er niet horen.",
            confirm=True,
        )


def _warnings(facts: Facts) -> Iterator[Finding]:
    yield from (Finding("lezen", warning) for warning in facts.reading.warnings)


def _short(facts: Facts) -> Iterator[Finding]:
    count = len(facts.words)
    if count < FEW_WORDS:
        yield Finding(
            "kort",
            f"Het document is erg kort ({count} woorden). Klopt dat, of is niet alles gelezen?",
        )


def _language(facts: Facts) -> Iterator[Finding]:
    words = re.findall(r"[^\W\d_]+", " ".join(facts.words[:1500]).lower())
    common = sum(word in DUTCH or word in ENGLISH for word in words)
    if len(words) >= ENOUGH_WORDS and common < COMMON_SHARE * len(words):
        yield Finding(
            "taal",
            "De tekst lijkt niet Nederlands of Engels. Bezoekers vinden dit document "
            "dan slecht met een Nederlandse vraag.",
        )


def _headings(facts: Facts) -> Iterator[Finding]:
    sections = facts.reading.sections
    flat = all(each.locator.type == "heading" and not each.locator.path for each in sections)
    if flat and len(facts.words) > MANY_WORDS:
        yield Finding(
            "geen-koppen",
            "Er zijn geen tussenkoppen gevonden. Met koppen in het bestand ziet een bezoeker "
            "beter waar een passage staat.",
        )


def _columns(facts: Facts) -> Iterator[Finding]:
    if not facts.name.endswith(".pdf"):
        return
    paragraphs = _paragraphs(facts.reading.sections)
    broken = sum(bool(MIDDLE.match(paragraph)) for paragraph in paragraphs)
    if len(paragraphs) >= ENOUGH_PARAGRAPHS and broken > BROKEN_SHARE * len(paragraphs):
        yield Finding(
            "kolommen",
            "Veel alinea's beginnen midden in een zin. Misschien staan kolommen door elkaar: "
            "lees de passages hieronder na.",
        )


def _title(facts: Facts) -> Iterator[Finding]:
    if not facts.reading.metadata.title:
        name = PurePosixPath(facts.name).name
        yield Finding(
            "titel", f"Er is geen titel gevonden; de naam van het bestand ({name}) staat er nu."
        )


def _paragraphs(sections: Sequence[Section]) -> list[str]:
    return [each for section in sections for each in section.text.split("\n\n") if len(each) > 40]


CHECKS: Sequence[Callable[[Facts], Iterator[Finding]]] = (
    _double,
    _personal,
    _warnings,
    _short,
    _language,
    _headings,
    _columns,
    _title,
)
