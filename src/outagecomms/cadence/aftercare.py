"""After the fix: the letters and the calls that each account is owed, looked up for one account after another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from outagecomms.cadence import followups
from outagecomms.cadence.calendar import day_begins, morning
from outagecomms.cadence.followups import ALWAYS_OWED, Course
from outagecomms.clock import zone
from outagecomms.incident import history
from outagecomms.incident.model import Stakeholder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from outagecomms.cadence.followups import Round
    from outagecomms.cadence.policy import Policy
    from outagecomms.incident.model import Account, Incident


@dataclass(frozen=True, slots=True)
class Call:
    """A call that an account is owed and has not had. Times in UTC."""

    incident: str
    account: Account
    name: str
    """What tells it from the account's other calls, for good: ``call-2`` is the second round's, ``agreed`` is ours.

    ``again-1`` follows upon the first yes that they took back. A second fix puts the calls of the first one off.
    """
    round: int
    """The round that it belongs to; 0 when it belongs to none."""
    due: datetime
    reason: str
    overdue_at: datetime
    moved: int
    """How often its date has moved; each further fix counts for more than all moves before it."""


class Aftercare:
    """What the accounts of one incident are owed after the fix, at one moment."""

    def __init__(self, incident: Incident, policy: Policy, now: datetime) -> None:
        found = history.resolution(incident)
        self.resolved_at = found[1].at if found else None
        self._incident = incident
        self._care = policy.care
        self._outreach_tiers = policy.outreach_tiers
        self._now = now
        self._resolutions = history.resolutions(incident)
        self._answers = history.answers(incident)
        self._satisfied = history.satisfied(incident)
        self._taken_back = history.taken_back(incident)
        self._told = history.told(incident)
        self._voices = history.voices(incident)
        spoken = [(each.at, each.account) for log in (incident.conversations, incident.satisfaction) for each in log]
        self._last_word = {account: at for at, account in sorted(spoken)}
        self._rounds_of_the_silent = lru_cache(maxsize=512)(self._rounds)

    def is_satisfied(self, account: Account) -> bool:
        """Whether the account of a reader says that it is satisfied; see `history.satisfied`."""
        return self.said_yes(account) is not None

    def said_yes(self, account: Account) -> datetime | None:
        """When the account of a reader said that it is satisfied, unless it took that back."""
        return self._satisfied.get(account.customer)

    def is_settled(self, account: Account, each: Round) -> bool:
        """Whether nothing is to be asked any more in a round that a reader was due.

        They have answered since; or they were satisfied when it came, and took that back later.
        """
        answer, back = self._answers.get(account.customer), self._taken_back.get(account.customer)
        if answer is None:
            return False
        return answer.at >= each.due or (back is not None and each.number > ALWAYS_OWED and back.at >= each.due)

    def sequence(self, number: int) -> int:
        """The sequence of the letter of round *number*; see `followups.sequence`."""
        return followups.sequence(self._resolutions, number)

    def course(self, account: Account) -> Course | None:
        """The follow-ups to a reader; nothing while the incident is open."""
        return self._course(account.timezone, account.customer)

    def rounds(self, account: Account) -> list[Round]:
        """The rounds to list for a reader; for a stakeholder only those since they were named."""
        if account.customer not in self._last_word:
            return self._rounds_of_the_silent(account.timezone)
        found = self._rounds(account.timezone, account.customer)
        return [each for each in found if each.due >= account.since] if isinstance(account, Stakeholder) else found

    def agreed(self, account: Account) -> Call | None:
        """The call on the day that was given to an account, unless they have spoken since."""
        given = [talk for talk in self._told.get(account.id, ()) if talk.follow_up]
        if not given or not (day := given[-1].follow_up):
            return None
        place = zone(account.timezone)
        if self._spoke(account, max(day_begins(day, place), given[-1].at + timedelta(microseconds=1))):
            return None
        days = [talk.follow_up for talk in given]
        moved = sum(before != after for before, after in pairwise(days))
        due, over = morning(day, place), day_begins(day + timedelta(days=1), place)
        return Call(self._incident.id, account, "agreed", 0, due, "agreed with them", over, moved)

    def calls(self, account: Account) -> Iterator[Call]:
        """The calls that an account is owed: an agreed one, and those of the newest round and of the next.

        Nobody can telephone ten thousand customers: called are those to whom the leader writes first, and whoever has
        told or asked us anything, from then on. Everyone else, and a stakeholder, is written to.
        """
        if isinstance(account, Stakeholder):
            return
        if account.tier not in self._outreach_tiers and account.id not in self._voices:
            return
        course = self.course(account)
        agreed = self.agreed(account)
        if agreed:
            yield agreed
        if course is None or self.is_satisfied(account):
            return
        if again := self._again(account):
            yield again
        for each in self.rounds(account):
            due = course.call() if each.number == 1 else each.due
            begins = course.resolved_at if each.number == 1 else _same_day(due, account)
            if (agreed and agreed.due == due) or self._spoke(account, begins):
                continue
            if not self.is_called(account, due):
                continue
            reason = "first call after the fix" if each.number == 1 else each.reason
            yield Call(
                self._incident.id, account, f"call-{each.number}", each.number, due, reason,
                followups.overdue_at(due, account.timezone), self.sequence(course.moves(each.number)),
            )  # fmt: skip

    def is_called(self, account: Account, at: datetime) -> bool:
        """Whether at that time an account was one of those whom we call; see `calls`."""
        if isinstance(account, Stakeholder):
            return False
        first_word = self._voices.get(account.id)
        return account.tier in self._outreach_tiers or (first_word is not None and first_word <= at)

    def _again(self, account: Account) -> Call | None:
        """The call to who was satisfied and is not any more, as soon as their mood asks for; another day may be agreed.

        That they come to us once more is no call of ours.
        """
        back = self._taken_back.get(account.id)
        if back is None or back.mood is None:
            return None
        since = [talk for talk in self._told[account.id] if talk.at > back.at]
        if any(talk.we_called or talk.follow_up for talk in (*since, back)):
            return None
        due = followups.call_after(back.at, self._care[back.mood].call, account.timezone)
        over = followups.overdue_at(due, account.timezone)
        number = sum(each.account == account.id and each.satisfied for each in self._incident.satisfaction)
        return Call(self._incident.id, account, f"again-{number}", 0, due, "not satisfied any more", over, 0)

    def _course(self, zone_name: str, customer: str | None) -> Course | None:
        talks = self._told.get(customer, ()) if customer else ()
        return Course(self.resolved_at, zone_name, self._care, talks) if self.resolved_at else None

    def _rounds(self, zone_name: str, customer: str | None = None) -> list[Round]:
        course = self._course(zone_name, customer)
        return list(course.rounds(self._satisfied.get(customer or ""), self._now)) if course else []

    def _spoke(self, account: Account, since: datetime) -> bool:
        """Whether we have spoken with an account at *since* or later."""
        last = self._last_word.get(account.id)
        return last is not None and last >= since


def calls(incident: Incident, policy: Policy, now: datetime) -> Iterator[Call]:
    """The calls that the accounts of *incident* are owed, account by account; see `Aftercare.calls`."""
    care = Aftercare(incident, policy, now)
    for account in incident.customers():
        yield from care.calls(account)


def _same_day(due: datetime, account: Account) -> datetime:
    """When the day of a call begins there: who calls an hour early has called."""
    place = zone(account.timezone)
    return day_begins(due.astimezone(place).date(), place)
