"""After the fix: when a customer hears from us again, until they say that they are satisfied (rr)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.cadence.calendar import business_day, business_days_after, morning
from outagecomms.clock import zone
from outagecomms.incident.history import felt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from outagecomms.incident.model import Conversation, Mood

FIRST_DAYS = 60
ALWAYS_OWED = 2  # rounds that come to the satisfied as well
_BREATH = timedelta(hours=2)  # between "it works again" and the leader's own words
_LATEST = time(18)
_ROUNDS_A_RESOLUTION = 100  # more rounds than anybody lives through


class Care(NamedTuple):
    """How closely we follow up."""

    call: int
    """How many business days after the fix we call; 0 for the same day."""
    every: int
    """How many days lie between two rounds, from the second on."""


@dataclass(frozen=True, slots=True)
class Round:
    """One follow-up. Times in UTC."""

    number: int
    due: datetime
    reason: str
    next_due: datetime | None
    """When the one after it is due, if the customer is not satisfied by then."""


@dataclass(frozen=True, slots=True)
class Course:
    """The follow-ups to one account after one resolution.

    How long after one round the next is due depends on the mood that was known by the earliest time at which it could
    be. So what somebody says later moves no round that has come.
    """

    resolved_at: datetime
    """When the incident was resolved, in UTC."""
    zone: str
    """Where the reader counts days."""
    care: Mapping[Mood | None, Care]
    """How closely we follow up by mood; by None when nobody knows it."""
    talks: Sequence[Conversation] = ()
    """What the account told us, as `history.told` has it."""

    def rounds(self, satisfied_at: datetime | None, now: datetime) -> Iterator[Round]:
        """The follow-ups to list at *now*: the newest that is due, and those planned after it.

        The first two are always owed. Then one after the other until the customer is satisfied; of those that lie
        ahead only the next is listed. After a gap only the newest is due.

        Args:
            satisfied_at: when the account said that it is, unless it took that back. In UTC.
            now: the time, in UTC.
        """
        dues = self._dues_beyond(max(now, satisfied_at or now))
        newest = _newest(dues, now)
        last = max(ALWAYS_OWED, _newest(dues, satisfied_at)) if satisfied_at else newest + 1
        for number in range(min(newest, last), last + 1):
            due, gap = dues[number - 1]
            is_final = satisfied_at is not None and number == last
            yield Round(number, due, _reason(number, gap), None if is_final else dues[number][0])

    def due(self, number: int) -> datetime:
        """When round *number* is due, in UTC: the same day, then 10:00 on a business day of the reader."""
        return next(islice(self._dues(), number - 1, None))[0]

    def call(self) -> datetime:
        """When we call after the fix, in UTC: as many business days later as their mood allows."""
        days = self._care(_same_day(self.resolved_at.astimezone(zone(self.zone)))).call
        return call_after(self.resolved_at, days, self.zone)

    def moves(self, number: int) -> int:
        """How often something that the account said after the fix has moved round *number*."""
        if number <= 2:  # noqa: PLR2004  (the first two have fixed dates)
            return 0
        settled = self._settled(next(islice(self._days(), number - 3, None))[0])
        after = [talk.mood for talk in self.talks if talk.mood and self.resolved_at < talk.at <= settled]
        waits = [care.every for care in (self._care(self.resolved_at), *(self.care[mood] for mood in after))]
        return sum(before != now for before, now in pairwise(waits))

    def _dues_beyond(self, moment: datetime) -> list[tuple[datetime, int]]:
        """Every round that is due by *moment*, and the two after these at least."""
        found: list[tuple[datetime, int]] = []
        for due in self._dues():
            found.append(due)
            if len(found) > 2 and found[-2][0] > moment:  # noqa: PLR2004  (the first two are owed anyhow)
                break
        return found

    def _dues(self) -> Iterator[tuple[datetime, int]]:
        """When each round is due, and how many days that is after the one before. There is no end to them."""
        yield _same_day(self.resolved_at.astimezone(zone(self.zone))), 0
        for days, gap in self._days():
            yield self._after(days), gap

    def _days(self) -> Iterator[tuple[int, int]]:
        """How many days after the fix each round is due, from the second on, and how many after the one before."""
        days = gap = FIRST_DAYS
        while True:
            yield days, gap
            gap = self._care(self._settled(days)).every
            days += gap

    def _settled(self, days: int) -> datetime:
        """When it is settled how long after the round at *days* the next is due."""
        return self._after(days + min(care.every for care in self.care.values()))

    def _after(self, days: int) -> datetime:
        place = zone(self.zone)
        return morning(business_day(self.resolved_at.astimezone(place).date() + timedelta(days=days)), place)

    def _care(self, until: datetime) -> Care:
        return self.care[felt(self.talks, until)]


def call_after(moment: datetime, days: int, zone_name: str) -> datetime:
    """When we call so many business days after *moment*, in UTC; see `_same_day` for none."""
    if days:
        return business_days_after(moment, days, zone_name)
    return _same_day(moment.astimezone(zone(zone_name)))


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
        return max(candidate.astimezone(UTC), morning(today, resolved.tzinfo))
    return morning(business_day(today + timedelta(days=1)), resolved.tzinfo)


def _newest(dues: Sequence[tuple[datetime, int]], moment: datetime) -> int:
    """The number of the newest round that was due by *moment*; the first at least."""
    return max(1, sum(due <= moment for due, _ in dues))


def _reason(number: int, gap: int) -> str:
    if number == 1:
        return "first letter after the fix"
    return f"{FIRST_DAYS} days" if number == 2 else f"{gap} days, not yet satisfied"  # noqa: PLR2004
