from pathlib import Path

import pytest

from kb.app import Application, Opened
from kb.errors import DocumentUnknown
from tests.support import Silent


def test_related_documents_come_nearest_first_without_the_document_itself(opened: Opened) -> None:
    found = opened.searcher.similar("artikelen/jongeren.md", limit=3)
    assert len(found) == 3
    assert "artikelen/jongeren.md" not in {each.document for each in found}
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)


def test_a_shared_theme_goes_before_and_another_version_is_left_out(
    app: Application, corpus: Path
) -> None:
    text = (corpus / "artikelen/meubilair.md").read_text("utf-8")
    (corpus / "artikelen/meubilair-2.md").write_text(text.replace("2024-05-17", "2025-01-01"))
    (corpus / "artikelen/stenen.md").write_text(
        "---\ntitel: Stenen\nthemas: [Circulair inkopen]\n---\nOude klinkers zijn weer straat."
    )
    app.build(Silent())
    found = app.open_live().searcher.similar("artikelen/meubilair.md")
    assert found[0].document == "artikelen/stenen.md"
    assert "artikelen/meubilair-2.md" not in {each.document for each in found}


def test_an_unknown_document_has_no_relations(opened: Opened) -> None:
    with pytest.raises(DocumentUnknown):
        opened.searcher.similar("nergens.md")
