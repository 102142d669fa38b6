"""Invitations that hold no more: who ends, moves or reopens hears which calendars show a call that never comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .conftest import CHECKOUT, Done

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Done]

MAIL = '[mail]\ntransport = "directory"\ndirectory = "sent"\n'
FIRST, SIXTY = "2026-11-23T10:00Z", "2027-01-21T10:00Z"
YES = ("satisfied", "checkout", "acme", "yes", "--confirmed-by", "Ines Duarte")
NO = ("satisfied", "checkout", "acme", "no", "--confirmed-by", "Ines Duarte")
ANGRY = ("heard", "checkout", "acme", "--said", "It failed twice.", "--mood", "angry")
CALM = ("heard", "checkout", "acme", "--said", "It works.", "--mood", "calm")
AGAIN = (
    "update", "checkout", "Cards fail again.", "--status", "investigating", "--next-step", "We are testing the lines.",
)  # fmt: skip
MOVED = (
    "Their calendar still shows 2027-04-21 10:00 UTC, and no letter brings a new one: tell them yourself that it is "
    "2027-03-08 10:00 UTC now."
)
OFF = "Their calendar still shows your call of {}, and it is off: tell them, or call all the same."


@pytest.fixture
def over(shop: Path, oc: Run) -> Run:
    """Runs commands; the outage is over, and acme's first letter invited them to the call at sixty days."""
    (shop / "incidents" / "checkout.toml").write_text(CHECKOUT, encoding="utf-8")
    with (shop / "outagecomms.toml").open("a", encoding="utf-8") as file:
        file.write(MAIL)
    oc("update", "checkout", "Invoices work.", "--next-step", "We are testing the lines.")
    oc("resolve", "checkout", "--confirmed", "Every card goes through.", now="2026-11-22T14:20Z")
    _letter(oc, 1, FIRST)
    return oc


def _letter(oc: Run, number: int, now: str) -> None:
    oc("tick", now=now)
    for account in ("acme", "lohmann"):
        oc("outbox", "approve", f"checkout/followup/{number}/{account}", now=now)
    assert f"followup {number} sent to 2 accounts" in oc("send", now=now).out


def _warned(done: Done) -> list[str]:
    assert done.code == 0
    return [line for line in done.err.splitlines() if "calendar" in line]


@pytest.mark.parametrize(
    ("command", "now", "expected"),
    [
        (YES, "2027-01-19T10:00Z", [OFF.format("2027-01-21 10:00 UTC")]),  # nobody presses the satisfied
        (NO, "2027-01-19T10:00Z", []),  # the call comes
        (CALM, "2027-01-20T10:00Z", []),
        (ANGRY, "2027-01-20T10:00Z", []),  # what they say moves no call that has a fixed date
        (YES, "2027-01-21T09:00Z", []),  # they have spoken with us on the day of the call
        (YES, "2027-01-22T10:00Z", []),  # what is past needs no word
        (("heard", "checkout", "lohmann", "--said", "It failed."), "2027-01-20T10:00Z", []),  # never invited
    ],
)
def test_a_call_that_is_off_is_in_their_calendar_still(
    over: Run, command: tuple[str, ...], now: str, expected: list[str]
) -> None:
    assert _warned(over(*command, now=now)) == expected


def test_a_call_that_a_mood_moves_is_said_once(over: Run) -> None:
    """The letter at sixty days invited to the call at ninety."""
    _letter(over, 2, SIXTY)
    assert _warned(over(*CALM, now="2027-02-01T09:00Z")) == []
    assert _warned(over(*ANGRY, now="2027-02-01T10:00Z")) == [MOVED]
    assert _warned(over(*ANGRY, now="2027-02-01T10:01Z")) == []


def test_what_opens_the_incident_again_names_whose_calls_are_off(over: Run) -> None:
    """Not lohmann's, who was invited to none; and an update that opens nothing says nothing of it."""
    off = "Calls that are off now still stand in the calendars of acme (2027-01-21 10:00 UTC): tell them."
    told = over(*AGAIN, now="2026-11-24T10:00Z")

    assert _warned(told) == [off]
    assert f"{off}\nThe first letter after the fix brings each a new day.\n" in told.err
    assert _warned(over("update", "checkout", "--holding", now="2026-11-24T10:10Z")) == []


def test_a_day_that_stands_is_not_off_because_it_failed_again(over: Run) -> None:
    """What was agreed is kept while it burns as well."""
    over(*CALM, "--follow-up", "2027-03-01", now="2027-01-20T10:00Z")
    _letter(over, 2, SIXTY)
    assert _warned(over(*AGAIN, now="2027-01-25T10:00Z")) == []
