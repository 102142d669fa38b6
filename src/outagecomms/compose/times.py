"""Times as a reader reads them: in the reader's zone, with UTC beside it, in the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypedDict

from outagecomms.clock import zone

if TYPE_CHECKING:
    from outagecomms.compose.templates import Templates

MACROS = "_time"


class Time(TypedDict):
    """A moment, in the forms that a sentence needs."""

    clock: str
    """The time of day: ``09:30 EST (14:30 UTC)``."""
    day: str
    """The date: ``Monday 23 November``."""
    when: str
    """The time of day, with the date unless it is the day of writing."""


class Clock:
    """Says times for one language, one zone and one day of writing."""

    def __init__(self, templates: Templates, zone_name: str, today: date) -> None:
        self._templates = templates
        self._zone = zone(zone_name)
        self._today = today
        self.time = lru_cache(maxsize=64)(self._time)
        self.span = lru_cache(maxsize=64)(self._span)

    def _time(self, moment: datetime) -> Time:
        local, utc = moment.astimezone(self._zone), moment.astimezone(UTC)
        parts = {
            "hour": local.hour, "minute": local.minute, "zone": _label(local),
            "utc_hour": utc.hour, "utc_minute": utc.minute, "weekday": local.weekday(), "day": local.day,
            "month": local.month, "year": local.year, "is_today": local.date() == self._today,
            "is_this_year": local.year == self._today.year,
        }  # fmt: skip
        return Time(clock=self._say("clock", parts), day=self._say("day", parts), when=self._say("when", parts))

    def _span(self, minutes: int) -> str:
        return self._say("span", minutes)

    def _say(self, macro: str, argument: Any) -> str:
        return self._templates.call(MACROS, macro, argument)

    def day(self, day: date) -> str:
        """A date without a time of day."""
        return self.time(datetime(day.year, day.month, day.day, 12, tzinfo=self._zone))["day"]


def _label(local: datetime) -> str:
    """The zone's abbreviation where it has one that people know; else its offset from UTC."""
    name = local.tzname() or ""
    if name.isalpha():
        return name
    seconds = int((local.utcoffset() or timedelta()).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"UTC{'-' if seconds < 0 else '+'}{hours}" + (f":{minutes:02}" if minutes else "")
