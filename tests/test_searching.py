from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kb.app import Application, Opened
from kb.searching import Filters
from tests.support import Silent

QUESTION = "Hoe betrek je bewoners en jongeren bij plannen?"


def test_pages_together_are_the_whole_in_order(opened: Opened) -> None:
    search = opened.searcher.search
    whole = search(QUESTION, limit=200)
    assert whole.total == len(whole.hits) > 2
    pages = [search(QUESTION, limit=2, offset=at) for at in range(0, whole.total, 2)]
    assert tuple(hit for page in pages for hit in page.hits) == whole.hits
    assert {page.confidence for page in pages} == {whole.confidence}
    assert search(QUESTION, offset=whole.total).hits == ()


def test_by_date_the_newest_come_first_and_nothing_is_lost(opened: Opened) -> None:
    by_score = opened.searcher.search(QUESTION, limit=200)
    by_date = opened.searcher.search(QUESTION, limit=200, order="date")
    days = [hit.metadata.date for hit in by_date.hits]
    dated = [day for day in days if day]
    assert dated == sorted(dated, reverse=True)
    assert None not in days[: len(dated)]
    assert sorted(hit.passage.text for hit in by_date.hits) == sorted(
        hit.passage.text for hit in by_score.hits
    )


def test_a_filter_by_a_counted_value_shows_exactly_so_many_documents(opened: Opened) -> None:
    search = opened.searcher.search
    answer = search(QUESTION, limit=200)
    assert sum(map(len, answer.facets.values())) > 3
    for name, counts in answer.facets.items():
        for value, count in counts.items():
            kept = search(QUESTION, limit=200, filters=Filters({name: frozenset({value})}))
            assert len({hit.document for hit in kept.hits}) == count
            assert kept.facets[name] == counts


def test_noise_is_not_paged_through_but_the_nearest_are_shown(opened: Opened) -> None:
    nonsense = opened.searcher.search("xqzv wkrpt")
    assert not nonsense.confident
    assert nonsense.total == len(nonsense.hits) <= 10
    narrow = opened.searcher.search(
        "netcongestie", filters=Filters({"organisation": frozenset({"Nergens"})})
    )
    assert (narrow.total, narrow.hits, narrow.confident) == (0, (), False)


def test_the_same_text_in_two_documents_is_one_hit_that_names_the_other(
    app: Application, corpus: Path
) -> None:
    text = (corpus / "artikelen/jongeren.md").read_text("utf-8")
    (corpus / "artikelen/jongeren-handout.md").write_text(
        text.replace("# Jongeren betrekken bij plannen", "# Handout jongeren"), "utf-8"
    )
    app.build(Silent())
    searcher = app.open_live().searcher
    answer = searcher.search("jongerenraad geeft de wethouder advies over speelbeleid", limit=200)
    both = {"artikelen/jongeren.md", "artikelen/jongeren-handout.md"}
    first = answer.hits[0]
    (elsewhere,) = first.also_in
    assert {first.document, elsewhere.document} == both
    assert not both & {hit.document for hit in answer.hits[1:]}
    for name, counts in answer.facets.items():
        assert all(count <= 7 for count in counts.values()), name
    kept = searcher.search("jongerenraad", filters=Filters({"kind": frozenset({"artikel"})}))
    assert both <= {hit.document for hit in kept.hits} | {
        place.document for hit in kept.hits for place in hit.also_in
    }


def test_a_word_of_the_title_is_not_missing_from_the_passage_below_it(
    app: Application, corpus: Path
) -> None:
    text = "In de binnenstad mag u twee uur staan. Daarna betaalt u vier euro per uur."
    (corpus / "artikelen" / "plan.md").write_text(f"# Plan van aanpak fietsdiefstal\n\n{text}\n")
    app.build(Silent())
    searcher = app.open_live().searcher
    assert searcher.evidence("fietsdiefstal in de binnenstad").missing == 0
    assert searcher.evidence("fietsdiefstal op de markt").missing > 0


def test_threads_asking_at_once_hear_what_one_alone_hears(opened: Opened) -> None:
    words = ("bewoners", "stroomnet", "meubilair", "hitte in de stad", "woo-verzoeken", "jongeren")
    questions = [f"{first} en {second}" for first in words for second in words]
    alone = [opened.searcher.search(question) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(opened.searcher.search, questions)) == alone
