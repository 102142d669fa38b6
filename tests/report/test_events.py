"""The story in rows: what the picture shows, to read."""

from __future__ import annotations

from builders import at, incident, update
from outagecomms.cadence.promises import Said
from outagecomms.report.events import events

from .conftest import told_of


def test_a_row_for_each_message_with_the_wait_before_it_and_the_promise_in_it() -> None:
    log = [update(5), update(36, "We found it.", "identified"), update(50, None, "resolved", confirmed="It works.")]
    assert list(map(tuple, events(told_of(incident(*log), 90)))) == [
        (at(5), "update 1, investigating", "5 min", False, at(25), "11 min late", "Cards work."),
        (at(36), "late 2, identified", "31 min, 11 min too long", True, at(66), "kept", "We found it."),
        (at(50), "resolved 3", "14 min", False, None, "", "It works."),
    ]


def test_an_open_incident_ends_with_the_present_wait() -> None:
    rows = list(events(told_of(incident(update(5)), 45)))
    assert rows[-1] == (at(45), "no message yet", "40 min, 20 min too long", True, None, "", "")
    assert [row.outcome for row in rows] == ["missed", ""]


def test_two_entries_of_one_moment_are_two_rows() -> None:
    """Each with its own promise."""
    rows = list(events(told_of(incident(update(5, next_update=at(30)), update(5, next_update=at(40))), 20)))
    assert [(row.promised, row.outcome) for row in rows[:2]] == [(at(30), "kept"), (at(40), "open")]


def test_nothing_is_waited_for_while_it_is_resolved() -> None:
    log = [update(5), update(20, status="resolved"), update(400, "It is back.")]
    rows = list(events(told_of(incident(*log), 410)))
    assert [row.waited for row in rows] == ["5 min", "15 min", "", "10 min"]


def test_what_only_the_outbox_knows_is_a_row_too() -> None:
    told = told_of(incident(update(5)), 30, said=[Said("holding", 1, "", at(24), at(44))])
    assert [(row.what, row.text) for row in events(told)][:2] == [
        ("update 1, investigating", "Cards work."),
        ("holding 1", "nothing new, and said so"),
    ]
