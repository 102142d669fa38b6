"""Days as a reader counts them: business days and ten in the morning, in the reader's zone. Results are in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from dateutil.tz import resolve_imaginary

from outagecomms.clock import zone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MORNING = time(10)
_SATURDAY = 5


def business_day(day: date) -> date:
    """*day* itself, or the Monday after a weekend. Public holidays differ by country and are not known here."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= _SATURDAY else day


@lru_cache(maxsize=1024)
def morning(day: date, place: ZoneInfo) -> datetime:
    """10:00 on *day* at *place*, in UTC."""
    return resolve_imaginary(datetime.combine(day, MORNING, place)).astimezone(UTC)


@lru_cache(maxsize=1024)
def day_begins(day: date, place: ZoneInfo) -> datetime:
    """When *day* begins at *place*, in UTC."""
    return resolve_imaginary(datetime.combine(day, time(), place)).astimezone(UTC)


@lru_cache(maxsize=1024)
def business_days_after(moment: datetime, days: int, zone_name: str) -> datetime:
    """10:00 on the business day that is *days* business days after *moment*'s date at *zone_name*, in UTC."""
    place = zone(zone_name)
    day = moment.astimezone(place).date()
    for _ in range(days):
        day = business_day(day + timedelta(days=1))
    return morning(day, place)
