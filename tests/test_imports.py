"""No command imports what it does not use: cron and a shell's completion start one process after another."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

NOW = ["--now", "2026-11-22T14:10Z"]
PROGRAM = """
import sys
from outagecomms.__main__ import run
code = run(sys.argv[1:])
assert code == 0, code
print(*sys.modules, file=open("modules.txt", "w"))
"""
WORDS = {"jinja2", "outagecomms.compose.writer", "outagecomms.compose.mail"}
WRITING = {"tomli_w", "filelock"}
INCIDENT = """\
title = "Card payments are failing"
service = "Checkout"
severity = "sev1"
started = 2026-11-22T14:02:00Z
impact = "About one in three card payments is declined."

[leader]
name = "Dana Reyes"
role = "Chief Technology Officer"
email = "dana.reyes@example.com"

[[accounts]]
id = "acme"
name = "Acme Retail"
email = "ines@acme.example"

[[updates]]
at = 2026-11-22T14:05:00Z
by = "Dana Reyes"
status = "investigating"
text = "We see the same declines that you see."
"""


@pytest.mark.parametrize(
    ("command", "unused"),
    [
        # before the command line is even read
        (["--version"], {"typer", "pydantic", "sqlite3", "email", "tomllib", *WORDS, *WRITING}),
        # the commands are listed, and none is run
        (["--help"], {"pydantic", "sqlite3", "email", "tomllib", "icalendar", *WORDS, *WRITING}),
        # the model alone
        (["schema"], {"sqlite3", "tomllib", "icalendar", *WORDS, *WRITING}),
        # reading, with no outbox to ask
        (["plan", "checkout", *NOW], {"sqlite3", "icalendar", *WORDS, *WRITING}),
        (["plan", "checkout", "--format", "json", *NOW], {"sqlite3", "icalendar", *WORDS, *WRITING}),
        (["status", *NOW], {"sqlite3", "icalendar", *WORDS, *WRITING}),
        # a document of its own, from the log
        (["review", "checkout", *NOW], {"sqlite3", "icalendar", *WORDS, *WRITING}),
        # a calendar, and still no words
        (["plan", "checkout", "--format", "ics", *NOW], {"sqlite3", *WORDS, *WRITING}),
        # words for the screen, not for the post
        (["render", "checkout", *NOW], {"sqlite3", "icalendar", "outagecomms.compose.mail", *WRITING}),
        # messages are kept; no incident file is written
        (["tick", *NOW], {"icalendar", *WRITING}),
    ],
    ids=lambda value: " ".join(value[:4]) if isinstance(value, list) else "",
)
def test_no_command_imports_what_it_does_not_use(command: list[str], unused: set[str], workspace: Path) -> None:
    assert not _imported(command, workspace) & unused


@pytest.mark.parametrize(
    ("command", "used"),
    [
        (["tick", *NOW], {"typer", "pydantic", "tomllib", "sqlite3", *WORDS}),
        (["plan", "checkout", "--format", "ics", *NOW], {"icalendar"}),
        (["update", "checkout", "Cards work in Ireland.", *NOW], WRITING),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_the_names_of_what_is_unused_are_those_of_what_is_used(
    command: list[str], used: set[str], workspace: Path
) -> None:
    assert _imported(command, workspace) >= used


def test_a_tick_with_nothing_due_imports_nothing_to_write_with(workspace: Path) -> None:
    _imported(["tick", *NOW], workspace)
    assert not _imported(["tick", *NOW], workspace) & {*WORDS, *WRITING, "icalendar"}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with one open incident and no outbox."""
    (tmp_path / "outagecomms.toml").touch()
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents" / "checkout.toml").write_text(INCIDENT, encoding="utf-8")
    return tmp_path


def _imported(command: list[str], folder: Path) -> set[str]:
    """The modules that *command* has loaded by its end, run in *folder*."""
    subprocess.run([sys.executable, "-c", PROGRAM, *command], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return set((folder / "modules.txt").read_text(encoding="utf-8").split())
