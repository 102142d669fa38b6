"""The calls that an account is owed after the fix, and what ends them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from outagecomms.cadence.aftercare import Aftercare, Call, calls
from outagecomms.incident.model import Account, Conversation, Incident, Parked, Satisfaction, Stakeholder

from .conftest import account, at, entry, incident, policy

HOUR, DAY = 60, 24 * 60
RESOLVED = [entry(5), entry(60, "resolved")]  # at 15:00 on Monday, 2026-11-23
FIRST, SIXTY, NINETY = "2026-11-24T10:00", "2027-01-22T10:00", "2027-04-22T10:00"


def _talk(minutes: float, name: str = "acme", **more: Any) -> Conversation:
    return Conversation(account=name, at=at(minutes), said="a", **more)


def _agreed(minutes: float, day: str) -> Conversation:
    return _talk(minutes, follow_up=datetime.fromisoformat(day).date())


def _answer(minutes: float, satisfied: bool) -> Satisfaction:  # noqa: FBT001
    return Satisfaction(account="acme", at=at(minutes), satisfied=satisfied)


def _calls(outage: Incident, minutes: float, reader: Account | None = None) -> list[Call]:
    return list(Aftercare(outage, policy(), at(minutes)).calls(reader or next(outage.customers())))


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("talks", "answers", "minutes", "expected"),
    [
        # nobody has spoken with them: within a business day, then at sixty days
        ([], [], 61, [("call-1", FIRST), ("call-2", SIXTY)]),
        # what they said while it burned is no call after the fix, but it says how soon
        ([_talk(30, mood="angry")], [], 61, [("call-1", "2026-11-23T17:00"), ("call-2", SIXTY)]),
        ([_talk(30, mood="calm")], [], 61, [("call-1", "2026-11-25T10:00"), ("call-2", SIXTY)]),
        # they spoke as soon as it was over
        ([_talk(60)], [], 61, [("call-2", SIXTY)]),
        ([], [_answer(60, satisfied=False)], 61, [("call-2", SIXTY)]),
        # satisfied: nobody presses them
        ([], [_answer(60, satisfied=True)], 61, []),
        ([], [_answer(60, satisfied=True)], 200 * DAY, []),
        # they took it back
        ([], [_answer(60, satisfied=True), _answer(DAY, satisfied=False)], 2 * DAY, [("call-2", SIXTY)]),
        # at sixty days: one call, not the first one as well
        ([], [], 60 * DAY, [("call-2", SIXTY), ("call-3", NINETY)]),
        # who spoke the evening before is called all the same; who called an hour early has called
        ([_talk(59 * DAY + 9 * HOUR)], [], 60 * DAY, [("call-2", SIXTY), ("call-3", NINETY)]),
        ([_talk(59 * DAY + 19 * HOUR)], [], 60 * DAY, [("call-3", NINETY)]),
        # nobody ran this for a year: one call
        ([], [], 365 * DAY, [("call-5", "2027-10-19T10:00"), ("call-6", "2028-01-17T10:00")]),
    ],
)  # fmt: skip
def test_calls(
    talks: list[Conversation], answers: list[Satisfaction], minutes: float, expected: list[tuple[str, str]]
) -> None:
    outage = incident(*RESOLVED, accounts=[account(tier="key")], conversations=talks, satisfaction=answers)
    found = _calls(outage, minutes)
    assert [(call.name, call.due) for call in found] == [(name, _utc(due)) for name, due in expected]


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ({}, []),  # one of many, who never said a word: the letters ask them
        ({"conversations": [_talk(30)]}, ["call-1", "call-2"]),  # they told us something, if only while it burned
        ({"parked": [Parked(account="acme", at=at(30), topic="SLA credit")]}, ["call-1", "call-2"]),  # they asked
        ({"satisfaction": [_answer(60, satisfied=False)]}, ["call-2"]),  # a no is a word
        ({"satisfaction": [_answer(60, satisfied=True)]}, []),
        ({"conversations": [_talk(30, "bolt")]}, []),  # somebody else spoke
    ],
)
def test_of_the_other_tiers_those_are_called_who_have_said_a_word(log: dict[str, Any], expected: list[str]) -> None:
    assert [call.name for call in _calls(incident(*RESOLVED, **log), 61)] == expected


@pytest.mark.parametrize(
    ("tier", "asked", "expected"),
    [
        ("standard", DAY - 4 * HOUR, ["call-1", "call-2"]),  # at the hour of the first call, and no later
        ("standard", DAY - 4 * HOUR + 1, ["call-2"]),  # nobody was to call them when the first one was due
        ("standard", 80 * DAY, ["call-3"]),  # nor at sixty days
        ("key", 80 * DAY, ["call-2", "call-3"]),  # whom we call unasked had waited for it all the same
    ],
)
def test_a_question_makes_no_call_overdue_that_nobody_owed(tier: str, asked: float, expected: list[str]) -> None:
    questions = [Parked(account="acme", at=at(asked), topic="Contract terms")]
    outage = incident(*RESOLVED, accounts=[account(tier=tier)], parked=questions)
    assert [call.name for call in _calls(outage, max(asked, 61))] == expected


def test_who_is_called_unasked_follows_from_the_tiers_that_the_leader_writes_to() -> None:
    tiers = replace(policy(), outreach_tiers=("gold",))
    outage = incident(*RESOLVED, accounts=[account("acme", tier="key"), account("bolt", tier="gold")])
    assert [(call.account.id, call.name) for call in calls(outage, tiers, at(61))] == [
        ("bolt", "call-1"), ("bolt", "call-2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mood", "talks", "answers", "expected"),
    [
        # it failed again, on a Wednesday at two in the afternoon: the angry are called the same day
        ("angry", [], [], [("again-1", "2026-11-25T16:00")]),
        ("worried", [], [], [("again-1", "2026-11-26T10:00")]),  # a business day later
        ("calm", [], [], None),  # a word is no complaint
        ("angry", [_talk(2 * DAY + HOUR)], [], [("again-1", "2026-11-25T16:00")]),  # they came to us once more
        ("angry", [_talk(2 * DAY + HOUR, we_called=True)], [], []),  # we called
        ("angry", [_agreed(2 * DAY + HOUR, "2026-11-27")], [], [("agreed", "2026-11-27T10:00")]),  # or agreed on a day
        ("angry", [], [_answer(2 * DAY + HOUR, satisfied=True)], None),  # they said yes again
        ("angry", [], [_answer(2 * DAY + HOUR, satisfied=False)], []),  # they were asked
    ],
)
def test_who_complains_after_a_yes_is_called(
    mood: Any, talks: list[Conversation], answers: list[Satisfaction], expected: list[tuple[str, str]] | None
) -> None:
    """None when they count as satisfied; else the next round's call comes after what is owed at once."""
    yes = [_answer(DAY, satisfied=True), *answers]
    outage = incident(*RESOLVED, conversations=[_talk(2 * DAY, mood=mood), *talks], satisfaction=yes)
    found = [(call.name, call.due) for call in _calls(outage, 2 * DAY + 2 * HOUR)]
    care = Aftercare(outage, policy(), at(2 * DAY + 2 * HOUR))

    assert care.is_satisfied(next(outage.customers())) is (expected is None)
    due = [] if expected is None else [*expected, ("call-2", SIXTY)]
    assert found == [(name, _utc(moment)) for name, moment in due]


def test_a_second_complaint_is_owed_a_call_of_its_own() -> None:
    """Apart from the first in their calendar, and overdue a business day later."""
    talks = [_talk(2 * DAY, mood="angry"), _talk(4 * DAY, mood="angry")]
    yes = [_answer(DAY, satisfied=True), _answer(3 * DAY, satisfied=True)]
    again = _calls(incident(*RESOLVED, conversations=talks, satisfaction=yes), 4 * DAY)[0]

    assert (again.name, again.round, again.reason) == ("again-2", 0, "not satisfied any more")
    assert (again.due, again.overdue_at) == (_utc("2026-11-27T16:00"), _utc("2026-11-30T10:00"))


def test_a_call_in_full() -> None:
    reader = account(timezone="America/New_York", tier="key")
    first, second = _calls(incident(*RESOLVED, accounts=[reader]), 61)

    assert first == Call(
        incident="incident", account=reader, name="call-1", round=1, due=_utc("2026-11-24T15:00"),
        reason="first call after the fix", overdue_at=_utc("2026-11-25T15:00"), moved=0,
    )  # fmt: skip
    assert (second.round, second.reason, second.overdue_at) == (2, "60 days", _utc("2027-01-25T15:00"))


@pytest.mark.parametrize(
    ("talks", "answers", "expected"),
    [
        ([], [], None),  # nothing was agreed
        ([_agreed(30, "2026-11-26")], [], ("2026-11-26T15:00", 0)),  # ten in New York
        ([_agreed(30, "2026-11-28")], [], ("2026-11-28T15:00", 0)),  # a Saturday, as it was agreed
        ([_agreed(30, "2026-11-26"), _talk(DAY)], [], ("2026-11-26T15:00", 0)),  # they spoke before: it stands
        ([_agreed(30, "2026-11-26"), _agreed(DAY, "2026-11-27")], [], ("2026-11-27T15:00", 1)),  # put off
        ([_agreed(30, "2026-11-26"), _agreed(DAY, "2026-11-26")], [], ("2026-11-26T15:00", 0)),  # said again
        ([_agreed(30, "2026-11-26"), _talk(3 * DAY)], [], None),  # they spoke on that day
        ([_agreed(30, "2026-11-26"), _talk(2 * DAY + 15 * HOUR)], [], None),  # as soon as it began there: at midnight
        ([_agreed(30, "2026-11-26"), _talk(2 * DAY + 15 * HOUR - 1)], [], ("2026-11-26T15:00", 0)),  # a minute before
        ([_agreed(30, "2026-11-26")], [_answer(3 * DAY, satisfied=False)], None),  # an answer is a call as well
        ([_agreed(30, "2026-11-26")], [_answer(DAY, satisfied=True)], ("2026-11-26T15:00", 0)),  # a day given is kept
        ([_agreed(30, "2026-11-23")], [], ("2026-11-23T15:00", 0)),  # later the same day: this talk is not that call
        ([_agreed(30, "2026-11-23"), _talk(31)], [], None),
    ],
)
def test_a_day_that_was_agreed_is_owed_as_a_call(
    talks: list[Conversation], answers: list[Satisfaction], expected: tuple[str, int] | None
) -> None:
    reader = account(timezone="America/New_York")
    for log in (RESOLVED, RESOLVED[:1]):  # over or not
        outage = incident(*log, accounts=[reader], conversations=talks, satisfaction=answers)
        found = Aftercare(outage, policy(), at(DAY)).agreed(reader)
        assert (found and (found.due, found.moved)) == (expected and (_utc(expected[0]), expected[1]))
        assert found in (None, *_calls(outage, DAY))


def test_an_agreed_call_is_overdue_when_its_day_is_over_there() -> None:
    reader = account(timezone="America/New_York")
    (agreed, *_) = _calls(incident(*RESOLVED, accounts=[reader], conversations=[_agreed(30, "2026-11-26")]), 61)
    assert agreed == Call(
        incident="incident", account=reader, name="agreed", round=0, due=_utc("2026-11-26T15:00"),
        reason="agreed with them", overdue_at=_utc("2026-11-27T05:00"), moved=0,
    )  # fmt: skip


def test_a_round_at_the_agreed_time_is_not_called_for_twice() -> None:
    found = _calls(incident(*RESOLVED, conversations=[_agreed(30, "2026-11-24")]), 61)
    assert [call.name for call in found] == ["agreed", "call-2"]


def test_while_it_burns_only_agreed_calls_are_owed() -> None:
    outage = incident(
        RESOLVED[0], accounts=[account("acme"), account("bolt")], conversations=[_agreed(6, "2026-11-24")]
    )
    acme, bolt = outage.customers()
    assert [call.name for call in _calls(outage, 7, acme)] == ["agreed"]
    assert _calls(outage, 7, bolt) == []


def test_a_second_resolution_puts_the_calls_of_the_first_off() -> None:
    """So that a calendar which has the invitation of the first one shows no call that nobody makes."""
    again = [*RESOLVED, entry(2 * DAY), entry(2 * DAY + 30, "resolved")]
    found = _calls(incident(*again, conversations=[_talk(DAY)]), 2 * DAY + 31)
    assert [(call.name, call.moved) for call in found] == [("call-1", 100), ("call-2", 100)]


def test_a_call_says_how_often_its_date_has_moved() -> None:
    found = _calls(incident(*RESOLVED, conversations=[_talk(DAY, mood="angry")]), 60 * DAY)
    assert [(call.name, call.moved) for call in found] == [("call-2", 0), ("call-3", 1)]


@pytest.mark.parametrize(
    ("named", "minutes", "rounds"),
    [
        (30, 61, [1, 2]),  # while it burned
        (180, 190, [1, 2]),  # as the letter was due
        (181, 190, [2]),  # after it: a letter of that day would come out of nowhere
        (70 * DAY, 70 * DAY, [3]),  # when we asked at sixty days whom else to ask
    ],
)
def test_a_stakeholder_gets_the_follow_ups_since_they_were_named(
    named: float, minutes: float, rounds: list[int]
) -> None:
    outage = incident(*RESOLVED, conversations=[_talk(named, stakeholders=["cfo@acme.example"])])
    beside = next(reader for reader in outage.readers() if isinstance(reader, Stakeholder))

    assert [each.number for each in Aftercare(outage, policy(), at(minutes)).rounds(beside)] == rounds


def test_stakeholders_are_written_to_and_not_called() -> None:
    outage = incident(*RESOLVED, conversations=[_talk(30, stakeholders=["cfo@acme.example"])])
    acme, beside = outage.readers()
    assert [call.account for call in _calls(outage, 61, acme)] == [acme, acme]
    assert _calls(outage, 61, beside) == []


def test_the_silent_are_looked_up_once_for_each_zone() -> None:
    """A hundred thousand of them are no reason to reckon the same days again."""
    readers = [account(f"a{number}", timezone=zone) for number in range(50) for zone in ("UTC", "Asia/Tokyo")]
    outage = incident(*RESOLVED, conversations=[_talk(30)])
    care = Aftercare(outage, policy(), at(61))
    assert len({id(care.rounds(reader)) for reader in readers}) == 2


def test_when_days_are_counted_from_is_the_present_resolution() -> None:
    care = Aftercare(incident(*RESOLVED, entry(70)), policy(), at(71))
    assert care.resolved_at is None
    assert care.rounds(account()) == []
    assert Aftercare(incident(*RESOLVED), policy(), at(71)).resolved_at == at(60) == _utc("2026-11-23T15:00")
