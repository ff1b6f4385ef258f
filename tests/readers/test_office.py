import contextlib
import io
import zipfile

import docx
import odfdo
import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import readers
from kb.errors import DocumentUnreadable
from kb.readers.office import read_docx, read_odt, read_pptx


def docx_bytes() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Sloop zonder afval"
    document.core_properties.author = "Gemeente (voorbeeld) Waterdam"
    document.core_properties.keywords = "slopen, hergebruik"
    document.add_heading("Sloop zonder afval", 0)
    document.add_heading("Voorbereiding", 1)
    document.add_paragraph("Maak eerst een lijst van materialen.")
    document.add_heading("Asbest", 2)
    document.add_paragraph("Laat asbest eerst weghalen.", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table.rows[0].cells, ("Materiaal", "Ton"), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("Hout", "14"), strict=True):
        cell.text = text
    return saved(document)


def pptx_bytes(footer: str = "") -> bytes:
    deck = pptx.Presentation()
    for number in range(1, 5):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"Stap {number}"
        slide.placeholders[1].text = f"Doe iets met stap {number}."
        if footer:
            box = slide.shapes.add_textbox(0, 0, 100, 100)
            box.text_frame.text = footer
        slide.notes_slide.notes_text_frame.text = f"Vertel hier verhaal {number}."
    return saved(deck)


def odt_bytes() -> bytes:
    document = odfdo.Document("text")
    document.body.clear()
    document.meta.title = "Samen leren"
    document.body.append(odfdo.Header(1, "Werkvorm"))
    document.body.append(odfdo.Paragraph("Ga in een kring zitten."))
    return saved(document)


def saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def test_a_word_document_gives_heading_paths_lists_tables_and_properties() -> None:
    found = readers.read("sloop.docx", docx_bytes())
    assert [section.locator.path for section in found.sections] == [
        ("Voorbereiding",),
        ("Voorbereiding", "Asbest"),
    ]
    assert "- Laat asbest eerst weghalen." in found.sections[1].text
    assert "- Materiaal: Hout; Ton: 14" in found.sections[1].text
    assert found.metadata.title == "Sloop zonder afval"
    assert found.metadata.organisation == "Gemeente (voorbeeld) Waterdam"
    assert found.metadata.themes == ("slopen", "hergebruik")


def test_slides_are_places_and_their_notes_are_read() -> None:
    found = readers.read("stappen.pptx", pptx_bytes())
    third = found.sections[2]
    assert (third.locator.label, third.locator.page) == ("dia 3", 3)
    assert third.locator.path == ("Stap 3",)
    assert third.text == "Doe iets met stap 3.\n\nNotities: Vertel hier verhaal 3."


def test_a_footer_on_every_slide_is_no_text() -> None:
    found = readers.read("stappen.pptx", pptx_bytes("Voorbeeldmateriaal · Gemeente"))
    assert all("Voorbeeldmateriaal" not in section.text for section in found.sections)


def test_an_open_document_is_read_by_heading() -> None:
    found = readers.read("leren.odt", odt_bytes())
    assert found.sections[0].locator.label == "Werkvorm"
    assert found.sections[0].text == "Ga in een kring zitten."
    assert found.metadata.title == "Samen leren"


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".odt"])
def test_a_cut_off_file_says_what_to_do(suffix: str) -> None:
    whole = {".docx": docx_bytes, ".pptx": pptx_bytes, ".odt": odt_bytes}[suffix]()
    with pytest.raises(DocumentUnreadable, match="beschadigd"):
        readers.read(f"x{suffix}", whole[: len(whole) // 2])


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".odt"])
def test_a_zip_of_something_else_is_refused(suffix: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("foto.jpg", b"\xff\xd8")
    with pytest.raises(DocumentUnreadable, match="beschadigd"):
        readers.read(f"x{suffix}", file.getvalue())


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_no_damage_brings_a_reader_down(data: st.DataObject) -> None:
    read, whole = data.draw(
        st.sampled_from(
            [(read_docx, docx_bytes()), (read_pptx, pptx_bytes()), (read_odt, odt_bytes())]
        )
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    noise = data.draw(st.binary(min_size=1, max_size=40))
    with contextlib.suppress(DocumentUnreadable):
        read("x", whole[:at] + noise + whole[at + len(noise) :])
