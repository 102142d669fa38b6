"""The plan of one incident: every message that a customer was sent, is owed now, or will be owed, and why.

A message is (incident, kind, sequence, account). The sequence follows from the log alone, so that every host computes
the same one: for what goes to everyone it is the number of the log entry that the message is; of the entry that it
follows, when it is written from the facts alone (0 before the first); for a reply that of the parked question; for a
follow-up its round. The kind of a log entry says whether it came in time, which depends on what went out before it;
once the entry has left, it keeps the kind as which it did.

A log entry's words are wanted while they hold. Of updates that is the newest alone, until the time that it promises
has lapsed: of three in a row a customer needs the last. A resolution or a correction is wanted whatever was said
after it, a resolution for a day unless the incident is opened again, a correction until its own time has lapsed;
who got the mistake and has not had the correction by then is owed it with another time, see `corrections`.
What was written from the facts alone is wanted until the next word is: whoever was left out of it, and of the news
before it, would get neither.

What customers were promised, the last word that left says. While a newer entry has not, the older time stands; once
that has lapsed, an entry that nobody has said yes to is not wanted any more: what is due in its place has its news,
and owns the miss.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from outagecomms.cadence import followups
from outagecomms.cadence.aftercare import Aftercare
from outagecomms.cadence.promises import GRACE, UPDATES, Kind, first_word, lapsed, last_heard, words
from outagecomms.incident import history
from outagecomms.incident.model import PUBLIC, Channel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from outagecomms.cadence.policy import Policy
    from outagecomms.cadence.promises import Said, Word
    from outagecomms.incident.model import Account, Incident

State = Literal["past", "due", "planned"]

RESOLVED_IS_NEWS = timedelta(hours=24)  # after that the follow-up speaks, and a "resolved" would only confuse
REPLY_WITHIN = timedelta(hours=1)
JUMP = timedelta(minutes=2)  # a clock may be this far behind the log before it is disbelieved
_FROM_THE_FACTS = {"update": "first contact", "holding": "promised, nothing new yet", "late": "promise missed"}


@dataclass(frozen=True, slots=True)
class Planned:
    """One message in the plan. Times in UTC."""

    incident: str
    kind: Kind
    sequence: int
    account: Account
    due: datetime
    reason: str
    state: State
    overdue_at: datetime
    """When it is overdue, if nothing has gone out."""
    next_update: datetime | None = None
    """The time that it promises."""
    write: bool = False
    """Whether its words are wanted now: it is due, or it is a log entry that still holds."""
    needs_person: bool = False
    """Whether its words cannot come from the facts alone."""


@dataclass(frozen=True, slots=True)
class _Notice:
    """A message before it is addressed: a `Planned` without its incident and account."""

    kind: Kind
    sequence: int
    due: datetime
    reason: str
    state: State
    overdue_at: datetime
    next_update: datetime | None = None
    write: bool = False
    needs_person: bool = False


def plan(incident: Incident, policy: Policy, said: Sequence[Said], now: datetime) -> Iterator[Planned]:
    """Every message of *incident*, account by account.

    After a gap one message is due, never the backlog: a log entry whose promise has lapsed is past, and what is due
    in its place owns the miss.

    Args:
        incident: the facts and the log.
        policy: the figures, from `policy.policy_for`.
        said: what really went out, as the outbox reports it; a draft that nobody sent resets nothing.
        now: the time, in UTC. A clock behind the log is taken to stand at the log's last entry.
    """
    spoken = words(incident, policy, said)
    now = max([now, *(word.at for word in spoken[-1:])])
    to_everyone = [*_said(incident, policy, spoken, now), *_next(incident, policy, spoken, now)]
    aftercare = Aftercare(incident, policy, now)
    personal = _Personal(incident, policy, spoken, {(s.kind, s.sequence, s.account) for s in said}, aftercare, now)
    reached = {s.account for s in said if s.kind in UPDATES}
    name = incident.id
    for account in incident.readers():
        # a morning comes at another time to each zone: until it does, what others are told is not for this reader
        knows = incident.updates or not reached.isdisjoint(("", account.id))
        for n in (*(to_everyone if knows else [personal.first_contact(account)]), *personal.to(account)):
            if not isinstance(account, Channel) or n.kind in account.kinds:
                yield Planned(
                    name, n.kind, n.sequence, account, n.due, n.reason, n.state, n.overdue_at, n.next_update,
                    n.write, n.needs_person,
                )  # fmt: skip


def next_word(incident: Incident, policy: Policy, said: Sequence[Said], now: datetime) -> datetime | None:
    """The time that whoever is written to now is given for the next word to everyone; nothing after the end."""
    if history.resolution(incident):
        return None
    spoken = words(incident, policy, said)
    return _next_word(incident, policy, spoken, max([now, *(word.at for word in spoken[-1:])]))


def clock_is_behind(incident: Incident, now: datetime) -> bool:
    """Whether *now* lies before the log's last entry by more than clocks differ: then nothing can be called due."""
    return bool(incident.updates) and incident.updates[-1].at - now > JUMP


def _said(incident: Incident, policy: Policy, spoken: Sequence[Word], now: datetime) -> Iterator[_Notice]:
    for before, word in zip([None, *spoken], spoken, strict=False):
        write = _holds(incident, word, now) if word.number else _is_last(incident, policy, word, spoken, now)
        write = write and not _came_too_late(incident, word, _owed_before(incident, word, spoken), now)
        reason = _reason(incident, word, before)
        yield _Notice(word.kind, word.sequence, word.at, reason, "past", word.at, word.promised, write=write)


def _holds(incident: Incident, word: Word, now: datetime) -> bool:
    """Whether *word*, a log entry, is one that customers should still get; see the top of this file."""
    if lapsed(word.promised or word.at + RESOLVED_IS_NEWS, now):
        return False
    after = incident.updates[word.number :]
    if word.promised is None:
        return all(update.status == "resolved" for update in after)
    return not after or word.kind == "correction"


def _is_last(incident: Incident, policy: Policy, word: Word, spoken: Sequence[Word], now: datetime) -> bool:
    """Whether *word*, written from the facts, is the last, and the one after it is not to be written yet."""
    if word is not spoken[-1] or word.sequence < len(incident.updates) or word.promised is None:
        return False
    return word.promised - now > policy.holding_lead


def _owed_before(incident: Incident, word: Word, spoken: Sequence[Word]) -> datetime | None:
    """The time that customers were last given, if *word* is a log entry that has not left: until it does, that holds.

    Nothing while they have been given none.
    """
    if word.number not in incident.unsent:
        return None
    heard = last_heard(incident, spoken[: spoken.index(word)])
    return heard.promised if heard else None


def _came_too_late(incident: Incident, word: Word, owed: datetime | None, now: datetime) -> bool:
    """Whether *word*, for which the time *owed* has passed unsent, says nothing of that, so that another must.

    What somebody has said yes to goes out as it is: news must not wait for a second yes.
    """
    if owed is None or not lapsed(owed, now) or incident.unsent[word.number]:
        return False
    return word.kind in ("update", "holding")


def _reason(incident: Incident, word: Word, before: Word | None) -> str:
    if not word.number:
        return _FROM_THE_FACTS[word.kind]
    update = incident.updates[word.number - 1]
    if word.kind == "correction":
        return f"corrects update {update.corrects}"
    if word.kind == "resolved":
        return "resolved"
    if before is None:
        return "first contact"
    if word.kind == "late":
        return "promise missed"
    status = incident.updates[word.number - 2].status if word.number > 1 else "investigating"
    return "status changed" if status != update.status else "promised"


def _next(incident: Incident, policy: Policy, spoken: Sequence[Word], now: datetime) -> Iterator[_Notice]:
    """The message that is owed next to everyone, while the incident is open and something has been said."""
    last = spoken[-1] if spoken else None
    if last is None or last.promised is None:
        return
    logged, due, late = len(incident.updates), last.promised, lapsed(last.promised, now)
    status, first = history.status(incident), first_word(spoken) or last.at
    if owed := _owed_before(incident, last, spoken):
        state, overdue_at = _state(owed, now), owed + GRACE
        if _came_too_late(incident, last, owed, now):
            following = max(policy.next_update(status, now, first), last.promised)
            yield _Notice("late", logged, owed, _FROM_THE_FACTS["late"], state, overdue_at, following, write=True)
        else:
            yield _Notice("update", logged, owed, "promised", state, overdue_at, last.promised)
        return
    promise = policy.next_update(status, now if late else due, first)
    kind: Kind = "late" if late else "holding"
    why_a_person = ""
    if last.kind == kind or (last.holding and not late):
        why_a_person = f"the last word was {'late already' if late else 'a holding update'}"
    elif any((kind, logged) == (word.kind, word.sequence) for word in spoken):
        why_a_person = f"there is no new log entry since the last {kind} message"
    state, overdue_at = _state(due, now), due + GRACE
    if not late and due - now > policy.holding_lead:
        yield _Notice("update", logged + 1, due, "promised", state, overdue_at, promise)
    elif why_a_person:
        reason = f"{'promise missed' if late else 'promised'}; {why_a_person}, so a person must write this one"
        yield _Notice("update", logged + 1, due, reason, state, overdue_at, promise, needs_person=True)
    else:
        yield _Notice(kind, logged, due, _FROM_THE_FACTS[kind], state, overdue_at, promise, write=True)


@dataclass(frozen=True, slots=True)
class _Personal:
    """What is owed to one account and depends on it: on its zone, its tier, what it asked and how it feels."""

    incident: Incident
    policy: Policy
    spoken: Sequence[Word]
    sent: set[tuple[Kind, int, str]]
    aftercare: Aftercare
    now: datetime

    def first_contact(self, account: Account) -> _Notice:
        due, limit = self._first_contact(account)
        state = _state(due, self.now)
        return _Notice("update", 0, due, "first contact", state, limit, self._promise(due), write=state == "due")

    def to(self, account: Account) -> Iterator[_Notice]:
        if account is PUBLIC:
            return
        if self.aftercare.resolved_at:
            yield from self._followups(account)
        elif account.id == account.customer:  # what a stakeholder's account asked is not for them
            yield from self._outreach(account)
            yield from self._replies(account)

    def _outreach(self, account: Account) -> Iterator[_Notice]:
        if account.tier in self.policy.outreach_tiers:
            due, limit = self._first_contact(account)
            yield self._notice(account, "outreach", 1, due, "first contact by the leader", limit, self._promise(due))

    def _replies(self, account: Account) -> Iterator[_Notice]:
        for number, parked in enumerate(self.incident.parked, start=1):
            if parked.account == account.id:
                reason, limit = "asked for now, answered after the fix", parked.at + REPLY_WITHIN
                yield self._notice(account, "reply", number, parked.at, reason, limit, self._promise(parked.at))

    def _followups(self, account: Account) -> Iterator[_Notice]:
        agreed = self.aftercare.agreed(account)
        for each in self.aftercare.rounds(account):
            limit = followups.overdue_at(each.due, account.timezone)
            promise = each.next_due
            if agreed and agreed.due > max(each.due, self.now) and (promise is None or agreed.due < promise):
                promise = agreed.due
            sequence = self.aftercare.sequence(each.number)
            notice = self._notice(account, "followup", sequence, each.due, each.reason, limit, promise)
            settled = self.aftercare.is_settled(account, each)
            yield replace(notice, state="past", write=False) if settled else notice

    def _notice(
        self, account: Account, kind: Kind, sequence: int, due: datetime, reason: str, limit: datetime,
        promise: datetime | None,
    ) -> _Notice:  # fmt: skip
        state = "past" if (kind, sequence, account.id) in self.sent else _state(due, self.now)
        return _Notice(kind, sequence, due, reason, state, limit, promise, write=state == "due")

    def _first_contact(self, account: Account) -> tuple[datetime, datetime]:
        started, zone = self.incident.started, account.timezone
        return self.policy.first_contact(started, zone), self.policy.first_contact_limit(started, zone)

    def _promise(self, due: datetime) -> datetime | None:
        return _next_word(self.incident, self.policy, self.spoken, self.now, due)


def _next_word(
    incident: Incident, policy: Policy, spoken: Sequence[Word], now: datetime, due: datetime | None = None
) -> datetime | None:
    """The next time that everyone hears from us: the one promised already, if it still lies ahead."""
    if spoken and (promised := spoken[-1].promised) and promised > now:
        return promised
    at = max(now, due or now)
    return policy.next_update(history.status(incident), at, first_word(spoken) or at)


def _state(due: datetime, now: datetime) -> State:
    return "due" if due <= now else "planned"
