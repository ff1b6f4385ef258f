import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from kb.app import Application
from kb.embedding import PACKAGED_MODEL
from kb.generations import Store
from tests.support import Silent, kb, write_corpus

QUESTION = "Hoe betrek ik bewoners?"


def text_pdf(text: str, password: str = "") -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, text)
    canvas.save()
    if not password:
        return buffer.getvalue()
    writer = PdfWriter(clone_from=buffer)
    writer.encrypt(password)
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


def golden_file(folder: Path, *rows: dict[str, object]) -> Path:
    file = folder / "golden.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return file


def test_build_search_status_check_and_rollback_work_together(tmp_path: Path) -> None:
    corpus, index = write_corpus(tmp_path / "corpus"), tmp_path / "index"
    folders = ("--corpus", corpus, "--index", index)
    first = kb("build", *folders)
    assert first.returncode == 0
    assert "6 documenten" in first.stdout
    (corpus / "extra.md").write_text("# Parkeren\n\nDe parkeernorm ging omlaag.")
    assert kb("build", *folders).returncode == 0
    found = json.loads(kb("status", "--index", index, "--json").stdout)
    assert [each["live"] for each in found["generations"]] == [False, True]
    assert kb("check", "--index", index).returncode == 0
    back = kb("rollback", "--index", index)
    assert back.returncode == 0
    assert found["generations"][0]["id"] in back.stdout
    assert "parkeernorm" not in kb("search", "parkeernorm", "--index", index).stdout.lower()


def test_json_is_the_contract_and_nothing_else(small: Application) -> None:
    run = kb("search", QUESTION, "--json", "--index", small.settings.index, "--limit", 3)
    assert run.returncode == 0
    answer = json.loads(run.stdout)
    assert answer["question"] == QUESTION
    assert answer["generation"] == small.store.live()
    assert isinstance(answer["confident"], bool)
    assert len(answer["hits"]) == 3
    hit = answer["hits"][0]
    assert hit["document"] == "webinars/warmtenet.vtt"
    assert hit["title"] == "Warmtenet: gesprek met bewoners"
    assert hit["kind"] == "webinar"
    assert hit["organisation"] == "Gemeente (voorbeeld) Heuvelrijk"
    assert hit["date"] == "2025-03-20"
    assert hit["locator"]["type"] == "time"
    assert hit["locator"]["start"] >= 0
    assert hit["locator"]["path"] == []
    assert hit["url"].startswith("/documenten/webinars/warmtenet.vtt#")
    assert isinstance(hit["score"], float)
    marked = [hit["snippet"][start:end].lower() for start, end in hit["matches"]]
    assert any("bewoner" in word for word in marked)


def test_a_kind_narrows_the_answers(small: Application) -> None:
    run = kb("search", QUESTION, "--json", "--kind", "artikel", "--index", small.settings.index)
    assert {hit["kind"] for hit in json.loads(run.stdout)["hits"]} == {"artikel"}


def found(*arguments: object, index: Path) -> list[dict[str, str]]:
    run = kb("search", QUESTION, "--json", *arguments, "--index", index)
    assert run.returncode == 0, run.stderr
    hits: list[dict[str, str]] = json.loads(run.stdout)["hits"]
    return hits


def test_every_filter_of_the_web_page_narrows_in_the_terminal_too(small: Application) -> None:
    index = small.settings.index
    both = found("--kind", "artikel", "--kind", "Webinar", index=index)
    assert {hit["kind"] for hit in both} == {"artikel", "webinar"}
    (only,) = {hit["document"] for hit in found("--theme", "CIRCULAIR INKOPEN", index=index)}
    assert only == "artikelen/meubilair.md"
    told = found("--organisation", "gemeente (voorbeeld) waterdam", index=index)
    assert {hit["organisation"] for hit in told} == {"Gemeente (voorbeeld) Waterdam"}
    dated = found("--year", 2023, "--year", 2025, index=index)
    assert {hit["date"][:4] for hit in dated} == {"2023", "2025"}
    assert found("--language", "nl", index=index)


def test_the_newest_come_first_when_asked(small: Application) -> None:
    hits = found("--order", "date", index=small.settings.index)
    days = [hit["date"] for hit in hits if hit["date"]]
    assert days == sorted(days, reverse=True)
    assert days[0] == "2025-03-20"


def test_filters_that_leave_nothing_are_said_to_do_so(small: Application) -> None:
    run = kb("search", QUESTION, "--year", 1999, "--index", small.settings.index)
    assert run.returncode == 0
    assert "Met deze filters" in run.stdout


def test_evaluate_prints_figures_and_writes_a_run(small: Application, tmp_path: Path) -> None:
    queries = golden_file(
        tmp_path,
        {"id": "q1", "query": "meubilair", "relevant": {"artikelen/meubilair.md": 2}, "kind": "b"},
        {"id": "q2", "query": "kapvergunning voor een boom", "relevant": {}, "kind": "f"},
    )
    run_file = tmp_path / "out.run"
    index = small.settings.index
    run = kb("evaluate", queries, "--index", index, "--json", "--run", run_file)
    figures = json.loads(run.stdout)
    assert figures["groups"]["b"]["nDCG@10"]["mean"] == 1.0
    assert figures["groups"]["a–d"]["questions"] == 1
    assert figures["refusal"]["unanswerable"] == 1
    assert run_file.read_text().startswith("q1 Q0 artikelen/meubilair.md 1 ")
    table = kb("evaluate", queries, "--index", index)
    assert "nDCG@10" in table.stdout
    assert "1.000 [1.00–1.00]" in table.stdout
    assert "…" not in table.stdout
    assert "AUROC" in table.stdout
    first, second = figures["queries"]
    assert (first["query"], first["documents"][0]) == ("meubilair", "artikelen/meubilair.md")
    assert 0 <= second["confidence"] <= 1


def test_a_build_that_answers_golden_questions_worse_is_refused(tmp_path: Path) -> None:
    corpus, index = write_corpus(tmp_path / "corpus"), tmp_path / "index"
    golden = golden_file(
        tmp_path,
        {"id": "lakken", "query": "wie lakt?", "relevant": {"artikelen/woo.html": 2}},
        {"id": "hitte", "query": "schaduw van bomen", "relevant": {"artikelen/hitte.txt": 2}},
    )
    folders = ("--corpus", corpus, "--index", index, "--golden", golden)
    assert kb("build", *folders).returncode == 0
    live = Store(index).live()
    (corpus / "artikelen" / "woo.html").unlink()
    refused = kb("build", *folders)
    assert refused.returncode == 3
    assert "lakken" in refused.stdout
    assert Store(index).live() == live
    report = json.loads((index / "refused" / "report.json").read_text())
    assert [fall["question"] for fall in report["golden"]["verdict"]["falls"]] == ["lakken"]
    assert "Woo" in kb("search", "wie lakt?", "--index", index).stdout


def spoil(index: Path, generation: str | None) -> None:
    """Make a generation one of another version of kb."""
    manifest = index / str(generation) / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": ', '"format": 9'))


def test_after_an_upgrade_golden_questions_still_guard_by_their_stored_figures(
    tmp_path: Path,
) -> None:
    corpus, index = write_corpus(tmp_path / "corpus"), tmp_path / "index"
    row: dict[str, object] = {
        "id": "lakken",
        "query": "wie lakt?",
        "relevant": {"artikelen/woo.html": 2},
    }
    folders = ("--corpus", corpus, "--index", index, "--golden", golden_file(tmp_path, row))
    first = kb("build", *folders)
    assert "nog niets om mee te vergelijken" in first.stdout
    live = Store(index).live()
    spoil(index, live)
    (corpus / "artikelen" / "woo.html").unlink()
    refused = kb("build", *folders)
    assert refused.returncode == 3
    assert "(was 0.000)" not in refused.stdout
    assert "Slechter: lakken" in refused.stdout
    assert Store(index).live() == live


def test_an_index_of_another_version_does_not_hide_the_others(tmp_path: Path) -> None:
    corpus, index = write_corpus(tmp_path / "corpus"), tmp_path / "index"
    folders = ("--corpus", corpus, "--index", index)
    kb("build", *folders)
    old = Store(index).live()
    spoil(index, old)
    kb("build", *folders)
    shown = kb("status", "--index", index)
    assert shown.returncode == 0
    assert f"* {Store(index).live()}  6 documenten" in shown.stdout
    assert f"{old}  Index {old} heeft een andere versie" in shown.stdout
    found = json.loads(kb("status", "--index", index, "--json").stdout)["generations"]
    assert ["problem" in each for each in found] == [True, False]
    checked = kb("check", "--index", index)
    assert checked.returncode == 1
    assert "heeft een andere versie" in checked.stdout


def test_bad_documents_are_named_and_the_rest_is_built(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    (corpus / "geheim.pdf").write_bytes(text_pdf("Geheim", password="abc"))
    (corpus / "goed.pdf").write_bytes(text_pdf("Een handout over parkeren in de binnenstad."))
    (corpus / "kapot.docx").write_bytes(b"PK\x03\x04kapot")
    (corpus / "leeg.txt").write_bytes(b"")
    run = kb("build", "--corpus", corpus, "--index", tmp_path / "index")
    assert run.returncode == 0
    assert "7 documenten" in run.stdout
    assert "geheim.pdf: Deze PDF is beveiligd met een wachtwoord" in run.stdout
    assert "kapot.docx: Dit .docx-bestand is beschadigd" in run.stdout
    assert "leeg.txt: Het bestand is leeg" in run.stdout


def other_model(folder: Path) -> Path:
    copy = folder / "ander-model"
    shutil.copytree(PACKAGED_MODEL, copy)
    tokenizer = copy / "0_StaticEmbedding" / "tokenizer.json"
    tokenizer.write_bytes(tokenizer.read_bytes() + b"\n")
    return copy


def test_an_index_of_another_model_is_not_searched_but_can_be_rebuilt(tmp_path: Path) -> None:
    corpus, index = write_corpus(tmp_path / "corpus"), tmp_path / "index"
    kb("build", "--corpus", corpus, "--index", index)
    model = str(other_model(tmp_path))
    refused = kb("search", QUESTION, "--index", index, KB_MODEL=model)
    assert refused.returncode == 1
    assert "ander-model" in refused.stderr
    assert "kb build" in refused.stderr
    assert kb("build", "--corpus", corpus, "--index", index, KB_MODEL=model).returncode == 0
    assert kb("search", QUESTION, "--index", index, KB_MODEL=model).returncode == 0


def test_a_locked_index_says_to_wait(app: Application, corpus: Path) -> None:
    app.build(Silent())
    with app.store.writing():
        run = kb("build", "--corpus", corpus, "--index", app.settings.index)
    assert run.returncode == 1
    assert "ander proces" in run.stderr


def test_a_damaged_index_fails_the_check(app: Application) -> None:
    name = app.build(Silent()).generation
    (app.settings.index / name / "catalogue.sqlite").write_bytes(b"kapot")
    run = kb("check", "--index", app.settings.index)
    assert run.returncode == 1
    assert "catalogue.sqlite is veranderd" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("build", "--corpus", "nergens"), "bestaat niet"),
        (("search", "vraag", "--index", "nergens"), "nog geen index"),
        (("search", "   ", "--index", "INDEX"), "geen vraag"),
        (("search", "x" * 3000, "--index", "INDEX"), "te lang"),
        (("search", "vraag", "--kind", "boek", "--index", "INDEX"), "Kies bijvoorbeeld uit: "),
        (("search", "vraag", "--year", "24", "--index", "INDEX"), "vier cijfers"),
        (("search", "vraag", "--theme", "inkoop", "--index", "INDEX"), "circulair inkopen"),
        (("search", "vraag", "--organisation", "x", "--index", "INDEX"), "Waterdam"),
        (("search", "vraag", "--language", "fr", "--index", "INDEX"), "Taal fr bestaat niet"),
        (("search", "vraag", "--order", "new", "--index", "INDEX"), "relevance of date"),
        (("search", "vraag", "--limit", "0", "--index", "INDEX"), "getal van 1 tot en met 100"),
        (("search", "vraag", "--limit"), "Na --limit hoort een waarde"),
        (("search", "vraag", "--bogus"), "De optie --bogus bestaat niet"),
        (("search", "-meubilair"), "Zet `--` voor een vraag"),
        (("search", "een", "twee"), "tussen aanhalingstekens"),
        (("search",), "Er ontbreekt iets na `kb search`: QUESTION"),
        (("bestaat-niet",), "Die opdracht bestaat niet. Zie `kb --help`"),
        (("serve", "--port", "x"), "een heel getal"),
        (("evaluate", "nergens.jsonl", "--index", "INDEX"), "nergens.jsonl"),
        (("rollback", "--index", "INDEX"), "geen eerdere"),
        (("check", "--index", "nergens"), "nog geen index"),
        (("serve", "--index", "nergens"), "nog geen index"),
    ],
)
def test_bad_input_gives_one_clear_line_and_code_1(
    small: Application, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    places = {"INDEX": str(small.settings.index), "nergens": str(tmp_path / "nergens")}
    run = kb(*(places.get(argument, argument) for argument in arguments))
    assert run.returncode == 1
    assert said in run.stderr
    assert run.stderr.count("\n") == 1
    assert run.stdout == ""


@pytest.mark.parametrize(
    "question",
    [
        '"',
        "-meubilair",
        "\U0001f642",
        "\x1b[31mrood\x07",
        "Привет",
        "[bold]wijk[/bold]",
        b"\xff wijk",
    ],
)
def test_odd_questions_get_an_answer_and_no_fault(
    small: Application, question: str | bytes
) -> None:
    index = str(small.settings.index)
    command = [sys.executable, "-m", "kb", "search", "--index", index, "--", question]
    run = subprocess.run(command, capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (0, b"")
    assert b"\x1b[31mrood" not in run.stdout
    assert run.stdout.decode("utf-8").strip()


def test_spelling_help_is_said_in_the_terminal(small: Application) -> None:
    index = small.settings.index
    assert "Resultaten voor: netcongestie" in kb("search", "netkongestie", "--index", index).stdout
    exact = kb("search", "netkongestie", "--exact", "--index", index)
    assert "Bedoelde u: netcongestie?" in exact.stdout
    found = json.loads(kb("search", "netkongestie", "--json", "--index", index).stdout)
    assert (found["question"], found["answered"]) == ("netkongestie", "netcongestie")
    assert found["didYouMean"] == "netcongestie"


def test_a_folder_that_is_no_index_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("foto's van 2019")
    run = kb("search", "wijk", "--index", tmp_path)
    assert run.returncode == 1
    assert "bestaat niet" in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_bad_line_in_the_questions_is_named(small: Application, tmp_path: Path) -> None:
    file = tmp_path / "vragen.jsonl"
    file.write_text('{"id": "a", "query": "b", "relevant": {}}\n{"id": 3}\n')
    run = kb("evaluate", file, "--index", small.settings.index)
    assert run.returncode == 1
    assert "Regel 2" in run.stderr
