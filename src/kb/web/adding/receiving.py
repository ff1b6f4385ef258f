"""Receiving files, pasted text and saved web pages: straight to disk, and never half."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from anyio import from_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import ClientDisconnect

from kb.editing import naming
from kb.editing.staging import Staged
from kb.errors import KBError
from kb.web.adding.service import AddingService
from kb.web.adding.views import HERE, PasteForm, Problems
from kb.web.adding.waiting import WaitingPages
from kb.web.auth import Account, Editor, csrf
from kb.web.errors import status_of
from kb.web.forms import Submitted, line
from kb.web.uploads import drain, few_files, read, uploads_of, within

MOST_TEXT = 1_000_000
LONGEST_TITLE = 300
HTML = (".html", ".htm")
SRT = re.compile(r"\s*\d+\s*\n\s*\d+:\d\d:\d\d,\d{3} -->")
MARKDOWN = re.compile(r"^#{1,6} \S", re.MULTILINE)
# What the reader of plain text takes for the title.
PLAIN_TITLE = re.compile(r".{1,90}(?<![.;,])")


async def short_text(request: Request) -> None:
    """Dependency: a form with text that is not too long; raises UploadTooLarge."""
    await within(
        request,
        MOST_TEXT,
        "De tekst is te lang om te plakken. Bewaar hem als tekstbestand (.txt) en voeg dat toe.",
    )


class ReceivingPages:
    """The forms by which something comes in."""

    def __init__(self, service: AddingService, waiting: WaitingPages) -> None:
        """Keep what comes in at `service`; mistakes are shown on the page that `waiting` has."""
        self._staging = service.staging
        self._waiting = waiting
        self.router = APIRouter(prefix=HERE)
        add = self.router.add_api_route
        # The size is judged first: the token of a form stands inside it.
        files, text = [Depends(few_files), Depends(csrf)], [Depends(short_text), Depends(csrf)]
        add("/bestanden", self.files, methods=["POST"], dependencies=files)
        add("/bestand", self.one, methods=["POST"], dependencies=[Depends(csrf)])
        add("/tekst", self.text, methods=["POST"], dependencies=text)
        add("/webpagina", self.page, methods=["POST"], dependencies=files)

    async def one(self, request: Request, who: Editor, naam: str = "", vraag: str = "") -> Response:
        """Take one file as the body of a request, piece by piece; answer with JSON."""
        pieces = _pieces(request.stream())
        try:
            staged = await run_in_threadpool(
                self._staging.receive, naam or "bestand", who.name, pieces, question=_line(vraag)
            )
        except ClientDisconnect:
            # Nobody hears this; what had come in is gone.
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        except KBError as error:
            await drain(request)
            return JSONResponse({"fout": str(error)}, status_of(error))
        return JSONResponse({"adres": f"{HERE}/{staged.id}"}, HTTPStatus.CREATED)

    def files(self, request: Request, who: Editor, form: Submitted) -> Response:
        """Take many files in one form, for browsers without a script."""
        question = _text(form, "vraag")
        uploads = uploads_of(form, "bestanden")
        if not uploads:
            problems = Problems(fields=(("bestanden", "Kies eerst een of meer bestanden."),))
            return self._again(request, who, question, problems)
        received: list[Staged] = []
        failed: list[tuple[str, KBError]] = []
        for upload in uploads:
            name = upload.filename or "bestand"
            try:
                pieces = read(upload)
                received.append(self._staging.receive(name, who.name, pieces, question=question))
            except KBError as error:
                failed.append((name, error))
        if failed:
            problems = Problems(files=tuple((name, str(error)) for name, error in failed))
            status = HTTPStatus.OK if received else status_of(failed[0][1])
            return self._again(request, who, question, problems, status)
        return _onwards(received, question)

    def text(self, request: Request, who: Editor, form: Submitted) -> Response:
        """Take pasted text with its title."""
        title, question = _text(form, "titel"), _text(form, "vraag")
        text = str(form.get("tekst", "")).replace("\r\n", "\n")
        wrong = list(_text_problems(title, text))
        if not wrong:
            name, content = pasted(title, text)
            try:
                pieces = [content.encode()]
                return _onwards(
                    [self._staging.receive(name, who.name, pieces, question=question)], question
                )
            except KBError as error:
                wrong = [("tekst", str(error))]
        problems = Problems(fields=tuple(wrong), pasted=PasteForm(title=title, text=text))
        return self._again(request, who, question, problems)

    def page(self, request: Request, who: Editor, form: Submitted) -> Response:
        """Take a saved web page with the address that it came from."""
        address, question = _text(form, "adres"), _text(form, "vraag")
        uploads = uploads_of(form, "pagina")
        wrong = list(_page_problems(address, uploads))
        if not wrong:
            name = uploads[0].filename or "pagina.html"
            try:
                staged = self._staging.receive(
                    name, who.name, read(uploads[0]), source=address, question=question
                )
                return _onwards([staged], question)
            except KBError as error:
                wrong = [("pagina", str(error))]
        problems = Problems(fields=tuple(wrong), pasted=PasteForm(address=address))
        return self._again(request, who, question, problems)

    def _again(
        self,
        request: Request,
        who: Account,
        question: str,
        problems: Problems,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
    ) -> Response:
        return self._waiting.show(request, who, question, problems=problems, status=status)


def pasted(title: str, text: str) -> tuple[str, str]:
    """Return a file name and content for pasted text, in the format that it seems to be. Pure."""
    if text.lstrip().startswith("WEBVTT"):
        head, _, rest = text.lstrip().partition("\n")
        return naming.name_of(title, ".vtt"), f"{head}\n\nNOTE\ntitel: {title}\n{rest}"
    if SRT.match(text):
        return naming.name_of(title, ".srt"), text
    if MARKDOWN.search(text) or not PLAIN_TITLE.fullmatch(title):
        named = text.lstrip().startswith("# ")
        return naming.name_of(title, ".md"), text if named else f"# {title}\n\n{text}"
    named = text.strip().split("\n")[0].strip() == title
    return naming.name_of(title, ".txt"), text if named else f"{title}\n\n{text}"


def _text_problems(title: str, text: str) -> Iterator[tuple[str, str]]:
    if not title:
        yield "titel", "Vul een titel in."
    if len(title) > LONGEST_TITLE:
        yield "titel", f"De titel is te lang. Gebruik hooguit {LONGEST_TITLE} tekens."
    if not text.strip():
        yield "tekst", "Plak de tekst in dit veld."


def _page_problems(address: str, uploads: list[UploadFile]) -> Iterator[tuple[str, str]]:
    parts = urlsplit(address) if "[" not in address else urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        yield "adres", "Vul het hele adres van de pagina in, met https:// ervoor."
    if not uploads:
        yield "pagina", "Kies het bestand waarin u de pagina hebt bewaard."
    elif not (uploads[0].filename or "").lower().endswith(HTML):
        yield "pagina", "Dit is geen webpagina. Bewaar de pagina als .html en kies dat bestand."


def _onwards(received: list[Staged], question: str) -> Response:
    """One upload is looked at straight away; more are on the list."""
    if len(received) == 1:
        return RedirectResponse(f"{HERE}/{received[0].id}", HTTPStatus.SEE_OTHER)
    values = {"ontvangen": str(len(received)), **({"vraag": question} if question else {})}
    return RedirectResponse(f"{HERE}?{urlencode(values)}", HTTPStatus.SEE_OTHER)


def _pieces(stream: AsyncIterator[bytes]) -> Iterable[bytes]:
    """Hand the pieces of a request to a thread, one by one."""
    while (piece := from_thread.run(anext, stream, None)) is not None:
        yield piece


def _text(form: FormData, name: str) -> str:
    return _line(line(form, name))


def _line(text: str) -> str:
    return " ".join(text.split())[:2000]
