"""Make one small stylesheet a theme: the parts of the NL Design System that our pages use.

Component styles and the tokens of themes come from npm (EUPL-1.2; see package.json). For each
theme this writes web/static/THEME.css. A rule stays when our templates and scripts name every
component class in its selector. In the values of what stays, component tokens are replaced by
what the theme says they are; the theme's own palette stays as tokens, for our styles and their
dark values to build on. That takes 100 kB off each visitor's first page.

The result says which sources it was made from, so that a second run has nothing to do.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
STATIC = ROOT / "web" / "static"
COMPONENTS = MODULES / "@utrecht" / "component-library-css" / "dist" / "index.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CLASS = re.compile(r"\.(utrecht-[\w-]+)")
# Names that a macro completes ("utrecht-alert--{{ kind }}") are written out in its comment.
USED = re.compile(r"\b(utrecht-[a-z0-9_-]*[a-z0-9])")
TOKEN = re.compile(r"var\(\s*(--[\w-]+)")
DEFINED = re.compile(r"(--[\w-]+)\s*:")
COMPONENT_TOKEN = re.compile(r"--(utrecht|nl|todo)-")


@dataclass(frozen=True, slots=True)
class Rule:
    """Selectors, their declarations and the at-rule around them, if any."""

    around: str
    selectors: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        inside = ";".join(f"{name}:{value}" for name, value in self.declarations)
        rule = f"{','.join(self.selectors)}{{{inside}}}"
        return f"{self.around}{{{rule}}}" if self.around else rule


def rules(css: str, around: str = "") -> Iterator[Rule]:
    """Yield each rule of a stylesheet without comments."""
    for prelude, body in _blocks(css):
        if prelude.startswith("@"):
            yield from rules(body, prelude)
        else:
            yield Rule(around, tuple(_split(prelude, ",")), tuple(_declarations(body)))


def kept(rule: Rule, names: Set[str]) -> Rule:
    """Return the rule with only the selectors of which every component class is named."""
    found = ((selector, CLASS.findall(selector)) for selector in rule.selectors)
    return replace(
        rule, selectors=tuple(each for each, classes in found if classes and names >= {*classes})
    )


def settle(found: list[Rule], theme: Mapping[str, str], own: str) -> list[Rule]:
    """Fill in the theme's component tokens and drop every declaration that says nothing."""
    while True:
        said = [name for rule in found for name, _ in rule.declarations]
        asked = {name for rule in found for _, value in rule.declarations for name in _asked(value)}
        asked |= set(_asked(own))
        live = {name for name in said if name.startswith("--")} | set(DEFINED.findall(own))
        settled = [_settled(rule, theme, live, asked) for rule in found]
        settled = [rule for rule in settled if rule.declarations]
        if settled == found:
            return found
        found = settled


def _settled(rule: Rule, theme: Mapping[str, str], live: Set[str], asked: Set[str]) -> Rule:
    filled = (
        (name, fill(value, theme, live))
        for name, value in rule.declarations
        if not name.startswith("--") or name in asked
    )
    return replace(rule, declarations=tuple((name, value) for name, value in filled if value))


def fill(value: str, theme: Mapping[str, str], live: Set[str]) -> str:
    """Return a value with component tokens filled in; empty when it can have no meaning.

    A token that a component or our own styles set (`live`) stays, a token of the theme's palette
    stays without its fallback, one that nobody sets gives way to its fallback.
    """
    start = value.find("var(")
    if start < 0:
        return value.rstrip()
    end = _closing(value, start + 3)
    name, _, fallback = value[start + 4 : end].partition(",")
    name, fallback = name.strip(), fill(fallback.strip(), theme, live)
    if name in live:
        use = f"var({name},{fallback})" if fallback and name not in theme else f"var({name})"
    elif name in theme:
        inline = COMPONENT_TOKEN.match(name)
        use = fill(theme[name], theme, live) if inline else f"var({name})"
    else:
        use = fallback
    after = value[end + 1 :]
    rest = fill(after, theme, live)
    return f"{value[:start]}{use}{rest}" if use and (rest or not after.strip()) else ""


def palette(theme: Mapping[str, str], needing: str) -> dict[str, str]:
    """Return the tokens of a theme that `needing` needs, by whatever way."""
    needed: set[str] = set()
    left = _asked(needing)
    while left:
        name = left.pop()
        if name in theme and name not in needed:
            needed.add(name)
            left += _asked(theme[name])
    return {name: value for name, value in theme.items() if name in needed}


def _asked(css: str) -> list[str]:
    return TOKEN.findall(css)


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    depth = start = opened = 0
    for found in re.finditer(r'"(?:\\.|[^"\\])*"|[{}]', css):
        if found.group() == "{":
            depth += 1
            opened = found.start() if depth == 1 else opened
        elif found.group() == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : found.start()]
                start = found.end()


def _split(text: str, separator: str) -> Iterator[str]:
    """Cut at separators that no parentheses enclose."""
    depth = start = 0
    for at, mark in enumerate(f"{text}{separator}"):
        depth += (mark == "(") - (mark == ")")
        if mark == separator and depth == 0:
            if text[start:at].strip():
                yield " ".join(text[start:at].split())
            start = at + 1


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    for each in _split(body, ";"):
        name, _, value = each.partition(":")
        yield name.strip(), value.strip()


def _closing(text: str, opening: int) -> int:
    depth = 0
    for at in range(opening, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at
    raise ValueError(f"no closing parenthesis in {text!r}")


def _own_files() -> list[Path]:
    web = ROOT / "web"
    return sorted((*web.rglob("*.html"), *web.rglob("*.js"), STATIC / "kb.css"))


def _themes() -> Iterator[Rule]:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    for name in wanted:
        if "design-tokens" in name:
            yield from rules(_read(MODULES / name / "dist" / "theme.css"))


def _read(path: Path) -> str:
    return COMMENT.sub("", path.read_text("utf-8"))


def _stamp() -> str:
    made_from = (ROOT / "package-lock.json", Path(__file__), *_own_files())
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in made_from))
    return f"sources {digest.hexdigest()[:16]}"


def _is_made(stamp: str) -> bool:
    made = list(STATIC.glob("*-theme.css"))
    return bool(made) and all(stamp in path.read_text("utf-8").split("*/")[0] for path in made)


def main() -> int:
    stamp = _stamp()
    if _is_made(stamp):
        return 0
    if not COMPONENTS.is_file():
        sys.stderr.write("De map node_modules is er niet. Voer eerst uit: npm ci --omit=dev\n")
        return 1
    own = "".join(map(_read, _own_files()))
    names = frozenset(USED.findall(own))
    found = [kept(rule, names) for rule in rules(_read(COMPONENTS))]
    found = [rule for rule in found if rule.selectors]
    for theme in _themes():
        tokens = dict(theme.declarations)
        settled = "\n".join(map(str, settle(found, tokens, own)))
        top = replace(theme, declarations=tuple(palette(tokens, settled + own).items()))
        head = f"/* NL Design System, EUPL-1.2, made by scripts/build_css.py; {stamp} */"
        target = STATIC / f"{theme.selectors[0].lstrip('.')}.css"
        target.write_text(f"{head}\n{top}\n{settled}\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
