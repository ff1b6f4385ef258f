"""The guide for editors shows what is there, and stays small."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "redactie.md"
IMAGES = ROOT / "docs" / "images"
LARGEST = 1_500_000


def test_every_picture_is_there_used_said_in_words_and_taken_by_the_script() -> None:
    shown = re.findall(r"!\[([^\]]*)\]\(images/([^)]+)\)", GUIDE.read_text("utf-8"))
    assert all(len(words) > 10 for words, _ in shown)
    names = {name for _, name in shown}
    assert names == {file.name for file in IMAGES.iterdir()}
    script = (ROOT / "scripts" / "guide_screenshots.py").read_text("utf-8")
    taken = set(re.findall(r'studio\.take\(page, "([\w-]+)"', script))
    assert {f"{name}.png" for name in taken} == names
    assert sum(file.stat().st_size for file in IMAGES.iterdir()) < LARGEST


def test_every_jump_within_the_guide_has_its_heading() -> None:
    text = GUIDE.read_text("utf-8")
    heads = {
        re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-")
        for head in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= heads


def test_buttons_and_tabs_are_called_as_on_the_pages() -> None:
    folder = ROOT / "web" / "templates"
    pages = "\n".join(file.read_text("utf-8") for file in folder.rglob("*.html"))
    told = re.findall(r"[Kk]ies (?:dan )?\*\*([^*]+)\*\*", GUIDE.read_text("utf-8"))
    assert len(told) > 10
    assert [name for name in told if " ".join(name.split()) not in pages] == []
