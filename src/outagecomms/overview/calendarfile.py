"""The plan as a calendar that any calendar program opens (RFC 5545)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from outagecomms.overview.status import Owed

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
        event.add("uid", _uid(entry))
        event.add("dtstamp", now)
        event.add("dtstart", entry.due)
        event.add("dtend", entry.due + _LENGTH)
        event.add("summary", f"{entry.kind.capitalize()} {entry.sequence}: {title}")
        event.add("description", f"{entry.reason}. To: {', '.join(entry.accounts)}")
        made.add_component(event)
    return bytes(made.to_ical())


def _uid(entry: Owed) -> str:
    kind, number = entry.kind, entry.sequence
    if kind in ("holding", "late"):  # planned as the next update, and numbered by the last one when nobody wrote that
        kind, number = "update", number + 1
    return f"{entry.incident}.{kind}.{number}.{entry.accounts[0]}@outagecomms"
