from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from kb.web.asking import PARAMETERS, Asked, read

words = st.text(min_size=1, max_size=20).filter(lambda text: text == text.strip())
asked = st.builds(
    Asked,
    question=words,
    filters=st.dictionaries(
        st.sampled_from(list(PARAMETERS)),
        st.lists(words, min_size=1, max_size=3, unique=True).map(tuple),
    ),
    order=st.sampled_from(["relevance", "date"]),
    page=st.integers(1, 1000),
    exact=st.booleans(),
)


def pairs(address: str) -> list[tuple[str, str]]:
    return parse_qsl(address.removeprefix("/?"), keep_blank_values=True)


@given(asked)
def test_an_address_says_all_of_a_search(search: Asked) -> None:
    assert read(pairs(search.address())) == search


def test_addresses_are_dutch_and_as_short_as_can_be() -> None:
    assert Asked("hitte").address() == "/?q=hitte"
    full = Asked("hitte", {"kind": ("webinar",), "language": ("nl", "en")}, "date", 2)
    assert full.address() == (
        "/?q=hitte&soort=webinar&taal-bron=nl&taal-bron=en&sorteer=datum&pagina=2"
    )


def test_what_an_address_cannot_mean_counts_as_not_there() -> None:
    found = read([("q", "  "), ("pagina", "-3"), ("sorteer", "smaak"), ("soort", ""), ("x", "y")])
    assert found == Asked()
    assert read([("q", "a"), ("pagina", "9" * 30)]).page == 1000
    assert read([("pagina", "²")]).page == 1


def test_narrowing_and_sorting_start_at_the_first_page() -> None:
    search = Asked("a", {"kind": ("webinar", "artikel")}, page=4)
    assert search.without("kind", "webinar") == Asked("a", {"kind": ("artikel",)})
    assert search.without("kind", "webinar").without("kind", "artikel").is_plain
    assert search.ordered("date").page == 1
    assert search.unfiltered() == Asked("a")
    assert not search.is_plain
