import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from kb.journal import Account, Journal
from tests.support import kb

PASSWORD = "paard batterij nietje correct"


def user(*arguments: str, data: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kb", "user", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env={**os.environ, "KB_DATA": str(data)},
        check=False,
    )


def test_accounts_are_added_listed_changed_and_removed(tmp_path: Path) -> None:
    added = user("add", "jan", "--password-stdin", data=tmp_path, stdin=f"{PASSWORD}\n")
    assert added.returncode == 0
    assert "rol redacteur" in added.stdout
    listed = json.loads(user("list", "--json", data=tmp_path).stdout)
    assert listed == [{"name": "jan", "role": "redacteur"}]
    assert user("role", "jan", "beheerder", data=tmp_path).returncode == 0
    user("password", "jan", "--password-stdin", data=tmp_path, stdin="een heel ander wachtwoord")
    journal = Journal(tmp_path)
    assert journal.accounts.check("jan", PASSWORD) is None
    assert journal.accounts.check("jan", "een heel ander wachtwoord") == Account("jan", "beheerder")
    kept = user("remove", "jan", data=tmp_path)
    assert kept.returncode == 1
    assert "enige beheerder" in kept.stderr
    journal.accounts.add("anna", "beheerder", PASSWORD)
    assert user("remove", "jan", data=tmp_path).returncode == 0
    assert user("list", data=tmp_path).stdout == "anna  beheerder\n"
    assert [entry.what for entry in journal.trail()] == [
        "account verwijderd",
        "wachtwoord veranderd",
        "rol veranderd",
        "account gemaakt",
    ]


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (("add", "jan", "--password-stdin"), "kort", "minstens 12 tekens"),
        (("add", "jan", "--password-stdin", "--role", "baas"), PASSWORD, "baas"),
        (("add", "Jan de Vries", "--password-stdin"), PASSWORD, "kan niet"),
        (("add", "jan"), PASSWORD, "--password-stdin"),
        (("role", "niemand", "lezer"), "", "bestaat niet"),
        (("password", "niemand", "--password-stdin"), PASSWORD, "bestaat niet"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...], stdin: str, said: str
) -> None:
    run = user(*arguments, data=tmp_path, stdin=stdin)
    assert run.returncode == 1
    assert said in run.stderr
    assert run.stderr.count("\n") == 1
    assert PASSWORD not in run.stderr + run.stdout


def test_a_data_folder_that_cannot_be_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "bestand").write_text("geen map")
    run = kb("user", "list", KB_DATA=str(tmp_path / "bestand" / "data"))
    assert run.returncode == 1
    assert "kan niet worden gebruikt" in run.stderr
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("second", "said"), [(PASSWORD, "is gemaakt"), ("iets anders", "niet gelijk")]
)
def test_a_typed_password_is_asked_twice_and_never_shown(
    tmp_path: Path, second: str, said: str
) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "kb", "user", "add", "jan"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "KB_DATA": str(tmp_path)},
        start_new_session=True,
    ):
        os.close(theirs)
        shown = ""
        for asked, typed in (("Wachtwoord:", PASSWORD), ("Nog een keer:", second), (said, "")):
            while asked not in shown:
                shown += os.read(ours, 1000).decode()
            if typed:
                os.write(ours, f"{typed}\n".encode())
    os.close(ours)
    assert PASSWORD not in shown
    assert second not in shown
