"""Every time that we gave a customer, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from outagecomms.incident import history

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outagecomms.cadence.policy import Policy
    from outagecomms.incident.model import Incident, Update

Outcome = Literal["kept", "late", "missed", "open"]
TO_EVERYONE = ("update", "holding", "late")
GRACE = timedelta(minutes=1)  # a promise is of a minute, 14:30, and lapses when a reader's clock shows 14:31


@dataclass(frozen=True, slots=True)
class Said:
    """A message that really went out, as the outbox reports it. *account* is empty when every account got it."""

    kind: str
    sequence: int
    account: str
    at: datetime
    next_update: datetime | None


@dataclass(frozen=True, slots=True)
class Word:
    """One message to every customer: when it went out, the time it promised, whether it was a holding update.

    *number* is its place in the log, or 0 when only the outbox knows of it.
    """

    at: datetime
    promised: datetime | None
    holding: bool
    number: int


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
    unlogged = [message for message in said if _is_beside(incident, message)]
    beside: dict[tuple[str, int], Said] = {}
    for message in sorted(unlogged, key=attrgetter("at", "kind", "sequence", "account")):
        beside.setdefault((message.kind, message.sequence), message)  # it counts from its first reader on
    found = [
        *_logged(incident, policy),
        *(Word(s.at, s.next_update, s.kind == "holding", 0) for s in beside.values()),
    ]
    return sorted(found, key=attrgetter("at"))


def first_word(spoken: Sequence[Word]) -> datetime | None:
    """When the present outage's first word went out; what was said before a resolution belongs to an earlier one."""
    first = None
    for word in reversed(spoken):
        if word.promised is None:
            break
        first = word.at
    return first


def _is_beside(incident: Incident, message: Said) -> bool:
    """Whether *message* went to everyone beside the log, and not as the mail of one of its entries."""
    resolved = history.resolution(incident)
    if message.kind not in TO_EVERYONE or (resolved and message.at >= resolved[1].at):
        return False  # no time that crossed with the resolution holds
    logged = incident.updates[: message.sequence]
    return len(logged) < message.sequence or message.at < logged[-1].at


def promises(incident: Incident, policy: Policy, said: Sequence[Said], now: datetime) -> list[Promise]:
    """Every promise, oldest first. Kept and late are for good; a missed one turns late when the word comes."""
    return of_words(words(incident, policy, said), now)


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


def _logged(incident: Incident, policy: Policy) -> Iterator[Word]:
    first = None
    for number, update in enumerate(incident.updates, start=1):
        first = first or update.at
        yield Word(update.at, _promised(policy, update, first), update.holding, number)
        if update.status == "resolved":
            first = None


def _promised(policy: Policy, update: Update, first: datetime) -> datetime | None:
    if update.status == "resolved":
        return None
    if update.next_update:
        return update.next_update.replace(second=0, microsecond=0)  # the minute that its readers were given
    return policy.next_update(update.status, update.at, first)
