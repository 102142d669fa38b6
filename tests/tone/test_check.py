"""Findings: where they stand, who is not blamed, and how long it takes."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outagecomms.tone.check import check
from outagecomms.tone.facts import Facts, Person
from outagecomms.tone.ruleset import load

if TYPE_CHECKING:
    from outagecomms.tone.finding import Finding

RULES = load()
SAM = Person("Sam Okafor", "Customer Liaison", "sam@shop.example", "+1 555 0100")
DUE = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


def found(text: str, rule: str, **facts: object) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in check(text, Facts(**facts), RULES) if finding.rule == rule]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "line", "column", "end_column"),
    [
        ("We will write soon.", 1, 15, 19),  # one line
        ("Hello\n\nWe write soon.", 3, 10, 14),  # a later line
        ("Hello\r\n\r\nWe write soon.", 3, 10, 14),  # lines of another system
        ("We\u2019ll write <b>soon</b>.", 1, 16, 20),  # inside mark-up
        ("We&rsquo;ll write soon.", 1, 19, 23),  # behind an entity
        ("\U0001f600 We write so\u200bon.", 1, 12, 17),  # a character of no width inside
    ],
)
def test_place(text: str, line: int, column: int, end_column: int) -> None:
    """A finding points at the original's line and columns."""
    (finding,) = found(text, "inform/vague-time")

    assert (finding.line, finding.column, finding.end_column) == (line, column, end_column)


def test_finding_has_all_a_writer_needs() -> None:
    """The words, what is wrong, why, and better ones."""
    (finding,) = found("Rest assured.", "empathize/scripted")

    assert finding.principle == "empathize"
    assert finding.excerpt == "Rest assured"
    assert finding.level == "warning"
    assert "Rest assured" in finding.message
    assert finding.reason.startswith("six-steps: ")
    assert finding.suggestion


@pytest.mark.parametrize(
    ("text", "rule", "facts"),
    [
        # between quotation marks, of every kind
        ("You wrote: \u201cEverything is fixed soon, they said.\u201d", "inform/vague-time", {}),
        ("Sie schrieben: \u201eonly a glitch\u201c", "empathize/minimizing", {}),
        ("You wrote: 'only a glitch'.", "empathize/minimizing", {}),
        # in lines quoted from another mail
        ("I read this:\n\n> it is only a glitch, they say\n> call support\n", "own/hand-off", {}),
        # the reader's own words, said back to them
        ("You told me that only a few tills work.", "empathize/minimizing", {"heard": ("only a few tills",)}),
        # denied
        ("This is not a minor issue.", "empathize/minimizing", {}),
        ("You do not need to contact our support.", "own/hand-off", {}),
        # only of an action
        ("We switch back only after we verify it.", "empathize/minimizing", {}),
        # a figure beside it
        ("A small number of customers (42 accounts) lost an order.", "empathize/minimizing", {}),
        # ownership taken elsewhere in the message
        ("It was due to a fault at our provider.\n\nThis is ours to answer for.", "own/blame-supplier", {}),
        # the signer's own address and number
        ("Call me on +1 555 0100, or write to sam@shop.example.", "own/hand-off", {"signer": SAM}),
        # somebody answers for the estimate
        ("It should be back by 16:00 UTC.", "reassure/recovery-estimate", {"approved_by": "Dana Reyes"}),
        # after the fix
        ("You get a credit for the whole day.", "solution/restitution", {"kind": "resolved"}),
    ],
)  # fmt: skip
def test_not_blamed(text: str, rule: str, facts: dict[str, object]) -> None:
    """What only looks like a fault is left alone."""
    assert found(text, rule, **facts) == []


@pytest.mark.parametrize(
    ("text", "rule", "facts"),
    [
        # the same words as above, meant by the writer
        ("It is only a glitch.", "empathize/minimizing", {}),
        # heard from the reader, but not said to them
        ("Only a few tills are slow.", "empathize/minimizing", {"heard": ("only a few tills",)}),
        # a supplier that only the incident knows
        ("Cards fail because of Nimbus Pay.", "own/blame-supplier", {"suppliers": ("Nimbus Pay",)}),
        # "sorry" is no apology when the sentence goes on so
        ("We're sorry for any trouble.", "empathize/non-apology", {}),
        # somebody else's address
        ("Write to help@shop.example.", "own/hand-off", {"signer": SAM}),
        # ownership in a quotation is not taken
        ("It was due to our provider. You said: \u201cThis is ours to answer for.\u201d", "own/blame-supplier", {}),
    ],
)  # fmt: skip
def test_blamed(text: str, rule: str, facts: dict[str, object]) -> None:
    """What is a fault is found."""
    assert found(text, rule, **facts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I write again by 15:30 UTC.", ""),
        ("I write again by 10:30 EST.", ""),  # the same moment in another zone
        ("I write again by 16:30 Europe/Berlin.", ""),
        ("I write again by 16:30 europe/berlin.", ""),
        ("I write again by 18:30 Africa/Dar_es_Salaam.", ""),  # a zone's name with a small word in it
        ("I write again by 17:30 Africa/Dar_es_Salaam.", "not for this time"),
        ("I write again by 16:30 America/Nowhere.", ""),  # no zone that we know: it may be right
        ("I write again by 16:30 +01:00.", ""),
        ("I write again at 3:30 p.m. UTC.", ""),
        ("I write again between 15:15 and 15:30 UTC.", ""),
        ("I write again by 2026-11-22T15:30:00Z.", ""),
        ("I write again by 15:30.", "does not say so"),  # no zone
        ("I write again by 15:30 CET.", "not for this time"),  # another moment
        ("It began at 14:02 UTC.", "does not say so"),  # a time, but of something else
    ],
)
def test_promised_time(text: str, said: str) -> None:
    """The message gives the incident's own promise, in any zone."""
    messages = [finding.message for finding in found(text, "inform/next-update", next_update=DUE)]

    assert all(said in message for message in messages)
    assert bool(messages) == bool(said)


def test_promise_in_the_past() -> None:
    """A time that has gone by is no promise."""
    late = datetime(2026, 11, 22, 15, 41, tzinfo=UTC)

    assert (
        "has passed" in found("I write again by 15:30 UTC.", "inform/next-update", next_update=DUE, now=late)[0].message
    )


@pytest.mark.parametrize("kind", ["holding", "late", "correction"])
def test_forms_of_an_update(kind: str) -> None:
    """They are held to what an update is held to."""
    assert found("Hello.", "inform/next-update", kind=kind)


@pytest.mark.parametrize(
    "opening",
    [
        "Your stores cannot take cards, and I am sorry.",
        "Dear Ines,\n\nyour stores cannot take cards.",  # behind a salutation
        "Subject: Cards\n\nHello Ines,\nyour stores cannot take cards.",  # and a header
    ],
)
def test_opening(opening: str) -> None:
    """The first paragraph is the one behind header and salutation."""
    assert found(f"{opening}\n\nWe are working on it.", "empathize/acknowledge-first", kind="outreach") == []


HOSTILE = {
    "quotes": '"' * 200_000,
    "quoted": "'a " * 80_000,
    "tags": "<a " * 80_000,
    "comments": "<!--" * 60_000,
    "dots": "1." * 120_000,
    "blanks": " \t" * 120_000,
    "newlines": "\n " * 120_000,
    "marks": "!?" * 120_000,
    "shouts": "AB " * 80_000,
    "ands": "a&amp" * 50_000,
    "sorry": "sorry for " * 25_000,
    "we": "we are we will " * 16_000,
    "times": "14:02 " * 40_000,
    "soon": "soon. " * 40_000,
    "joined": "a_b.c/d@" * 30_000,
    "letters": "x" * 250_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_message_takes_no_longer(name: str) -> None:
    """Whatever fills 256 KB, the time stays that of reading it."""
    start = time.perf_counter()
    check(
        HOSTILE[name], Facts(heard=("a queue",), signer=SAM, suppliers=("we are",), previous="We are here now."), RULES
    )

    assert time.perf_counter() - start < 10


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_can_be_checked(text: str) -> None:
    """Nothing that a message may hold breaks a rule, and each finding points into it."""
    lines = text.split("\n")

    for finding in check(text, Facts(kind="followup", amends_open=True), RULES):
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= finding.end_column
