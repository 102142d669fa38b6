"""The present time, and times as people type them. All arithmetic elsewhere is in UTC."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from outagecomms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_YEAR, LAST_YEAR = 1990, 2200
"""The years that a time may lie in: arithmetic on anything outside runs into the ends of the calendar."""

_NEVER = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)  # what a time in full is not counted from

_IN = re.compile(r"\+?(?:(\d{1,3})h)?(?:(\d{1,4})m(?:in)?)?", re.ASCII)
_CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})\s*(Z|UTC|[+-](?:0\d|1[0-4]):?[0-5]\d|[A-Z]+(?:/[A-Z0-9_+-]+)+)?", re.IGNORECASE | re.ASCII
)

_ABBREVIATED = re.compile(r"([01]?\d:[0-5]\d|2[0-3]:[0-5]\d) ?(?!am|pm)[A-Z]{2,5}", re.IGNORECASE | re.ASCII)


def system_now() -> datetime:
    """The machine's clock in UTC. Nothing else decides by it what is due; files are dated and named by it elsewhere."""
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
    if not option:
        return system_now()
    exact = not (_IN.fullmatch(option.strip()) or _CLOCK.fullmatch(option.strip()))
    with named("--now or OUTAGECOMMS_NOW:"):
        return parse_time(option, _NEVER if exact else system_now())


@contextmanager
def named(option: str) -> Iterator[None]:
    """Say which *option* a time was given with that cannot be read: one command takes several."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{option} {error}") from None


def parse_time(text: str, now: datetime) -> datetime:
    """A time that a person typed, as UTC: ``2026-11-22T15:30Z``, ``15:30 UTC``, ``15:30 Europe/Berlin`` or ``+30m``.

    A clock time means its next occurrence after *now*.

    Raises:
        InputError: it is none of these, or it has no zone.
    """
    text = text.strip()
    try:
        moment = _moment(text, now).astimezone(UTC)
    except OverflowError:
        raise _unreadable(text) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise InputError(f"{text!r} cannot be meant; write a year between {FIRST_YEAR} and {LAST_YEAR}")
    return moment


def is_time_of_day(text: str) -> bool:
    """Whether a person typed a time without its date: ``15:30Z``."""
    return _CLOCK.fullmatch(text.strip()) is not None


def parse_past(text: str, now: datetime) -> datetime:
    """A time that a person typed for something that has happened; a clock time means its last occurrence.

    Raises:
        InputError: as `parse_time`, or it lies ahead of *now*.
    """
    text = text.strip()
    if text.startswith("-") and _IN.fullmatch(text[1:]):
        return now - (parse_time(text[1:], now) - now)
    try:
        if _CLOCK.fullmatch(text):
            return max(moment for moment in _occurrences(text, now) if moment <= now)
        moment = parse_time(text, now)
    except _UnreadableError:
        raise InputError(f"{text!r} is not a time; write {_PAST}") from None
    if moment > now:
        raise InputError(f"{text!r} lies ahead of now, {now:%H:%M} UTC; check it")
    return moment


def parse_day(text: str) -> date:
    """A date that a person typed: ``2026-12-01``.

    Raises:
        InputError: it is none.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"{text!r} is not a date; write one such as 2026-12-01") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InputError(f"{text!r} cannot be meant; write a year between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def _moment(text: str, now: datetime) -> datetime:
    span = _IN.fullmatch(text)
    if span and (span[1] or span[2]):
        return now + timedelta(hours=int(span[1] or 0), minutes=int(span[2] or 0))
    if _CLOCK.fullmatch(text):
        return min(moment for moment in _occurrences(text, now) if moment > now)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _unreadable(text) from None
    if moment.tzinfo is None:
        raise InputError(f"{text!r} has no time zone; write it in full, as in {moment:%Y-%m-%dT%H:%M}Z for UTC")
    return moment


def _occurrences(text: str, now: datetime) -> list[datetime]:
    """When the clock shows the time *text*, from the day before *now* to the day after it, in UTC.

    Where the clock goes back it shows it twice; where it goes forward and skips that time, as long after the change
    as the time would have been.
    """
    hour, minute, zone_name = _CLOCK.fullmatch(text).groups()  # type: ignore[union-attr]  # both callers have matched it
    if not zone_name:
        raise InputError(f"{text!r} has no time zone; write {text}Z for UTC, or '{text} Europe/Berlin'")
    try:
        here = now.astimezone(_zone_or_offset(zone_name))
    except ValueError as error:
        raise InputError(f"{text!r} is not a time: {error}") from None
    try:
        today = here.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    except ValueError:
        raise _unreadable(text) from None
    found = []
    for days in (-1, 0, 1):
        day = today + timedelta(days=days)
        first, second = (day.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        found += [first, max(first, second)]
    return found


def _zone_or_offset(name: str) -> tzinfo | None:
    if name.upper() in ("Z", "UTC"):
        return zone("UTC")
    if name[0] in "+-":
        return datetime.strptime(name.replace(":", ""), "%z").tzinfo
    return zone(name)


_COMING = "2026-11-22T15:30Z, 15:30Z, '15:30 Europe/Berlin', or +30m for in thirty minutes"
_PAST = "14:02Z, '14:02 Europe/Berlin', 2026-11-22T14:02Z, or -10m for ten minutes ago"


class _UnreadableError(InputError):
    """What was typed has none of the forms of a time."""


def _unreadable(text: str) -> InputError:
    if match := _ABBREVIATED.fullmatch(text):
        return InputError(
            f"{text!r} has an abbreviation for its zone, which others share; name a place, as in "
            f"'{match[1]} Europe/Berlin'"
        )
    return _UnreadableError(f"{text!r} is not a time; write {_COMING}")
