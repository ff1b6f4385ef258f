"""Abbreviations of Dutch government and their long forms: either finds the other."""

from collections.abc import Mapping
from functools import lru_cache

from kb.dutch.text import fold

LONG_FORMS: Mapping[str, str] = {
    "AI": "kunstmatige intelligentie",
    "AP": "Autoriteit Persoonsgegevens",
    "APV": "algemene plaatselijke verordening",
    "AVG": "Algemene verordening gegevensbescherming",
    "Awb": "Algemene wet bestuursrecht",
    "B&W": "burgemeester en wethouders",
    "BIO": "Baseline Informatiebeveiliging Overheid",
    "BRP": "basisregistratie personen",
    "BZK": "Binnenlandse Zaken en Koninkrijksrelaties",
    "CBS": "Centraal Bureau voor de Statistiek",
    "CMS": "contentmanagementsysteem",
    "DPIA": "gegevensbeschermingseffectbeoordeling",
    "DSO": "Digitaal Stelsel Omgevingswet",
    "EMVI": "economisch meest voordelige inschrijving",
    "EZK": "Economische Zaken en Klimaat",
    "FG": "functionaris gegevensbescherming",
    "GR": "gemeenschappelijke regeling",
    "IAMA": "Impact Assessment Mensenrechten en Algoritmes",
    "IenW": "Infrastructuur en Waterstaat",
    "IPO": "Interprovinciaal Overleg",
    "KCC": "klantcontactcentrum",
    "KPI": "kritieke prestatie-indicator",
    "MKB": "midden- en kleinbedrijf",
    "MKI": "milieukostenindicator",
    "MVI": "maatschappelijk verantwoord inkopen",
    "MVOI": "maatschappelijk verantwoord opdrachtgeven en inkopen",
    "NPCE": "Nationaal Programma Circulaire Economie",
    "NPLW": "Nationaal Programma Lokale Warmtetransitie",
    "OD": "omgevingsdienst",
    "OZB": "onroerendezaakbelasting",
    "PDC": "producten- en dienstencatalogus",
    "RES": "Regionale Energiestrategie",
    "RIVM": "Rijksinstituut voor Volksgezondheid en Milieu",
    "RVO": "Rijksdienst voor Ondernemend Nederland",
    "RWS": "Rijkswaterstaat",
    "TVW": "transitievisie warmte",
    "UWV": "Uitvoeringsinstituut Werknemersverzekeringen",
    "VNG": "Vereniging van Nederlandse Gemeenten",
    "VTH": "vergunningverlening, toezicht en handhaving",
    "VvE": "vereniging van eigenaars",
    "WCAG": "Web Content Accessibility Guidelines",
    "Wcw": "Wet collectieve warmte",
    "Wgiw": "Wet gemeentelijke instrumenten warmtetransitie",
    "Wgr": "Wet gemeenschappelijke regelingen",
    "Wmo": "Wet maatschappelijke ondersteuning",
    "Wob": "Wet openbaarheid van bestuur",
    "Woo": "Wet open overheid",
    "WOZ": "waardering onroerende zaken",
    "zzp": "zelfstandige zonder personeel",
}
# What people write beside the long form.
VARIANTS = (("B&W", "b en w"),)
# Also words: only their capitals tell that the abbreviation is meant.
CASE_MATTERS = frozenset({"AI", "AP", "OD", "RES", "GR", "BIO"})


@lru_cache(maxsize=1)
def by_first_word() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return first word → ((all words of the long form, key of the abbreviation), …), folded."""
    found: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for short, long in (*LONG_FORMS.items(), *VARIANTS):
        words = tuple(fold(long).replace(",", "").split())
        found[words[0]] = (*found.get(words[0], ()), (words, key(short)))
    return found


def key(short: str) -> str:
    """Return the index key of an abbreviation; the mark keeps it apart from words."""
    return f"={fold(short).replace('&', '')}"


@lru_cache(maxsize=1)
def by_abbreviation() -> Mapping[str, str]:
    """Return folded abbreviation → its key."""
    return {fold(short): key(short) for short in LONG_FORMS}


def known(word: str) -> str | None:
    """Return the key if a word, as it stands in the text, is an abbreviation we know."""
    if word.upper() in CASE_MATTERS and not word.isupper():
        return None
    return by_abbreviation().get(fold(word))
