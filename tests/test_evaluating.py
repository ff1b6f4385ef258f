import json
from pathlib import Path

import pytest

from kb.errors import QueriesInvalid
from kb.evaluating import JudgedQuery, auroc, evaluate, load_queries, trec_run
from kb.model import Answer, Hit, Locator, Metadata, Passage, Snippet


def hit(path: str, snippet: str = "tekst") -> Hit:
    passage = Passage(1, 0, 0, len(snippet), snippet, Locator("heading", "begin"))
    return Hit(path, Metadata(), passage, Snippet(snippet, 0, len(snippet)), 1.0)


def answer(*paths: str, confidence: float = 0.9, snippet: str = "tekst") -> Answer:
    hits = tuple(hit(path, snippet) for path in paths)
    return Answer("?", "g", confidence >= 0.5, hits, confidence)


def ask(answers: dict[str, Answer]):  # type: ignore[no-untyped-def]
    return lambda question: answers[question]


def test_figures_by_hand() -> None:
    queries = [
        JudgedQuery("1", "een", {"a": 2, "b": 1}, "a"),
        JudgedQuery("2", "twee", {"c": 2}, "e"),
    ]
    found = evaluate(queries, ask({"een": answer("x", "a", "a"), "twee": answer("c")}))
    one = found.outcomes[0].figures
    # Gain 3 at rank 2 over gains 3 and 1 at ranks 1 and 2 (discounts log2 2 and log2 3).
    assert one["nDCG@10"] == pytest.approx((3 / 1.585) / (3 + 1 / 1.585), abs=1e-3)
    assert one["RR@10"] == 0.5
    assert one["recall@10"] == 0.5
    assert one["success@1"] == 0.0
    rows = {row.group: row for row in found.rows}
    assert rows["a–d"].questions == 1
    assert rows["alle"].questions == 2
    assert rows["e"].figures["success@1"].mean == 1.0


def test_refusals_are_measured_on_questions_that_nothing_answers() -> None:
    queries = [JudgedQuery(str(n), f"v{n}", {"a": 2} if n < 3 else {}) for n in range(5)]
    answers = {f"v{n}": answer("a", confidence=1 - n / 10 if n < 3 else 0.3) for n in range(5)}
    refusal = evaluate(queries, ask(answers)).refusal
    assert refusal is not None
    assert (refusal.answerable, refusal.unanswerable) == (3, 2)
    assert refusal.auroc == 1.0
    assert (refusal.refused_at_95, refusal.refused, refusal.kept) == (1.0, 1.0, 1.0)


def test_a_refused_question_without_an_answer_is_a_golden_success() -> None:
    queries = [JudgedQuery("1", "een", {}), JudgedQuery("2", "twee", {})]
    answers = {"een": answer("a", confidence=0.1), "twee": answer("a", confidence=0.9)}
    outcomes = evaluate(queries, ask(answers), resample=False).outcomes
    assert [outcome.success for outcome in outcomes] == [1.0, 0.0]


def test_a_snippet_counts_when_it_holds_most_words_of_the_judged_sentence() -> None:
    judged = JudgedQuery("1", "een", {"a": 2}, "a", "De raad besloot in mei tot een proef.")
    held = evaluate([judged], ask({"een": answer("a", snippet="In mei besloot de raad een proef")}))
    lost = evaluate([judged], ask({"een": answer("a", snippet="Iets anders")}))
    assert (held.snippets_shown, lost.snippets_shown) == (1.0, 0.0)


def test_auroc_counts_ties_half() -> None:
    assert auroc([1.0, 0.5], [0.5, 0.0]) == pytest.approx(0.875)


def test_a_run_lists_each_document_once_in_order() -> None:
    found = evaluate([JudgedQuery("1", "een", {"b c": 1})], ask({"een": answer("a", "b c", "a")}))
    assert trec_run(found.outcomes) == "1 Q0 a 1 1.000000 kb\n1 Q0 b%20c 2 0.500000 kb\n"


@pytest.mark.parametrize("line", ["{", '{"id": 1}', '{"id": 1, "query": "x", "relevant": ["a"]}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "q.jsonl"
    good = json.dumps({"id": "1", "query": "x", "relevant": {}})
    file.write_text(f"{good}\n{line}\n")
    with pytest.raises(QueriesInvalid, match="Regel 2"):
        load_queries(file)


def test_no_file_and_no_questions_are_named(tmp_path: Path) -> None:
    with pytest.raises(QueriesInvalid, match="niet te lezen"):
        load_queries(tmp_path / "nergens.jsonl")
    (tmp_path / "leeg.jsonl").write_text("")
    with pytest.raises(QueriesInvalid, match="geen vragen"):
        load_queries(tmp_path / "leeg.jsonl")
