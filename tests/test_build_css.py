from pathlib import Path

import pytest
from scripts import build_css

from kb.web.rendering import ASSETS

THEME = {
    "--utrecht-button-color": "var(--basis-color-ink)",
    "--basis-color-ink": "var(--blauw)",
    "--blauw": "#00f",
}


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("0 0 0 1px", "0 0 0 1px"),
        ("var(--utrecht-button-color)", "var(--basis-color-ink)"),
        ("var(--nobody, var(--utrecht-button-color, red))", "var(--basis-color-ink)"),
        ("1px solid var(--nobody, red) !important", "1px solid red !important"),
        ("var(--nobody)", ""),
        ("var(--_set, var(--nobody))", "var(--_set)"),
        ("var(--_set, 0) var(--blauw)", "var(--_set,0) var(--blauw)"),
        ("calc(var(--_set, 1) * var(--nobody, 2px))", "calc(var(--_set,1) * 2px)"),
    ],
)
def test_component_tokens_are_filled_in_and_the_palette_stays(value: str, filled: str) -> None:
    assert build_css.fill(value, THEME, {"--_set"}) == filled


def test_only_rules_for_named_components_stay() -> None:
    css = ".utrecht-a, .utrecht-b { color: red } @media print { .utrecht-a--x { color: blue } }"
    kept = [build_css.kept(rule, {"utrecht-a"}) for rule in build_css.rules(css)]
    assert [str(rule) for rule in kept if rule.selectors] == [".utrecht-a{color:red}"]


def test_declarations_that_nobody_asks_for_go() -> None:
    css = (
        ".utrecht-a { --_a: var(--_b); --_b: 1px; --_unused: 2px; inset: var(--_a); top: var(--x) }"
    )
    settled = build_css.settle(list(build_css.rules(css)), {}, "")
    assert "".join(map(str, settled)) == ".utrecht-a{--_a:var(--_b);--_b:1px;inset:var(--_a)}"


def test_the_palette_has_what_is_needed_and_what_that_needs() -> None:
    assert build_css.palette(THEME, "var(--basis-color-ink)") == {
        "--basis-color-ink": "var(--blauw)",
        "--blauw": "#00f",
    }


def test_the_stylesheet_is_made_small_and_asks_nothing_of_other_sites() -> None:
    css = (ASSETS / "static" / "voorbeeld-theme.css").read_text("utf-8")
    assert ".utrecht-button--primary-action" in css
    assert "utrecht-calendar" not in css
    assert "//" not in css.split("*/", 1)[1]
    assert len(css) < 80_000


def test_every_component_class_that_templates_name_exists() -> None:
    css = Path(build_css.COMPONENTS).read_text("utf-8")
    known = set(build_css.CLASS.findall(css))
    own = "".join(path.read_text("utf-8") for path in (ASSETS / "templates").rglob("*.html"))
    assert set(build_css.USED.findall(own)) - known == set()
