"""What a sending run does to the outbox: take messages, record what became of them, and clear up after the dead.

A message is `sending` in a committed transaction before the first word about it goes to a server. Some lie
ready, so that no connection waits for the disk; which of them were tried is noted apart, see `tried`.
"""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from outagecomms.outbox import who
from outagecomms.outbox.changes import Change, stored
from outagecomms.outbox.key import COLUMNS, Key
from outagecomms.outbox.tried import Left, Tried, forget, left_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import Self

    from outagecomms.delivery.outcome import Outcome
    from outagecomms.outbox.states import State
    from outagecomms.outbox.store import Outbox

LEASE = timedelta(minutes=5)  # a run renews it each minute; of one that has not, another host gives its messages up
HOUR = timedelta(hours=1)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
_STATE_AFTER: dict[str, State] = {
    "accepted": "sent", "refused": "refused", "deferred": "deferred", "unknown": "unknown", "not tried": "approved",
}  # fmt: skip
_DUE = "state IN ('approved', 'deferred') AND next_attempt <= ?"


@dataclass(frozen=True, slots=True)
class Limits:
    """What keeps a message from a reader who should not get it."""

    per_recipient_per_hour: int
    do_not_contact: frozenset[str] = frozenset()
    """Addresses in lower case."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that a connection has taken: all that it needs to send it."""

    key: Key
    sender: str
    recipient: str
    content: bytes
    attempts: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A message that would be taken, if nothing stands against it."""

    key: Key
    state: State
    recipient: str
    hash: str
    approved: str
    holds_until: str
    attempts: int
    sender: str
    content: bytes


class _OnlyLookingError(Exception):
    """Ends a transaction that must leave nothing behind."""


class Claims:
    """The messages of one run; a context manager. Every method commits.

    Args:
        outbox: where they are.
        limits: whom they must not reach.
        folder: where the run notes what it tries.
    """

    def __init__(self, outbox: Outbox, limits: Limits, folder: Path) -> None:
        self._outbox = outbox
        self._folder = folder
        self._database = outbox.database
        self._limits = limits
        self._name = who.new_claim()
        self._tried = Tried(folder, self._name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:  # else messages may have been left behind
            self._tried.remove()

    @property
    def tried(self) -> Tried:
        """What this run tries; any thread may note it there."""
        return self._tried

    def waiting(self, now: datetime) -> int:
        """How many messages may go out now."""
        row = self._database.execute(f"SELECT COUNT(*) FROM messages WHERE {_DUE}", (stored(now),)).fetchone()  # noqa: S608
        return int(row[0])

    def recover(self, now: datetime) -> list[Change]:
        """Clear up after dead runs, and return what nobody can say the fate of; what was never tried waits again."""
        with self._outbox.transaction():
            rows = self._database.execute(f"SELECT {COLUMNS}, claim, lease FROM messages WHERE state = 'sending'")  # noqa: S608
            abandoned = [
                (Key(*row[:4]), row[4], reason) for row in rows.fetchall() if (reason := _given_up(row[4], row[5], now))
            ]
            left = {claim: self._left_by(claim) for _, claim, _ in abandoned}
            changes = [_after_death(key, claim, reason, left[claim]) for key, claim, reason in abandoned]
            made = self._outbox.change(changes, self._name, now)
        for claim in left:
            forget(self._folder, claim)
        return [change for change in made if change.new == "unknown"]

    def _left_by(self, claim: str) -> Left | None:
        return left_by(self._folder, claim) if who.is_of_this_host(claim) else None

    def turn(self, outcomes: Iterable[tuple[Claimed, Outcome]], count: int, now: datetime) -> list[Claimed]:
        """Record *outcomes*, and take up to *count* messages to be sent: one transaction for both."""
        with self._outbox.transaction():
            self._record(list(outcomes), now)
            return self._take(count, now) if count else []

    def preview(self, now: datetime) -> list[Claimed]:
        """Everything that would be taken now; nothing is changed."""
        with contextlib.suppress(_OnlyLookingError), self._outbox.transaction():
            found = self._take(sys.maxsize, now)
            raise _OnlyLookingError
        return found

    def renew(self, now: datetime) -> None:
        """Say that this run is alive."""
        with self._outbox.transaction():
            self._database.execute(
                "UPDATE messages SET lease = ? WHERE state = 'sending' AND claim = ?", (stored(now + LEASE), self._name)
            )

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
        return Change(message.key, "sending", state, outcome.logged, columns, claim=self._name)

    def _take(self, count: int, now: datetime) -> list[Claimed]:
        taken: list[_Candidate] = []
        while len(taken) < count:
            found = self._candidates(count - len(taken), now)
            if not found:
                break
            starting: list[_Candidate] = []
            hindrances: list[Change] = []
            for each in found:
                to_them = sum(other.recipient == each.recipient for other in starting)
                hindrance = self._hindrance(each, to_them, now)
                if hindrance:
                    hindrances.append(hindrance)
                else:
                    starting.append(each)
            self._outbox.change([*hindrances, *(self._start(each, now) for each in starting)], self._name, now)
            taken += starting
        return [Claimed(each.key, each.sender, each.recipient, each.content, each.attempts + 1) for each in taken]

    def _candidates(self, count: int, now: datetime) -> list[_Candidate]:
        rows = self._database.execute(
            f"SELECT {COLUMNS}, state, recipient, hash, approved, holds_until, attempts, sender, content"  # noqa: S608
            f" FROM messages WHERE {_DUE} ORDER BY next_attempt, due LIMIT ?",
            (stored(now), count),
        )
        return [_Candidate(Key(*row[:4]), *row[4:]) for row in rows.fetchall()]

    def _start(self, candidate: _Candidate, now: datetime) -> Change:
        attempts = candidate.attempts + 1
        columns = {
            "state_at": stored(now), "claim": self._name, "lease": stored(now + LEASE), "attempts": attempts,
        }  # fmt: skip
        return Change(candidate.key, candidate.state, "sending", f"attempt {attempts}", columns)

    def _hindrance(self, found: _Candidate, to_them: int, now: datetime) -> Change | None:
        """What must become of a message instead of being sent, if anything; *to_them* more are just starting."""
        key, state = found.key, found.state
        if found.hash != found.approved:
            return Change(key, state, "draft", "these are not the words that were approved")
        if found.holds_until <= stored(now):
            return Change(key, state, "draft", "the time that it promises has passed")
        if found.recipient.lower() in self._limits.do_not_contact:
            return Change(key, state, "refused", "do not contact", {"outcome": "do not contact"})
        if free_at := self._too_many(found.recipient, to_them, now):
            reason = f"{self._limits.per_recipient_per_hour} messages this hour already"
            return Change(key, state, "deferred", reason, {"next_attempt": stored(free_at), "outcome": reason})
        return None

    def _too_many(self, recipient: str, starting: int, now: datetime) -> datetime | None:
        """When *recipient* may get the next message, if they have had their fill of this hour."""
        rows = self._database.execute(
            "SELECT state_at FROM messages WHERE recipient = ? AND state_at > ?"
            " AND state IN ('sending', 'sent', 'unknown') ORDER BY state_at DESC LIMIT ?",
            (recipient, stored(now - HOUR), self._limits.per_recipient_per_hour),
        ).fetchall()
        if len(rows) + starting < self._limits.per_recipient_per_hour:
            return None
        return datetime.fromisoformat(rows[-1][0]) + HOUR if rows else now + HOUR


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: a minute, and each time twice as long, up to four hours."""
    doubled: int = 2 ** min(attempts - 1, 10)
    return min(_FIRST_WAIT * doubled, _LONGEST_WAIT)


def _after_death(key: Key, claim: str, reason: str, left: Left | None) -> Change:
    if left and str(key) in left.accepted:
        return Change(key, "sending", "sent", f"accepted; {reason}", {"outcome": "accepted"}, claim=claim)
    if left is None or str(key) in left.begun:
        return Change(key, "sending", "unknown", reason, {"outcome": reason}, claim=claim)
    return Change(key, "sending", "approved", f"{reason}, before it tried this one", claim=claim)


def _given_up(claim: str, lease: str, now: datetime) -> str:
    if who.is_known_dead(claim):
        return "the run that was sending it ended in the middle"
    return "the run that was sending it has not been heard of" if lease <= stored(now) else ""
