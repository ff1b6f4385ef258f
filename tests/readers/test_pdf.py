import contextlib
import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from kb import readers
from kb.errors import DocumentUnreadable
from kb.readers import Limits, pdf

Draw = Callable[[Canvas, int], None]
LEFT = (
    "De gemeente begon met een inven-",
    "tarisatie van alle bruggen in het",
    "buitengebied. Daarna kwam er een",
    "plan met drie fasen en een budget",
    "voor de sociaal-",
    "economische gevolgen van de sluiting.",
)
RIGHT = (
    "In de tweede kolom staat hoe het",
    "afliep. De bewoners waren vooraf",
    "gehoord en dat hielp. Er kwamen",
    "maar drie bezwaren binnen, die",
    "na een gesprek werden inge-",
    "trokken door de indieners.",
)


def pdf_bytes(draw: Draw, pages: int = 1, **info: str) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for name, value in info.items():
        getattr(canvas, f"set{name.capitalize()}")(value)
    for number in range(1, pages + 1):
        draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def column(canvas: Canvas, x: float, lines: tuple[str, ...]) -> None:
    text = canvas.beginText(x, 700)
    text.setFont("Helvetica", 10)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)


def report(canvas: Canvas, number: int) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(60, 810, "Handreiking bruggen")
    canvas.drawString(280, 30, f"pagina {number} van 4")
    column(canvas, 60, (f"Dit is het verhaal van brug {number}.", "De brug ging een week dicht."))


def test_each_page_is_a_place_without_running_heads_and_numbers() -> None:
    found = readers.read("bruggen.pdf", pdf_bytes(report, 4, title="Bruggen", author="Gemeente A"))
    assert [section.locator.label for section in found.sections] == ["p. 1", "p. 2", "p. 3", "p. 4"]
    assert found.sections[2].locator.page == 3
    assert found.sections[2].text == "Dit is het verhaal van brug 3. De brug ging een week dicht."
    assert (found.metadata.title, found.metadata.organisation) == ("Bruggen", "Gemeente A")


def test_a_head_that_names_its_chapter_is_told_by_its_page_number() -> None:
    def chapters(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(60, 800, f"Hoofdstuk {number}: {'ABCDEF'[number]} {number + 4}")
        canvas.setFont("Helvetica", 16)
        canvas.drawString(60, 770, f"{number} {'ABCDEF'[number] * 3}")
        column(canvas, 60, (f"Dit is het verhaal van brug {number}.", "De brug ging dicht."))

    found = readers.read("bruggen.pdf", pdf_bytes(chapters, 4))
    assert found.sections[2].text == ("3 DDD\n\nDit is het verhaal van brug 3. De brug ging dicht.")


def test_printed_page_labels_are_kept() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes(report, 4))))
    writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, 3, style=PageLabelStyle.DECIMAL)
    writer.add_outline_item(title="Tweede deel", page_number=2)
    found = readers.read("bruggen.pdf", written(writer))
    assert [section.locator.label for section in found.sections] == [
        "p. i",
        "p. ii",
        "p. 1",
        "p. 2",
    ]
    assert [section.locator.path for section in found.sections][1:3] == [(), ("Tweede deel",)]


def test_columns_are_read_one_after_the_other_and_hyphens_mended() -> None:
    def columns(canvas: Canvas, _number: int) -> None:
        column(canvas, 60, LEFT)
        column(canvas, 310, RIGHT)

    text = readers.read("x.pdf", pdf_bytes(columns)).sections[0].text
    assert "een inventarisatie van alle bruggen" in text
    assert "sociaal-economische gevolgen" in text
    assert "ingetrokken door de indieners" in text
    assert text.index("sluiting") < text.index("In de tweede kolom")


def test_a_contents_page_with_dots_is_no_text() -> None:
    def contents(canvas: Canvas, _number: int) -> None:
        column(canvas, 60, ("Inleiding. . . . . . . . . . . . 3", "De brug ging een week dicht."))

    assert readers.read("x.pdf", pdf_bytes(contents)).sections[0].text == (
        "De brug ging een week dicht."
    )


def test_an_empty_bullet_code_is_a_bullet() -> None:
    def bullets(canvas: Canvas, _number: int) -> None:
        for at, text in enumerate(("Bel de buren.", "Schrijf een brief.")):
            canvas.setFont("Helvetica", 10)
            canvas.drawString(60, 700 - 14 * at, "\u2022")
            canvas.drawString(74, 700 - 14 * at, text)

    text = readers.read("x.pdf", pdf_bytes(bullets)).sections[0].text
    assert text == "• Bel de buren.\n\n• Schrijf een brief."


def test_a_password_is_named() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes(report, 2))))
    writer.encrypt("geheim", algorithm="AES-256")
    with pytest.raises(DocumentUnreadable, match="wachtwoord"):
        readers.read("x.pdf", written(writer))


def test_a_scan_is_told_apart_from_a_broken_file() -> None:
    def empty(canvas: Canvas, _number: int) -> None:
        canvas.rect(10, 10, 50, 50)

    with pytest.raises(DocumentUnreadable, match="OCR"):
        readers.read("x.pdf", pdf_bytes(empty))
    with pytest.raises(DocumentUnreadable, match="beschadigd"):
        readers.read("x.pdf", b"%PDF-1.7 en verder niets")


def test_a_page_without_text_among_others_is_a_warning() -> None:
    def half(canvas: Canvas, number: int) -> None:
        if number == 1:
            report(canvas, number)
        else:
            canvas.rect(10, 10, 50, 50)

    found = readers.read("x.pdf", pdf_bytes(half, 2))
    assert found.warnings == ("Geen of weinig tekst op pagina 2: misschien een scan.",)


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read() -> None:
    data = pdf_bytes(report, 2)
    with pytest.raises(DocumentUnreadable, match="langer dan"):
        readers.read("x.pdf", data, limits=Limits(seconds=0.0))
    assert readers.read("x.pdf", data).sections


def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_is_read() -> None:
    data = pdf_bytes(report, 2)
    with pytest.raises(DocumentUnreadable, match="geheugen"):
        readers.read("x.pdf", data, limits=Limits(memory=16 << 20))
    assert readers.read("x.pdf", data).sections


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2000), st.binary(min_size=1, max_size=60))
def test_no_damage_brings_the_reader_down(at: int, noise: bytes) -> None:
    whole = pdf_bytes(report, 2)
    with contextlib.suppress(DocumentUnreadable):
        pdf.read("x.pdf", whole[:at] + noise + whole[at + len(noise) :])


def written(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
