"""What became of each time that customers were given."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.cadence.promises import Outcome, promises, words

from .conftest import BESIDE, DST_CHANGES, START, at, entry, incident, logs, policy, sent

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.cadence.promises import Promise, Said
    from outagecomms.incident.model import Update

# given at, promised for, fulfilled at (minutes after the start), outcome, minutes late
Judged = tuple[float, float, float | None, Outcome, int]


@pytest.mark.parametrize(
    ("log", "said", "now", "expected"),
    [
        # nothing said, nothing promised: first contact is owed, but nobody was told a time
        ([], [], 60, []),
        # the cadence gives the time when the entry leaves it out
        ([entry(5)], [], 6, [(5, 25, None, "open", 0)]),
        # a time given explicitly wins
        ([entry(5, promise=11)], [], 6, [(5, 11, None, "open", 0)]),
        # ... and is of the minute that readers were shown
        ([entry(5, promise=11.75)], [], 6, [(5, 11, None, "open", 0)]),
        # on the very minute it is still open
        ([entry(5)], [], 25, [(5, 25, None, "open", 0)]),
        # until a reader's clock shows the next one
        ([entry(5)], [], 25.99, [(5, 25, None, "open", 0)]),
        ([entry(5)], [], 26, [(5, 25, None, "missed", 0)]),
        # kept: early, and within the grace of its minute
        ([entry(5), entry(15)], [], 16, [(5, 25, 15, "kept", 0), (15, 35, None, "open", 0)]),
        ([entry(5), entry(25.99)], [], 26, [(5, 25, 25.99, "kept", 0), (25.99, 45, None, "open", 0)]),
        # late by a minute, and by eleven and a half
        ([entry(5), entry(26)], [], 26, [(5, 25, 26, "late", 1), (26, 46, None, "open", 0)]),
        ([entry(5), entry(36.5)], [], 37, [(5, 25, 36.5, "late", 11), (36.5, 56, None, "open", 0)]),
        # one missed promise after hours of silence, not one for each interval
        ([entry(5)], [], 600, [(5, 25, None, "missed", 0)]),
        # a correction and a resolution keep a promise as well; a resolution gives none
        ([entry(5), entry(10, corrects=1)], [], 11, [(5, 25, 10, "kept", 0), (10, 30, None, "open", 0)]),
        ([entry(5), entry(20, "resolved")], [], 600, [(5, 25, 20, "kept", 0)]),
        ([entry(5), entry(40, "resolved")], [], 600, [(5, 25, 40, "late", 15)]),
        # opened again: a new promise, at the pace of a new outage though the first word is hours old
        (
            [entry(5), entry(20, "resolved"), entry(500)], [], 501,
            [(5, 25, 20, "kept", 0), (500, 520, None, "open", 0)],
        ),
        # two hours in, the interval may double
        ([entry(5), entry(124)], [], 125, [(5, 25, 124, "late", 99), (124, 144, None, "open", 0)]),
        ([entry(5), entry(125)], [], 126, [(5, 25, 125, "late", 100), (125, 165, None, "open", 0)]),
        # a holding update that the outbox sent keeps the promise and makes its own
        ([entry(5)], [sent("holding", 1, 24, 45)], 30, [(5, 25, 24, "kept", 0), (24, 45, None, "open", 0)]),
        # ... and still counts when the log has gone on
        (
            [entry(5), entry(40)], [sent("holding", 1, 24, 45)], 41,
            [(5, 25, 24, "kept", 0), (24, 45, 40, "kept", 0), (40, 60, None, "open", 0)],
        ),
        # the first contact, written from the facts and sent before there was a log
        ([], [sent("update", 0, 6, 25)], 26, [(6, 25, None, "missed", 0)]),
        # the mail of a log entry is that entry, however late it went out
        ([entry(5), entry(15)], [sent("update", 2, 34, 35)], 34, [(5, 25, 15, "kept", 0), (15, 35, None, "open", 0)]),
        # ... also when the clock that sent it ran behind the one that logged it
        ([entry(5), entry(15)], [sent("update", 2, 14, 35)], 34, [(5, 25, 15, "kept", 0), (15, 35, None, "open", 0)]),
        # so did that of a holding update: it cannot have gone out before the entry that it follows
        ([entry(5)], [sent("holding", 1, 4, 45)], 30, [(5, 25, 5, "kept", 0), (5, 45, None, "open", 0)]),
        # what crossed with the resolution promises nothing, opened again or not
        ([entry(5), entry(20, "resolved")], [sent("holding", 1, 21, 45)], 600, [(5, 25, 20, "kept", 0)]),
        (
            [entry(5), entry(20, "resolved"), entry(500)], [sent("holding", 1, 21, 45)], 501,
            [(5, 25, 20, "kept", 0), (500, 520, None, "open", 0)],
        ),
        # a message to everyone counts from its first reader on, in whatever order they are reported
        (
            [entry(5)], [sent("holding", 1, 27, 45, "zeta"), sent("holding", 1, 24, 45, "acme")], 28,
            [(5, 25, 24, "kept", 0), (24, 45, None, "open", 0)],
        ),
        # what goes to one account alone is no word to everyone
        ([entry(5)], [sent("outreach", 1, 10, 25), sent("reply", 2, 20, 45)], 26, [(5, 25, None, "missed", 0)]),
    ],
)  # fmt: skip
def test_outcomes(log: list[Update], said: list[Said], now: float, expected: list[Judged]) -> None:
    found = promises(incident(*log), policy(), said, at(now))

    assert [_told(each) for each in found] == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # ours: each entry told its readers a time, written in it or not
        ({}, [(5, 11, 40, "late", 29), (40, 60, None, "missed", 0)]),
        # imported: only the post that gives a time itself has promised one
        ({"source": {"page": "Example"}, "accounts": []}, [(5, 11, 40, "late", 29)]),
        # imported, and told on to our own accounts
        ({"source": {"page": "Example"}}, [(5, 11, 40, "late", 29), (40, 60, None, "missed", 0)]),
    ],
)
def test_posts_of_others_promise_no_more_than_they_say(facts: dict[str, Any], expected: list[Judged]) -> None:
    told = incident(entry(5, promise=11), entry(40), **facts)
    assert [_told(each) for each in promises(told, policy(), [], at(100))] == expected


def test_a_log_entry_promises_the_same_whatever_the_outbox_reports() -> None:
    """Else two hosts with an outbox each would disagree about what customers were told."""
    log = [entry(20), entry(130)]
    beside = [sent("update", 0, 5, 25)]  # with it, the slow-down would have begun

    assert words(incident(*log), policy())[-1].promised == at(150)
    assert words(incident(*log), policy(), beside)[-1].promised == at(150)


@given(st.data())
def test_once_kept_or_late_always_so(data: st.DataObject) -> None:
    """No later time, log entry or message of the outbox changes the judgement of a promise."""
    log: list[Update] = []
    said: list[Said] = []
    settled: dict[datetime, Promise] = {}
    minutes = 0
    for _ in range(data.draw(st.integers(1, 8))):
        minutes += data.draw(st.integers(0, 90))
        if data.draw(st.booleans()):
            log.append(entry(minutes, data.draw(st.sampled_from(["investigating", "monitoring", "resolved"]))))
        else:
            said.append(sent(data.draw(st.sampled_from(BESIDE)), len(log), minutes, minutes + 20))
        now = at(minutes) + data.draw(st.timedeltas(timedelta(0), timedelta(hours=5)))
        judged = {p.given_at: p for p in promises(incident(*log), policy(), said, now) if p.outcome in ("kept", "late")}
        assert {given: judged.get(given) for given in settled} == settled
        settled = judged
        minutes = max(minutes, int((now - START) / timedelta(minutes=1)) + 1)


@given(logs(min_size=1), st.integers(0, 3000))
def test_a_promise_is_late_by_at_least_a_minute_or_not_at_all(log: list[Update], now: int) -> None:
    for promise in promises(incident(*log), policy(), [], at(now)):
        assert (promise.minutes_late > 0) == (promise.outcome == "late")
        assert (promise.fulfilled_at is not None) == (promise.outcome in ("kept", "late"))


@given(logs(), st.permutations([sent("holding", 1, 24, 45, name) for name in "abc"] + [sent("late", 2, 24, 50)]))
def test_the_order_in_which_the_outbox_reports_means_nothing(log: list[Update], said: list[Said]) -> None:
    by_name = sorted(said, key=lambda message: (message.kind, message.account))

    assert words(incident(*log), policy(), said) == words(incident(*log), policy(), by_name)


@pytest.mark.parametrize(("zone", "change"), DST_CHANGES)
def test_twenty_minutes_are_twenty_minutes_when_the_clocks_change(zone: str, change: datetime) -> None:
    """Sent on each promised time, from an hour before the change to an hour after it, nothing is late."""
    started = change - timedelta(minutes=65)
    log = [entry((started - START) / timedelta(minutes=1) + 5 + 20 * step) for step in range(6)]

    found = promises(incident(*log, started=started), policy(zone=zone), [], log[-1].at)

    assert [p.promised_for - p.given_at for p in found] == [timedelta(minutes=20)] * 6
    assert [p.outcome for p in found] == ["kept"] * 5 + ["open"]


def _told(promise: Promise) -> Judged:
    def minutes(moment: datetime) -> float:
        return round((moment - START) / timedelta(minutes=1), 2)

    fulfilled = None if promise.fulfilled_at is None else minutes(promise.fulfilled_at)
    return minutes(promise.given_at), minutes(promise.promised_for), fulfilled, promise.outcome, promise.minutes_late


def test_what_has_not_left_keeps_no_promise_and_gives_none() -> None:
    case = incident(entry(5), entry(20)).with_unsent({2: True})
    assert [_told(each) for each in promises(case, policy(), [], at(26))] == [(5, 25, None, "missed", 0)]
