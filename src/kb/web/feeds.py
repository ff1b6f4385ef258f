"""What browsers, feed readers and search engines read of the site. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
# What XML cannot hold at all, escaped or not.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A browser shows no more of a name.
SHORT_NAME = 16
# RFC 9116 asks for less than a year; half of one outlives every release.
SECURITY_VALID = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Item:
    """A document in the feed or the sitemap; `day` is None where no date is known."""

    url: str
    title: str = ""
    day: date | None = None
    author: str = ""
    themes: tuple[str, ...] = ()
    summary: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """The site that speaks: its address, name and when its index was made."""

    base: str
    name: str
    made: datetime


def newest(items: Iterable[Item]) -> list[Item]:
    """Return the items that have a date, the latest first."""
    dated = [item for item in items if item.day]
    return sorted(dated, key=lambda item: (item.day or date.min, item.url), reverse=True)


def opensearch(site: Site) -> bytes:
    """Return the description that puts the site in a browser's search bar."""
    root = etree.Element(f"{{{OPENSEARCH}}}OpenSearchDescription", nsmap={None: OPENSEARCH})
    _add(root, OPENSEARCH, "ShortName", site.name[:SHORT_NAME])
    _add(root, OPENSEARCH, "Description", "Zoek in ervaringen van collega’s bij de overheid")
    _add(root, OPENSEARCH, "InputEncoding", "UTF-8")
    _add(root, OPENSEARCH, "Language", "nl")
    _add(root, OPENSEARCH, "Image", f"{site.base}/static/icon.svg", type="image/svg+xml")
    page = f"{site.base}/?q={{searchTerms}}"
    _add(root, OPENSEARCH, "Url", type="text/html", method="get", template=page)
    description = {"type": "application/opensearchdescription+xml", "rel": "self"}
    _add(root, OPENSEARCH, "Url", template=f"{site.base}/opensearch.xml", **description)
    return _bytes(root)


def atom(site: Site, items: Iterable[Item]) -> bytes:
    """Return the feed of items, in the order given; those without a date are left out."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "nl")
    address = f"{site.base}/documenten.atom"
    _add(root, ATOM, "id", address)
    _add(root, ATOM, "title", f"Nieuwe documenten – {site.name}")
    _add(root, ATOM, "updated", _moment(site.made))
    _add(root, ATOM, "link", rel="self", type="application/atom+xml", href=address)
    _add(root, ATOM, "link", rel="alternate", type="text/html", href=f"{site.base}/")
    _add(_add(root, ATOM, "author"), ATOM, "name", site.name)
    for item in items:
        if item.day:
            _entry(root, item, item.day)
    return _bytes(root)


def sitemap(pages: Sequence[str], items: Iterable[Item]) -> bytes:
    """Return the map of all pages, those of documents with their date."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})
    for item in (*map(Item, pages), *items):
        url = _add(root, SITEMAP, "url")
        _add(url, SITEMAP, "loc", item.url)
        if item.day:
            _add(url, SITEMAP, "lastmod", item.day.isoformat())
    return _bytes(root)


def robots(base: str, *, public: bool) -> str:
    """Return what search engines may read: documents, not the answers to every question."""
    if not public:
        return "User-agent: *\nDisallow: /\n"
    closed = ("/?", "/v1/", "/redactie", "/inloggen", "/uitloggen")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    return "\n".join([*lines, f"Sitemap: {base}/sitemap.xml", ""])


def security(base: str, contact: str, today: date) -> str:
    """Return security.txt (RFC 9116): where to report a leak, and until when this holds."""
    expires = datetime.combine(today + SECURITY_VALID, time(), UTC)
    lines = (
        f"Contact: {contact}",
        f"Expires: {_moment(expires)}",
        "Preferred-Languages: nl, en",
        f"Canonical: {base}/.well-known/security.txt",
    )
    return "\n".join([*lines, ""])


def _entry(root: etree._Element, item: Item, day: date) -> None:
    entry = _add(root, ATOM, "entry")
    moment = _moment(datetime.combine(day, time(), UTC))
    _add(entry, ATOM, "id", item.url)
    _add(entry, ATOM, "title", item.title)
    _add(entry, ATOM, "link", rel="alternate", type="text/html", href=item.url)
    _add(entry, ATOM, "published", moment)
    _add(entry, ATOM, "updated", moment)
    if item.author:
        _add(_add(entry, ATOM, "author"), ATOM, "name", item.author)
    for theme in item.themes:
        _add(entry, ATOM, "category", term=theme)
    summary = _add(entry, ATOM, "summary", item.summary, type="text")
    summary.set("{http://www.w3.org/XML/1998/namespace}lang", item.language or "nl")


def _add(
    parent: etree._Element, space: str, name: str, text: str = "", **attributes: str
) -> etree._Element:
    child = etree.SubElement(parent, f"{{{space}}}{name}")
    for key, value in attributes.items():
        child.set(key, FORBIDDEN.sub("", value))
    child.text = FORBIDDEN.sub("", text) or None
    return child


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _bytes(root: etree._Element) -> bytes:
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return found
