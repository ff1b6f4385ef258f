"""Who may sign in: the list, a new account, another role or password, and goodbye."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from kb.app import Application
from kb.errors import UsageError
from kb.journal import ROLES, Account, Role
from kb.journal.accounts import NAME
from kb.journal.passwords import SHORTEST
from kb.web.auth import Admin, csrf
from kb.web.rendering import Renderer

ROLE_NAMES: Mapping[Role, str] = {
    "lezer": "Lezer: mag lezen",
    "redacteur": "Redacteur: mag ook documenten en vragen beheren",
    "beheerder": "Beheerder: mag alles",
}
DONE = {
    "gemaakt": "Het account {naam} is gemaakt.",
    "rol": "{naam} heeft een andere rol. Wie met dit account was ingelogd, is uitgelogd.",
    "wachtwoord": "Het wachtwoord van {naam} is veranderd. Wie was ingelogd, is uitgelogd.",
    "weg": "Het account {naam} is verwijderd.",
}
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class AccountForm:
    """A new account as it was typed, without its passwords, and what is wrong with it."""

    name: str = ""
    role: str = "redacteur"
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AccountsView:
    """The page with all accounts."""

    accounts: tuple[Account, ...]
    form: AccountForm = field(default_factory=AccountForm)
    done: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class AccountView:
    """The page of one account."""

    account: Account
    is_me: bool
    problems: tuple[tuple[str, str], ...] = ()


class AccountPages:
    """The pages about accounts."""

    def __init__(self, application: Application, renderer: Renderer) -> None:
        """Manage the accounts of `application`."""
        self._journal = application.journal
        self._settings = application.settings
        self._renderer = renderer
        self.router = APIRouter(prefix="/beheer/accounts")
        guard = [Depends(csrf)]
        add = self.router.add_api_route
        add("", self.list, methods=["GET", "HEAD"])
        add("", self.add, methods=["POST"], dependencies=guard)
        add("/{name}", self.one, methods=["GET", "HEAD"])
        add("/{name}/rol", self.role, methods=["POST"], dependencies=guard)
        add("/{name}/wachtwoord", self.password, methods=["POST"], dependencies=guard)
        add("/{name}/weg", self.remove, methods=["POST"], dependencies=guard)

    def list(self, request: Request, gedaan: str = "", naam: str = "") -> Response:
        """Show all accounts and the form for a new one."""
        done = DONE.get(gedaan, "").format(naam=naam)
        return self._page(request, AccountForm(), done=done)

    def add(
        self,
        request: Request,
        who: Admin,
        naam: Text = "",
        rol: Text = "redacteur",
        wachtwoord: Text = "",
        nogmaals: Text = "",
    ) -> Response:
        """Make an account."""
        name = naam.strip().lower()
        problems = (*self._name_problems(name), *password_problems(wachtwoord, nogmaals))
        if problems:
            return self._page(request, AccountForm(naam, rol, problems))
        try:
            made = self._journal.accounts.add(name, chosen(rol), wachtwoord)
        except UsageError as error:
            # Somebody else made it a moment ago.
            return self._page(request, AccountForm(naam, rol, (("naam", str(error)),)))
        self._journal.audit(who.name, "account gemaakt", detail=f"{made.name}: {made.role}")
        return _back("gemaakt", made.name)

    def one(self, request: Request, who: Admin, name: str) -> Response:
        """Show one account and what can be done with it."""
        return self._one(request, who, name)

    def role(self, request: Request, who: Admin, name: str, rol: Text = "") -> Response:
        """Give somebody another role."""
        try:
            self._journal.accounts.set_role(name, chosen(rol))
        except UsageError as error:
            return self._one(request, who, name, ("rol", str(error)))
        self._journal.audit(who.name, "rol veranderd", detail=f"{name}: {rol}")
        return _back("rol", name)

    def password(
        self, request: Request, who: Admin, name: str, wachtwoord: Text = "", nogmaals: Text = ""
    ) -> Response:
        """Give somebody a new password."""
        if problems := password_problems(wachtwoord, nogmaals):
            return self._one(request, who, name, *problems)
        self._journal.accounts.set_password(name, wachtwoord)
        self._journal.audit(who.name, "wachtwoord veranderd", detail=name)
        return _back("wachtwoord", name)

    def remove(self, request: Request, who: Admin, name: str, zeker: Text = "") -> Response:
        """Remove an account, when that was meant."""
        if zeker != "ja":
            return self._one(request, who, name, ("zeker-ja", "Kruis aan dat u het zeker weet."))
        try:
            self._journal.accounts.remove(name)
        except UsageError as error:
            return self._one(request, who, name, ("zeker-ja", str(error)))
        self._journal.audit(who.name, "account verwijderd", detail=name)
        return _back("weg", name)

    def _page(self, request: Request, form: AccountForm, done: str = "") -> Response:
        elsewhere = self._settings.oidc_name if self._settings.oidc_issuer else ""
        view = AccountsView(self._journal.accounts.all(), form, done, elsewhere)
        status = HTTPStatus.BAD_REQUEST if form.problems else HTTPStatus.OK
        return self._renderer.page(
            request, "desk/admin/accounts.html", status=status, view=view, roles=ROLE_NAMES
        )

    def _one(
        self, request: Request, who: Account, name: str, *problems: tuple[str, str]
    ) -> Response:
        account = self._journal.accounts.get(name)
        view = AccountView(account, not who.external and who.name == account.name, problems)
        status = HTTPStatus.BAD_REQUEST if problems else HTTPStatus.OK
        return self._renderer.page(
            request, "desk/admin/account.html", status=status, view=view, roles=ROLE_NAMES
        )

    def _name_problems(self, name: str) -> tuple[tuple[str, str], ...]:
        if not NAME.fullmatch(name):
            return (
                (
                    "naam",
                    "Gebruik 2 tot 40 kleine letters, cijfers, punten of streepjes. Begin met een "
                    "letter of cijfer.",
                ),
            )
        if self._journal.accounts.known(name):
            return (("naam", f"Het account {name} bestaat al. Kies een andere naam."),)
        return ()


def password_problems(password: str, again: str) -> tuple[tuple[str, str], ...]:
    """Return what is wrong with a new password that was typed twice. Pure."""
    if len(password) < SHORTEST:
        return (("wachtwoord", f"Het wachtwoord is te kort. Kies minstens {SHORTEST} tekens."),)
    if password != again:
        return (("nogmaals", "De twee wachtwoorden zijn niet gelijk. Typ ze opnieuw."),)
    return ()


def chosen(role: str) -> Role:
    """Return the role of this name; raises UsageError."""
    for each in ROLES:
        if each == role:
            return each
    raise UsageError(f"Kies een rol: {', '.join(ROLES)}.")


def _back(done: str, name: str) -> Response:
    query = urlencode({"gedaan": done, "naam": name})
    return RedirectResponse(f"/beheer/accounts?{query}", HTTPStatus.SEE_OTHER)
