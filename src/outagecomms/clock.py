"""The present time, and times as people type them. All arithmetic elsewhere is in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from outagecomms.errors import InputError

_IN = re.compile(r"\+?(?:(\d{1,3})h)?(?:(\d{1,4})m(?:in)?)?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})\s*(Z|UTC|[+-]\d{2}:?\d{2}|[A-Za-z]+(?:/[A-Za-z_+-]+)+)", re.IGNORECASE)


def system_now() -> datetime:
    """The machine's clock in UTC; the only place that reads it."""
    return datetime.now(UTC)


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone called *name* in the IANA database.

    Raises:
        ValueError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone {name!r}; use a name such as Europe/Berlin or UTC") from None


def now_from(option: str | None) -> datetime:
    """The time that ``--now`` or OUTAGECOMMS_NOW gives, else the machine's."""
    return parse_time(option, system_now()) if option else system_now()


def parse_time(text: str, now: datetime) -> datetime:
    """A time that a person typed, as UTC: ``2026-11-22T15:30Z``, ``15:30 UTC``, ``15:30 Europe/Berlin`` or ``+30m``.

    A clock time means its next occurrence after *now*.

    Raises:
        InputError: it is none of these, or it has no zone.
    """
    text = text.strip()
    span = _IN.fullmatch(text)
    if span and (span[1] or span[2]):
        return now + timedelta(hours=int(span[1] or 0), minutes=int(span[2] or 0))
    if clock := _CLOCK.fullmatch(text):
        return _next(int(clock[1]), int(clock[2]), clock[3], now, text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _unreadable(text) from None
    if moment.tzinfo is None:
        raise InputError(f"{text!r} has no time zone; write {text}Z for UTC, or {text}+01:00")
    return moment.astimezone(UTC)


def parse_past(text: str, now: datetime) -> datetime:
    """A time that a person typed for something that has happened; a clock time means its last occurrence.

    Raises:
        InputError: as `parse_time`, or it lies ahead of *now*.
    """
    text = text.strip()
    if re.fullmatch(r"-(?:\d{1,3}h)?(?:\d{1,4}m(?:in)?)?", text) and len(text) > 1:
        return now - (parse_time(text[1:], now) - now)
    moment = parse_time(text, now)
    if _CLOCK.fullmatch(text):
        moment = parse_time(text, now - timedelta(days=1))
        again = parse_time(text, moment)
        moment = again if again <= now else moment
    if moment > now:
        raise InputError(f"{text!r} lies ahead of now, {now:%H:%M} UTC; check it")
    return moment


def _next(hour: int, minute: int, zone_name: str, now: datetime, text: str) -> datetime:
    try:
        here = now.astimezone(_zone_or_offset(zone_name))
        moment = here.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(UTC)
    except ValueError:
        raise _unreadable(text) from None
    if moment > now:
        return moment
    # The next day by the wall clock, which is 23 or 25 hours away where the clocks change.
    return (here + timedelta(days=1)).replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(UTC)


def _zone_or_offset(name: str) -> tzinfo | None:
    if name.upper() in ("Z", "UTC"):
        return zone("UTC")
    if name[0] in "+-":
        return datetime.strptime(name.replace(":", ""), "%z").tzinfo
    return zone(name)


def _unreadable(text: str) -> InputError:
    return InputError(
        f"{text!r} is not a time; write 2026-11-22T15:30Z, 15:30Z, '15:30 Europe/Berlin', or +30m for in thirty minutes"
    )
