"""Check words that will be part of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.tone.check import check

if TYPE_CHECKING:
    from outagecomms.tone.facts import Facts
    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset

_MEASURES = ("empathize/shouting", "inform/bare-time")  # these, too, judge a passage by itself


def check_passage(text: str, facts: Facts, rules: Ruleset) -> list[Finding]:
    """What *rules* find in the words themselves; what a whole message must say is not asked of a part of it."""
    return [
        finding
        for finding in check(text, facts, rules)
        if rules.named(finding.rule).shape.startswith("forbidden") or finding.rule in _MEASURES
    ]
