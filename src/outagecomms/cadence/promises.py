"""Every time that we gave a customer, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from outagecomms.cadence.corrections import word_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outagecomms.cadence.policy import Policy
    from outagecomms.incident.model import Incident, Update

Kind = Literal["outreach", "update", "holding", "late", "correction", "reply", "resolved", "followup"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Outcome = Literal["kept", "late", "missed", "open"]
UPDATES = ("update", "holding", "late")
"""An update, and what goes in its place when nothing is new, or when it comes later than was said."""
TO_ONE = ("outreach", "reply", "followup")
GRACE = timedelta(minutes=1)  # a promise is of a minute, 14:30, and lapses when a reader's clock shows 14:31


@dataclass(frozen=True, slots=True)
class Said:
    """A message that really went out, as the outbox reports it. *account* is empty when every account got it."""

    kind: Kind
    sequence: int
    account: str
    at: datetime
    next_update: datetime | None


class Had(NamedTuple):
    """A message that one reader has had, or may have: nobody can take it back."""

    kind: Kind
    sequence: int
    next_update: datetime | None
    late_at: datetime | None = None
    """The minute in which it left, if that was after the time that this reader had been given; readers whom it reached
    in time have had the same, whenever that was, and so they can be told the same."""


@dataclass(frozen=True, slots=True)
class Word:
    """One message to every customer: when it went out, and the time it promised. In UTC."""

    at: datetime
    promised: datetime | None
    kind: Kind
    sequence: int
    """The number of the log entry that it is, or that it follows; see `plan`."""
    number: int
    """Its place in the log, from 1; 0 when only the outbox knows of it."""
    holding: bool
    """It said that nothing had changed."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A time given to every customer. All in UTC."""

    given_at: datetime
    promised_for: datetime
    fulfilled_at: datetime | None
    outcome: Outcome

    @property
    def minutes_late(self) -> int:
        """Whole minutes between the promised time and the message; 0 when it was kept or is open."""
        if self.fulfilled_at is None:
            return 0
        return max(0, int((self.fulfilled_at - self.promised_for) / timedelta(minutes=1)))


def words(incident: Incident, policy: Policy, said: Sequence[Said] = ()) -> list[Word]:
    """Everything said to every customer, oldest first: the log's updates and what the outbox sent beside them."""
    events: list[tuple[datetime, int, int | Said]] = [
        *((update.at, 0, number) for number, update in enumerate(incident.updates, start=1)),
        *((_sent_at(incident, message), 1, message) for message in _sent_to_everyone(said)),
    ]
    spoken: list[Word] = []
    for at, _, event in sorted(events, key=lambda event: event[:2]):
        if isinstance(event, int):
            spoken.append(_logged(incident, policy, event, spoken))
        elif word_of(incident, event.kind, event.sequence) not in {(word.kind, word.sequence) for word in spoken}:
            spoken.append(_beside(event, at, spoken))
    return spoken


def _sent_at(incident: Incident, message: Said) -> datetime:
    """When *message* went out: not before the log entry that it is or follows, though clocks differ."""
    return max([message.at, *(update.at for update in incident.updates[: message.sequence][-1:])])


def _beside(message: Said, at: datetime, spoken: Sequence[Word]) -> Word:
    crossed = bool(spoken) and spoken[-1].promised is None  # no time that crossed with a resolution holds
    promised = None if crossed else message.next_update
    return Word(at, promised, message.kind, message.sequence, 0, holding=message.kind == "holding")


def _sent_to_everyone(said: Sequence[Said]) -> list[Said]:
    """Each message to everyone once, from its first reader on."""
    first: dict[tuple[str, int], Said] = {}
    for message in sorted(said, key=attrgetter("at", "kind", "sequence", "account")):
        if message.kind in UPDATES:
            first.setdefault((message.kind, message.sequence), message)
    return sorted(first.values(), key=attrgetter("at", "kind", "sequence"))


def first_word(spoken: Sequence[Word]) -> datetime | None:
    """When the present outage's first word went out; what was said before a resolution belongs to an earlier one."""
    first = None
    for word in reversed(spoken):
        if word.promised is None:
            break
        first = word.at
    return first


def last_heard(incident: Incident, spoken: Sequence[Word]) -> Word | None:
    """The newest of *spoken* that has left, or may have: what it promised is the last that customers know of."""
    return next((word for word in reversed(spoken) if word.number not in incident.unsent), None)


def promises(incident: Incident, policy: Policy, said: Sequence[Said], now: datetime) -> list[Promise]:
    """Every promise, oldest first. Kept and late are for good; a missed one turns late when the word comes."""
    heard = [word for word in words(incident, policy, said) if word.number not in incident.unsent]
    return of_words(given(incident, heard), now)


def given(incident: Incident, spoken: Sequence[Word]) -> list[Word]:
    """*spoken* with the times that its readers were given: our own posts name the next one, those of others may."""
    return as_posted(incident, spoken) if incident.is_imported else list(spoken)


def as_posted(incident: Incident, spoken: Sequence[Word]) -> list[Word]:
    """*spoken* with no time but those in the log: without those that the cadence alone would have promised."""
    said = {number for number, update in enumerate(incident.updates, start=1) if update.next_update}
    return [word if word.number in said else replace(word, promised=None) for word in spoken]


def of_words(spoken: Sequence[Word], now: datetime) -> list[Promise]:
    """The promises in what was said, each judged by the message after it."""
    following = [*(word.at for word in spoken[1:]), None]
    return [
        _judged(word.at, word.promised, after, now)
        for word, after in zip(spoken, following, strict=False)
        if word.promised is not None
    ]


def lapsed(promised_for: datetime, now: datetime) -> bool:
    """Whether a reader who looks at the clock has to say that we are late."""
    return now - promised_for >= GRACE


def _judged(given_at: datetime, promised_for: datetime, fulfilled_at: datetime | None, now: datetime) -> Promise:
    outcome: Outcome
    if fulfilled_at is not None:
        outcome = "late" if lapsed(promised_for, fulfilled_at) else "kept"
    else:
        outcome = "missed" if lapsed(promised_for, now) else "open"
    return Promise(given_at, promised_for, fulfilled_at, outcome)


def _logged(incident: Incident, policy: Policy, number: int, spoken: Sequence[Word]) -> Word:
    update = incident.updates[number - 1]
    first = first_word([word for word in spoken if word.number]) or update.at
    before = last_heard(incident, spoken) or (spoken[-1] if spoken else None)
    kind = incident.left_as.get(number) or _kind_of(update, before)
    return Word(update.at, _promised(policy, update, first), kind, number, number, holding=update.holding)


def _kind_of(update: Update, before: Word | None) -> Kind:
    """What kind of message a log entry is, when *before* was the last word to the customers."""
    if update.corrects:
        return "correction"
    if update.status == "resolved":
        return "resolved"
    if before and before.promised and lapsed(before.promised, update.at):
        return "late"
    return "holding" if update.holding and before else "update"  # before the first word nothing can be unchanged


def _promised(policy: Policy, update: Update, first: datetime) -> datetime | None:
    if update.status == "resolved":
        return None
    if update.next_update:
        return update.next_update.replace(second=0, microsecond=0)  # the minute that its readers were given
    return policy.next_update(update.status, update.at, first)
