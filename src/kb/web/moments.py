"""Moments as people here write them."""

from datetime import date, datetime

from babel.dates import format_date


def moment(at: datetime) -> str:
    """Write a moment in the server's own time: "24 november 2026, 09:12"."""
    here = at.astimezone()
    return f"{day(here.date())}, {here:%H:%M}"


def day(found: date | None) -> str:
    """Write a day as "24 november 2026"; empty for none."""
    return format_date(found, "d MMMM y", locale="nl") if found else ""


def month(first: date) -> str:
    """Write a month as "nov. 2026"."""
    return format_date(first, "MMM y", locale="nl")
