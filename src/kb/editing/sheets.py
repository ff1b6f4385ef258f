"""Tables that a spreadsheet opens as it is meant: Dutch Excel and LibreOffice. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

# A cell that begins so is worked out as a formula, also one that a visitor typed.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"

Cell = str | int | date | None


def sheet(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return CSV in UTF-8 with a byte order mark and semicolons; no cell is ever a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return f"{BOM}{text.getvalue()}".encode()


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        # Spaces before a formula do not stop every spreadsheet.
        risky = value.lstrip(" \n").startswith(FORMULA)
        return f"'{value}" if risky else value
    return "" if value is None else str(value)
