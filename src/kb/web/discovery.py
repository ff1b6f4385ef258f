"""Routes by which browsers, feed readers and search engines find what is here."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kb import presenting
from kb.app import Application, Live
from kb.generations import Generation
from kb.web import addresses, feeds
from kb.web.answers import tagged
from kb.web.feeds import Item, Site

NEWEST = 50
# Pages beside those of documents that a search engine should know.
PAGES = ("/", "/over", "/toegankelijkheid", "/privacy")
PLAIN = "text/plain; charset=utf-8"


class Discovery:
    """The files of one installation that machines look for at fixed addresses."""

    def __init__(
        self,
        application: Application,
        live: Live,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        """Tell about `live`."""
        self._settings = application.settings
        self._live = live
        self._today = today
        self.router = APIRouter()
        for path, endpoint in (
            ("/opensearch.xml", self.opensearch),
            ("/documenten.atom", self.atom),
            ("/sitemap.xml", self.sitemap),
            ("/robots.txt", self.robots),
            ("/.well-known/security.txt", self.security),
        ):
            self.router.add_api_route(
                path, endpoint, methods=["GET", "HEAD"], include_in_schema=False
            )

    def opensearch(self, request: Request) -> Response:
        """Describe the search, for the browser's search bar."""
        site = Site(self._base(request), self._settings.site_name, datetime.now(UTC))
        return tagged(request, feeds.opensearch(site), "application/opensearchdescription+xml")

    def atom(self, request: Request) -> Response:
        """Feed the newest documents."""
        generation, base = self._live.current().generation, self._base(request)
        made = datetime.fromisoformat(generation.manifest.created)
        site = Site(base, self._settings.site_name, made)
        newest = feeds.newest(_items(generation, base))[:NEWEST]
        return tagged(request, feeds.atom(site, newest), "application/atom+xml")

    def sitemap(self, request: Request) -> Response:
        """Map every page."""
        generation, base = self._live.current().generation, self._base(request)
        pages = [base + page for page in PAGES]
        found = feeds.sitemap(pages, _items(generation, base))
        return tagged(request, found, "application/xml")

    def robots(self, request: Request) -> Response:
        """Tell search engines what to leave."""
        public = self._settings.reading == "public"
        return tagged(request, feeds.robots(self._base(request), public=public).encode(), PLAIN)

    def security(self, request: Request) -> Response:
        """Tell where to report a leak."""
        contact = addresses.contact(self._settings)
        text = feeds.security(self._base(request), contact, self._today())
        return tagged(request, text.encode(), PLAIN)

    def _base(self, request: Request) -> str:
        return addresses.base(request, self._settings)


def _items(generation: Generation, base: str) -> Iterator[Item]:
    for number, path in enumerate(generation.catalogue.paths):
        known = generation.catalogue.metadata(number)
        yield Item(
            url=base + presenting.document_url(path),
            title=known.title,
            day=known.date,
            author=known.organisation,
            themes=known.themes,
            summary=" · ".join(filter(None, (known.kind, known.organisation, known.role))),
            language=known.language,
        )
