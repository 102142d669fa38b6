"""What the lines of a crontab run of this program: how often, where, and under which condition; crontab(5)."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = "outagecomms"
DEFAULT_PATH = "/usr/bin:/bin"
"""Where cron looks for programs unless a line says otherwise."""
FEW = 5  # minutes between two runs, at most: what is due waits no longer
_HOUR = 60  # minutes
_FIELDS = 5  # minute, hour, day of the month, month, day of the week
_SHELLS = ("sh", "bash", "dash", "zsh")


@dataclass(frozen=True, slots=True)
class Run:
    """One command of this program in a cron line."""

    command: str
    """Its first word: ``tick``."""
    words: tuple[str, ...]
    """What follows that."""
    program: str
    """What is started: a name, or a path."""
    is_frequent: bool
    """Whether it runs every few minutes, day and night."""
    folder: Path | None
    """Where, when the line says so."""
    condition: str
    """``||`` or ``&&`` when it depends on what ran before; else empty."""
    path: str
    """Where its program is looked for; empty when the line sees to that itself."""


def runs(crontab: str) -> Iterator[Run]:
    """What the lines of *crontab* run of this program."""
    path = DEFAULT_PATH
    for line in map(str.strip, crontab.splitlines()):
        if setting := re.fullmatch(r"PATH\s*=\s*(.*)", line):
            path = setting[1].strip("\"'")
        fields = line.split(None, _FIELDS)
        if line.startswith("@"):
            yield from _runs_in(line.partition(" ")[2], path, is_frequent=False)
        elif not line.startswith("#") and len(fields) > _FIELDS:
            yield from _runs_in(_for_the_shell(fields[-1]), path, is_frequent=_is_frequent(fields[:_FIELDS]))


def line_for(folder: Path, program: str) -> str:
    """A line that runs what has to run, in *folder*."""
    command = f"cd {shlex.quote(str(folder))} && {program} tick; {program} send"
    return f"* * * * *  {command.replace('%', chr(92) + '%')}"


def _for_the_shell(command: str) -> str:
    """*command* as cron gives it to a shell: a % is the end of its first line."""
    return re.split(r"(?<!\\)%", command)[0].replace("\\%", "%")


def _is_frequent(fields: list[str]) -> bool:
    minutes = sorted(_minutes(fields[0]))
    gaps = [later - earlier for earlier, later in zip(minutes, [*minutes[1:], *minutes[:1]], strict=True)]
    return bool(minutes) and all((gap - 1) % _HOUR < FEW for gap in gaps) and set(fields[1:]) <= {"*", "*/1"}


def _minutes(field: str) -> set[int]:
    found: set[int] = set()
    for part in field.split(","):
        match = re.fullmatch(r"(?:\*|(\d+)(?:-(\d+))?)(?:/([1-9]\d*))?", part)
        if not match:
            return set()
        first, last, step = match.groups()
        end = int(last) if last else int(first) if first and not step else _HOUR - 1
        found.update(range(int(first or 0), min(end, _HOUR - 1) + 1, int(step or 1)))
    return found


def _runs_in(command: str, path: str, *, is_frequent: bool, folder: Path | None = None) -> Iterator[Run]:
    ours = "" if "PATH=" in command or "activate" in command else path
    before = ""
    for condition, words in _commands(command):
        names = [Path(word).name for word in words]
        if "cd" in words[:2]:  # in a system's crontab a user's name stands before it
            to = os.path.expandvars("".join(words[words.index("cd") + 1 :][:1]))
            folder = Path.home() / Path(to).expanduser()
        elif names[0] in _SHELLS and any(re.fullmatch(r"-\w*c", word) for word in words):
            yield from _runs_in(words[-1], path, is_frequent=is_frequent, folder=folder)
        elif PROGRAM in names[:-1]:
            at = names.index(PROGRAM)
            program = words[at - 2] if words[at - 1] == "-m" and at > 1 else words[at]
            depends = condition if condition == "||" or (condition == "&&" and before == PROGRAM) else ""
            yield Run(words[at + 1], tuple(words[at + 2 :]), program, is_frequent, folder, depends, ours)
        before = PROGRAM if PROGRAM in names else ""


def _commands(command: str) -> Iterator[tuple[str, list[str]]]:
    """The simple commands of a shell's *command*, each with what joins it to the one before."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    try:
        tokens = list(lexer)
    except ValueError:  # a quote that is not closed: no shell runs it
        return
    joint = ""
    words: list[str] = []
    for token in [*tokens, ";"]:
        if set(token) <= set(";&|()"):
            if words:
                yield joint, words
            joint, words = token, []
        else:
            words.append(token)
