"""A line a finding, as compilers write them, so that editors can jump to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outagecomms.tone.formats import Found
    from outagecomms.tone.rule import Rule


def formatted(found: Found, rules: Sequence[Rule]) -> str:
    """``path:line:column: level id: message (reason) → better wording``."""
    del rules
    return "\n".join(
        printable(
            f"{path}:{finding.line}:{finding.column}: {finding.level} {finding.rule}: "
            f"{finding.message} ({finding.reason}) \u2192 {finding.suggestion}"
        )
        for path, finding in found
    )
