"""The plan as a calendar (RFC 5545): read back by another reader of it, and checked on the raw bytes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from builders import account, at, incident, letter, said_to_us, update
from outagecomms.cadence.aftercare import calls
from outagecomms.cadence.plan import plan
from outagecomms.cadence.policy import policy_for
from outagecomms.overview.calendarfile import calendar
from outagecomms.overview.status import Owed, owed

TITLE = "Card payments are failing, in all stores; since 14:00"


def _owed(**facts: Any) -> Owed:
    known: dict[str, Any] = {
        "incident": "checkout", "kind": "update", "sequence": 2, "due": at(25), "reason": "promised",
        "state": "planned", "accounts": ["acme", "globex"],
    }  # fmt: skip
    return Owed(**(known | facts))


def _events(raw: bytes) -> list[Any]:
    return list(Calendar.from_ical(raw).walk("VEVENT"))


def test_an_event() -> None:
    (event,) = _events(calendar(TITLE, [_owed()], [], at(6)))
    assert event["SUMMARY"] == f"Update 2: {TITLE}"
    assert event["DESCRIPTION"] == "promised. To: acme, globex"
    assert event["UID"] == "checkout.update.2.acme@outagecomms"
    assert (event["DTSTART"].dt, event["DTEND"].dt, event["DTSTAMP"].dt) == (at(25), at(40), at(6))


def test_the_raw_calendar() -> None:
    """CRLF only, lines of 75 octets at most, times in UTC, and what RFC 5546 wants of a published one."""
    raw = calendar("é" * 300, [_owed(reason="x" * 300)], [], at(6))
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    for line in (b"VERSION:2.0", b"METHOD:PUBLISH", b"DTSTART:20261122T142500Z", b"DTSTAMP:20261122T140600Z"):
        assert line in raw.split(b"\r\n")
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert raw.endswith(b"END:VCALENDAR\r\n")


def test_what_is_past_is_left_out() -> None:
    assert _events(calendar(TITLE, [_owed(state="past")], [], at(6))) == []
    assert len(_events(calendar(TITLE, [_owed(state="due"), _owed(sequence=3)], [], at(6)))) == 2


@pytest.mark.parametrize("kind", ["holding", "late"])
def test_an_event_stays_the_same_when_the_plan_is_made_again(kind: str) -> None:
    """What was planned as update 2 is written as a holding or a late message after entry 1 when nobody has news."""
    case = incident(update(5, next_update=at(30)), accounts=[account()])
    policy = policy_for("sev1", [], zone="UTC", outreach_tiers=[])
    planned, written = (
        _events(calendar(TITLE, owed(plan(case, policy, [], at(minutes))), [], at(minutes)))
        for minutes in (6, 29 if kind == "holding" else 31)
    )
    assert [event["UID"] for event in planned] == [event["UID"] for event in written]
    assert written[0]["SUMMARY"].startswith(kind.capitalize())


def test_events_are_told_apart() -> None:
    entries = [
        _owed(), _owed(sequence=3), _owed(incident="billing"), _owed(kind="reply"), _owed(accounts=["globex"]),
        _owed(kind="followup", due=at(0) + timedelta(days=60)),
    ]  # fmt: skip
    uids = [event["UID"] for event in _events(calendar(TITLE, entries, [], at(6)))]
    assert len(set(uids)) == len(entries)


RESOLVED = [update(5), update(60, status="resolved")]


def test_a_call_is_the_appointment_that_its_account_was_invited_to() -> None:
    """The same UID, SEQUENCE and times; but a published event asks nobody to come (RFC 5546, 3.2.1)."""
    case = incident(
        *RESOLVED, accounts=[account(timezone="America/New_York")], conversations=[said_to_us(90, mood="angry")]
    )
    policy = policy_for("sev1", [], zone="UTC", outreach_tiers=[])
    now = at(61 * 24 * 60)
    (invited,) = _events(letter(case, 61 * 24 * 60, "followup").invitation)

    raw = calendar(TITLE, [], calls(case, policy, now), now)
    sixty, next_one = _events(raw)

    assert sixty["UID"] == "checkout.call-2.acme@outagecomms"
    same = ("UID", "SEQUENCE", "DTSTART", "DTEND")
    assert [next_one[name].to_ical() if name[0] == "D" else next_one[name] for name in same] == [
        invited[name].to_ical() if name[0] == "D" else invited[name] for name in same
    ]
    assert next_one["SUMMARY"] == f"Call Acme Retail: {TITLE}"
    assert next_one["DESCRIPTION"] == "45 days, not yet satisfied. outagecomms call checkout acme"
    assert not {"ATTENDEE", "ORGANIZER"} & set(next_one)
    assert raw.count(b"TZID:America/New_York\r\n") == 1
    assert b"METHOD:PUBLISH\r\n" in raw
