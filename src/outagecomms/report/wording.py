"""Times, spans and counts as a report says them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def clock(at: datetime, start: datetime) -> str:
    """A time of day in UTC, with its date unless that is the day of *start*."""
    at = at.astimezone(UTC)
    same_day = at.date() == start.astimezone(UTC).date()
    return f"{at:%H:%M} UTC" if same_day else f"{at:%Y-%m-%d %H:%M} UTC"


def span(length: timedelta) -> str:
    """A length of time in words: ``8 min``, ``2 h 5 min``, ``3 days 4 h``."""
    hours, rest = divmod(minutes(length), 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "day" if days == 1 else "days"), (hours, "h"), (rest, "min")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"


def minutes(length: timedelta) -> int:
    """The whole minutes of a length of time."""
    return length // timedelta(minutes=1)


def counted(number: int, one: str, more: str = "") -> str:
    """A number with its noun: ``1 account``, ``2 accounts``."""
    return f"{number} {one if number == 1 else more or f'{one}s'}"
