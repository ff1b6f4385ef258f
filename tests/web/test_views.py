import datetime
from dataclasses import replace
from http import HTTPStatus

import pytest

from kb.catalogue import Entry
from kb.model import (
    Answer,
    Document,
    Elsewhere,
    Hit,
    Locator,
    Mark,
    Metadata,
    Passage,
    Related,
    Section,
    Snippet,
)
from kb.web import errors, language
from kb.web.asking import Asked
from kb.web.rendering import ASSETS
from kb.web.views.common import Source, paging, pieces
from kb.web.views.document import Setting, document_view
from kb.web.views.search import search_view
from kb.web.views.start import start_view

SPOKEN = language.load(ASSETS / "locales")
DUTCH, ENGLISH = SPOKEN["nl"], SPOKEN["en"]
KNOWN = Metadata(
    title="Het warmtenet",
    kind="webinar",
    date=datetime.date(2025, 3, 20),
    organisation="Gemeente Heuvelrijk",
    role="projectleider",
    themes=("energie & warmte",),
    media_url="https://media.example/warmtenet.mp4",
)
TURNS = "Welkom.\n\nWij gingen langs de deuren."
SECTION = Section(
    Locator("time", "12:34", start=754.2, end=800.0),
    TURNS,
    (Mark(0, 754.2, "Gespreksleider"), Mark(9, 760.9, "Projectleider")),
)
PASSAGE = Passage(1, 0, 0, len(TURNS), TURNS, SECTION.locator)
ENTRY = Entry(Document("webinars/a b.vtt", "0", KNOWN, (SECTION,)), (PASSAGE,))
HIT = Hit(
    "webinars/a b.vtt",
    KNOWN,
    PASSAGE,
    Snippet("Wij gingen langs de deuren.", 9, 36, ((20, 26),)),
    1.0,
    (Elsewhere("handouts/b.pdf", "Handout", 3, "p. 2"),),
)
ANSWER = Answer("deuren", "1", confident=True, hits=(HIT,), total=31)


def test_a_hit_says_who_tells_it_and_where_it_stands() -> None:
    (card,) = search_view(Asked("deuren"), ANSWER, DUTCH).cards
    (hit,) = card.hits
    assert card.source == Source(
        "webinar", "Gemeente Heuvelrijk", "projectleider", "Webinar, maart 2025"
    )
    assert hit.place == "Vanaf 12:34"
    assert hit.url == "/documenten/webinars/a%20b.vtt#passage-1"
    assert [(piece.text, piece.marked) for piece in hit.pieces][1] == ("deuren", True)
    assert hit.also_in[0].text == "Handout, p. 2"
    assert hit.also_in[0].url == "/documenten/handouts/b.pdf#passage-3"


def test_the_interface_speaks_english_and_the_source_its_own_language() -> None:
    (card,) = search_view(Asked("deuren"), ANSWER, ENGLISH).cards
    assert card.hits[0].place == "From 12:34"
    assert card.source.what == "Webinar, March 2025"
    assert card.language == "nl"


def test_the_passages_of_a_document_share_one_card() -> None:
    other = replace(HIT, document="handouts/b.pdf")
    answer = replace(ANSWER, hits=(HIT, replace(HIT), other, HIT))
    cards = search_view(Asked("x"), answer, DUTCH).cards
    assert [(card.document[:4], len(card.hits), len(card.more)) for card in cards] == [
        ("webi", 2, 1),
        ("hand", 1, 0),
    ]


def test_filters_count_show_few_and_keep_what_is_chosen() -> None:
    themes = {f"thema {at}": 20 - at for at in range(10)}
    facets = {"kind": {"handout": 2, "artikel": 9}, "theme": themes, "year": {"2024": 3}}
    asked = Asked("x", {"theme": ("thema 9", "weg")})
    kinds, found = search_view(asked, replace(ANSWER, facets=facets), DUTCH).facets
    assert [(option.label, option.count) for option in kinds.options] == [
        ("Artikel", 9),
        ("Handout", 2),
    ]
    assert (found.name, found.legend) == ("thema", "Thema")
    assert [option.label for option in found.options][-2:] == ["thema 9", "weg"]
    assert [option.count for option in found.options if option.chosen] == [11, 0]
    assert len(found.options) + len(found.more) == 11


def test_languages_of_sources_have_their_names() -> None:
    answer = replace(ANSWER, facets={"language": {"nl": 2, "en": 1}})
    (facet,) = search_view(Asked("x"), answer, ENGLISH).facets
    assert [option.label for option in facet.options] == ["Dutch", "English"]


def test_a_chosen_filter_is_a_link_to_the_search_without_it() -> None:
    asked = Asked("x", {"kind": ("webinar",), "year": ("2024",)}, page=3)
    chosen = search_view(asked, ANSWER, DUTCH).chosen
    assert [(each.text, each.url) for each in chosen] == [
        ("Webinar", "/?q=x&jaar=2024"),
        ("2024", "/?q=x&soort=webinar"),
    ]


def test_the_summary_counts_and_names_the_page() -> None:
    assert search_view(Asked("x"), ANSWER, DUTCH).summary == "31 passages gevonden"
    assert search_view(Asked("x", page=2), ANSWER, DUTCH).summary.endswith(", pagina 2")
    told = replace(ANSWER, facets={"organisation": {"A": 2, "B": 1, "": 4}})
    assert search_view(Asked("x"), told, DUTCH).summary.endswith(", van 2 organisaties")
    narrowed = Asked("x", {"organisation": ("A",)})
    assert search_view(narrowed, told, DUTCH).summary == "31 passages gevonden"
    nothing = Answer("x", "1", confident=False, hits=())
    assert search_view(Asked("x"), nothing, DUTCH).summary == "Niets gevonden"


def test_spelling_help_leads_to_the_whole_other_question() -> None:
    answer = replace(ANSWER, did_you_mean="warmtenet")
    asked = Asked("wramtenet", {"kind": ("webinar",)}, page=2)
    found = search_view(asked, answer, DUTCH).did_you_mean
    assert found
    assert found.url == "/?q=warmtenet"


def test_a_mended_question_is_named_with_a_way_back_to_what_was_typed() -> None:
    answer = replace(ANSWER, did_you_mean="warmtenet", answered="warmtenet")
    view = search_view(Asked("wramtenet", {"kind": ("webinar",)}, page=2), answer, DUTCH)
    assert (view.answered, view.did_you_mean) == ("warmtenet", None)
    assert view.exactly.text == "wramtenet"
    assert view.exactly.url == "/?q=wramtenet&soort=webinar&letterlijk=ja"


@pytest.mark.parametrize(
    ("total", "current", "numbers", "previous", "following"),
    [
        (0, 1, [1], "", ""),
        (10, 1, [1], "", ""),
        (11, 1, [1, 2], "", "2"),
        (200, 9, [1, 7, 8, 9, 10, 11, 20], "8", "10"),
        (30, 99, [1, 3], "3", ""),
    ],
)
def test_pages_link_to_the_ends_and_the_neighbours(
    total: int, current: int, numbers: list[int], previous: str, following: str
) -> None:
    found = paging(total, 10, current, str)
    assert [page.number for page in found.pages] == numbers
    assert (found.previous, found.next) == (previous, following)


def test_a_document_has_turns_to_jump_to_and_says_a_speaker_once() -> None:
    view = document_view(ENTRY, Setting(DUTCH))
    first, second = view.sections[0].passages[0].paragraphs
    assert (first.anchor, first.time, first.speaker) == ("t-754", "12:34", "Gespreksleider")
    assert (second.anchor, second.seconds, second.speaker) == ("t-760", 760, "Projectleider")
    assert view.sections[0].brief == "Welkom. Wij gingen langs de deuren."


def test_a_time_names_one_place_on_the_page() -> None:
    twice = replace(SECTION, marks=(Mark(0, 754.2, "A"), Mark(9, 754.9, "A")))
    entry = Entry(replace(ENTRY.document, sections=(twice,)), ENTRY.passages)
    first, second = document_view(entry, Setting(DUTCH)).sections[0].passages[0].paragraphs
    assert (first.anchor, second.anchor) == ("t-754", "")
    assert second.speaker == ""


def test_citing_names_who_what_when_where_and_the_address() -> None:
    view = document_view(ENTRY, Setting(DUTCH, "https://kb.example"))
    assert view.cite == (
        "Gemeente Heuvelrijk, projectleider. Het warmtenet (webinar). 20 maart 2025. "
        "https://kb.example/documenten/webinars/a%20b.vtt"
    )
    assert (
        view.sections[0]
        .passages[0]
        .cite.endswith(
            "20 maart 2025, vanaf 12:34. https://kb.example/documenten/webinars/a%20b.vtt#passage-1"
        )
    )


def test_themes_lead_to_a_search_and_related_documents_to_themselves() -> None:
    related = Related("artikelen/c.md", Metadata(title="C", kind="artikel"), 0.9)
    view = document_view(ENTRY, Setting(DUTCH), [related])
    assert view.themes[0].url == "/?q=energie+%26+warmte&thema=energie+%26+warmte"
    assert view.related[0].url == "/documenten/artikelen/c.md"
    assert view.related[0].source == Source("artikel", "", "", "Artikel")


@pytest.mark.parametrize(
    ("address", "origin", "is_sound"),
    [
        ("https://media.example/a.MP3?x=1", "https://media.example", True),
        ("http://media.example:8080/a", "http://media.example:8080", False),
    ],
)
def test_a_recording_says_where_it_comes_from(address: str, origin: str, is_sound: bool) -> None:
    entry = Entry(replace(ENTRY.document, metadata=replace(KNOWN, media_url=address)), ())
    found = document_view(entry, Setting(DUTCH)).recording
    assert found
    assert (found.origin, found.is_sound) == (origin, is_sound)


@pytest.mark.parametrize(
    "address", ["", "javascript:alert(1)", "/a.mp4", "https://x.example;script-src */a.mp4"]
)
def test_an_address_that_is_none_is_no_recording(address: str) -> None:
    entry = Entry(replace(ENTRY.document, metadata=replace(KNOWN, media_url=address)), ())
    assert document_view(entry, Setting(DUTCH)).recording is None


def test_notes_stand_apart_from_what_is_on_the_slide() -> None:
    text = "- Een\n- Twee\n\nNotities: Zeg er dit bij."
    section = Section(Locator("slide", "dia 2", ("Twee punten",), page=2), text)
    passage = Passage(1, 0, 0, len(text), text, section.locator)
    entry = Entry(replace(ENTRY.document, sections=(section,)), (passage,))
    shown, said = document_view(entry, Setting(DUTCH)).sections[0].passages[0].paragraphs
    assert (shown.items, shown.is_note) == (("Een", "Twee"), False)
    assert (said.text, said.is_note) == ("Zeg er dit bij.", True)


def test_a_heading_without_text_of_its_own_is_said_once() -> None:
    paths = [("A",), ("B", "B1"), ("B", "B2"), ("C",), ("C", "C1")]
    sections = tuple(Section(Locator("heading", "x", path), "Tekst.") for path in paths)
    entry = Entry(replace(ENTRY.document, sections=sections), ())
    found = document_view(entry, Setting(DUTCH)).sections
    assert [(each.above, each.depth) for each in found] == [
        ("", 0),
        ("B", 1),
        ("", 1),
        ("", 0),
        ("", 1),
    ]


def test_without_a_good_answer_only_the_nearest_are_shown() -> None:
    hits = tuple(replace(HIT, document=f"artikelen/{at}.md") for at in range(9))
    answer = replace(ANSWER, hits=hits, confident=False)
    assert len(search_view(Asked("x"), answer, DUTCH).cards) == 5


def test_lists_in_a_snippet_have_dots_and_paragraphs_no_holes() -> None:
    text = "- Hitte- en droogteplan\n- Bomen\n\nSlot - echt."
    at = text.index("Hitte")
    found = list(pieces(text, [(at, at + 5)]))
    assert [each.text for each in found] == [
        "• ",
        "Hitte",
        "- en droogteplan\n• Bomen\nSlot - echt.",
    ]
    assert [each.marked for each in found] == [False, True, False]


def test_the_items_of_a_pdf_are_one_list() -> None:
    text = "Let op:\n\n• Een\n\n• Twee\n\nSlot."
    section = Section(Locator("page", "p. 1", page=1), text)
    passage = Passage(1, 0, 0, len(text), text, section.locator)
    entry = Entry(replace(ENTRY.document, sections=(section,)), (passage,))
    found = document_view(entry, Setting(DUTCH)).sections[0].passages[0].paragraphs
    assert [(each.text, each.items) for each in found] == [
        ("Let op:", ()),
        ("• Een", ("Een", "Twee")),
        ("Slot.", ()),
    ]


@pytest.mark.parametrize("status", {each for each in errors.STATUS.values() if each < 500})
def test_what_a_visitor_can_mend_has_a_title_and_advice_of_its_own(status: HTTPStatus) -> None:
    view = errors.view_of(status, DUTCH)
    assert view.title != errors.OTHERWISE
    assert view.advice != errors.LATER


def test_the_start_page_offers_the_most_used_themes_and_the_newest_documents() -> None:
    known = {
        f"artikelen/{at}.md": Metadata(
            title=str(at),
            date=datetime.date(2020 + at, 1, 1) if at < 5 else None,
            themes=("Wonen", f"thema {at}"),
        )
        for at in range(14)
    }
    view = start_view(known, [("Hoe?", "nl"), ("How?", "en")], ENGLISH)
    assert (view.documents, view.examples) == (14, (("How?", "en"), ("Hoe?", "nl")))
    assert len(view.themes) == 12
    assert [each.text for each in view.themes][-1] == "Wonen"
    assert view.themes[-1].url == "/?q=Wonen&thema=Wonen"
    assert [each.title for each in view.newest] == ["4", "3", "2"]
    assert start_view({}, (), DUTCH).newest == ()
