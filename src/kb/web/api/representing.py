"""From kb's values to the API's representations. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from kb import presenting
from kb.catalogue import Entry
from kb.model import Answer, Hit, Locator, LocatorType, Metadata, Passage, Related
from kb.suggesting import Suggestion
from kb.web.api import representations as out
from kb.web.api.protocol import PREFIX

PLACE_TYPES: Mapping[LocatorType, out.PlaceType] = {
    "page": "pagina",
    "slide": "dia",
    "heading": "kop",
    "time": "tijd",
}
FACETS = {
    "kind": "soort",
    "theme": "thema",
    "organisation": "organisatie",
    "year": "jaar",
    "language": "taal",
}


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for, and the address that asked."""

    number: int
    size: int
    address: str
    query: tuple[tuple[str, str], ...]

    @property
    def offset(self) -> int:
        """How many stand on the pages before."""
        return (self.number - 1) * self.size

    def links(self, total: int, most: int) -> out.Bladeren:
        """Return the addresses around this page; no page after `most` can be asked for."""
        last = min(max(1, math.ceil(total / self.size)), most)
        return out.Bladeren(
            zelf=self._at(self.number),
            eerste=self._at(1),
            vorige=self._at(min(self.number - 1, last)) if self.number > 1 else None,
            volgende=self._at(self.number + 1) if self.number < last else None,
            laatste=self._at(last),
        )

    def _at(self, number: int) -> str:
        kept = [(key, value) for key, value in self.query if key != "pagina"]
        return f"{self.address}?{urlencode([*kept, ('pagina', str(number))])}"


def link_header(links: out.Bladeren) -> str:
    """Return the same links as a Link header (RFC 8288)."""
    relations = (
        ("first", links.eerste),
        ("prev", links.vorige),
        ("next", links.volgende),
        ("last", links.laatste),
    )
    return ", ".join(f'<{address}>; rel="{name}"' for name, address in relations if address)


def results(answer: Answer, page: Page, base: str, most: int) -> out.Zoekresultaten:
    """Return an answer, one page of it."""
    return out.Zoekresultaten(
        vraag=answer.question,
        generatie=answer.generation,
        betrouwbaar=answer.confident,
        zekerheid=round(answer.confidence, 4),
        bedoelde_u=answer.did_you_mean or None,
        beantwoorde_vraag=answer.answered,
        totaal=answer.total,
        pagina=page.number,
        aantal=page.size,
        facetten={FACETS[name]: dict(counts) for name, counts in answer.facets.items()},
        resultaten=[result(hit, base) for hit in answer.hits],
        links=page.links(answer.total, most),
    )


def result(hit: Hit, base: str) -> out.Zoekresultaat:
    """Return one hit."""
    return out.Zoekresultaat(
        document=features(hit.document, hit.metadata, base),
        passage=hit.passage.ordinal,
        vindplaats=place(hit.passage.locator),
        fragment=hit.snippet.text,
        treffers=[out.Treffer(begin=start, einde=end) for start, end in hit.snippet.matches],
        tekst=hit.passage.text,
        ook_in=[
            out.OokIn(
                document=other.document,
                titel=other.title,
                passage=other.ordinal,
                label=other.label,
                url=base + presenting.elsewhere_url(other),
            )
            for other in hit.also_in
        ],
        score=hit.score,
        url=base + presenting.hit_url(hit),
    )


def features(path: str, known: Metadata, base: str) -> out.Kenmerken:
    """Return what is known about a document."""
    return out.Kenmerken(
        id=path,
        titel=known.title,
        soort=known.kind,
        datum=known.date,
        organisatie=known.organisation,
        rol=known.role,
        themas=list(known.themes),
        doelgroep=known.audience,
        taal=known.language,
        bron_url=known.source_url or None,
        media_url=known.media_url or None,
        licentie=known.licence,
        voorbeeld=known.sample,
        url=base + presenting.document_url(path),
        api_url=f"{base}{PREFIX}/documenten/{quote(path)}",
    )


def document(entry: Entry, related: Sequence[Related], generation: str, base: str) -> out.Document:
    """Return a whole document with its text, and those that are about the same."""
    path = entry.document.path
    return out.Document(
        **dict(features(path, entry.document.metadata, base)),
        generatie=generation,
        origineel_url=f"{base}/bestanden/{quote(path)}",
        secties=[
            out.Sectie(
                nummer=number + 1,
                vindplaats=place(section.locator),
                passages=_passages(path, base, entry.passages, number),
            )
            for number, section in enumerate(entry.document.sections)
        ],
        verwant=[features(each.document, each.metadata, base) for each in related],
    )


def suggestions(found: Sequence[Suggestion], base: str) -> out.Suggesties:
    """Return what somebody may be about to ask, each with where it leads."""
    return out.Suggesties(
        suggesties=[
            out.Suggestie(tekst=each.text, soort=each.kind, url=base + _leads(each))
            for each in found
        ]
    )


def _leads(suggestion: Suggestion) -> str:
    if suggestion.document:
        return presenting.document_url(suggestion.document)
    return f"/?{urlencode({'q': suggestion.text})}"


def place(locator: Locator) -> out.Vindplaats:
    """Return a locator; null where it has no meaning for its type."""
    return out.Vindplaats(
        type=PLACE_TYPES[locator.type],
        label=locator.label,
        pagina=locator.page,
        begin=locator.start,
        einde=locator.end,
        spreker=locator.speaker or None,
        pad=list(locator.path),
    )


def _passages(path: str, base: str, passages: Sequence[Passage], section: int) -> list[out.Passage]:
    return [
        out.Passage(
            nummer=passage.ordinal,
            vindplaats=place(passage.locator),
            tekst=passage.text,
            url=base + presenting.passage_url(path, passage.ordinal),
        )
        for passage in passages
        if passage.section == section
    ]
