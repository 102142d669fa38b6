"""Times, spans and counts as the team reads them; what customers read, `compose` writes in their own zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_NAMED = 5  # accounts that a line names before it counts them
_HOUR, _DAY = 60, 24 * 60  # minutes
BUILT_IN_SPEAKS = "The built-in template speaks for it."
"""What became of words whose own template cannot be rendered."""


def moment(at: datetime, now: datetime) -> str:
    """A time in UTC: ``14:30 UTC``, with the date unless that is the day of *now*."""
    at, now = at.astimezone(UTC), now.astimezone(UTC)
    return f"{at:%H:%M} UTC" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M} UTC"


def countdown(at: datetime, now: datetime) -> str:
    """How far away a time is: ``in 9 min``, ``11 min ago``."""
    away = minutes(abs(at - now))
    if away == 0:
        return "now"
    if away < 2 * _HOUR:
        said = f"{away} min"
    elif away < 2 * _DAY:
        said = f"{away // _HOUR} h"
    else:
        said = f"{away // _DAY} days"
    return f"in {said}" if at >= now else f"{said} ago"


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


def some(names: Sequence[str], most: int = 10) -> str:
    """The first of *names*, and a sign that there are more: ``a, b, …``."""
    return ", ".join([*names[:most], *(["…"] if len(names) > most else [])])


def named(accounts: Sequence[str]) -> str:
    """The accounts by name, or their number when there are many."""
    return ", ".join(accounts) if len(accounts) <= MOST_NAMED else counted(len(accounts), "account")
