"""Web pages: the article without the site around it."""

import json
import re
from collections.abc import Iterator, Mapping

import lxml.html
from lxml import etree

from kb.errors import DocumentUnreadable
from kb.model import Reading
from kb.readers.assembly import Block, first_title, heading_sections, table_text
from kb.readers.metadata import completed, parse_metadata
from kb.readers.text import decode, squeeze

# What stands around an article; class and id names as content systems use them.
FURNITURE_TAGS = frozenset(
    "nav aside footer script style noscript template form button iframe svg dialog".split()
)
FURNITURE_NAMES = re.compile(
    r"\b(cookie|breadcrumb|kruimel|share|delen|social|related|gerelateerd|sidebar|menu|banner|"
    r"newsletter|nieuwsbrief|skip|advert|pagination|comments?|reacties)",
    re.I,
)
# Blocks without a telling class that ask for something instead of telling it.
FURNITURE_TEXT = re.compile(
    r"^(?:deel (?:dit|deze|via|op)\b|delen(?: via| op)?:|was (?:dit|deze)\b.{0,40}"
    r"(?:nuttig|behulpzaam)|(?:print|afdrukken)$|terug naar|naar boven$|laatst gewijzigd)",
    re.I,
)
BLOCK_TAGS = frozenset(
    "p div section article main ul ol li table dl dt dd blockquote pre figure figcaption "
    "h1 h2 h3 h4 h5 h6 header details summary address hr".split()
)
META = {
    "dcterms.title": "title",
    "dc.title": "title",
    "og:title": "title",
    "dcterms.date": "date",
    "dcterms.created": "date",
    "dcterms.issued": "date",
    "dc.date": "date",
    "article:published_time": "date",
    "dcterms.creator": "author",
    "dcterms.publisher": "organisation",
    "dc.creator": "author",
    "og:site_name": "publisher",
    "author": "author",
    "keywords": "keywords",
    "dcterms.subject": "keywords",
    "dcterms.audience": "audience",
    "dcterms.language": "language",
    "dcterms.license": "license",
    "dcterms.rights": "license",
    "dcterms.type": "soort",
    "dcterms.identifier": "url",
    "og:url": "url",
    "og:video": "media",
}
ARTICLES = frozenset({"Article", "NewsArticle", "BlogPosting", "Report", "TechArticle", "WebPage"})


def read(name: str, data: bytes) -> Reading:
    """Return sections by heading; raises DocumentUnreadable when no text is found."""
    text = decode(data, html=True)
    page = _parse(text)
    metadata, warnings = parse_metadata(_metadata(page))
    blocks = list(_article(page)) or list(_fallback(text))
    title = first_title(blocks) or metadata.title or squeeze(page.findtext(".//title") or "")
    sections = heading_sections(blocks, title)
    body = "\n".join(section.text for section in sections)
    return Reading(completed(metadata, name, "artikel", title, body), sections, warnings)


def _parse(text: str) -> lxml.html.HtmlElement:
    # Text, not bytes: the encoding has been settled, so a declared one must not count again.
    undeclared = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        page = lxml.html.document_fromstring(undeclared, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentUnreadable(
            "Deze webpagina is leeg of kapot. Sla hem opnieuw op vanuit de browser."
        ) from error
    return page


def _metadata(page: lxml.html.HtmlElement) -> dict[str, object]:
    values: dict[str, object] = {}
    for element in page.iter("meta"):
        key = (element.get("name") or element.get("property") or "").lower()
        if key in META and element.get("content"):
            values.setdefault(META[key], element.get("content"))
    values = {**values, **_linked_data(page)}
    language = page.get("lang")
    if language:
        values.setdefault("language", language)
    return values


def _linked_data(page: lxml.html.HtmlElement) -> dict[str, object]:
    for element in page.iter("script"):
        if "ld+json" not in (element.get("type") or ""):
            continue
        try:
            found = json.loads(element.text or "")
        except (ValueError, RecursionError):
            continue
        for each in _nodes(found):
            kinds = each.get("@type")
            if ARTICLES & set(kinds if isinstance(kinds, list) else [str(kinds)]):
                return dict(_from_article(each))
    return {}


def _nodes(found: object) -> Iterator[Mapping[str, object]]:
    for each in found if isinstance(found, list) else [found]:
        if isinstance(each, dict):
            yield each
            yield from _nodes(each.get("@graph", []))


def _from_article(node: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    author = node.get("author")
    person = author if isinstance(author, dict) else {}
    organised = author if person.get("@type") == "Organization" else None
    named = {
        "title": node.get("headline") or node.get("name"),
        "date": node.get("datePublished") or node.get("dateCreated"),
        "organisation": node.get("publisher") or organised,
        "author": author,
        "role": person.get("jobTitle"),
        "keywords": node.get("keywords"),
        "language": node.get("inLanguage"),
        "license": node.get("license"),
        "url": node.get("url"),
        "audience": node.get("audience"),
    }
    return ((name, value) for name, value in named.items() if value)


def _article(page: lxml.html.HtmlElement) -> Iterator[Block]:
    """Yield the blocks of the main part of the page, in order."""
    for path in (".//main", ".//article", ".//*[@role='main']", ".//body"):
        found = page.findall(path)
        if len(found) == 1:
            yield from _walk(found[0])
            return


def _fallback(text: str) -> Iterator[Block]:
    """Let trafilatura find the article in a page without structure."""
    # Half a second to import, for the rare page that needs it.
    import trafilatura

    for line in (trafilatura.extract(text, include_tables=True) or "").split("\n"):
        yield Block(line)


def _walk(element: lxml.html.HtmlElement) -> Iterator[Block]:
    loose: list[str] = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str) or _furniture(child):
            pass
        elif child.tag in BLOCK_TAGS:
            yield Block(squeeze("".join(loose)))
            loose = []
            yield from (each for each in _block(child) if not FURNITURE_TEXT.match(each.text))
        elif any(isinstance(e.tag, str) and e.tag in BLOCK_TAGS for e in child.iterdescendants()):
            yield Block(squeeze("".join(loose)))
            loose = []
            yield from _walk(child)
        else:
            loose.append(" " if child.tag == "br" else _text(child))
        loose.append(child.tail or "")
    yield Block(squeeze("".join(loose)))


def _block(element: lxml.html.HtmlElement) -> Iterator[Block]:
    if re.fullmatch("h[1-6]", element.tag):
        yield Block(_text(element), int(element.tag[1]))
    elif element.tag in {"ul", "ol"}:
        yield Block("\n".join(_items(element, 0)))
    elif element.tag == "table":
        rows = [
            [_text(cell) for cell in row if cell.tag in {"td", "th"}] for row in element.iter("tr")
        ]
        yield Block(table_text(rows))
    elif element.tag == "pre":
        yield Block((element.text_content() or "").strip("\n"))
    else:
        yield from _walk(element)


def _items(element: lxml.html.HtmlElement, depth: int) -> Iterator[str]:
    for number, item in enumerate(element.findall("li"), 1):
        mark = f"{number}. " if element.tag == "ol" else "- "
        inner = [child for child in item if child.tag in {"ul", "ol"}]
        text = squeeze("".join(_own_text(item)))
        yield "  " * depth + mark + text
        for nested in inner:
            yield from _items(nested, depth + 1)


def _own_text(item: lxml.html.HtmlElement) -> Iterator[str]:
    yield item.text or ""
    for child in item:
        if isinstance(child.tag, str) and child.tag not in {"ul", "ol"}:
            yield f" {_text(child)} " if child.tag in BLOCK_TAGS else _text(child)
        yield child.tail or ""


def _text(element: lxml.html.HtmlElement) -> str:
    return squeeze(element.text_content()) if element.tag in BLOCK_TAGS else element.text_content()


def _furniture(element: lxml.html.HtmlElement) -> bool:
    if element.tag in FURNITURE_TAGS or element.get("hidden") is not None:
        return True
    if element.tag == "header" and not element.findall(".//h1"):
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    return bool(FURNITURE_NAMES.search(named)) or "navigation" in named
