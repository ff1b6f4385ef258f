import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import readers
from kb.errors import DocumentUnreadable, UnsupportedFormat
from kb.model import Reading
from kb.readers.text import clean, decode
from tests.support import HITTE, MEUBILAIR, WOO

LETTERS = "De coöperatie betaalde € 40 – ‘geen cent meer’ – aan het café."


def labels(reading: Reading) -> list[str]:
    return [section.locator.label for section in reading.sections]


def body(reading: Reading) -> str:
    return "\n\n".join(section.text for section in reading.sections)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_the_encodings_of_dutch_offices_are_recognised(encoding: str) -> None:
    text = f"{LETTERS}\n" * 5
    assert decode(text.encode(encoding)).strip("\ufeff") == text


def test_big_endian_utf16_with_its_mark_is_read() -> None:
    assert decode(codecs.BOM_UTF16_BE + LETTERS.encode("utf-16-be")) == LETTERS


def test_the_charset_that_a_web_page_declares_counts() -> None:
    page = f'<meta charset="iso-8859-15"><p>{"Reünie in één café "}</p>'
    assert "één café" in decode(page.encode("iso-8859-15"), html=True)


def test_soft_hyphens_and_split_letters_do_not_break_words() -> None:
    assert clean("be\xadstemmings\u200bplan cafe\u0301\xa0dicht") == "bestemmingsplan café dicht"


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.sampled_from(sorted(readers.SUFFIXES - {".pdf", ".docx", ".pptx", ".odt"})), st.binary())
def test_whatever_the_bytes_a_reader_reads_or_says_why_not(suffix: str, data: bytes) -> None:
    with contextlib.suppress(DocumentUnreadable):
        found = readers.read(f"x{suffix}", data)
        assert all(section.text.strip() for section in found.sections)


def test_an_unknown_type_is_named_with_what_to_use() -> None:
    with pytest.raises(UnsupportedFormat, match=r"'\.xyz'.*\.docx"):
        readers.read("plan.xyz", b"tekst")


def test_data_about_a_document_that_is_not_there_names_it() -> None:
    with pytest.raises(UnsupportedFormat, match=r"hoort bij plan\.md"):
        readers.read("plan.md.yaml", b"titel: Plan")


def test_an_empty_file_says_so() -> None:
    with pytest.raises(DocumentUnreadable, match="leeg"):
        readers.read("plan.md", b" \n ")


def test_markdown_gives_heading_paths_and_front_matter() -> None:
    found = readers.read("meubilair.md", MEUBILAIR.encode())
    assert labels(found) == ["Circulair meubilair inkopen", "Aanpak", "Wat ging mis"]
    assert found.metadata.organisation == "Gemeente (voorbeeld) Waterdam"
    assert found.metadata.themes == ("circulair inkopen",)
    assert found.metadata.sample


def test_markdown_keeps_words_and_drops_markup() -> None:
    source = """# Titel

Lees [de **handreiking**](https://voorbeeld.example) van `artikel 5.1`.[^1]

<!-- niet publiceren -->

| Stap | Uren |
|---|---|
| Intake | 12 |

1. Eerst
   - dan dit
2. Daarna

!!! tip "Let op"
    Vraag het de jurist.
"""
    text = body(readers.read("x.md", source.encode()))
    assert "Lees de handreiking van artikel 5.1." in text
    assert "- Stap: Intake; Uren: 12" in text
    assert "1. Eerst\n  - dan dit\n2. Daarna" in text
    assert "Let op" in text
    assert "Vraag het de jurist." in text
    assert "niet publiceren" not in text


def test_bad_front_matter_names_the_line() -> None:
    with pytest.raises(DocumentUnreadable, match="regel 2"):
        readers.read("x.md", b"---\ntitel: a\n b: [\n---\ntekst\n")


def test_a_web_page_is_read_without_the_site_around_it() -> None:
    found = readers.read("woo.html", WOO.encode())
    assert labels(found) == ["Sneller een Woo-verzoek afhandelen", "Lakken"]
    assert "- Jaar: 2022; Verzoeken: 41" in body(found)
    for clutter in ("Menu", "cookies", "Lees ook", "Over deze site"):
        assert clutter not in body(found)
    assert str(found.metadata.date) == "2023-02-03"
    assert found.metadata.organisation == "Provincie (voorbeeld) Zuiderkust"


def test_share_buttons_and_polls_inside_an_article_are_not_its_text() -> None:
    page = """<article><h1>Bomen</h1><p>Wij plantten er tien.</p><div>Deel deze pagina: Facebook
    LinkedIn</div><p>Was deze pagina nuttig? Ja Nee</p><p>Deel je plan vroeg.</p></article>"""
    assert (
        body(readers.read("x.html", page.encode()))
        == "Wij plantten er tien.\n\nDeel je plan vroeg."
    )


def test_linked_data_in_a_web_page_is_its_metadata() -> None:
    page = """<html lang="nl"><head><script type="application/ld+json">{"@context":
    "https://schema.org", "@type": "Article", "headline": "Bomen planten", "datePublished":
    "2024-03-01", "author": {"@type": "Organization", "name": "Gemeente (voorbeeld) Waterdam"},
    "keywords": ["groen", "hitte"], "inLanguage": "nl-NL"}</script></head>
    <body><article><h1>Bomen planten</h1><p>Wij plantten er tien.</p></article></body></html>"""
    known = readers.read("x.html", page.encode()).metadata
    assert (known.title, str(known.date)) == ("Bomen planten", "2024-03-01")
    assert known.organisation == "Gemeente (voorbeeld) Waterdam"
    assert known.themes == ("groen", "hitte")
    assert known.language == "nl"


def test_plain_text_headings_become_places() -> None:
    assert labels(readers.read("hitte.txt", HITTE.encode())) == ["1. Aanleiding", "2. Maatregelen"]


def test_a_text_without_any_heading_is_one_section_with_its_name() -> None:
    found = readers.read("water-overlast.txt", b"het water stond hoog in de straat vannacht.")
    assert len(found.sections) == 1
    assert found.metadata.title


def test_the_keyword_that_marks_sample_material_is_no_theme() -> None:
    page = b'<meta name="keywords" content="hitte, Voorbeeldmateriaal"><p>Bomen geven schaduw.</p>'
    known = readers.read("bomen.html", page).metadata
    assert known.themes == ("hitte",)
    assert known.sample


def test_every_audience_of_linked_data_is_kept() -> None:
    page = b"""<script type="application/ld+json">{"@type": "Article", "headline": "Daken",
    "audience": [{"@type": "Audience", "audienceType": "inkopers"}, {"audienceType": "juristen"}]}
    </script><p>Panelen op het dak.</p>"""
    assert readers.read("daken.html", page).metadata.audience == "inkopers, juristen"
