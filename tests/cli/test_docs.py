"""The commands explain themselves, and the documents name them all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import typer

from conftest import ROOT
from outagecomms.cli import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .conftest import Done

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CONTRACT = {
    "init": [],
    "new": ["--title", "--service", "--severity", "--impact", "--started", "--now"],
    "update": ["--status", "--next-step", "--next-update", "--holding", "--now"],
    "resolve": ["--now"],
    "correct": ["--now"],
    "render": ["--account", "--format", "--now"],
    "plan": ["--format", "--now"],
    "status": ["--format", "--now"],
    "tick": ["--now"],
    "outbox list": ["--state", "--incident", "--format", "--now"],
    "outbox show": [],
    "outbox export": [],
    "outbox approve": ["--incident", "--all"],
    "outbox discard": ["--because"],
    "outbox resend": [],
    "outbox accept": [],
    "send": ["--dry-run", "--now"],
    "doctor": ["--now"],
    "schema": [],
    "call": ["--format", "--now"],
    "heard": ["--said", "--impact", "--stakeholder", "--mood", "--wants", "--follow-up", "--now"],
    "park": ["--now"],
    "answer": ["--now"],
    "amends": ["--owner", "--due", "--now"],
    "satisfied": ["--confirmed-by", "--now"],
    "followups": ["--format", "--now"],
    "lesson": ["--question", "--text", "--change", "--owner", "--due", "--now"],
    "done": ["--by", "--now"],
    "review": ["--held-by", "--now"],
    "watch": ["--now"],
    "preview": ["--out", "--against"],
    "report": ["--format", "--now"],
    "import": [],
    "export": ["--format"],
    "score": ["--preset", "--format"],
}


def walk(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with its name as it is typed."""
    below = getattr(command, "commands", {})
    for part, inner in below.items():
        yield from walk(inner, f"{name} {part}".strip())
    if not below:
        yield name, command


COMMANDS = dict(walk(typer.main.get_command(app)))


@pytest.fixture(params=sorted(COMMANDS))
def name(request: pytest.FixtureRequest) -> str:
    """Each command."""
    return str(request.param)


def test_the_contract() -> None:
    """Every command and option that was promised is there, under its name."""
    missing = {
        command: absent
        for command, wanted in CONTRACT.items()
        if (absent := set(wanted) - {opt for each in COMMANDS[command].params for opt in each.opts})
    }

    assert set(CONTRACT) <= set(COMMANDS)
    assert missing == {}


def test_help(name: str, oc: Callable[..., Done], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command, argument and option says what it is, within 80 columns, and never that it was cut."""
    monkeypatch.setenv("COLUMNS", "80")

    done = oc(*name.split(), "--help")
    parameters = COMMANDS[name].params

    assert (done.code, done.err) == (0, "")
    assert done.out == oc(*name.split(), "-h").out
    assert max(map(len, done.out.splitlines())) <= 80
    assert [each.name for each in parameters if not each.help] == []
    assert [opt for each in parameters for opt in each.opts if opt.startswith("--") and opt not in done.out] == []
    assert COMMANDS[name].help.split()[0] in done.out


@pytest.mark.parametrize("group", [[], ["outbox"]])
def test_the_list_of_commands(group: list[str], oc: Callable[..., Done], monkeypatch: pytest.MonkeyPatch) -> None:
    """One line each, whole sentences."""
    monkeypatch.setenv("COLUMNS", "80")

    lines = oc(*group, "--help").out.partition("Commands:\n")[2].splitlines()

    assert lines
    assert [line for line in lines if not line.endswith(".") or line.endswith("...")] == []


def test_without_a_word_the_program_explains_itself(oc: Callable[..., Done]) -> None:
    """The newcomer's first try."""
    assert oc() == oc("--help")
    assert oc("--help").code == 0


@pytest.mark.parametrize("name", CONTRACT)
def test_the_documents_name_it(name: str) -> None:
    """In the README a reader finds each command in use or in a sentence; the changelog lists it."""
    first, _, second = name.partition(" ")

    assert re.search(rf"outagecomms {name}\b|`{name}`", README)
    assert re.search(rf"`{first} [a-z|]*\b{second}\b[a-z|]*`|`{name}`" if second else rf"`{first}[ `]", CHANGELOG)


def test_the_readme_tells_the_exit_codes() -> None:
    """The five of them, and no other."""
    table = README.partition("## Exit codes")[2].partition("\n## ")[0]

    assert re.findall(r"^\| (\d+) \|", table, re.MULTILINE) == ["0", "1", "2", "75", "130"]
