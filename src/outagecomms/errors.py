"""What can go wrong, as the person at the terminal reads it.

    OutageCommsError         a person is needed             exit 1
    ├── RefusedError         a rule of tone forbids words   (drafting.gate)
    ├── UnavailableError     no message can be tried        (delivery.transport)
    ├── InputError           a file or the command line     exit 2
    └── LockedError          another run holds the lock     exit 75 (EX_TEMPFAIL of sysexits.h)

Anything else that escapes a command is a fault of this program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from outagecomms.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Problem(NamedTuple):
    """One thing wrong in a file: where it is, what it is, what to do next. Lines and columns count from 1."""

    path: str
    line: int
    column: int
    key: str
    what: str
    todo: str

    def __str__(self) -> str:
        key = f" {self.key}:" if self.key else ""
        return printable(f"{self.path}:{self.line}:{self.column}:{key} {self.what}; {self.todo}")


class OutageCommsError(Exception):
    """A sentence for the person at the terminal, and the exit code that goes with it."""

    exit_code = 1


class InputError(OutageCommsError):
    """A file or the command line is wrong; nothing was written."""

    exit_code = 2

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> InputError:
        """All the problems of one file, a line each."""
        return cls("\n".join(map(str, problems)), problems)

    @classmethod
    def in_file(cls, path: Path, what: str, todo: str, *, line: int = 1, column: int = 1, key: str = "") -> InputError:
        """One problem at one place."""
        return cls.of([Problem(str(path), line, column, key, what, todo)])


class LockedError(OutageCommsError):
    """Another run holds the lock; trying again later is right."""

    exit_code = 75
