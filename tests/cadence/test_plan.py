"""Who is owed which message, by when, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.cadence.plan import clock_is_behind, next_word, plan
from outagecomms.cadence.promises import Kind, Said
from outagecomms.incident.model import PUBLIC, Account, Conversation, Incident, Parked, Satisfaction

from .conftest import (
    BESIDE,
    DST_CHANGES,
    START,
    STATUSES,
    TO_EVERYONE,
    account,
    at,
    entry,
    incident,
    logs,
    policy,
    sent,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outagecomms.cadence.plan import Planned
    from outagecomms.incident.model import Update

Key = tuple[Kind, int]
HOUR, DAY = 60, 24 * 60
HELD = "promised; the last word was a holding update, so a person must write this one"
HELD_SENT = "promised; there is no new log entry since the last holding message, so a person must write this one"
LATE = "promise missed; the last word was late already, so a person must write this one"
LATE_SENT = "promise missed; there is no new log entry since the last late message, so a person must write this one"
TICKED = "promised, nothing new yet"

# What everyone is owed next: kind, sequence, due in minutes after the start, reason, state, and whether it is to be
# written now, or only a person can.
WHY_IS_IT_DUE = [
    # Nothing said yet: the first contact, five minutes after the start.
    ([], [], 4.9, ("update", 0, 5, "first contact", "planned", "")),
    # Its time has come.
    ([], [], 5, ("update", 0, 5, "first contact", "due", "write")),
    # Hours later it is still the first contact, once.
    ([], [], 5 * HOUR, ("update", 0, 5, "first contact", "due", "write")),
    # Something was said: the promise it gave.
    ([entry(5)], [], 6, ("update", 2, 25, "promised", "planned", "")),
    # Not yet the five minutes in which to read a holding update.
    ([entry(5)], [], 19.9, ("update", 2, 25, "promised", "planned", "")),
    # Nobody has said anything new: a holding update, while there is time to read it.
    ([entry(5)], [], 20, ("holding", 1, 25, TICKED, "planned", "write")),
    # The promised minute itself.
    ([entry(5)], [], 25, ("holding", 1, 25, TICKED, "due", "write")),
    # It is not over until a reader's clock shows the next one.
    ([entry(5)], [], 25.9, ("holding", 1, 25, TICKED, "due", "write")),
    # Now we are late, and say so.
    ([entry(5)], [], 26, ("late", 1, 25, "promise missed", "due", "write")),
    # Hours later: late once, not a message for each interval that went by.
    ([entry(5)], [], 9 * HOUR, ("late", 1, 25, "promise missed", "due", "write")),
    # An entry before its time resets the clock.
    ([entry(5), entry(12)], [], 26, ("update", 3, 32, "promised", "planned", "")),
    # So does one that was late,
    ([entry(5), entry(40)], [], 41, ("update", 3, 60, "promised", "planned", "")),
    # a correction,
    ([entry(5), entry(12, corrects=1)], [], 26, ("update", 3, 32, "promised", "planned", "")),
    # and a holding update that the outbox sent.
    ([entry(5)], [sent("holding", 1, 24, 45)], 26, ("update", 2, 45, "promised", "planned", "")),
    # It counts for the promise that the next entry takes over from.
    ([entry(5), entry(30)], [sent("holding", 1, 24, 45)], 31, ("update", 3, 50, "promised", "planned", "")),
    # The leader's letter to one account is no first contact with everyone, and resets nothing;
    ([], [sent("outreach", 1, 6, 25, "acme")], 7, ("update", 0, 5, "first contact", "due", "write")),
    # nor does a reply.
    ([entry(5)], [sent("reply", 2, 24, 45, "acme")], 26, ("late", 1, 25, "promise missed", "due", "write")),
    # Nor does the mail of an entry that went out after it: it promised what the entry promised.
    ([entry(5)], [sent("update", 1, 24, 25)], 26, ("late", 1, 25, "promise missed", "due", "write")),
    # The status sets the pace: identified,
    ([entry(5, "identified")], [], 6, ("update", 2, 35, "promised", "planned", "")),
    # monitoring.
    ([entry(5, "monitoring")], [], 6, ("update", 2, 65, "promised", "planned", "")),
    # A time given explicitly wins over the pace, shorter
    ([entry(5, promise=15)], [], 6, ("update", 2, 15, "promised", "planned", "")),
    # or longer.
    ([entry(5, promise=90)], [], 26, ("update", 2, 90, "promised", "planned", "")),
    # The last word was that nothing had changed: a second one needs a person,
    ([entry(5), entry(24, holding=True)], [], 40, ("update", 3, 44, HELD, "planned", "person")),
    # told so only when the time comes near,
    ([entry(5), entry(24, holding=True)], [], 38, ("update", 3, 44, "promised", "planned", "")),
    # also when the outbox sent it.
    ([entry(5)], [sent("holding", 1, 24, 45)], 41, ("update", 2, 45, HELD, "planned", "person")),
    # Silence after it is owned all the same.
    ([entry(5)], [sent("holding", 1, 24, 45)], 46, ("late", 1, 45, "promise missed", "due", "write")),
    # One 'late' since the last entry may be written without a person, a second one not: it would be the same message,
    ([entry(5)], [sent("late", 1, 30, 50)], 51, ("update", 2, 50, LATE, "due", "person")),
    # also with a holding update in between,
    (
        [entry(5)], [sent("late", 1, 30, 50), sent("holding", 1, 48, 70)], 71,
        ("update", 2, 70, LATE_SENT, "due", "person"),
    ),
    # also when the entry itself was late,
    ([entry(5), entry(30)], [], 51, ("update", 3, 50, LATE, "due", "person")),
    # also both.
    ([entry(5), entry(30)], [sent("holding", 2, 46, 70)], 71, ("update", 3, 70, LATE_SENT, "due", "person")),
    # A holding update may follow a late one,
    ([entry(5)], [sent("late", 1, 30, 50)], 46, ("holding", 1, 50, TICKED, "planned", "write")),
    # but only one since the last entry.
    (
        [entry(5)], [sent("holding", 1, 24, 45), sent("late", 1, 46, 66)], 62,
        ("update", 2, 66, HELD_SENT, "planned", "person"),
    ),
    # and none since an entry that is one itself.
    (
        [entry(5), entry(24, holding=True)], [sent("late", 2, 46, 66)], 62,
        ("update", 3, 66, HELD_SENT, "planned", "person"),
    ),
    # A draft that went out after the next entry was the last word all the same.
    ([entry(5), entry(24)], [sent("holding", 1, 25, 45)], 41, ("update", 3, 45, HELD, "planned", "person")),
    # After the next entry there may be another.
    ([entry(5), entry(30)], [sent("holding", 1, 24, 45)], 46, ("holding", 2, 50, TICKED, "planned", "write")),
    # The first contact was sent from the facts, before there was a log.
    ([], [sent("update", 0, 5, 25)], 6, ("update", 1, 25, "promised", "planned", "")),
    ([], [sent("update", 0, 5, 25)], 26, ("late", 0, 25, "promise missed", "due", "write")),
    # Resolved: nothing more is owed to everyone.
    ([entry(5), entry(20, "resolved")], [], 21, None),
    ([entry(5), entry(20, "resolved"), entry(30, "resolved", corrects=2)], [], 99, None),
    # also when a holding update crossed with the resolution.
    ([entry(5), entry(20, "resolved")], [sent("holding", 1, 21, 45)], 99, None),
    # Opened again after that, nothing of it holds.
    (
        [entry(5), entry(20, "resolved"), entry(500)], [sent("holding", 1, 21, 45)], 501,
        ("update", 4, 520, "promised", "planned", ""),
    ),
    # Opened again: the pace of a new outage, though the first word is two days old.
    (
        [entry(5), entry(20, "resolved"), entry(2 * DAY)], [], 2 * DAY,
        ("update", 4, 2 * DAY + 20, "promised", "planned", ""),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("log", "said", "now", "expected"), WHY_IS_IT_DUE)
def test_why_is_it_due(
    log: list[Update], said: list[Said], now: float, expected: tuple[str, int, float, str, str, str] | None
) -> None:
    found = [p for p in plan(incident(*log), policy(), said, at(now)) if p.kind in TO_EVERYONE and p.state != "past"]

    assert [_why(each) for each in found] == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("log", "now", "expected"),
    [
        # the first word; it is written while its promise holds
        ([entry(5)], 6, ("update", 1, "first contact", "write")),
        ([entry(5)], 25.9, ("update", 1, "first contact", "write")),
        # its promise has lapsed: what is due in its place speaks
        ([entry(5)], 26, ("update", 1, "first contact", "")),
        # before the first word there is nothing that could be unchanged
        ([entry(5, holding=True)], 6, ("update", 1, "first contact", "write")),
        # news in good time
        ([entry(5), entry(20)], 21, ("update", 2, "promised", "write")),
        # another status
        ([entry(5), entry(20, "identified")], 21, ("update", 2, "status changed", "write")),
        # nothing new, in good time
        ([entry(5), entry(20, holding=True)], 21, ("holding", 2, "promised", "write")),
        # within the promised minute is in time
        ([entry(5), entry(25.9)], 26, ("update", 2, "promised", "write")),
        # after it, the entry owns the miss, whatever else it says
        ([entry(5), entry(26)], 26, ("late", 2, "promise missed", "write")),
        ([entry(5), entry(26, "identified")], 26, ("late", 2, "promise missed", "write")),
        ([entry(5), entry(26, holding=True)], 26, ("late", 2, "promise missed", "write")),
        # only the newest is judged by the promise before it, and only the newest is written
        ([entry(5), entry(60), entry(70)], 71, ("update", 3, "promised", "write")),
        # a correction and a resolution are what they are, late or not
        ([entry(5), entry(60, corrects=1)], 61, ("correction", 2, "corrects update 1", "write")),
        ([entry(5), entry(60, "resolved")], 61, ("resolved", 2, "resolved", "write")),
        # resolved before anything was said
        ([entry(5, "resolved")], 6, ("resolved", 1, "resolved", "write")),
        # a resolution is news for a day
        ([entry(5, "resolved")], 5 + DAY, ("resolved", 1, "resolved", "write")),
        ([entry(5, "resolved")], 6 + DAY, ("resolved", 1, "resolved", "")),
        # opened again: nothing was promised in between, so nothing is late
        ([entry(5, "resolved"), entry(DAY)], DAY, ("update", 2, "status changed", "write")),
    ],
)
def test_what_the_newest_log_entry_is(log: list[Update], now: float, expected: tuple[str, int, str, str]) -> None:
    past = [p for p in plan(incident(*log), policy(), [], at(now)) if p.kind in TO_EVERYONE and p.state == "past"]
    newest = past[-1]

    assert [p.due for p in past] == [update.at for update in log]
    assert (newest.kind, newest.sequence, newest.reason, "write" if newest.write else "") == expected
    assert not any(p.write for p in past[:-1])


@pytest.mark.parametrize(
    ("log", "said"),
    [
        # the promise before it lapsed, but the outbox had kept it
        ([entry(5), entry(40)], [sent("holding", 1, 24, 45)]),
        # the first contact went out from the facts
        ([entry(40)], [sent("update", 0, 24, 45)]),
    ],
)
def test_an_entry_is_not_late_when_the_outbox_had_kept_the_promise(log: list[Update], said: list[Said]) -> None:
    newest = next(p for p in plan(incident(*log), policy(), said, at(41)) if p.sequence == len(log))

    assert (newest.kind, newest.reason) == ("update", "promised")


@pytest.mark.parametrize(
    ("log", "now", "expected"),
    [
        # of updates written one after the other the last is enough
        ([entry(5), entry(6), entry(7)], 8, ["update 3"]),
        ([entry(5), entry(20, holding=True), entry(21)], 22, ["update 3"]),
        # what was wrong is taken back, whatever is said next, until the time that was given with it has lapsed
        ([entry(5), entry(6, corrects=1), entry(7)], 26.9, ["correction 2", "update 3"]),
        ([entry(5), entry(6, corrects=1), entry(7)], 27, ["update 3"]),
        ([entry(5), entry(6, corrects=1), entry(7, corrects=2)], 8, ["correction 2", "correction 3"]),
        # that it works again is news for a day, even when something about it is put right
        ([entry(5), entry(6, "resolved")], 7, ["resolved 2"]),
        ([entry(5), entry(6, "resolved"), entry(7, "resolved", corrects=2)], 8, ["resolved 2", "correction 3"]),
        ([entry(5), entry(6, "resolved"), entry(7, "resolved", corrects=2)], 6 + DAY, ["resolved 2", "correction 3"]),
        ([entry(5), entry(6, "resolved"), entry(7, "resolved", corrects=2)], 7 + DAY, ["correction 3"]),
        ([entry(5), entry(6, "resolved"), entry(7, "resolved")], 8, ["resolved 2", "resolved 3"]),
        # a correction just before the end
        ([entry(5), entry(6, corrects=1), entry(7, "resolved")], 8, ["correction 2", "resolved 3"]),
        # opened again it does not work: neither that it did nor what was put right about it
        ([entry(5), entry(6, "resolved"), entry(7)], 8, ["update 3"]),
        ([entry(5), entry(6, "resolved"), entry(7, "resolved", corrects=2), entry(8)], 9, ["update 4"]),
        ([entry(5), entry(6, "resolved"), entry(7), entry(8, "resolved")], 9, ["resolved 4"]),
    ],
)
def test_which_log_entries_are_written_when_several_came_at_once(
    log: list[Update], now: float, expected: list[str]
) -> None:
    written = [p for p in plan(incident(*log), policy(), [], at(now)) if p.state == "past" and p.write]

    assert [f"{p.kind} {p.sequence}" for p in written] == expected


def test_an_entry_is_written_though_a_draft_from_before_it_went_out_after_it() -> None:
    outage = incident(entry(5), entry(24))
    written = [p for p in plan(outage, policy(), [sent("holding", 1, 25, 45)], at(26)) if p.write]

    assert [(p.kind, p.sequence) for p in written] == [("update", 2)]


@pytest.mark.parametrize(
    ("log", "said", "expected"),
    [
        # the first contact, before there was a log
        ([], [sent("update", 0, 5, 25)], [("update", 0, 5, "first contact", 25)]),
        # written from the facts beside the log, each where it stood
        (
            [entry(5), entry(60)],
            [sent("late", 1, 46, 66), sent("holding", 1, 24, 45)],
            [
                ("update", 1, 5, "first contact", 25), ("holding", 1, 24, "promised, nothing new yet", 45),
                ("late", 1, 46, "promise missed", 66), ("update", 2, 60, "promised", 80),
            ],
        ),
        # one that crossed with the resolution went out, and its time does not hold
        (
            [entry(5), entry(20, "resolved")], [sent("holding", 1, 21, 45)],
            [
                ("update", 1, 5, "first contact", 25), ("resolved", 2, 20, "resolved", None),
                ("holding", 1, 21, "promised, nothing new yet", None),
            ],
        ),
        # the mail of an entry is that entry: also when the clock that sent it ran behind the one that logged it
        (
            [entry(5), entry(20)], [sent("update", 2, 21, 40), sent("update", 1, 4, 25)],
            [("update", 1, 5, "first contact", 25), ("update", 2, 20, "promised", 40)],
        ),
    ],
)  # fmt: skip
def test_the_plan_tells_what_was_said(
    log: list[Update], said: list[Said], expected: list[tuple[str, int, float, str, float | None]]
) -> None:
    past = [p for p in plan(incident(*log), policy(), said, at(99)) if p.state == "past"]

    assert [(p.kind, p.sequence, p.due, p.reason, p.next_update) for p in past] == [
        (kind, sequence, at(due), reason, None if promise is None else at(promise))
        for kind, sequence, due, reason, promise in expected
    ]


@pytest.mark.parametrize(
    ("severity", "due", "limit"),
    [("sev1", 5, 15), ("sev2", 15, 30), ("sev3", 120, 120), ("sev4", 20 * HOUR, 20 * HOUR)],
)
def test_the_first_contact_has_a_target_and_a_limit(severity: str, due: float, limit: float) -> None:
    first = next(plan(incident(severity=severity), policy(severity), [], START))  # type: ignore[arg-type]

    assert (first.reason, first.due, first.overdue_at) == ("first contact", at(due), at(limit))


ZONES = [account("tokyo", timezone="Asia/Tokyo"), account("berlin", timezone="Europe/Berlin")]
TOKYO, BERLIN = 11 * HOUR, 19 * HOUR  # Tuesday at ten there


@pytest.mark.parametrize(
    ("log", "said", "now", "tokyo", "berlin"),
    [
        # neither morning has come
        ([], [], 1, [("update", 0, "planned")], [("update", 0, "planned")]),
        # ten in Tokyo
        ([], [], TOKYO, [("update", 0, "due")], [("update", 0, "planned")]),
        # Tokyo has heard: Berlin's first contact is still ahead,
        (
            [], [sent("update", 0, TOKYO, 44 * HOUR, "tokyo")], TOKYO + 1,
            [("update", 0, "past"), ("update", 1, "planned")], [("update", 0, "planned")],
        ),
        # and due in its own morning
        (
            [], [sent("update", 0, TOKYO, 44 * HOUR, "tokyo")], BERLIN,
            [("update", 0, "past"), ("update", 1, "planned")], [("update", 0, "due")],
        ),
        # both have heard
        (
            [], [sent("update", 0, TOKYO, 44 * HOUR, "tokyo"), sent("update", 0, BERLIN, 44 * HOUR, "berlin")], BERLIN,
            [("update", 0, "past"), ("update", 1, "planned")], [("update", 0, "past"), ("update", 1, "planned")],
        ),
        # reported as sent to everyone
        (
            [], [sent("update", 0, BERLIN, 44 * HOUR)], BERLIN,
            [("update", 0, "past"), ("update", 1, "planned")], [("update", 0, "past"), ("update", 1, "planned")],
        ),
        # a log entry goes to everyone, and there is nothing left to be the first
        (
            [entry(TOKYO + 9, promise=44 * HOUR)], [sent("update", 0, TOKYO, 44 * HOUR, "tokyo")], BERLIN,
            [("update", 0, "past"), ("update", 1, "past"), ("update", 2, "planned")],
            [("update", 0, "past"), ("update", 1, "past"), ("update", 2, "planned")],
        ),
    ],
)  # fmt: skip
def test_each_reader_gets_a_first_contact_in_their_own_morning(
    log: list[Update], said: list[Said], now: float, tokyo: list[tuple[str, int, str]],
    berlin: list[tuple[str, int, str]],
) -> None:  # fmt: skip
    outage = incident(*log, severity="sev4", accounts=ZONES)
    found = list(plan(outage, policy("sev4"), said, at(now)))

    def told(name: str) -> list[tuple[str, int, str]]:
        return [(p.kind, p.sequence, p.state) for p in found if p.account.id == name]

    assert (told("tokyo"), told("berlin")) == (tokyo, berlin)


def test_a_later_zones_first_contact_promises_what_the_others_were_promised() -> None:
    """It is written in its own morning, and until then no message that goes to the others is."""
    every_quarter = policy("sev4", {"sev4": {"interval": {"investigating": 15}}})
    said = [sent("update", 0, TOKYO, 20 * HOUR, "tokyo")]
    outage = incident(severity="sev4", accounts=ZONES)

    def berlin(now: float) -> list[tuple[str, datetime | None, bool]]:
        found = plan(outage, every_quarter, said, at(now))
        return [(p.kind, p.next_update, p.write) for p in found if p.account.id == "berlin"]

    assert berlin(BERLIN - 1) == [("update", at(20 * HOUR), False)]
    assert berlin(BERLIN) == [("update", at(20 * HOUR), True)]
    assert berlin(21 * HOUR) == [("update", at(21 * HOUR + 15), True)]


@pytest.mark.parametrize(
    ("log", "now", "kind", "promised"),
    [
        ([], 60, "update", 80),  # a late first contact promises from now on, not from when it was due
        ([], 1, "update", 25),  # one that lies ahead, from when it is due
        ([entry(5)], 6, "update", 45),  # the next but one
        ([entry(5)], 24, "holding", 45),  # an interval after the promise, not after the writing
        ([entry(5)], 60, "late", 80),
        ([entry(5)], 126, "late", 166),  # two hours in, the interval may double
        ([entry(5, "monitoring")], 62, "holding", 125),
        ([entry(5), entry(20, "resolved"), entry(2 * DAY)], 2 * DAY, "update", 2 * DAY + 40),  # opened again: as if new
    ],
)
def test_every_message_while_it_is_open_states_the_next_time(
    log: list[Update], now: float, kind: str, promised: float
) -> None:
    message = list(plan(incident(*log), policy(), [], at(now)))[-1]

    assert (message.kind, message.next_update) == (kind, at(promised))


@pytest.mark.parametrize(("lead", "minutes"), [(0, 25), (1, 24), (10, 15)])
def test_a_holding_update_is_written_as_early_as_configured(lead: int, minutes: float) -> None:
    figures = policy("sev1", {"holding_lead": lead})

    def kind(now: float) -> str:
        return list(plan(incident(entry(5)), figures, [], at(now)))[-1].kind

    assert (kind(minutes - 0.1), kind(minutes)) == ("update", "holding")


def test_a_promise_is_overdue_when_it_has_lapsed() -> None:
    message = list(plan(incident(entry(5)), policy(), [], at(6)))[-1]

    assert (message.due, message.overdue_at) == (at(25), at(26))


# Who gets what


def test_accounts_that_do_not_use_the_service_get_nothing() -> None:
    """Services are compared without regard to case; an account that names none uses them all."""
    accounts = [
        account("uses", services=["checkout"]),
        account("uses-other", services=["Search"], tier="key"),
        account("names-none"),
    ]
    parked = [Parked(account="uses-other", at=at(6), topic="SLA credit")]
    outage = incident(entry(5), accounts=accounts, parked=parked)

    assert {p.account.id for p in plan(outage, policy(), [], at(30))} == {"uses", "names-none"}


def test_without_accounts_the_public_gets_what_goes_to_everyone_and_nothing_else() -> None:
    resolved = [entry(5), entry(20), entry(30, "resolved")]
    assert [(p.kind, p.account is PUBLIC) for p in plan(incident(accounts=[]), policy(), [], at(9))] == [
        ("update", True)
    ]
    assert [(p.kind, p.account is PUBLIC) for p in plan(incident(*resolved, accounts=[]), policy(), [], at(31))] == [
        ("update", True),
        ("update", True),
        ("resolved", True),
    ]


@pytest.mark.parametrize(
    ("tiers", "expected"),
    [(["key"], ["big"]), (["key", "standard"], ["big", "small"]), ([], [])],
)
def test_the_leader_writes_to_the_configured_tiers_alone(tiers: list[str], expected: list[str]) -> None:
    outage = incident(accounts=[account("big", tier="key"), account("small")])
    figures = replace(policy(), outreach_tiers=tuple(tiers))

    letters = [p for p in plan(outage, figures, [], at(5)) if p.kind == "outreach"]

    assert [p.account.id for p in letters] == expected
    assert {(p.sequence, p.due, p.reason, p.state, p.overdue_at, p.write) for p in letters} <= {
        (1, at(5), "first contact by the leader", "due", at(15), True)
    }


@pytest.mark.parametrize(
    ("log", "said", "now", "expected"),
    [
        # ahead
        ([], [], 4, ("planned", 25)),
        # owed until it is sent, however late; it states the time that everyone was told
        ([entry(5)], [], 10, ("due", 25)),
        ([entry(5)], [sent("outreach", 1, 9, 25, "acme")], 10, ("past", 25)),
        # another account's letter is not this one's
        ([entry(5)], [sent("outreach", 1, 9, 25, "bolt")], 10, ("due", 25)),
        # that time has lapsed: a new one
        ([entry(5)], [], 60, ("due", 80)),
        # at the pace of that hour
        ([entry(5)], [], 126, ("due", 166)),
    ],
)
def test_outreach(log: list[Update], said: list[Said], now: float, expected: tuple[str, float]) -> None:
    outage = incident(*log, accounts=[account("acme", tier="key")])
    letter = next(p for p in plan(outage, policy(), said, at(now)) if p.kind == "outreach")

    assert (letter.state, letter.next_update) == (expected[0], at(expected[1]))
    assert letter.write == (expected[0] == "due")


def test_after_the_fix_the_leaders_first_letter_is_not_owed_any_more() -> None:
    outage = incident(entry(5), entry(20, "resolved"), accounts=[account("acme", tier="key")])

    assert "outreach" not in {p.kind for p in plan(outage, policy(), [], at(21))}


def test_a_parked_question_gets_its_reply_within_the_hour() -> None:
    """A reply's sequence is its question's place in the log, whoever asked; one that was sent is past."""
    parked = [
        Parked(account="acme", at=at(10), topic="SLA credit"),
        Parked(account="bolt", at=at(11), topic="root cause"),
        Parked(account="acme", at=at(50), topic="data loss"),
    ]
    outage = incident(entry(5, promise=90), accounts=[account("acme"), account("bolt")], parked=parked)

    found = [p for p in plan(outage, policy(), [sent("reply", 2, 15, 90, "bolt")], at(12)) if p.kind == "reply"]

    assert [(p.account.id, p.sequence, p.due, p.overdue_at, p.state) for p in found] == [
        ("acme", 1, at(10), at(70), "due"),
        ("acme", 3, at(50), at(110), "planned"),
        ("bolt", 2, at(11), at(71), "past"),
    ]
    assert {(p.reason, p.next_update) for p in found} == {("asked for now, answered after the fix", at(90))}


def test_after_the_fix_a_parked_question_is_the_follow_ups() -> None:
    parked = [Parked(account="acme", at=at(10), topic="SLA credit")]
    outage = incident(entry(5), entry(20, "resolved"), parked=parked)

    assert [p.kind for p in plan(outage, policy(), [], at(21))] == ["update", "resolved", "followup", "followup"]


# After the fix

RESOLVED = [entry(5), entry(60, "resolved")]  # at 15:00 on Monday, 2026-11-23


@pytest.mark.parametrize(
    ("zone", "due", "overdue"),
    [
        ("UTC", 180, 20 * HOUR),
        ("America/New_York", 180, 25 * HOUR),  # overdue on Tuesday at ten there
        ("Asia/Tokyo", 11 * HOUR, 35 * HOUR),  # past midnight there: Tuesday at ten, overdue on Wednesday
    ],
)
def test_a_follow_up_is_due_in_the_readers_day(zone: str, due: float, overdue: float) -> None:
    outage = incident(*RESOLVED, accounts=[account(timezone=zone)])
    first = next(p for p in plan(outage, policy(), [], at(61)) if p.kind == "followup")

    assert (first.sequence, first.reason, first.state) == (1, "first letter after the fix", "planned")
    assert (first.due, first.overdue_at) == (at(due), at(overdue))


@pytest.mark.parametrize(
    ("answers", "said", "days", "expected"),
    [
        # two hours after the fix, and until it is sent
        ([], [], 1, [(1, "due"), (2, "planned")]),
        ([], [1], 1, [(1, "past"), (2, "planned")]),
        # at 60 days, whether or not they said on the first that they are satisfied
        ([], [1], 60, [(2, "due"), (3, "planned")]),
        ([(1, True)], [1], 60, [(2, "due")]),
        # every 90, until they are
        ([], [1, 2], 150, [(3, "due"), (4, "planned")]),
        ([(2, False)], [1, 2], 150, [(3, "due"), (4, "planned")]),
        ([(2, True)], [1, 2], 150, [(2, "past")]),
        # the last answer counts
        ([(2, False), (3, True)], [1, 2], 150, [(2, "past")]),
        ([(2, True), (3, False)], [1, 2], 150, [(3, "due"), (4, "planned")]),
        # nobody ran this for a year: one letter, not five
        ([], [], 365, [(5, "due"), (6, "planned")]),
        # whoever answered has been asked, also by telephone: on the first day,
        ([(1, False)], [], 1, [(1, "past"), (2, "planned")]),
        ([(1, True)], [], 1, [(1, "past"), (2, "planned")]),
        # at 60 days,
        ([(61, False)], [1], 61, [(2, "past"), (3, "planned")]),
        ([(61, True)], [1], 61, [(2, "past")]),
        # at the very minute it was due,
        ([(59 + 20 / 24, True)], [1], 61, [(2, "past")]),
        # and not a minute before it
        ([(59 + 20 / 24 - 1 / DAY, True)], [1], 61, [(2, "due")]),
        # a yes at one of the 90 days is the end of that round
        ([(2, False), (151, True)], [1, 2], 152, [(3, "past")]),
        ([(2, False), (151, True)], [1, 2, 3], 999, [(3, "past")]),
        # a no at one of them is not
        ([(151, False)], [1, 2], 152, [(3, "past"), (4, "planned")]),
        ([(151, False)], [1, 2], 240, [(4, "due"), (5, "planned")]),
        # what they said before the fix is of another outage
        ([(0, True)], [1, 2], 150, [(3, "due"), (4, "planned")]),
    ],
)
def test_follow_ups(
    answers: list[tuple[float, bool]], said: list[int], days: int, expected: list[tuple[int, str]]
) -> None:
    satisfaction = [Satisfaction(account="acme", at=at(day * DAY), satisfied=answer) for day, answer in answers]
    went_out = [sent("followup", number, 200 + number, None, "acme") for number in said]
    found = list(plan(incident(*RESOLVED, satisfaction=satisfaction), policy(), went_out, at(days * DAY)))

    assert [(p.sequence, p.state) for p in found if p.kind == "followup"] == expected
    assert [p.sequence for p in found if p.kind == "followup" and p.write] == [
        sequence for sequence, state in expected if state == "due"
    ]


def test_satisfaction_is_each_accounts_own() -> None:
    answers = [Satisfaction(account="acme", at=at(2 * DAY), satisfied=True)]
    outage = incident(*RESOLVED, accounts=[account("acme"), account("bolt")], satisfaction=answers)
    found = [p for p in plan(outage, policy(), [], at(150 * DAY)) if p.kind == "followup"]

    assert [(p.account.id, p.sequence) for p in found] == [("acme", 2), ("bolt", 3), ("bolt", 4)]


def test_opened_again_the_follow_ups_wait_and_then_have_sequences_of_their_own() -> None:
    again = [*RESOLVED, entry(2 * DAY)]
    done = [*again, entry(2 * DAY + 30, "resolved")]
    went_out = [sent("followup", 1, 200, None, "acme")]

    assert "followup" not in {p.kind for p in plan(incident(*again), policy(), went_out, at(2 * DAY + 1))}
    assert [
        (p.sequence, p.due, p.state)
        for p in plan(incident(*done), policy(), went_out, at(2 * DAY + 31))
        if p.kind == "followup"
    ] == [(101, at(2 * DAY + 150), "planned"), (102, at(62 * DAY + 20 * HOUR), "planned")]


def test_an_answer_from_before_it_was_opened_again_answers_no_later_follow_up() -> None:
    answers = [Satisfaction(account="acme", at=at(DAY), satisfied=True)]
    outage = incident(*RESOLVED, entry(2 * DAY), entry(2 * DAY + 30, "resolved"), satisfaction=answers)
    found = [p for p in plan(outage, policy(), [], at(200 * DAY)) if p.kind == "followup"]

    assert [(p.sequence, p.state) for p in found] == [(103, "due"), (104, "planned")]


# Whom an account has named


def _named(minutes: float, **more: Any) -> Conversation:
    return Conversation(account="acme", at=at(minutes), said="a", stakeholders=["cfo@acme.example"], **more)


def test_a_stakeholder_is_told_what_everyone_is_told_and_not_what_is_for_their_account() -> None:
    parked = [Parked(account="acme", at=at(7), topic="SLA credit")]
    outage = incident(
        entry(5), accounts=[account("acme", tier="key"), account("bolt")], parked=parked, conversations=[_named(6)]
    )
    found = [(p.account.id, p.kind, p.sequence, p.write) for p in plan(outage, policy(), [], at(8))]

    assert found == [
        ("acme", "update", 1, True), ("acme", "update", 2, False), ("acme", "outreach", 1, True),
        ("acme", "reply", 1, True),
        ("acme.1", "update", 1, True), ("acme.1", "update", 2, False),
        ("bolt", "update", 1, True), ("bolt", "update", 2, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("satisfied", "days", "expected"),
    [
        (None, 1, [("acme", 1, "due"), ("acme", 2, "planned"), ("acme.1", 1, "due"), ("acme.1", 2, "planned")]),
        # what the account says holds for both
        (0.5, 60, [("acme", 2, "due"), ("acme.1", 2, "due")]),
        (60, 61, [("acme", 2, "past"), ("acme.1", 2, "past")]),
    ],
)
def test_a_stakeholder_is_followed_up_as_their_account_is(
    satisfied: float | None, days: float, expected: list[tuple[str, int, str]]
) -> None:
    answers = [] if satisfied is None else [Satisfaction(account="acme", at=at(satisfied * DAY), satisfied=True)]
    outage = incident(*RESOLVED, conversations=[_named(10)], satisfaction=answers)
    found = [p for p in plan(outage, policy(), [], at(days * DAY)) if p.kind == "followup"]

    assert [(p.account.id, p.sequence, p.state) for p in found] == expected


def test_what_a_stakeholder_was_sent_is_their_own() -> None:
    """One of the two may have got it, and not the other."""
    outage = incident(*RESOLVED, conversations=[_named(10)])
    found = [p for p in plan(outage, policy(), [sent("followup", 1, 200, None, "acme")], at(DAY)) if p.sequence == 1]

    assert [(p.account.id, p.state) for p in found if p.kind == "followup"] == [("acme", "past"), ("acme.1", "due")]


@pytest.mark.parametrize(
    ("agreed", "promises"),
    [
        ("2026-11-26", ["2026-11-26", "2027-04-22"]),  # before the sixty days
        ("2026-11-23", ["2027-01-22", "2027-04-22"]),  # it is over when the letter goes out
        ("2027-01-25", ["2027-01-22", "2027-01-25"]),  # after them
    ],
)
def test_a_letter_promises_the_day_that_was_agreed_when_it_comes_next(agreed: str, promises: list[str]) -> None:
    """Only to the account with which it was agreed."""
    talk = _named(10, follow_up=date.fromisoformat(agreed))
    found = [p for p in plan(incident(*RESOLVED, conversations=[talk]), policy(), [], at(61)) if p.kind == "followup"]

    assert [p.next_update and p.next_update.date().isoformat() for p in found if p.account.id == "acme"] == promises
    assert [p.next_update and p.next_update.date().isoformat() for p in found if p.account.id == "acme.1"] == [
        "2027-01-22", "2027-04-22",
    ]  # fmt: skip


def test_a_satisfied_account_is_still_told_of_the_day_that_was_agreed() -> None:
    talk = _named(10, follow_up=date(2027, 1, 27))
    answers = [Satisfaction(account="acme", at=at(DAY), satisfied=True)]
    outage = incident(*RESOLVED, conversations=[talk], satisfaction=answers)
    (letter,) = [p for p in plan(outage, policy(), [], at(60 * DAY)) if p.kind == "followup" and p.account.id == "acme"]

    assert letter.next_update == datetime(2027, 1, 27, 10, tzinfo=UTC)


# Clocks


@pytest.mark.parametrize("now", [4, -60, -365 * DAY])
def test_a_clock_that_jumps_back_makes_nothing_due_and_unsays_nothing(now: float) -> None:
    """The log shows that it is later than that: the plan is that of the log's last entry."""
    outage = incident(entry(5), entry(60), accounts=[account("acme", tier="key")])

    assert list(plan(outage, policy(), [], at(now))) == list(plan(outage, policy(), [], at(60)))
    assert [(p.kind, p.state) for p in plan(outage, policy(), [], at(now))] == [
        ("update", "past"),
        ("late", "past"),
        ("update", "planned"),
        ("outreach", "due"),
    ]


def test_a_clock_behind_what_the_outbox_sent_makes_nothing_due() -> None:
    said = [sent("holding", 2, 24, 45)]

    assert list(plan(incident(entry(5)), policy(), said, at(10))) == list(
        plan(incident(entry(5)), policy(), said, at(24))
    )


@pytest.mark.parametrize(
    ("log", "now", "behind"),
    [
        ([], -999, False),  # nothing to compare with
        ([entry(5)], 5, False),
        ([entry(5)], 3, False),  # as far as two machines' clocks differ
        ([entry(5)], 2.9, True),
        ([entry(5), entry(60)], 6, True),  # the last entry is what counts
    ],
)
def test_a_clock_behind_the_log_is_noticed(log: list[Update], now: float, behind: bool) -> None:  # noqa: FBT001
    assert clock_is_behind(incident(*log), at(now)) is behind


@pytest.mark.parametrize(("zone", "change"), DST_CHANGES)
def test_through_a_change_of_the_clocks_the_plan_goes_on_in_even_steps(zone: str, change: datetime) -> None:
    """An outage that is written about on each promised time, from before the change until after it, then resolved."""
    started = change - timedelta(minutes=67)
    reader = account(timezone=zone)
    minutes = (started - START) / timedelta(minutes=1)
    log: list[Update] = []
    for _ in range(6):
        outage = incident(*log, started=started, accounts=[reader])
        owed = list(plan(outage, policy(zone=zone), [], log[-1].at if log else started))[-1]
        log.append(entry((owed.due - START) / timedelta(minutes=1)))
    log.append(entry(minutes + 110, "resolved"))

    found = list(plan(incident(*log, started=started, accounts=[reader]), policy(zone=zone), [], log[-1].at))

    assert [p.due - started for p in found[:6]] == [timedelta(minutes=5 + 20 * step) for step in range(6)]
    assert all(before.due < after.due for before, after in pairwise(found))
    assert [p.kind for p in found] == ["update"] * 6 + ["resolved", "followup", "followup"]
    local = found[-1].due.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute, local.weekday() < 5) == (10, 0, True)


# What holds always

SAID = st.lists(
    st.builds(
        lambda kind, sequence, minutes: sent(kind, sequence, minutes, minutes + 20),
        st.sampled_from(BESIDE), st.integers(0, 7), st.integers(5, 600),
    ),
    max_size=4,
)  # fmt: skip
NOW = st.integers(-60, 3000)


@given(logs(), SAID, NOW)
def test_the_same_input_gives_the_same_plan(log: list[Update], said: list[Said], now: int) -> None:
    assert _plan(log, said, now) == _plan(list(log), list(said), now)


@given(logs(), st.integers(5, 200 * DAY))
def test_keys_follow_from_the_log_alone(log: list[Update], now: int) -> None:
    """Whenever and on whichever host it is planned.

    An entry has its own number; so has the next one, which a person must write; what is written from the facts alone
    has the number of the last entry.
    """
    found = [p for p in _plan(log, [], now) if p.kind in TO_EVERYONE]
    before = [p for p in _plan(log, [], 0) if p.kind in TO_EVERYONE]
    count = len(log)

    assert [(p.kind, p.sequence) for p in found[:count]] == [(p.kind, p.sequence) for p in before[:count]]
    assert [p.sequence for p in found[:count]] == list(range(1, count + 1))
    assert [p.sequence for p in found[count:]] in ([], [count if found[-1].write or not log else count + 1])


@given(st.data())
def test_no_message_ever_takes_the_key_of_another(data: st.DataObject) -> None:
    """A log grows, and any draft, of an entry or from the facts beside it, may go out at any time after it was made.

    An entry is wanted at once, under a key that was never sent and that stays its own; what was sent stays sent.
    """
    log: list[Update] = []
    drafts: dict[Key, Planned] = {}
    said: list[Said] = []
    minutes = 0.0
    entries: list[Key] = []
    for _ in range(data.draw(st.integers(1, 12))):
        minutes += data.draw(st.sampled_from([0.5, 3, 16, 18, 30, 120]))
        before = {(s.kind, s.sequence) for s in said}
        step = data.draw(st.sampled_from(["log", "tick", "send"]))
        if step == "log":
            corrects = data.draw(st.none() | st.integers(1, len(log))) if log else None
            status, holding = data.draw(st.sampled_from(STATUSES)), data.draw(st.booleans())
            log.append(entry(minutes, status, holding=holding, corrects=corrects))
        elif step == "send" and (ready := sorted(drafts.keys() - before)):
            draft = drafts[data.draw(st.sampled_from(ready))]
            said.append(Said(draft.kind, draft.sequence, "", at(minutes), draft.next_update))

        found = [p for p in _plan(log, said, minutes) if p.kind in TO_EVERYONE]
        sent_keys = {(s.kind, s.sequence) for s in said}
        beside = {key for key in sent_keys if drafts[key].state != "past"}
        kept, entries = entries, [_key(p) for p in found if p.state == "past" and p.sequence and _key(p) not in beside]

        assert len({_key(p) for p in found}) == len(found)
        assert sent_keys <= {_key(p) for p in found if p.state == "past"}
        assert [sequence for _, sequence in entries] == list(range(1, len(log) + 1))
        assert entries[: len(kept)] == kept
        if step == "log":
            assert entries[-1] in {_key(p) for p in found if p.write} - sent_keys
        drafts = {_key(p): p for p in found if p.write} | drafts


@given(logs(), SAID, NOW)
def test_no_two_messages_have_the_same_key(log: list[Update], said: list[Said], now: int) -> None:
    keys = Counter((p.kind, p.sequence, p.account.id) for p in _plan(log, said, now))

    assert max(keys.values()) == 1


@given(logs(), SAID, NOW)
def test_everything_is_in_utc_and_nothing_is_overdue_before_it_is_due(
    log: list[Update], said: list[Said], now: int
) -> None:
    for p in _plan(log, said, now):
        assert p.due.utcoffset() == p.overdue_at.utcoffset() == timedelta(0)
        assert p.overdue_at >= p.due
        assert p.state == "past" or p.next_update is None or p.next_update > p.due


@given(logs(), SAID, st.integers(1, 72))
def test_after_a_gap_of_hours_one_message_to_everyone_is_written_never_the_backlog(
    log: list[Update], said: list[Said], hours: int
) -> None:
    """It is `late` and owns the miss, unless a person must write it; what ended the outage is news for a day."""
    latest = max([START, *(u.next_update or u.at for u in log), *(s.at for s in said)])
    after = (latest - START) / timedelta(minutes=1) + 4 * HOUR + hours * HOUR  # no interval is longer than four hours
    resolved_at = log[-1].at if log and log[-1].status == "resolved" else None
    found = [p for p in _plan(log, said, after) if p.kind in TO_EVERYONE]

    if resolved_at is None:
        assert sum(p.write or p.needs_person for p in found) == 1
        assert found[-1].state == "due"
    else:
        assert {p.kind for p in found if p.write} <= {"resolved"}


@given(logs(min_size=1), st.integers(0, 3000), st.integers(0, 3000))
def test_what_was_said_and_why_does_not_change_with_time(log: list[Update], now: int, later: int) -> None:
    def told(minutes: int) -> list[tuple[str, int, datetime, str]]:
        found = _plan(log, [], minutes)
        return [(p.kind, p.sequence, p.due, p.reason) for p in found if p.kind in TO_EVERYONE and p.state == "past"]

    assert told(now) == told(now + later)
    assert len(told(now)) == len(log)


def test_accounts_are_read_one_at_a_time() -> None:
    """The plan for the first of many accounts is there before the second is read."""
    read: list[str] = []

    class Many(Collection[Account]):
        def __len__(self) -> int:
            return 10**9

        def __contains__(self, item: object) -> bool:
            raise NotImplementedError

        def __iter__(self) -> Iterator[Account]:
            for number in range(len(self)):
                read.append(f"a{number}")
                yield account(f"a{number}")

    outage = Incident.known_as(incident(entry(5)), "checkout", Many())

    found = list(islice(plan(outage, policy(), [], at(26)), 5))

    assert [(p.account.id, p.kind) for p in found] == [
        ("acme", "update"), ("acme", "late"), ("a0", "update"), ("a0", "late"), ("a1", "update"),
    ]  # fmt: skip
    assert {p.incident for p in found} == {"checkout"}
    assert read == ["a0", "a1"]


def _plan(log: Sequence[Update], said: Sequence[Said], now: float) -> list[Planned]:
    """The plan for one account."""
    return list(plan(incident(*log), policy(), said, at(now)))


def _key(p: Planned) -> Key:
    return p.kind, p.sequence


def _why(p: Planned) -> tuple[str, int, float, str, str, str]:
    want = "write" if p.write else "person" if p.needs_person else ""
    return p.kind, p.sequence, (p.due - START) / timedelta(minutes=1), p.reason, p.state, want


@pytest.mark.parametrize(
    ("log", "minutes", "expected"),
    [
        ([entry(5, promise=25)], 20, 25),  # what everyone was promised
        ([entry(5, promise=25)], 26, 46),  # that has passed: an interval from now
        ([], 26, 46),
        ([entry(5), entry(8, "resolved")], 20, None),
    ],
)
def test_the_next_word_of_which_a_reader_is_told_now(log: list[Update], minutes: float, expected: float | None) -> None:
    assert next_word(incident(*log), policy(), [], at(minutes)) == (None if expected is None else at(expected))


@pytest.mark.parametrize(
    ("minutes", "unsent", "owed"),
    [
        # sent: the time that it promises is the next
        (18, {}, ("update", 3, 48, "planned", 48, False)),
        # not sent: the time that customers know of stands, near or past
        (18, {2: False}, ("update", 2, 20, "planned", 48, False)),
        (20, {2: False}, ("update", 2, 20, "due", 48, False)),
        # past, and nobody has said yes to it: another must own the miss, with a time that is no sooner
        (22, {2: False}, ("late", 2, 20, "due", 52, True)),
        # somebody has: it goes out as it is
        (22, {2: True}, ("update", 2, 20, "due", 48, False)),
        # nothing has left: customers have no time but the one that they will read
        (22, {1: False, 2: False}, ("update", 3, 48, "planned", 48, False)),
    ],
)
def test_a_word_that_has_not_left_keeps_no_promise(
    minutes: float, unsent: dict[int, bool], owed: tuple[str, int, float, str, float, bool]
) -> None:
    case = incident(entry(0, promise=20), entry(18, "identified", promise=48)).with_unsent(unsent)
    planned = list(plan(case, policy(), [], at(minutes)))

    (found,) = (p for p in planned if p.state != "past")
    kind, sequence, due, state, promise, write = owed
    assert (found.kind, found.sequence, found.due, found.state) == (kind, sequence, at(due), state)
    assert found.write is write
    assert sequence == 3 or found.next_update == at(promise)
    assert [p.write for p in planned if (p.kind, p.sequence) == ("update", 2) and p.state == "past"] == [not write]


def test_what_is_written_after_the_promise_that_was_sent_is_late() -> None:
    """Whatever was written between and never left."""
    log = entry(0, promise=20), entry(18, promise=48), entry(25)
    for unsent, kind in (({}, "update"), ({2: False, 3: False}, "late")):
        assert words_of(incident(*log).with_unsent(unsent))[-1] == kind


def words_of(case: Incident) -> list[str]:
    """The kinds of its log's entries."""
    return [p.kind for p in plan(case, policy(), [], at(26)) if p.state == "past"]
