"""What a sending run does to the outbox: take messages, record what became of them, and clear up after the dead.

A message is `sending` in a committed transaction before the first word about it goes to a server. Some lie
ready, so that no connection waits for the disk; which of them were tried is noted apart, see `tried`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from outagecomms.outbox import recovery, tried, who
from outagecomms.outbox.changes import Change, stored
from outagecomms.outbox.key import COLUMNS, WITH_MAILS, Key
from outagecomms.outbox.limits import Candidate, Gate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import Self

    from outagecomms.delivery.outcome import Outcome
    from outagecomms.outbox.limits import Limits
    from outagecomms.outbox.pace import Pace
    from outagecomms.outbox.states import State
    from outagecomms.outbox.store import Outbox

LEASE = timedelta(minutes=5)  # a run renews it each minute; of one that has not, another host gives its messages up
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
_STATE_AFTER: dict[str, State] = {
    "accepted": "sent", "refused": "refused", "deferred": "deferred", "unknown": "unknown", "not tried": "approved",
    "turned away": "approved",
}  # fmt: skip
_SAME = " AND ".join(f"{{0}}.{column} = messages.{column}" for column in Key._fields)
_PUT_OFF_SINCE = (
    f"SELECT MIN(at) FROM history off WHERE {_SAME.format('off')} AND off.old = 'sending' AND off.new = 'deferred'"  # noqa: S608
    f" AND off.number > (SELECT MAX(number) FROM history yes WHERE {_SAME.format('yes')}"
    " AND yes.new = 'approved' AND yes.old <> 'sending')"
)
_PAGE = 500  # messages that are looked at in one go, when all are
_DUE = "state IN ('approved', 'deferred') AND next_attempt <= ? AND recipient LIKE ?"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that a connection has taken: all that it needs to send it."""

    key: Key
    sender: str
    recipient: str
    content: bytes
    attempts: int
    put_off_since: datetime | None = None
    """When it was first deferred since a person, or the configuration, said yes."""


class Claims:
    """The messages of one run; a context manager. Every method commits.

    Args:
        outbox: where they are.
        limits: whom they must not reach.
        folder: where the run notes what it tries.
        to: only those whose address is like this, as SQL writes it.
        pace: how fast they may begin, whichever run they are of.
    """

    def __init__(self, outbox: Outbox, limits: Limits, folder: Path, to: str = "%", pace: Pace | None = None) -> None:
        self._outbox = outbox
        self._database = outbox.database
        self._limits = limits
        self._to = to
        self._without: tuple[str, ...] = ()
        self._pace = pace
        self.held_back = False
        """Whether the pace alone kept the last turn from taking more."""
        self._name = tried.with_folder(who.new_claim(), folder)
        self._in_hand: set[Key] = set()
        self._is_recorded = False
        self._turned_away: set[str] = set()
        self._tried = tried.Tried(self._name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or self._is_recorded:  # else messages may have been left behind
            self._tried.remove()

    @property
    def tried(self) -> tried.Tried:
        """What this run tries; any thread may note it there."""
        return self._tried

    def leave(self, incidents: Iterable[str]) -> None:
        """Take no message of *incidents*."""
        self._without = tuple(incidents)

    @property
    def _due(self) -> str:
        return _DUE + " AND incident <> ?" * len(self._without)

    def waiting(self, now: datetime) -> int:
        """How many messages may go out now."""
        query = f"SELECT COUNT(*) FROM messages WHERE {self._due}"  # noqa: S608
        return int(self._database.execute(query, (stored(now), self._to, *self._without)).fetchone()[0])

    def recover(self, now: datetime) -> list[Change]:
        """Clear up after dead runs, and return what nobody can say the fate of; what was never tried waits again."""
        return recovery.recover(self._outbox, self._name, now)

    def turn(self, outcomes: Iterable[tuple[Claimed, Outcome]], count: int, now: datetime) -> list[Claimed]:
        """Record *outcomes*, and take up to *count* messages to be sent: one transaction for both.

        Of a sender whose mail was turned away none is taken any more: nothing has changed since.
        A database that is lost meanwhile is waited for, see `Database.reconnect`.
        """
        outcomes = list(outcomes)
        self._turned_away.update(message.sender for message, outcome in outcomes if outcome.fate == "turned away")
        while True:
            try:
                with self._outbox.transaction():
                    self._record(outcomes, now)
                    taken = self._take_at_pace(count, now)
            except self._database.errors as error:
                self._come_back(error, now)
            else:
                self._in_hand.difference_update(message.key for message, _ in outcomes)
                self._in_hand.update(message.key for message in taken)
                return taken

    def end(self, outcomes: Iterable[tuple[Claimed, Outcome]], now: datetime) -> None:
        """Record the last *outcomes*, of all that is in hand, and let go of what this run holds without knowing it."""
        outcomes = list(outcomes)
        with self._outbox.transaction():
            self._record(outcomes, now)
            recovery.release(self._outbox, self._name, self._in_hand, now)
        self._is_recorded = self._in_hand <= {message.key for message, _ in outcomes}

    def preview(self, now: datetime) -> list[Claimed]:
        """Take everything that may go now, whatever the pace. Call it in a rehearsal."""
        return self._take(sys.maxsize, now)

    def renew(self, now: datetime) -> None:
        """Say that this run is alive."""
        lease = stored(now + LEASE)
        try:
            self._database.execute(
                "UPDATE messages SET lease = ? WHERE state = 'sending' AND claim = ?", (lease, self._name)
            )
        except self._database.errors as error:
            self._come_back(error, now)

    def _come_back(self, error: Exception, now: datetime) -> None:
        """Wait for a database that was lost. A commit that it did not confirm may have given us what we never saw."""
        if not self._database.is_lost(error):
            raise error
        self._database.reconnect()
        with self._outbox.transaction():
            recovery.release(self._outbox, self._name, self._in_hand, now)

    def _record(self, outcomes: Sequence[tuple[Claimed, Outcome]], now: datetime) -> None:
        wanted = [self._after(message, outcome, now) for message, outcome in outcomes]
        made = {change.key for change in self._outbox.change(wanted, self._name, now)}
        late = [
            Change(each.key, "unknown", "sent", f"{each.reason}, as was learnt late", each.columns, claim=self._name)
            for each in wanted
            if each.new == "sent" and each.key not in made
        ]
        self._outbox.change(late, self._name, now)

    def _after(self, message: Claimed, outcome: Outcome, now: datetime) -> Change:
        state = _STATE_AFTER[outcome.fate]
        columns: dict[str, Any] = {"outcome": str(outcome)}
        if state == "deferred":
            columns["next_attempt"] = stored(now + wait_after(message.attempts))
        if state == "approved":  # that was no attempt
            columns["attempts"] = message.attempts - 1
        if outcome.fate == "turned away":  # whatever can leave goes before it in the next run
            columns["next_attempt"] = stored(now)
        return Change(message.key, "sending", state, outcome.logged, columns, claim=self._name)

    def _take_at_pace(self, count: int, now: datetime) -> list[Claimed]:
        allowed = self._pace.allows(self._database, self._to, now) if self._pace and count else count
        taken = self._take(min(allowed, count), now)
        self.held_back = len(taken) == allowed < count and self.waiting(now) > 0
        return taken

    def _take(self, count: int, now: datetime) -> list[Claimed]:
        taken: list[Candidate] = []
        while len(taken) < count and (found := self._candidates(min(count - len(taken), _PAGE), now)):
            gate = Gate(self._database, self._limits, found, now)
            starting: list[Candidate] = []
            hindrances: list[Change] = []
            for each in found:
                if hindrance := gate.hindrance(each):
                    hindrances.append(hindrance)
                else:
                    starting.append(each)
            self._outbox.change([*hindrances, *self._starts(starting, now)], self._name, now)
            taken += starting
        return [_claimed(each) for each in taken]

    def _candidates(self, count: int, now: datetime) -> list[Candidate]:
        others = f"AND sender NOT IN ({', '.join('?' * len(self._turned_away))})" if self._turned_away else ""
        rows = self._database.execute(
            f"SELECT {COLUMNS}, state, recipient, mailbox, hash, approved, holds_until, attempts, sender, content,"  # noqa: S608
            f" CASE state WHEN 'deferred' THEN ({_PUT_OFF_SINCE}) END"
            f" FROM {WITH_MAILS} WHERE {self._due} {others} ORDER BY next_attempt, due LIMIT ?",
            (stored(now), self._to, *self._without, *self._turned_away, count),
        )
        return [Candidate(Key(*row[:4]), *row[4:]) for row in rows.fetchall()]

    def _starts(self, candidates: Iterable[Candidate], now: datetime) -> Iterator[Change]:
        ours = {"state_at": stored(now), "claim": self._name, "lease": stored(now + LEASE)}
        for each in candidates:
            attempts = each.attempts + 1
            yield Change(each.key, each.state, "sending", f"attempt {attempts}", {**ours, "attempts": attempts})


def _claimed(found: Candidate) -> Claimed:
    since = datetime.fromisoformat(found.put_off_since) if found.put_off_since else None
    return Claimed(found.key, found.sender, found.recipient, found.content, found.attempts + 1, since)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: a minute, and each time twice as long, up to four hours."""
    doubled: int = 2 ** min(attempts - 1, 10)
    return min(_FIRST_WAIT * doubled, _LONGEST_WAIT)
