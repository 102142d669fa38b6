"""Exceptions that a writer makes, each with its reason: ``{# tone: allow own/evasive because we are quoting #}``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from outagecomms.tone.finding import Finding

_COMMENT = re.compile(r"\{#-?\s*tone:\s*([^#]*)#\}")
_ALLOW = re.compile(r"allow\s+([\w-]+/[\w-]+)(?:\s+because(?:\s+([^\s-].*?))?)?[\s-]*", re.DOTALL)
_HOW = "write {# tone: allow own/evasive because \u2026 #}"


class Allowance(NamedTuple):
    """A rule that does not count in a file, and why; `line` is where that is said."""

    rule: str
    because: str
    line: int


def allowances(path: Path, text: str, known: Collection[str]) -> list[Allowance]:
    """The allowances in the comments of a template.

    Args:
        path: for errors.
        text: of the template.
        known: the ids of all rules.

    Raises:
        InputError: one names no rule, or gives no reason.
    """
    found, problems = [], []
    for comment in _COMMENT.finditer(text):
        line = text.count("\n", 0, comment.start()) + 1
        column = comment.start() - text.rfind("\n", 0, comment.start())
        match = _ALLOW.fullmatch(comment[1])
        what, todo = _mistake(match, known)
        if what:
            problems.append(Problem(str(path), line, column, "", what, todo))
        elif match:
            found.append(Allowance(match[1], " ".join(match[2].split()), line))
    if problems:
        raise InputError.of(problems)
    return found


def _mistake(match: re.Match[str] | None, known: Collection[str]) -> tuple[str, str]:
    if match is None:
        return "a tone comment that cannot be read", _HOW
    if match[1] not in known:
        from difflib import get_close_matches  # noqa: PLC0415  (only a mistake needs it)

        guess = get_close_matches(match[1], known, 1)
        return f"no rule is called {match[1]}", f"did you mean {guess[0]}?" if guess else "see `outagecomms rules`"
    return ("", "") if match[2] else (f"{match[1]} is allowed without a reason", _HOW.replace("own/evasive", match[1]))


def without(findings: Iterable[Finding], allowed: Iterable[Allowance]) -> list[Finding]:
    """The *findings* that are not *allowed*."""
    rules = {allowance.rule for allowance in allowed}
    return [finding for finding in findings if finding.rule not in rules]


def unused(findings: Iterable[Finding], allowed: Sequence[Allowance]) -> list[Allowance]:
    """The allowances that no longer do anything; *findings* are those from before `without`."""
    fired = {finding.rule for finding in findings}
    return [allowance for allowance in allowed if allowance.rule not in fired]
