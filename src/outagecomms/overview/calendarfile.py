"""The plan as a calendar that any calendar program opens (RFC 5545)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from outagecomms.compose import invitation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from outagecomms.cadence.aftercare import Call
    from outagecomms.overview.status import Owed

_LENGTH = timedelta(minutes=15)


def calendar(title: str, owed: Iterable[Owed], calls: Iterable[Call], now: datetime) -> bytes:
    """One event for each message that is due or planned, and for each call. UIDs stay when the plan is made again.

    A call has the UID, the SEQUENCE and the times of the invitation that its account was sent.
    """
    made = Calendar()
    made.add("prodid", invitation.PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for entry in owed:
        if entry.state != "past":
            made.add_component(_message(title, entry, now))
    dues = [now]
    for call in calls:
        made.add_component(_call(title, call, now))
        dues.append(call.due)
    return invitation.with_zones(made, min(dues), max(dues))


def _message(title: str, entry: Owed, now: datetime) -> Event:
    event = Event()
    event.add("uid", _uid(entry))
    event.add("dtstamp", now)
    event.add("dtstart", entry.due)
    event.add("dtend", entry.due + _LENGTH)
    event.add("summary", f"{entry.kind.capitalize()} {entry.sequence}: {title}")
    event.add("description", f"{entry.reason}. To: {', '.join(entry.accounts)}")
    return event


def _call(title: str, call: Call, now: datetime) -> Event:
    event = invitation.appointment(call.due, call.account.timezone, call.moved, now)
    event.add("uid", invitation.uid(call))
    event.add("summary", f"Call {call.account.name}: {title}")
    event.add("description", f"{call.reason}. outagecomms call {call.incident} {call.account.id}")
    return event


def _uid(entry: Owed) -> str:
    kind, number = entry.kind, entry.sequence
    if kind in ("holding", "late"):  # planned as the next update, and numbered by the last one when nobody wrote that
        kind, number = "update", number + 1
    return f"{entry.incident}.{kind}.{number}.{entry.accounts[0]}@outagecomms"
