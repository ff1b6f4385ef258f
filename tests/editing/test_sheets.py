import csv
import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kb.editing.sheets import FORMULA, sheet


def parsed(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_a_spreadsheet_sees_what_it_is() -> None:
    data = sheet(
        ("vraag", "keer", "dag"), [('Wie; zei "één"?', 3, date(2026, 11, 24)), ("", 0, None)]
    )
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    assert parsed(data) == [
        ["vraag", "keer", "dag"],
        ['Wie; zei "één"?', "3", "2026-11-24"],
        ["", "0", ""],
    ]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=1))
def test_every_cell_comes_back_and_none_is_a_formula(cells: list[str]) -> None:
    (row,) = parsed(sheet(["kop"], [cells]))[1:]
    assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in cells]
    assert not any(cell.lstrip(" \n").startswith(FORMULA) for cell in row)


@given(st.sampled_from(FORMULA), st.text(" \n", max_size=3), st.text(max_size=9))
def test_what_would_be_worked_out_is_text(first: str, before: str, rest: str) -> None:
    line = sheet(["kop"], [[f"{before}{first}{rest}"]]).decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.lstrip('"').startswith("'")
