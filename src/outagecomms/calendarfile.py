"""The plan as a calendar that any calendar program opens (RFC 5545)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from outagecomms.cadence.promises import TO_EVERYONE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from outagecomms.overview import Owed

_LENGTH = timedelta(minutes=15)


def calendar(title: str, owed: Iterable[Owed], now: datetime) -> bytes:
    """One event for each message that is due or planned. Its UID stays the same when the plan is made again."""
    made = Calendar()
    made.add("prodid", "-//outagecomms//plan//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for entry in owed:
        if entry.state == "past":
            continue
        event = Event()
        kind = "update" if entry.kind in TO_EVERYONE else entry.kind  # what is late or holding was planned as an update
        event.add("uid", f"{entry.incident}.{kind}.{entry.sequence}.{entry.accounts[0]}@outagecomms")
        event.add("dtstamp", now)
        event.add("dtstart", entry.due)
        event.add("dtend", entry.due + _LENGTH)
        event.add("summary", f"{entry.kind.capitalize()} {entry.sequence}: {title}")
        event.add("description", f"{entry.reason}. To: {', '.join(entry.accounts)}")
        made.add_component(event)
    return bytes(made.to_ical())
