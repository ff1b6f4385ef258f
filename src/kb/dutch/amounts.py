"""Questions that ask for a figure, and texts that give one."""

import re

NUMBERS = (
    "één|een|twee|drie|vier|vijf|zes|zeven|acht|negen|elf|half|halve|anderhalf|"
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred"
)
# In digits or in words: tien, achttien, veertig, tweehonderd, twaalf.
FIGURE = rf"(?:\d[\d.,]*|\b(?:{NUMBERS}|\w*(?:tien|tig|twaalf|honderd|duizend))\b)"
MONEY = r"€|euro|eur\b|cent\b"
SHARE = r"%|procent|percent"
TIME = (
    r"seconden?|minuten|minuut|uur|uren|dag(?:en)?|etmaal|we?ek(?:en)?|maand(?:en)?|kwarta(?:al|len)|"
    r"jaar|jaren|hours?|days?|weeks?|months?|years?"
)
# What asks for a figure, and the unit that the figure must have ("" is any); the first counts.
ASKING = (
    (r"hoeveel (?:uur|uren|dagen|we?ek(?:en)?|maanden|jaar|jaren)", TIME),
    (r"how many (?:hours|days|weeks|months|years)|how long|hoe lang|bewaartermijn", TIME),
    (r"(?:hoeveel|welk) (?:procent|percentage)|what percentage", SHARE),
    (r"(?:welk|wat voor) bedrag|hoeveel (?:geld|euro|kost\w*)|wat kost\w*|how much", MONEY),
    (r"hoe hoog|tarief|tarieven|boetebedrag|how high", f"{MONEY}|{SHARE}"),
    (r"hoeveel|hoe vaak|how many|how often", ""),
)
_ASKING = tuple((re.compile(rf"\b(?:{asks})\b", re.IGNORECASE), unit) for asks, unit in ASKING)


def unit_asked(question: str) -> str | None:
    """Return a pattern of the unit in which a figure is asked ("" for any), or None."""
    return next((unit for asks, unit in _ASKING if asks.search(question)), None)


def gives(text: str, unit: str) -> bool:
    """Tell whether a text gives a figure in such a unit ("€ 5", "tien werkdagen")."""
    if not unit:
        return bool(re.search(FIGURE, text, re.IGNORECASE))
    # Money may stand before its figure.
    before = rf"|(?:{MONEY})\s*{FIGURE}" if MONEY in unit else ""
    return bool(re.search(rf"{FIGURE}\s*(?:\w+\s)?\w*(?:{unit}){before}", text, re.IGNORECASE))
