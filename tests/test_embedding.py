import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kb import embedding
from kb.embedding import PACKAGED_MODEL, StaticEmbedder, TransformerEmbedder
from kb.errors import ModelUnavailable

TEXTS = [
    "Hoe betrek ik inwoners bij een circulaire wijk?",
    "How do other municipalities deal with grid congestion?",
    "coördinator, €5 en “aanhalingstekens” – 😀",
    "2-owp-30",
    "x",
    "Een langere tekst. " * 300,
]


def test_numpy_and_sentence_transformers_give_the_same_vectors() -> None:
    fast = StaticEmbedder(PACKAGED_MODEL).encode(TEXTS)
    slow = TransformerEmbedder(str(PACKAGED_MODEL)).encode(TEXTS)
    assert np.abs(fast - slow).max() < 2e-3
    assert (fast * slow).sum(axis=1).min() > 0.9999


def test_vectors_have_unit_length_and_nothing_known_gives_zero() -> None:
    vectors = embedding.load().encode([*TEXTS, ""])
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors[:-1], axis=1), 1, atol=1e-5)
    assert not vectors[-1].any()


def test_translations_are_nearer_than_other_sentences() -> None:
    dutch, english, other = embedding.load().encode(
        ["Gemeenten kopen duurzaam in.", "Municipalities buy sustainably.", "De trein rijdt niet."]
    )
    assert dutch @ english > dutch @ other + 0.2


def test_the_packaged_model_needs_no_torch() -> None:
    code = (
        "import sys; from kb import embedding; embedding.load().encode(['x']); "
        "print('torch' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_the_packaged_model_is_small_and_carries_its_card() -> None:
    files = [path for path in PACKAGED_MODEL.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 25_000_000
    assert "CC BY" in (PACKAGED_MODEL / "README.md").read_text("utf-8")


def test_a_copied_folder_is_the_same_model(tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(PACKAGED_MODEL, copy)
    assert embedding.load(str(copy)).identity.digest == embedding.load().identity.digest


@pytest.mark.parametrize("content", [None, "", '[{"type": "x.StaticEmbedding"}]'])
def test_a_folder_that_is_no_model_says_what_to_check(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "modules.json").write_text(content)
    with pytest.raises(ModelUnavailable, match="KB_MODEL"):
        embedding.load(str(tmp_path))


def test_closeness_prefers_the_passage_with_a_word_like_the_questions() -> None:
    embedder = embedding.load()
    tokens = embedder.tokens(["De leerlingen gaan naar school.", "Het budget is krap."])
    scores = embedder.closeness("onderwijs", tokens)
    assert scores is not None
    assert scores[0] > scores[1]


def test_a_model_without_token_vectors_has_no_closeness() -> None:
    embedder = TransformerEmbedder(str(PACKAGED_MODEL))
    assert embedder.closeness("vraag", embedder.tokens(["tekst"])) is None
