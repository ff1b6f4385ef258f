import contextlib
import io
import zipfile

import docx
import odfdo
import pptx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI

from kb import readers
from kb.errors import DocumentUnreadable
from kb.model import Section
from kb.readers import opendocument, slides, word

SCHEMAS = "http://schemas.openxmlformats.org"
OFFICE = f"{SCHEMAS}/officeDocument/2006/relationships"
DRAWING = f"{SCHEMAS}/drawingml/2006/main"
DIAGRAM = f"{SCHEMAS}/drawingml/2006/diagram"
WORD = {
    "w": f"{SCHEMAS}/wordprocessingml/2006/main",
    "mc": f"{SCHEMAS}/markup-compatibility/2006",
}


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


def word_of(*bodies: str) -> list[Section]:
    """Read a document with these pieces of WordprocessingML."""
    document = docx.Document()
    for body in bodies:
        space = " ".join(f'xmlns:{name}="{WORD[name]}"' for name in WORD)
        whole = parse_xml(f"<w:body {space}>{body}</w:body>")
        for element in list(whole):
            document.element.body.insert(len(document.element.body) - 1, element)
    return list(readers.read("sjabloon.docx", saved(document)).sections)


def said(text: str, properties: str = "", bold: bool = False) -> str:
    run = f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t>{text}</w:t></w:r>"
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def test_fields_of_a_template_and_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{said('Let op: vraag eerst advies.')}</w:txbxContent>"
    (section,) = word_of(
        f"<w:sdt><w:sdtPr/><w:sdtContent>{said('In een veld.')}</w:sdtContent></w:sdt>",
        "<w:p><w:r><w:t>Bel </w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>de wijk</w:t></w:r>"
        "</w:sdtContent></w:sdt></w:p>",
        "<w:p><w:r><w:t>Met kader.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
    )
    assert section.text == (
        "In een veld.\n\nBel de wijk\n\nMet kader.\n\nLet op: vraag eerst advies."
    )


def test_proposed_changes_are_read_as_if_accepted() -> None:
    (section,) = word_of(
        "<w:p><w:r><w:t>De norm is </w:t></w:r>"
        "<w:del><w:r><w:delText>vijf</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>zes</w:t></w:r></w:ins><w:r><w:t> weken.</w:t></w:r></w:p>"
    )
    assert section.text == "De norm is zes weken."


def test_bold_lines_are_headings_where_nobody_used_a_style() -> None:
    first, second = word_of(
        said("1. Aanleiding", bold=True),
        said("De binnenstad heeft te weinig plekken."),
        said("2. Aanpak", bold=True),
        said("Deze hele zin is vet en eindigt met een punt.", bold=True),
    )
    assert first.locator.path == ("1. Aanleiding",)
    assert second.locator.path == ("2. Aanpak",)
    assert second.text == "Deze hele zin is vet en eindigt met een punt."


def test_a_style_of_the_house_is_the_heading_that_it_comes_from() -> None:
    document = docx.Document()
    own = document.styles.add_style("Huisstijl Kop", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = document.styles["Heading 1"]
    document.add_paragraph("Aanleiding", style="Huisstijl Kop")
    document.add_paragraph("Zo begon het.")
    document.add_paragraph("Aanleiding 3", style=document.styles.add_style("toc 1", 1))
    (section,) = readers.read("huis.docx", saved(document)).sections
    assert section.locator.label == "Aanleiding"
    assert section.text == "Zo begon het."


def test_numbered_paragraphs_are_a_list_and_a_wide_cell_says_it_once() -> None:
    document = docx.Document()
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Fase", "Wie", "Wanneer"), strict=True):
        cell.text = text
    table.cell(1, 0).text = "Start"
    table.cell(1, 1).merge(table.cell(1, 2)).text = "Nog niet bekend"
    wide = readers.read("tabel.docx", saved(document)).sections[0]
    assert wide.text == "- Fase: Start; Wie: Nog niet bekend"
    (section,) = word_of(said("Vraag advies.", number), said("Kies een plek.", number))
    assert section.text == "- Vraag advies.\n- Kies een plek."


def test_an_author_is_an_organisation_only_when_it_says_so() -> None:
    for author, organisation in (("J. de Vries", ""), ("Omgevingsdienst A", "Omgevingsdienst A")):
        document = docx.Document()
        document.core_properties.author = author
        document.core_properties.subject = "Parkeren in de binnenstad"
        document.add_paragraph("Zo begon het.")
        known = readers.read("x.docx", saved(document)).metadata
        assert (known.organisation, known.role) == (organisation, "")


def test_words_in_a_drawing_of_steps_are_read() -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Aanpak"
    points = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{step}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for step in ("Verkennen", "Kiezen", "Doen")
    )
    drawing = f'<dgm:dataModel xmlns:dgm="{DIAGRAM}" xmlns:a="{DRAWING}">{points}</dgm:dataModel>'
    name = PackURI("/ppt/diagrams/data1.xml")
    part = Part(name, "application/xml", slide.part.package, drawing.encode())
    key = slide.part.relate_to(part, f"{OFFICE}/diagramData")
    frame = slide.shapes.add_table(1, 1, 0, 0, 9, 9)._element
    data = frame.find(f".//{{{DRAWING}}}graphicData")
    data.set("uri", DIAGRAM)
    data.clear()
    data.set("uri", DIAGRAM)
    etree.SubElement(data, f"{{{DIAGRAM}}}relIds").set(f"{{{OFFICE}}}dm", key)
    (section,) = readers.read("stappen.pptx", saved(deck)).sections
    assert section.text == "- Verkennen\n- Kiezen\n- Doen"


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
            [
                (word.read, docx_bytes()),
                (slides.read, pptx_bytes()),
                (opendocument.read, odt_bytes()),
            ]
        )
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    noise = data.draw(st.binary(min_size=1, max_size=40))
    with contextlib.suppress(DocumentUnreadable):
        read("x", whole[:at] + noise + whole[at + len(noise) :])
