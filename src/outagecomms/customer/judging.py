"""Judge what a person typed about a customer, before the log keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.drafting.gate import RefusedError, errors
from outagecomms.tone.facts import Facts
from outagecomms.tone.finding import line
from outagecomms.tone.passage import check_passage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from outagecomms.tone.ruleset import Ruleset

FOR_US = Facts(kind="note")
"""Only the team reads it: it must not label anybody. What somebody said may stand in quotation marks."""
FOR_THEM = Facts(kind="followup")
"""A follow-up quotes it."""


def judge(text: str, facts: Facts, rules: Iterable[Ruleset], allowed: Collection[str] = ()) -> None:
    """Refuse a *text* that breaks a rule of level error, in any of the languages of *rules*, unless it is *allowed* to.

    Raises:
        RefusedError: it does; says which words, why, and what to write instead.
    """
    found = [finding for ruleset in rules for finding in errors(check_passage(text, facts, ruleset))]
    broken = dict.fromkeys(finding for finding in found if finding.rule not in allowed)
    if broken:
        told = (f"{line(finding)}\n    {finding.reason}" for finding in broken)
        raise RefusedError("\n".join([text, "", *told, "", "Nothing was written."]))
