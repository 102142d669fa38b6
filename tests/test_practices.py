"""The table of practices tells the truth: what it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from typer.main import get_command

from conftest import ROOT
from outagecomms.cli import app

if TYPE_CHECKING:
    from pathlib import Path

PRACTICES = ROOT / "docs" / "practices.md"
DOCUMENTS = ["true-north", "emotion-first", "gift", "six-steps", "rr"]
LINK = re.compile(r"\[`([^`]+)`\]\(([^)]+)\)")
COMMAND = re.compile(r"(?<!\[)`outagecomms ([^`]+)`")


def _rows() -> list[tuple[str, ...]]:
    lines = [line for line in PRACTICES.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert lines[:2] == ["| document | practice | where it lives | test |", "|---|---|---|---|"]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


ROWS = _rows()


@cache
def _tests(path: Path) -> set[str]:
    found = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.name for node in found if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def _missing_of(command_line: str) -> list[str]:
    """What *command_line* names, commands first and then options, that the program does not know."""
    command: Any = get_command(app)
    unknown = []
    for word in command_line.split():
        if word.startswith("--"):
            unknown += [word] * all(word not in parameter.opts for parameter in command.params)
        elif word in getattr(command, "commands", {}):
            command = command.commands[word]
        else:
            unknown.append(word)
    return unknown


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1] if isinstance(row, tuple) else "")
def test_every_practice_is_where_the_table_says(row: tuple[str, ...]) -> None:
    """No cell is empty; each file is there, each command known with its options, each test in its file."""
    document, practice, where, tested = row
    places, commands, tests = LINK.findall(where), COMMAND.findall(where), LINK.findall(tested)

    assert document in DOCUMENTS
    assert practice
    assert places or commands
    assert tests
    assert LINK.sub("", COMMAND.sub("", where)).strip(" ,") == LINK.sub("", tested).strip(" ,") == ""
    for label, path in places:
        file = (PRACTICES.parent / path).resolve()
        assert file.is_file(), path
        assert f"/{file}".removesuffix(".toml").endswith(f"/{label.removesuffix('.toml')}"), label
    for command in commands:
        assert _missing_of(command) == [], command
    for name, path in tests:
        assert name in _tests((PRACTICES.parent / path).resolve()), name


def test_each_document_has_its_practices() -> None:
    """All five, in the order in which they are introduced, none twice."""
    assert list(dict.fromkeys(row[0] for row in ROWS)) == DOCUMENTS
    assert len({row[:2] for row in ROWS}) == len(ROWS)


def test_what_is_not_there_is_noticed() -> None:
    """A command or an option that the program does not know."""
    known = ["lesson --question", "outbox approve", "status --all"]
    unknown = ["lessen", "lesson --whose-fault", "outbox applaud", "status open"]

    assert [_missing_of(each) for each in known] == [[], [], []]
    assert [_missing_of(each) for each in unknown] == [["lessen"], ["--whose-fault"], ["applaud"], ["open"]]
