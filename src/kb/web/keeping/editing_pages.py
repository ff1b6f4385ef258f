"""Editing the words of a document and what is said about it; nothing that was typed is lost."""

from collections import Counter
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from kb.editing import contrasting
from kb.editing.documents import Edit
from kb.errors import FormForeign, KBError, NotAllowed, SignInNeeded, StaleEdit, UsageError
from kb.web import desk_forms
from kb.web.addresses import desk_url
from kb.web.auth import Account, require
from kb.web.auth.guard import current, is_meant
from kb.web.desk_forms import MetadataForm
from kb.web.errors import status_of
from kb.web.forms import from_our_page
from kb.web.keeping import typed
from kb.web.keeping.document_page import PAGE
from kb.web.keeping.service import KeepingService, Kept
from kb.web.keeping.typed import FINE, Over, Trouble
from kb.web.keeping.words import changes
from kb.web.moments import moment
from kb.web.rendering import Renderer

Guard = Depends(require("redacteur"))
DISK = "Er ging iets mis met de schijf. Vraag de beheerder om te kijken en sla later op."
AGAIN = "Uw sessie was verlopen. U bent weer ingelogd: kijk alles na en sla nog een keer op."
# Characters that a browser can still edit, and bytes of a form with them, however encoded.
LONGEST, LARGEST, SMALL = 5_000_000, 60_000_000, 1 << 20
TOO_LONG = (
    "De tekst van dit document is te lang om hier te bewerken. Download het bestand, verander het "
    "op uw computer en kies 'Bestand vervangen'."
)
# Enough examples of themes to choose from at a glance.
EXAMPLES = 8


async def _typed(request: Request) -> FormData:
    """Read a form that may hold a whole document, from who may change one."""
    known = await run_in_threadpool(current, request)
    return await request.form(max_part_size=LARGEST if known else SMALL)


Typed = Annotated[FormData, Depends(_typed)]


class EditingPages:
    """The forms with a document's text and with what is said about it."""

    def __init__(self, service: KeepingService, renderer: Renderer) -> None:
        """Edit the documents of `service`."""
        self._service = service
        self._documents = service.documents
        self._renderer = renderer
        self.router = APIRouter(include_in_schema=False)
        for name, show, save in (
            ("tekst", self.text, self.save_text),
            ("gegevens", self.about, self.save_about),
        ):
            here = f"{PAGE}/{name}"
            self.router.add_api_route(here, show, methods=["GET", "HEAD"], dependencies=[Guard])
            # Without a guard before it: who is signed out meanwhile gets back what they typed.
            self.router.add_api_route(
                here, save, methods=["POST"], dependencies=[Depends(from_our_page)]
            )

    def text(self, request: Request, path: str) -> Response:
        """Show a document's text to change it; raises DocumentUnreadable, UsageError."""
        kept, (_, text) = self._service.one(path), self._words(path)
        if len(text) > LONGEST:
            raise UsageError(TOO_LONG)
        return self._text(request, path, text, Over(kept.digest, typed.mark(text)))

    def about(self, request: Request, path: str) -> Response:
        """Show what is said about a document, to change it."""
        kept = self._service.one(path)
        known = self._service.metadata(kept)
        over = Over(kept.digest, typed.mark_of(known))
        return self._about(request, path, desk_forms.filled(known), over)

    def save_text(self, request: Request, path: str, form: Typed) -> Response:
        """Save a text, when nobody else changed it since it was shown."""
        text, over = typed.text(form), typed.over(form)
        try:
            who = writer(request, form)
            kept, (head, now) = self._service.one(path), self._words(path)
            if text == now:
                return back(path, "gelijk")
            # An empty text is refused, also when there is something before it.
            whole = f"{head}{text}" if text.strip() else ""
            self._documents.rewrite(edit(kept, who, over, typed.mark(now)), whole)
        except SignInNeeded:
            return self._signed_out(request, path, form)
        except StaleEdit:
            return self._text(request, path, text, over, STALE)
        except (KBError, OSError) as error:
            return self._text(request, path, text, over, trouble(error))
        self._service.changed()
        return back(path, "tekst")

    def save_about(self, request: Request, path: str, form: Typed) -> Response:
        """Save what is said about a document, when nobody else changed it since it was shown."""
        given, over = desk_forms.read(form), typed.over(form)
        try:
            who = writer(request, form)
            if given.problems:
                return self._about(request, path, given, over, Trouble(status=INVALID))
            kept = self._service.one(path)
            now = self._service.metadata(kept)
            if given.metadata == now:
                return back(path, "gelijk")
            self._documents.describe(edit(kept, who, over, typed.mark_of(now)), given.metadata)
        except SignInNeeded:
            return self._signed_out(request, path, form)
        except StaleEdit:
            return self._about(request, path, given, over, STALE)
        except (KBError, OSError) as error:
            return self._about(request, path, given, over, trouble(error))
        self._service.changed()
        return back(path, "gegevens")

    def _words(self, path: str) -> tuple[str, str]:
        return typed.parts(path, self._documents.text(path))

    def _text(
        self, request: Request, path: str, text: str, over: Over, wrong: Trouble = FINE
    ) -> Response:
        """Show the form; after a conflict with what is stored now, over which one may then save."""
        found = None
        if wrong is STALE:
            _, now = self._words(path)
            found = contrasting.contrast(now.split("\n"), text.split("\n"))
            over = Over(self._documents.digest(path), typed.mark(now))
        return self._page(request, path, "text", wrong, text=text, over=over, contrast=found)

    def _about(
        self, request: Request, path: str, form: MetadataForm, over: Over, wrong: Trouble = FINE
    ) -> Response:
        rows = None
        if wrong is STALE:
            kept = self._service.one(path)
            now = self._service.metadata(kept)
            rows = changes(now, form.metadata)
            over = Over(kept.digest, typed.mark_of(now))
        themes = self._themes()
        return self._page(
            request, path, "about", wrong, form=form, over=over, rows=rows, themes=themes
        )

    def _page(
        self, request: Request, path: str, name: str, wrong: Trouble, **values: object
    ) -> Response:
        last = self._service.journal.trail(path, limit=1)
        return self._renderer.page(
            request,
            f"desk/keeping/{name}.html",
            status=wrong.status,
            path=path,
            title=self._title(path),
            url=desk_url(path),
            trouble=wrong.said,
            stale=wrong is STALE,
            colleague=last[0].who if last else "",
            when=moment(last[0].at) if last else "",
            **values,
        )

    def _signed_out(self, request: Request, path: str, form: FormData) -> Response:
        return self._renderer.page(
            request,
            "desk/keeping/signed_out.html",
            status=HTTPStatus.UNAUTHORIZED,
            here=request.url.path,
            fields=typed.kept_by_us(form),
            text=typed.text(form),
            path=path,
        )

    def _title(self, path: str) -> str:
        try:
            return self._service.one(path).metadata.title or path
        except KBError:
            return path

    def _themes(self) -> tuple[str, ...]:
        opened = self._service.opened()
        if opened is None:
            return ()
        catalogue = opened.generation.catalogue
        counts = Counter(
            theme for at in range(len(catalogue.paths)) for theme in catalogue.metadata(at).themes
        )
        return tuple(theme for theme, _ in counts.most_common(EXAMPLES))


STALE = Trouble("Een collega was u voor", HTTPStatus.CONFLICT)
INVALID = HTTPStatus.BAD_REQUEST


def writer(request: Request, form: FormData) -> Account:
    """Return who sends a form; raises SignInNeeded, NotAllowed, FormForeign."""
    who = require("redacteur")(request)
    if not is_meant(request, request.headers.get("x-csrf-token") or str(form.get("csrf", ""))):
        raise FormForeign(AGAIN)
    return who


def edit(kept: Kept, who: Account, over: Over, mark: str) -> Edit:
    """Return a change over what was shown; when only other parts differ, over what is there."""
    loaded = kept.digest if over.mark == mark else over.loaded
    return Edit(kept.source.path, loaded, who.name)


def trouble(error: KBError | OSError) -> Trouble:
    """Return why it was not saved; raises NotAllowed on."""
    if isinstance(error, NotAllowed):
        raise error
    if isinstance(error, KBError):
        return Trouble(str(error), status_of(error))
    return Trouble(DISK, HTTPStatus.INSUFFICIENT_STORAGE)


def back(path: str, done: str) -> Response:
    """Lead to the document, with what was done."""
    return RedirectResponse(f"{desk_url(path)}?{urlencode({'gedaan': done})}", HTTPStatus.SEE_OTHER)
