"""One thing a rule has to say about a message."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """What a rule found, and where. Lines and columns count from 1; `end_column` is one past the last character."""

    line: int
    column: int
    end_column: int
    level: str
    rule: str
    message: str
    reason: str
    suggestion: str
    excerpt: str

    @property
    def principle(self) -> str:
        """The habit the rule serves: ``own`` in ``own/evasive``."""
        return self.rule.partition("/")[0]

    @property
    def place(self) -> tuple[int, int]:
        """Where it begins, for sorting."""
        return self.line, self.column


def line(finding: Finding) -> str:
    """A finding for a person: the rule, what is wrong, and better words."""
    better = f" → {finding.suggestion}" if finding.suggestion else ""
    return f"{finding.level} {finding.rule}: {finding.message}{better}"
