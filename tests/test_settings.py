import subprocess
import sys
from pathlib import Path

import pytest
from typer.models import CommandInfo

from kb.cli import app
from kb.settings import Settings

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def command_name(command: CommandInfo) -> str:
    assert command.callback
    return command.name or command.callback.__name__


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    for name, field in Settings.model_fields.items():
        row = next(line for line in README.splitlines() if f"`KB_{name.upper()}`" in line)
        assert str(field.default) in row or not field.default


def test_every_command_is_in_the_readme() -> None:
    names = [command_name(command) for command in app.registered_commands]
    for group in app.registered_groups:
        assert group.typer_instance
        commands = group.typer_instance.registered_commands
        names += [f"{group.name} {command_name(command)}" for command in commands]
    assert len(names) > 6
    assert all(f"`kb {name}" in README for name in names)


def test_options_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_PORT", "8123")
    assert Settings().port == 8123
    assert Settings(port=9000).port == 9000


def test_a_setting_that_makes_no_sense_is_named() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "kb", "status"],
        env={"KB_PORT": "haven", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "KB_PORT" in run.stderr
    assert "Traceback" not in run.stderr
