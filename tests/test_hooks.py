"""The files by which other people's CI runs `check` name commands, options and files that exist."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
import typer

from conftest import ROOT
from outagecomms.cli import app
from outagecomms.tone.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAIR = re.compile(r"(?P<indent> *)(?P<dash>- )?(?P<key>[\w-]+):(?: (?P<value>.+))?")


def pairs(name: str) -> Iterator[tuple[int, str, str]]:
    """The indent, key and value of each line of a YAML file; it uses no more of YAML than that."""
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        match = _PAIR.fullmatch(line)
        assert match, line
        value = match["value"] or ""
        assert value[:1] not in tuple("[{&*!|>%@`'"), f"more of YAML than this reads: {line}"
        yield len(match["indent"]) + len(match["dash"] or ""), match["key"], re.sub(r'^"(.*)"$', r"\1", value)


def check_options() -> set[str]:
    command: Any = typer.main.get_command(app)
    return {name for option in command.commands["check"].params for name in option.opts}


def runs_check(words: list[str]) -> bool:
    """Whether *words* run ``outagecomms check`` with options that it has."""
    options = {word for word in words[2:] if word.startswith("-")}
    return words[:2] == ["outagecomms", "check"] and options <= check_options()


def test_the_hook_of_pre_commit() -> None:
    """It has what pre-commit asks for: https://pre-commit.com/#creating-new-hooks."""
    hook = {key: value for _, key, value in pairs(".pre-commit-hooks.yaml")}
    assert hook.keys() == {"id", "name", "description", "entry", "language", "files"}
    assert hook["language"] == "python"
    assert runs_check(shlex.split(hook["entry"]))


@pytest.mark.parametrize(
    ("path", "chosen"),
    [
        ("incidents/checkout.toml", True),
        ("ops/incidents/checkout.toml", True),
        ("templates/de/update.j2", True),
        ("sent/one.eml", True),
        ("outagecomms.toml", False),
        ("pyproject.toml", False),
        ("README.md", False),
        ("notes.txt", False),
        ("incidents/old/checkout.toml", False),
    ],
)
def test_the_files_that_the_hook_chooses(path: str, chosen: bool) -> None:  # noqa: FBT001
    hook = {key: value for _, key, value in pairs(".pre-commit-hooks.yaml")}
    assert bool(re.search(hook["files"], path)) is chosen


def test_the_action() -> None:
    """A composite action whose inputs are used, whose steps have shells, and which ends in `check`."""
    found = list(pairs("action.yml"))
    values = {key: value for indent, key, value in found if indent == 0}
    assert values.keys() == {"name", "description", "branding", "inputs", "runs"}
    assert ("using", "composite") in {(key, value) for _, key, value in found}
    runs = [value for _, key, value in found if key == "run"]
    assert [key for _, key, _ in found].count("shell") == len(runs)
    assert runs_check(shlex.split(runs[-1]))
    used = set(re.findall(r"inputs\.(\w+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    given = [key for indent, key, value in found if indent == 2 and not value]
    assert used == {"paths", "format"} == {key for key in given if key in used}
    defaults = [value for _, key, value in found if key == "default"]
    assert defaults[0] == "."
    assert defaults[1] in FORMATS
