"""Words are held against what the incident itself says."""

from __future__ import annotations

from functools import cache

import pytest

from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts
from outagecomms.tone.ruleset import Ruleset, load

SOME = "Some users, 42 accounts, cannot pay."
GOES_ON = "Cards work again. We are still working on the fix."
MOST = "and the incident itself says that it hits most of them"


@cache
def rules(language: str = "en") -> Ruleset:
    """The built-in rules."""
    return load(language=language)


def said(text: str, rule: str, facts: Facts, language: str = "en") -> list[str]:
    """The messages of *rule*'s findings."""
    return [finding.message for finding in check(text, facts, rules(language)) if finding.rule == rule]


@pytest.mark.parametrize(
    ("impact", "fires"),
    [
        ("All card payments fail", True),  # all
        ("Most stores cannot take cards", True),  # most
        ("Nine of ten orders stop at the last step", True),  # a share in words
        ("7 out of 10 payments fail", True),  # a share in figures
        ("Half of it: 50% of requests fail", True),  # half is not some
        ("80 percent of requests fail", True),  # a percentage in words
        ("Neun von zehn Bestellungen bleiben stehen", True),  # another language than the message's
        ("One of ten orders stops", False),  # a small share
        ("3% of requests fail", False),  # a small percentage
        ("Returns cannot be booked in two stores", False),  # no share at all
        ("0 of 0 orders", False),  # nothing to divide by
        ("", False),  # nobody said
    ],
)
def test_some_users_against_an_impact_on_most(impact: str, fires: bool) -> None:  # noqa: FBT001 (a table)
    """A figure beside it makes "some" right, until the incident says that most are hit."""
    assert bool(said(SOME, "empathize/minimizing", Facts(impact=impact))) is fires


def test_the_finding_says_what_it_contradicts() -> None:
    """The message gives the incident's side, and the same words are found once."""
    expected = [f"“Some users” makes it smaller than it is for those it hits, {MOST}"]
    assert said("Some users cannot pay.", "empathize/minimizing", Facts(impact="All payments fail")) == expected


@pytest.mark.parametrize(
    ("kind", "status", "fires"),
    [
        ("resolved", "resolved", True),  # the message that says it is over
        ("resolved", "", False),  # nobody says what the incident's status is
        ("update", "monitoring", False),  # still open: work may go on
        ("followup", "resolved", False),  # work on what comes after
    ],
)
def test_resolved_while_the_work_goes_on(kind: str, status: str, fires: bool) -> None:  # noqa: FBT001 (a table)
    """A message that says it is over does not say that the fix is still being worked on."""
    why = "the incident is resolved, and this says that the work goes on"
    expected = [f"“We are still working” does not say who did what: {why}"]
    assert said(GOES_ON, "own/evasive", Facts(kind=kind, status=status)) == (expected if fires else [])


@pytest.mark.parametrize(
    "text",
    [
        "You wrote: “We are still working on it, they said.” It is done.",  # the reader's words
        "We are not still working on it.",  # denied
        "We keep watching until Friday.",  # watching is no repair
    ],
)
def test_no_contradiction(text: str) -> None:
    """Quoted, denied and harmless words contradict nothing."""
    assert said(text, "own/evasive", Facts(kind="resolved", status="resolved")) == []


def test_german() -> None:
    """The other language holds its words against the same facts."""
    facts = Facts(impact="Alle Kassen stehen still")
    assert said("Einige Kunden, 42 Konten, können nicht zahlen.", "empathize/minimizing", facts, "de") != []
    assert said("Wir arbeiten noch daran.", "own/evasive", Facts(kind="resolved", status="resolved"), "de") != []
