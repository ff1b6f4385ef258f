"""Cut Dutch compounds at their seams: bewonersparticipatie → bewoner, participatie."""

from collections.abc import Iterator
from functools import lru_cache

from kb.dutch.lexicon import lexicon

LONGEST_PART = 20
# Parts must be words in use (Zipf × 100): short ones common, for 'ste' and 'ing' are not
# parts, while a long one such as 'congestie' is a word however rare.
COMMON, COMMON_SHORT, COMMON_LONG = 300, 430, 220
# Every part costs this, so that fewer and longer parts win (in Zipf × 100).
PART_COST = 500
MOST_ZIPF = 800
# Sounds between parts; 'e' only after a consonant is rare enough to leave to the lexicon.
LINKS = ("s", "en", "e", "n")

# Prefixes, particles and suffixes look like words, but a word split there means something else.
NO_PART = frozenset(
    """
    aan achter af al ander andere baar beter bij binnen boven buiten deel den der des die door dit
    een eer ene ens era eren ergens even ful gaande gaan gaf gang geest gehaald geven gelegd groot
    haar had heb heden heid hem hen het hier hoe hun iet iets ige ing ingen isch ische ken kende
    krijgen lijk lijke lijks los loos loze maal maar matig matige mede mee meer men met mid mij naar
    niet nog nou oer om omhoog onder ons ook over per rijk rijke schap sen ste stel stelling
    stellingen sten steun tegen tel ten ter terug tien toe toen tussen uit van ver veren vol volle
    voor waar wat weer wel wie wij wil wille wit zaam zal zelf zij zijn zou bare achtig achtige
    dom gericht gerichte houd houden hoef komst komsten leg leggen lopen men neem nemen sta staan
    stand standen stellen trek trekken trok trokken val vallen voer voeren zet zetten zien zit
    delen and ert ers sta rol ver not are the for int ons sla art hand pel lin lang lange ling
    ende telling tellingen ring sing vers trekking inge facts heet tanden pers naties leren mis
    acht eraf program guide pleeg hou pas engine profile ness fair under line tell
    lingen ding gen ren len ken ven zen spr str uur werkt werker werkers worden wordt
    """.split()
)
# These take part in thousands of compounds although they are on no list of common words.
SHORT_PARTS = frozenset(
    "wet woo gas dak weg wijk bos zee ict vis bus hof dag oog eis arm rol bod fax net kap mest geo "
    "bio eco pdf csv app web gft ov ow avg dso wmo jeugd bouw raad hitte buurt".split()
)
# Whole words that only look like compounds.
WHOLE = frozenset(
    """
    voorbeeld voorbeelden aanpak aandacht verwerkers verwerker handleiding overheid overheden
    bewoner bewoners inwoner inwoners gemeente gemeenten provincie onderwerp onderwerpen
    organisatie organisaties informatie motivatie instelling ontwikkeling vergelijking opdracht
    medewerker medewerkers ondernemer ondernemers onderneming eigenaar eigenaars eigenaren
    handhaving handhaven volgende duurzaam duurzaamheid maatregel maatregelen resultaat
    deelnemer deelnemers landschap wetenschap gemeenschap samenleving verantwoordelijk
    verantwoordelijkheid inkomsten gegevens moment document documenten parlement
    """.split()
)


@lru_cache(maxsize=200_000)
def parts(word: str) -> tuple[str, ...]:
    """Return the parts of a folded compound, or () when it is none.

    A dynamic programme picks the cut of least total cost, where rare parts and
    many parts cost more; linking sounds cost nothing.
    """
    if len(word) < 7 or not word.isalpha() or word in WHOLE:
        return ()
    best: list[tuple[int, tuple[str, ...]] | None] = [None] * (len(word) + 1)
    best[0] = (0, ())
    for at in range(len(word)):
        here = best[at]
        if here is None:
            continue
        for stop, part, cost in _steps(word, at):
            total = here[0] + cost
            known = best[stop]
            if known is None or total < known[0]:
                best[stop] = (total, (*here[1], part))
    return _accepted(word, best[len(word)])


def _steps(word: str, at: int) -> Iterator[tuple[int, str, int]]:
    """Yield (where the next part ends, the part, its cost) for parts that begin at `at`."""
    for stop in range(at + 3, min(len(word), at + LONGEST_PART) + 1):
        part = word[at:stop]
        cost = _cost(part)
        if cost is None or part == word:
            continue
        yield stop, part, cost
        if at or stop < len(word):
            for link in LINKS:
                if word.startswith(link, stop) and len(word) - stop - len(link) >= 3:
                    yield stop + len(link), part, cost + 20


def _cost(part: str) -> int | None:
    if part in NO_PART:
        return None
    zipf = lexicon().zipf.get(part, 0)
    if part in SHORT_PARTS:
        return PART_COST + MOST_ZIPF - max(zipf, COMMON_SHORT)
    if zipf < _threshold(len(part)):
        return None
    return PART_COST + MOST_ZIPF - zipf


def _threshold(length: int) -> int:
    if length <= 3:
        return COMMON_SHORT + 60
    return COMMON if length < 8 else COMMON_LONG


def _accepted(word: str, found: tuple[int, tuple[str, ...]] | None) -> tuple[str, ...]:
    """Refuse a cut of a common word in rarer parts: 'betrekken' is not 'bet' + 'rekken'."""
    if found is None or len(found[1]) < 2:
        return ()
    whole = lexicon().zipf.get(word, 0)
    rarest = min(max(lexicon().zipf.get(part, 0), COMMON) for part in found[1])
    if rarest + 30 < whole:
        return ()
    # A part that is a common compound itself (klimaatadaptatie + plan) is cut further.
    return tuple(piece for part in found[1] for piece in (parts(part) or (part,)))
