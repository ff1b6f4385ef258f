"""Templates: one set for each language, and what every page knows."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader

from kb.settings import Settings
from kb.web import language
from kb.web.auth.guard import for_templates
from kb.web.language import CODES, COOKIE, Code, Language

# In the wheel the assets lie in the package; in a checkout at the top, in web/.
_CANDIDATES = (Path(__file__).parent / "assets", Path(__file__).parents[3] / "web")
ASSETS = next(path for path in _CANDIDATES if path.is_dir())
A_YEAR = 365 * 24 * 3600


class Renderer:
    """Renders templates in the visitor's language."""

    def __init__(self, settings: Settings) -> None:
        """Read the templates and the translations."""
        self._languages = language.load(ASSETS / "locales")
        shared = {
            "site_name": settings.site_name,
            "theme": settings.theme,
            "static": _addresses(ASSETS / "static"),
        }
        self._templates = {
            code: Jinja2Templates(
                env=_environment(found, shared), context_processors=[for_templates]
            )
            for code, found in self._languages.items()
        }

    def language(self, request: Request) -> Language:
        """Return the language that this visitor reads."""
        return self._languages[_code(request)]

    def page(
        self, request: Request, template: str, *, status: int = 200, **values: object
    ) -> Response:
        """Return a page; a language chosen in the address is remembered."""
        code = _code(request)
        answer = self._templates[code].TemplateResponse(
            request, template, {**values, "in_language": _switch(request)}, status_code=status
        )
        answer.headers["Vary"] = "Accept-Language, Cookie"
        if request.query_params.get("taal") == code:
            answer.set_cookie(COOKIE, code, max_age=A_YEAR, httponly=True, samesite="lax")
        return answer


def _code(request: Request) -> Code:
    return language.choose(
        request.query_params.get("taal", ""),
        request.cookies.get(COOKIE, ""),
        request.headers.get("Accept-Language", ""),
    )


def _switch(request: Request) -> Mapping[Code, str]:
    """Return the address of this same page in each language."""
    here = request.url
    return {
        code: f"{changed.path}?{changed.query}"
        for code in CODES
        for changed in (here.include_query_params(taal=code),)
    }


def _environment(spoken: Language, shared: Mapping[str, Any]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ASSETS / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        spoken.translations, newstyle=True
    )
    environment.globals.update(shared)
    environment.globals["language"] = spoken.code
    environment.filters["day"] = spoken.day
    return environment


def _addresses(folder: Path) -> Mapping[str, str]:
    """Return the address of each static file; it changes when the file does."""
    return {
        path.name: f"/static/{path.name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
        for path in sorted(folder.iterdir())
        if path.is_file()
    }
