"""After the fix: the days on which a reader was to hear from us, and what became of each."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.cadence.calendar import day_begins, morning
from outagecomms.clock import zone
from outagecomms.incident import history
from outagecomms.incident.model import Stakeholder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from outagecomms.cadence.aftercare import Aftercare
    from outagecomms.cadence.promises import Said
    from outagecomms.incident.model import Account, Incident


class Contact(NamedTuple):
    """A day on which a reader was to hear from us. Times in UTC."""

    day: date
    is_call: bool
    """We were to call; else to write."""
    due: datetime
    over: datetime
    """When that day ends where the reader is."""
    came: datetime | None
    """When they heard from us, on that day or later; nothing when they have not."""

    @property
    def is_late(self) -> bool:
        """Whether it came after its day."""
        return self.came is not None and self.came >= self.over

    def is_missed(self, now: datetime) -> bool:
        """Whether its day has passed by *now*, and nothing came."""
        return self.came is None and now >= self.over


class Contacts:
    """The days that the readers of one incident were given: by the good news, by each letter, and by agreement.

    Args:
        incident: the facts and the log.
        said: what really went out.
        care: what the accounts are owed after the fix.
    """

    def __init__(self, incident: Incident, said: Sequence[Said], care: Aftercare) -> None:
        self._care = care
        self._told = history.told(incident)
        self._reopened = [update.at for update in incident.updates if update.status != "resolved"]
        self._yes: dict[str, list[datetime]] = {}
        for each in incident.satisfaction:
            self._yes.setdefault(each.account, []).append(each.at)
        self._letters: dict[str, list[Said]] = {}
        for letter in sorted(said, key=attrgetter("at")):
            if letter.kind == "followup":
                self._letters.setdefault(letter.account, []).append(letter)

    def of(self, account: Account, before: int | None = None) -> list[Contact]:
        """The days that a reader was given, in order; of their letters only those *before* that sequence count."""
        letters = [each for each in self._letters.get(account.id, ()) if before is None or each.sequence < before]
        place = zone(account.timezone)
        found = [*self._first(account, letters, place), *self._following(account, letters, place)]
        if not isinstance(account, Stakeholder):
            agreed = list(self._agreed(account, place))
            days = {each.day for each in agreed}  # a letter that names such a day gives no other
            found = [*(each for each in found if each.day not in days), *agreed]
        return sorted(found)

    def _first(self, account: Account, letters: Sequence[Said], place: ZoneInfo) -> Iterator[Contact]:
        """The first letter after the fix, which the good news announced; long after it nobody waits for it."""
        course = self._care.course(account)
        if course is None or isinstance(account, Stakeholder):
            return
        came = [each.at for each in letters if each.at >= course.resolved_at]
        if came or self._care.rounds(account)[0].number == 1:
            yield contact(course.due(1).astimezone(place).date(), place, came, is_call=False)

    def _following(self, account: Account, letters: Sequence[Said], place: ZoneInfo) -> Iterator[Contact]:
        """What each letter announced: the next one, and the call that it invited to."""
        calls = [talk.at for talk in self._told.get(account.id, ()) if talk.we_called]
        for number, each in enumerate(letters, start=1):
            if each.next_update is None:
                continue
            day = each.next_update.astimezone(place).date()
            came = [letter.at for letter in letters[number:]]
            said = contact(day, place, [*came, *_from(calls, day, place)], is_call=False)
            if said.came or not self._gave_way(account, each.at, said.over):
                yield said
            if self._care.is_called(account, each.at) and not self._gave_way(account, each.at, said.over):
                yield contact(day, place, _from(self._spoken(account), day, place), is_call=True)

    def _agreed(self, account: Account, place: ZoneInfo) -> Iterator[Contact]:
        """The calls that were agreed, without a day that gave way to another before it was over."""
        given = [talk for talk in self._told.get(account.id, ()) if talk.follow_up]
        for talk, after in [*pairwise(given), *((last, None) for last in given[-1:])]:
            if talk.follow_up:
                spoken = [at for at in self._spoken(account) if at > talk.at]
                if after is None or after.at >= day_begins(talk.follow_up, place):
                    yield contact(talk.follow_up, place, _from(spoken, talk.follow_up, place), is_call=True)

    def _spoken(self, account: Account) -> list[datetime]:
        """When we spoke with an account."""
        return [*(talk.at for talk in self._told.get(account.id, ())), *self._yes.get(account.id, ())]

    def _gave_way(self, account: Account, given: datetime, over: datetime) -> bool:
        """Whether what was announced at *given* is not owed: it came back before then, or they said yes."""
        return any(given < at < over for at in (*self._reopened, *self._yes.get(account.customer or "", ())))


def _from(moments: Sequence[datetime], day: date, place: ZoneInfo) -> list[datetime]:
    return [at for at in moments if at >= day_begins(day, place)]


def contact(day: date, place: ZoneInfo, came: Sequence[datetime], *, is_call: bool) -> Contact:
    """What was promised for *day*, when they heard from us at the times in *came*."""
    over = day_begins(day + timedelta(days=1), place)
    return Contact(day, is_call, morning(day, place), over, min(came, default=None))
