"""Run the rules on one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.tone.finding import Finding
from outagecomms.tone.message import Message

if TYPE_CHECKING:
    from outagecomms.tone.facts import Facts
    from outagecomms.tone.rule import Rule
    from outagecomms.tone.ruleset import Ruleset
    from outagecomms.tone.shapes import Mark

_LONGEST_EXCERPT = 80


def check(text: str, facts: Facts, rules: Ruleset) -> list[Finding]:
    """What *rules* find in *text*, in the order of the text; what is missing comes first, at line 1.

    The time is linear in the length of the text, whatever stands in it.
    """
    message = Message(text, facts.suppliers)
    hits = rules.matcher.scan(message.keys)
    kind, phase = facts.rule_kind, facts.rule_phase
    found = [
        _finding(message, rule, rule.level_for(kind), mark)
        for rule, shape in rules.for_message(kind, phase)
        for mark in shape.run(message, hits, facts)
    ]
    return sorted(found, key=lambda finding: finding.place)


def _finding(message: Message, rule: Rule, level: str, mark: Mark) -> Finding:
    words = ""
    line, column, end_column = 1, 1, 1
    if mark.end > mark.first:
        start, end = message.span(mark.first, mark.end)
        line, column = message.place(start)
        words = message.text[start:end]
        end_column = column + len(words.split("\n", 1)[0])
    excerpt = " ".join(words.split())
    shown = excerpt if len(excerpt) <= _LONGEST_EXCERPT else excerpt[: _LONGEST_EXCERPT - 1] + "\u2026"
    said = rule.message.replace("{words}", shown).replace("{said}", mark.said or "")
    return Finding(line, column, end_column, level, rule.id, said, rule.reason, rule.better, excerpt)
