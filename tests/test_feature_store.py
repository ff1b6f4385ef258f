from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb import dutch
from kb.embedding import load
from kb.feature_store import FeatureStore, writer
from kb.features import Features, extract, sentences

EMBEDDER = load()
TEXTS = [
    "De gemeente plantte bomen. Zij vroeg bewoners waar.\n\nBronnen\n\nHet kenniscentrum.",
    "Één zin zonder punt",
    'Een raadslid zei: "dat kan niet". Daarna kwam er 10.000 euro bij.',
]


def features(texts: list[str]) -> tuple[Features, ...]:
    return extract(texts, [dutch.analyse(text) for text in texts], EMBEDDER.encode)


def test_what_is_stored_comes_back(tmp_path: Path) -> None:
    before = features(TEXTS)
    with writer(tmp_path / "features.sqlite") as keep:
        keep(before[:1])
        keep(before[1:])
    store = FeatureStore(tmp_path / "features.sqlite")
    found = store.of([2, 0, 1])
    assert sorted(found) == [0, 1, 2]
    for at, expected in enumerate(before):
        assert found[at].sentences == expected.sentences
        assert {key: [tuple(one) for one in each] for key, each in found[at].words.items()} == (
            expected.words
        )
        assert np.allclose(found[at].vectors, expected.vectors, atol=1e-3)
    assert store.of([]) == {}
    store.close()


def test_each_telling_sentence_has_the_vector_of_its_own_text() -> None:
    for text, found in zip(TEXTS, features(TEXTS), strict=True):
        telling = [text[each.start : each.end] for each in found.sentences]
        assert np.array_equal(found.vectors, EMBEDDER.encode(telling))


def test_a_list_of_sources_does_not_tell() -> None:
    assert [each.points_back for each in sentences(TEXTS[0])] == [False, True]


@given(st.text(max_size=300))
def test_words_stand_where_they_say(text: str) -> None:
    (found,) = features([text])
    known = {word.text for word in dutch.words(text)}
    for places in found.words.values():
        assert all(text[start:end] in known and 0 < weight <= 1 for start, end, weight in places)
    assert all(text[each.start : each.end].strip() for each in found.sentences)
