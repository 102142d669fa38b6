"""What is wrong with a file itself, as findings beside those of the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.tone.finding import Finding

if TYPE_CHECKING:
    from outagecomms.errors import InputError

FAULT = "file/fault"
DOUBT = "file/doubtful-name"
IDLE = "file/unused-allowance"
STRAY = "file/unused-template"
UNUSED = "no message uses it"
_REASON = "a file must stand before anybody can read it"


def faults(error: InputError) -> list[tuple[str, Finding]]:
    """Each problem as a finding of level error, with its path."""
    return [
        (
            p.path,
            Finding(
                p.line,
                p.column,
                p.column,
                "error",
                FAULT,
                f"{p.key}: {p.what}" if p.key else p.what,
                _REASON,
                p.todo,
                p.key,
            ),
        )
        for p in error.problems
    ]


def doubtful(name: str, what: str, todo: str, line: int, column: int) -> Finding:
    """A service or a tier that may not be meant: its account would hear nothing, and nobody would notice."""
    reason = "an account whose service or tier is misspelt is not written to"
    return Finding(line, column, column, "warning", DOUBT, what, reason, todo, name)


def stray(name: str, todo: str) -> Finding:
    """A template that no message uses."""
    reason = "a misspelt name is passed over, and the built-in words go out in its place"
    return Finding(1, 1, 1, "warning", STRAY, UNUSED, reason, todo, name)


def idle(rule: str, line: int, column: int) -> Finding:
    """An allowance that no longer does anything."""
    what = f"{rule} is allowed here and does not fire"
    return Finding(line, column, column, "error", IDLE, what, "an exception outlives its reason", "remove it", rule)
