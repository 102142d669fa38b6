"""Workflow commands that GitHub shows beside the lines of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outagecomms.tone.finding import Finding
    from outagecomms.tone.formats import Found
    from outagecomms.tone.rule import Rule

_COMMANDS = {"error": "error", "warning": "warning", "suggestion": "notice"}


def formatted(found: Found, rules: Sequence[Rule]) -> str:
    """One command a finding, errors first: GitHub shows ten of each level a step and drops the others."""
    del rules
    order = list(_COMMANDS)
    return "\n".join(
        _command(path, finding) for path, finding in sorted(found, key=lambda pair: order.index(pair[1].level))
    )


def _command(path: str, finding: Finding) -> str:
    place = {
        "file": path,
        "line": finding.line,
        "col": finding.column,
        "endColumn": finding.end_column,
        "title": finding.rule,
    }
    properties = ",".join(f"{key}={_escaped(str(value), in_property=True)}" for key, value in place.items())
    told = _escaped(f"{finding.message} \u2192 {finding.suggestion}")
    return f"::{_COMMANDS[finding.level]} {properties}::{told}"


def _escaped(text: str, *, in_property: bool = False) -> str:
    """As GitHub's own toolkit escapes them (actions/toolkit, packages/core/src/command.ts)."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text
