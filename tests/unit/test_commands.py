"""The commands by person: each in the list once, each with a module of its own, each with help."""

from __future__ import annotations

from pathlib import Path

import pytest

from babyinmind.cli import ALIASES, COMMANDS, PEOPLE, main

_NO_COMMANDS = {"__init__", "hosted"}
"""Modules that commands share."""


def test_help_lists_every_command_under_its_person(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    for heading, commands in PEOPLE.values():
        place = lines.index(f"{heading}:")
        for name in commands:
            (line,) = [line for line in lines if line.startswith(f"  {name} ")]
            assert lines.index(line) > place, f"{name} stands above {heading}"


def test_every_module_of_a_person_is_a_command(project: Path) -> None:
    package = project / "src" / "babyinmind" / "cli"
    found = {
        path.stem.replace("_", "-"): path.parent.name
        for path in package.glob("*/*.py")
        if path.stem not in _NO_COMMANDS
    }
    assert found == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_tells_its_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: babyinmind {command}" in capsys.readouterr().out


@pytest.mark.parametrize(("before", "command"), ALIASES.items())
def test_a_command_keeps_its_earlier_name(before: str, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([before, "--help"])
    assert ended.value.code == 0
    assert f"usage: babyinmind {command}" in capsys.readouterr().out


def test_a_command_that_is_none_names_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["teech"])
    assert ended.value.code == 2
    assert "teach" in capsys.readouterr().err
