"""`kb user`: the accounts that sign in with a password."""

import getpass
import json
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from kb.app import Application
from kb.errors import UsageError
from kb.journal import ROLES, Journal, Role

# Whoever may write in the data folder needs no account; the audit trail names them like this.
OPERATOR = "opdrachtregel"

Name = Annotated[str, typer.Argument(help="De naam waarmee iemand inlogt")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Lees het wachtwoord van stdin (één regel)")
]


def commands(application: Callable[[], Application]) -> typer.Typer:
    """Return the commands, which work on the journal of `application()`."""
    users = Users(application)
    found = typer.Typer(help="Beheer wie mag inloggen.", no_args_is_help=True)
    found.command("add")(users.add)
    found.command("list")(users.list)
    found.command("role")(users.role)
    found.command("remove")(users.remove)
    found.command("password")(users.password)
    return found


class Users:
    """What the commands do."""

    def __init__(self, application: Callable[[], Application]) -> None:
        """Ask for the application only when a command runs."""
        self._application = application

    def add(
        self,
        name: Name,
        role: Annotated[str, typer.Option(help="lezer, redacteur of beheerder")] = "redacteur",
        password_stdin: FromStdin = False,
    ) -> None:
        """Maak een account."""
        account = self._journal.accounts.add(name, _role(role), _password(password_stdin))
        self._journal.audit(OPERATOR, "account gemaakt", detail=f"{account.name}: {role}")
        typer.echo(f"Account {account.name} is gemaakt, met de rol {account.role}.")

    def list(
        self,
        as_json: Annotated[
            bool, typer.Option("--json", help="Alleen één JSON-document op stdout")
        ] = False,
    ) -> None:
        """Toon de accounts."""
        found = [{"name": each.name, "role": each.role} for each in self._journal.accounts.all()]
        if as_json:
            typer.echo(json.dumps(found))
            return
        for each in found:
            typer.echo(f"{each['name']}  {each['role']}")
        if not found:
            typer.echo("Er zijn nog geen accounts. Maak er een met `kb user add NAAM`.")

    def role(
        self, name: Name, role: Annotated[str, typer.Argument(help="lezer, redacteur of beheerder")]
    ) -> None:
        """Geef iemand een andere rol; wie is ingelogd, wordt uitgelogd."""
        self._journal.accounts.set_role(name, _role(role))
        self._journal.audit(OPERATOR, "rol veranderd", detail=f"{name}: {role}")
        typer.echo(f"Account {name} heeft nu de rol {role}.")

    def remove(self, name: Name) -> None:
        """Verwijder een account; wie ermee is ingelogd, wordt uitgelogd."""
        self._journal.accounts.remove(name)
        self._journal.audit(OPERATOR, "account verwijderd", detail=name)
        typer.echo(f"Account {name} is verwijderd.")

    def password(self, name: Name, password_stdin: FromStdin = False) -> None:
        """Verander een wachtwoord; wie ermee is ingelogd, wordt uitgelogd."""
        self._journal.accounts.set_password(name, _password(password_stdin))
        self._journal.audit(OPERATOR, "wachtwoord veranderd", detail=name)
        typer.echo(f"Het wachtwoord van {name} is veranderd.")

    @property
    def _journal(self) -> Journal:
        return self._application().journal


def _role(name: str) -> Role:
    for role in ROLES:
        if role == name:
            return role
    raise UsageError(f"De rol {name} bestaat niet. Kies uit: {', '.join(ROLES)}.")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError(
            "Hier kan geen wachtwoord worden getypt. Geef het op stdin met --password-stdin."
        )
    password = getpass.getpass("Wachtwoord: ")
    if getpass.getpass("Nog een keer: ") != password:
        raise UsageError("De twee wachtwoorden zijn niet gelijk. Probeer het opnieuw.")
    return password
