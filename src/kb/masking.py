"""Personal data in running text: where it stands, and the text without it. Pure.

Rather one number too many than a citizen's number kept: a check digit decides where
there is one (BSN, IBAN), the shape decides elsewhere.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["iban", "e-mail", "telefoon", "bsn", "adres"]

# What may stand between the digits of one number; a line break ends it.
_GAP = r"[ \u00a0.\-‐‑–/()]{0,3}"
_END = r"(?!\w)"
_EMAIL = r"(?<![\w.+'-])[\w.+'-]*\w@\w[\w-]*(?:\.[\w-]*\w)+"
# 06-12345678, 020 624 11 11, (0592) 12 34 56, +31 (0)6 1234 5678, 0031-20-6241111
_PHONE = (
    rf"(?<!\d)(?:(?:\+|00)31{_GAP}(?:0(?=\)?{_GAP}[1-9]))?|\(?0){_GAP}[1-9](?:{_GAP}\d){{8}}{_END}"
)
_FOREIGN = rf"(?<!\w)\+(?!31)[1-9]\d{{0,2}}(?:[ .\-/()]{{0,2}}\d){{7,12}}{_END}"
_BSN = (
    r"(?<!\d)(?:\d{9}|\d{4}([ .\u00a0-])\d{2}\1\d{3}|\d{3}([ .\u00a0-])\d{3}\2\d{3}"
    rf"|\d{{2}}([ .\u00a0-])\d{{3}}\3\d{{4}}|\d{{3}}([ .\u00a0-])\d{{2}}\4\d{{2}}\4\d{{2}}"
    rf"|\d{{2}}([ .\u00a0-])\d{{2}}\5\d{{2}}\5\d{{3}}){_END}"
)
# Capitals where a space comes before them: "2020 in 12 gemeenten" is no address.
_POSTCODE = r"[1-9]\d{3}(?:[A-Za-z]{2}| [A-Z]{2})"
_NUMBER = r"\d{1,5}(?:[ -]?[A-Za-z]|-\d{1,4})?"
_ADDRESS = (
    rf"(?<!\w)(?:{_NUMBER},? {_POSTCODE}"
    rf"|{_POSTCODE}(?:, ?|[ -]?)(?:nr\.? |nummer )?{_NUMBER}){_END}"
)
# How long an account number is in each country of SEPA.
_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FO", "FI", "GL", "NL"), 18),
    **dict.fromkeys(("SI",), 19),
    **dict.fromkeys(("AT", "BA", "EE", "LT", "LU", "XK"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "DE", "GB", "GE", "IE", "ME", "RS"), 22),
    **dict.fromkeys(("GI", "IL", "AE"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "RO", "SE", "SK"), 24),
    **dict.fromkeys(("PT",), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "SM"), 27),
    **dict.fromkeys(("AL", "CY", "HU", "PL"), 28),
    **dict.fromkeys(("UA",), 29),
    **dict.fromkeys(("MT",), 31),
}
_IBAN = "|".join(
    rf"{country} ?\d{{2}}(?:[ .\-\u00a0]?[A-Z0-9]){{{length - 4}}}"
    for country, length in _LENGTHS.items()
).join((r"(?i)(?<!\w)(?:", rf"){_END}"))


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data as it stands in a text: text[start:end] == finding.text."""

    kind: Kind
    start: int
    end: int
    text: str


def find(text: str) -> tuple[Finding, ...]:
    """Return the personal data in a text, in order; no two overlap."""
    found: list[Finding] = []
    for kind, pattern, holds in _KINDS:
        # Compiled when first needed: that takes longer than most searches.
        for start, end in _places(text, re.compile(pattern), holds):
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Finding(kind, start, end, text[start:end]))
    return tuple(sorted(found, key=lambda finding: finding.start))


def mask(text: str) -> str:
    """Return a text with each finding replaced by its kind in brackets; all else is kept."""
    # What is left after one round may become readable as a number only now; every round takes
    # digits or an @ away, so it ends.
    while found := find(text):
        for finding in reversed(found):
            text = f"{text[: finding.start]}[{finding.kind}]{text[finding.end :]}"
    return text


def mask_some(text: str, chosen: Collection[str]) -> str:
    """Return a text with the findings masked whose text is `chosen`; spaces do not count."""
    wanted = {"".join(each.split()) for each in chosen}
    for finding in reversed(find(text)):
        if "".join(finding.text.split()) in wanted:
            text = f"{text[: finding.start]}[{finding.kind}]{text[finding.end :]}"
    return text


def is_bsn(digits: str) -> bool:
    """Say whether nine digits pass the eleven test of the citizen service number."""
    if len(digits) != 9 or not int(digits):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


def is_iban(compact: str) -> bool:
    """Say whether an account number without spaces passes its check (mod 97)."""
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _places(
    text: str, pattern: re.Pattern[str], holds: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:
    # A place that fails its check may begin inside one that holds.
    at = 0
    while match := pattern.search(text, at):
        if holds(match.group()):
            yield match.span()
            at = match.end()
        else:
            at = match.start() + 1


def _is_phone(text: str) -> bool:
    if not text.lstrip("(").startswith("0") or text.startswith("0031"):
        return True
    first, *groups = re.findall(r"\d+", text)
    gaps = re.findall(r"\D+", text.lstrip("("))
    # "01-02-2024 12:30" and "06-02-2024 12:30" are dates: no area code, or changing separators.
    return not groups or ((first == "06" or len(first) in (3, 4)) and len(set(gaps[1:])) < 2)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


_KINDS: tuple[tuple[Kind, str, Callable[[str], bool]], ...] = (
    ("e-mail", _EMAIL, bool),
    ("iban", _IBAN, lambda text: is_iban(re.sub(r"[\W_]", "", text).upper())),
    ("telefoon", _PHONE, _is_phone),
    ("telefoon", _FOREIGN, bool),
    ("bsn", _BSN, lambda text: is_bsn(_digits(text))),
    ("adres", _ADDRESS, bool),
)
