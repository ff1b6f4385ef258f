"""Markdown with YAML front matter, as people write it and as site builders extend it."""

import html
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.model import Reading
from kb.readers.assembly import Block, first_title, heading_sections, table_text
from kb.readers.metadata import completed, load_yaml, parse_metadata
from kb.readers.text import decode, squeeze

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*\n", re.S)
COMMENT = re.compile(r"<!--.*?-->", re.S)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# Macros, attribute lists and footnote marks are instructions to a site builder, not text.
MACRO = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\s*[:.#][^{}\n]*\}|\[\^[\w-]+\](?!:)", re.S)
ADMONITION = re.compile(r"^(?:!!!|\?\?\?\+?|===) *(?:[\w -]*?)(?:\"([^\"]*)\")?\s*$")
HTML_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.S | re.I)


def read(name: str, data: bytes) -> Reading:
    """Return sections by heading; raises DocumentUnreadable for bad front matter or no text."""
    text = decode(data)
    front = FRONT_MATTER.match(text)
    values = load_yaml(front.group(1), "Het begin van dit bestand (tussen ---)") if front else {}
    metadata, warnings = parse_metadata(values)
    blocks = list(_blocks(_prepared(text[front.end() :] if front else text)))
    title = metadata.title or first_title(blocks)
    sections = heading_sections(blocks, title)
    body = "\n".join(section.text for section in sections)
    return Reading(completed(metadata, name, "artikel", title, body), sections, warnings)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").enable("strikethrough")


def _prepared(text: str) -> str:
    plain = MACRO.sub("", COMMENT.sub("", text))
    return "\n".join(_without_admonitions(plain.split("\n")))


def _without_admonitions(lines: Sequence[str]) -> Iterator[str]:
    """Turn `!!! note "Titel"` and its indented body into ordinary paragraphs."""
    inside = False
    for line in lines:
        found = ADMONITION.match(line)
        if found:
            inside = True
            yield from ("", found.group(1) or "", "")
        elif inside and (line.startswith(("    ", "\t")) or not line.strip()):
            yield line[4:] if line.startswith("    ") else line.lstrip("\t")
        else:
            inside = False
            yield line


def _blocks(text: str) -> Iterator[Block]:
    tokens = _parser().parse(text)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = _closing(tokens, at)
        inner = tokens[at : end + 1]
        if token.type == "heading_open":
            yield Block(_inline(inner), int(token.tag[1]))
        elif token.type == "table_open":
            yield Block(table_text(_rows(inner)))
        elif token.type == "html_block":
            yield from _html(token.content)
        elif token.type in {"fence", "code_block"}:
            yield Block(token.content.rstrip())
        else:
            yield Block("\n".join(_lines(inner)))
        at = end + 1


def _closing(tokens: Sequence[Token], at: int) -> int:
    if tokens[at].nesting != 1:
        return at
    for end in range(at + 1, len(tokens)):
        if tokens[end].level == tokens[at].level and tokens[end].nesting == -1:
            return end
    return len(tokens) - 1


def _lines(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield a paragraph or list as lines; items open with their mark, nested ones indented."""
    depth, mark, number = 0, "", []
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
            number.append(0 if token.type[0] == "b" else int(token.attrGet("start") or 1))
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
            number.pop()
        elif token.type == "list_item_open":
            mark = "  " * (depth - 1) + (f"{number[-1]}. " if number[-1] else "- ")
            number[-1] += 1 if number[-1] else 0
        elif token.type == "inline" and (text := _inline([token])):
            yield mark + text
            mark = "  " * depth
        elif token.type in {"fence", "code_block"}:
            yield token.content.rstrip()


def _rows(tokens: Sequence[Token]) -> list[list[str]]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline([token]))
    return rows


def _inline(tokens: Sequence[Token]) -> str:
    """Return the text that a reader sees: links by their words, no markup."""
    pieces = []
    for token in tokens:
        for child in token.children or ():
            if child.type in {"text", "code_inline"}:
                pieces.append(child.content)
            elif child.type in {"softbreak", "hardbreak"}:
                pieces.append(" ")
    return squeeze(html.unescape("".join(pieces)))


def _html(source: str) -> Iterator[Block]:
    """Yield the text of raw HTML, its headings as headings."""
    at = 0
    for found in HTML_HEADING.finditer(source):
        yield Block(_stripped(source[at : found.start()]))
        yield Block(squeeze(_stripped(found.group(2))), int(found.group(1)))
        at = found.end()
    yield Block(_stripped(source[at:]))


def _stripped(source: str) -> str:
    lines = (squeeze(html.unescape(TAG.sub(" ", line))) for line in source.split("\n"))
    return "\n".join(filter(None, lines))
