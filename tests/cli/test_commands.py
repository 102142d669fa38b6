"""The commands that the program has: the one that is asked for is inspected, and is the same as among all."""

from __future__ import annotations

from typing import Any

import pytest
from typer.main import get_command

from outagecomms.cli import app, asked_for

ALL: Any = get_command(app)


def _help(group: Any, name: str) -> str:
    command = group.commands[name]
    context = command.context_class(command, info_name=name)
    return str(command.get_help(context))


@pytest.mark.parametrize("name", ALL.commands)
def test_a_command_alone_is_the_same_as_among_all(name: str) -> None:
    alone: Any = get_command(asked_for([name, "--and", "more"]))
    assert list(alone.commands) == [name]
    assert _help(alone, name) == _help(ALL, name)
    assert [each.name for each in alone.params] == [each.name for each in ALL.params]


@pytest.mark.parametrize(
    "arguments",
    [
        [],  # nothing at all
        ["--help"],  # an option of the program's
        ["sned"],  # what it could have been is looked for among all
        ["approve"],  # a command of a group's
    ],
)
def test_without_the_name_of_a_command_all_are_there(arguments: list[str]) -> None:
    assert asked_for(arguments) is app
