"""The plan as a calendar that any calendar program opens (RFC 5545)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outagecomms.compose import ics, invitation

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
    events = [_message(title, entry, now) for entry in owed if entry.state != "past"]
    zones, years = set[str](), {now.year}
    for call in calls:
        events.append(_call(title, call, now))
        zones.add(call.account.timezone)
        years.add(call.due.year)
    rules = b"".join(ics.zone_rules(name, min(years), max(years)) for name in sorted(zones))
    return ics.calendar("PUBLISH", rules, events)


def _message(title: str, entry: Owed, now: datetime) -> bytes:
    summary = f"{entry.kind.capitalize()} {entry.sequence}: {title}"
    description = f"{entry.reason}. To: {', '.join(entry.accounts)}"
    return _event(_uid(entry), summary, description, ics.times(entry.due, _LENGTH, "UTC", now))


def _call(title: str, call: Call, now: datetime) -> bytes:
    summary = f"Call {call.account.name}: {title}"
    description = f"{call.reason}. outagecomms call {call.incident} {call.account.id}"
    times = invitation.times(call.due, call.account.timezone, call.moved, now)
    return _event(invitation.uid(call), summary, description, times)


def _event(uid: str, summary: str, description: str, times: bytes) -> bytes:
    said = ics.line("SUMMARY", ics.text(summary)), ics.line("DESCRIPTION", ics.text(description))
    return ics.event(ics.line("UID", uid), *said, times)


def _uid(entry: Owed) -> str:
    kind, number = entry.kind, entry.sequence
    if kind in ("holding", "late"):  # planned as the next update, and numbered by the last one when nobody wrote that
        kind, number = "update", number + 1
    return f"{entry.incident}.{kind}.{number}.{entry.accounts[0]}@outagecomms"
