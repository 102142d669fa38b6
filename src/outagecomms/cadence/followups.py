"""After the fix: when a customer hears from us again, until they say that they are satisfied (rr)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from outagecomms.cadence.calendar import business_day, business_days_after, morning
from outagecomms.clock import zone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

FIRST_DAYS = 60
REPEAT_DAYS = 90
_BREATH = timedelta(hours=2)  # between "it works again" and the leader's own words
_LATEST = time(18)
_ROUNDS_A_RESOLUTION = 100  # more rounds of 90 days than anybody lives through


@dataclass(frozen=True, slots=True)
class Round:
    """One follow-up. Times in UTC."""

    number: int
    due: datetime
    reason: str
    next_due: datetime | None
    """When the one after it is due, if the customer is not satisfied by then."""


def rounds(resolved_at: datetime, zone_name: str, satisfied_at: datetime | None, now: datetime) -> Iterator[Round]:
    """The follow-ups to list at *now*: the newest that is due, and those planned after it.

    The first two are always owed. Then one every 90 days until the customer is satisfied; of those that lie
    ahead only the next is listed. After a gap only the newest is due.

    Args:
        resolved_at: when the incident was resolved, in UTC.
        zone_name: where the reader counts days.
        satisfied_at: when the reader said that they are, unless they took that back. In UTC.
        now: the time, in UTC.
    """
    newest = _newest_due(resolved_at, zone_name, now)
    last = max(2, _newest_due(resolved_at, zone_name, satisfied_at)) if satisfied_at else newest + 1
    for number in range(min(newest, last), last + 1):
        is_final = satisfied_at is not None and number == last
        next_due = None if is_final else due(resolved_at, zone_name, number + 1)
        yield Round(number, due(resolved_at, zone_name, number), _reason(number), next_due)


def due(resolved_at: datetime, zone_name: str, number: int) -> datetime:
    """When round *number* is due: the same day, then 10:00 on a business day in the reader's zone."""
    place = zone(zone_name)
    resolved = resolved_at.astimezone(place)
    if number == 1:
        return _same_day(resolved)
    days = FIRST_DAYS + REPEAT_DAYS * (number - 2)
    return morning(business_day(resolved.date() + timedelta(days=days)), place)


def overdue_at(due: datetime, zone_name: str) -> datetime:
    """When a follow-up that was *due* is overdue: 10:00 on the reader's next business day."""
    return business_days_after(due, 1, zone_name)


def sequence(resolutions: int, number: int) -> int:
    """The message's sequence: the round, apart from those of an earlier resolution of the same incident."""
    return (resolutions - 1) * _ROUNDS_A_RESOLUTION + number


def round_of(sequence: int) -> int:
    """The round that a message's sequence stands for."""
    return (sequence - 1) % _ROUNDS_A_RESOLUTION + 1


def _same_day(resolved: datetime) -> datetime:
    """Two hours later, in working hours; else 10:00 on the next business day: nobody wants a letter at midnight."""
    today: date = resolved.date()
    candidate = (resolved.astimezone(UTC) + _BREATH).astimezone(resolved.tzinfo)
    if business_day(today) == today and candidate.date() == today and candidate.time() <= _LATEST:
        return max(candidate.astimezone(UTC), morning(today, resolved.tzinfo))  # type: ignore[arg-type]
    return morning(business_day(today + timedelta(days=1)), resolved.tzinfo)  # type: ignore[arg-type]


def _newest_due(resolved_at: datetime, zone_name: str, now: datetime) -> int:
    number = 1
    while due(resolved_at, zone_name, number + 1) <= now:
        number += 1
    return number


def _reason(number: int) -> str:
    if number == 1:
        return "same day"
    return "60 days" if number == 2 else "90 days, not yet satisfied"  # noqa: PLR2004
