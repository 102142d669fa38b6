"""Exceptions, each with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from outagecomms.errors import InputError
from outagecomms.tone.allow import Allowance, allowances, unused, without
from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts
from outagecomms.tone.ruleset import load

RULES = load()
KNOWN = [rule.id for rule in RULES.rules]
HERE = Path("update.j2")


def test_read() -> None:
    """The comment names a rule and a reason, on one line or several."""
    first = "{# tone: allow own/evasive because we\n   quote the auditor #}"
    text = f"Hello\n{first}\n{{#- tone: allow own/hand-off because of the law -#}}"

    assert allowances(HERE, text, KNOWN) == [
        Allowance("own/evasive", "we quote the auditor", 2),
        Allowance("own/hand-off", "of the law", 4),
    ]


@pytest.mark.parametrize(
    ("comment", "what"),
    [
        ("{# tone: allow own/evasive #}", "without a reason; write {# tone: allow own/evasive because"),
        ("{# tone: allow own/evasive because #}", "without a reason"),
        ("{# tone: allow own/evasiv because x #}", "did you mean own/evasive?"),
        ("{# tone: alow own/evasive because x #}", "cannot be read; write {# tone: allow"),
        ("{# tone: allow all because x #}", "cannot be read"),
    ],
)
def test_refused(comment: str, what: str) -> None:
    """Anything else is an error at its place."""
    with pytest.raises(InputError) as caught:
        allowances(HERE, f"Hello\n  {comment}", KNOWN)

    assert str(caught.value).startswith("update.j2:2:3: ")
    assert what in str(caught.value)


def test_without_and_unused() -> None:
    """What is allowed is left out, and an allowance that does nothing is told."""
    found = check("We write soon.", Facts(), RULES)
    allowed = [Allowance("inform/vague-time", "x", 1), Allowance("own/evasive", "y", 2)]

    assert "inform/vague-time" not in {finding.rule for finding in without(found, allowed)}
    assert unused(found, allowed) == [Allowance("own/evasive", "y", 2)]
