"""Moments as people here write them."""

from datetime import date, datetime

from babel.dates import format_date

NO_BREAK = "\N{NO-BREAK SPACE}"


def moment(at: datetime) -> str:
    """Write a moment in the server's own time, on one line: "24 nov 2026, 09:12"."""
    here = at.astimezone()
    written = f"{format_date(here.date(), 'd MMM y', locale='nl')}, {here:%H:%M}"
    return written.replace(" ", NO_BREAK)


def day(found: date | None) -> str:
    """Write a day as "24 november 2026"; empty for none."""
    return format_date(found, "d MMMM y", locale="nl") if found else ""


def short_day(found: date | None) -> str:
    """Write a day in a table as "24 nov 2026", on one line; empty for none."""
    written = format_date(found, "d MMM y", locale="nl") if found else ""
    return written.replace(" ", NO_BREAK)


def month(first: date) -> str:
    """Write a month as "nov. 2026"."""
    return format_date(first, "MMM y", locale="nl")
