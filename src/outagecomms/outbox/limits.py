"""What keeps an approved message from its reader: other words, a lapsed promise, no wish to hear from us, too many."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from outagecomms.outbox.changes import Change, stored, was_unknown
from outagecomms.outbox.states import DO_NOT_CONTACT
from outagecomms.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outagecomms.outbox.database import Database
    from outagecomms.outbox.key import Key
    from outagecomms.outbox.states import State

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """What keeps a message from a reader who should not get it."""

    per_recipient_per_hour: int
    do_not_contact: frozenset[str] = frozenset()
    """Mailboxes, see `message.mailbox`."""


@dataclass(slots=True)
class Candidate:
    """A message that would be taken, if nothing stands against it."""

    key: Key
    state: State
    recipient: str
    mailbox: str
    hash: str
    approved: str
    holds_until: str
    attempts: int
    sender: str
    content: bytes
    put_off_since: str | None


class Gate:
    """Lets *candidates* through, one after another, as far as *limits* allow at *now*. Use it in one transaction."""

    def __init__(self, database: Database, limits: Limits, candidates: Iterable[Candidate], now: datetime) -> None:
        self._database = database
        self._limits = limits
        self._now = stored(now)
        self._got = _this_hour(database, {each.mailbox for each in candidates}, now)

    def hindrance(self, found: Candidate) -> Change | None:
        """What must become of a message instead of being sent; without one it counts as sent."""
        key, state = found.key, found.state
        if found.hash != found.approved:
            reason = "these are not the words that were approved"
            return Change(key, state, "draft", reason, {"outcome": reason})
        if found.holds_until <= self._now:
            lapsed = "the time that it promises has passed"
            if was_unknown(self._database, key):  # other words under its Message-ID would be taken for it
                reason = f"{lapsed} before it was sent again"
                return Change(key, state, "unknown", reason, {"outcome": reason})
            return Change(key, state, "draft", lapsed, {"outcome": lapsed})
        if found.mailbox in self._limits.do_not_contact:
            return Change(key, state, "refused", DO_NOT_CONTACT, {"outcome": DO_NOT_CONTACT})
        got, most = self._got[found.mailbox], self._limits.per_recipient_per_hour
        if len(got) >= most:
            reason = f"{counted(most, 'message')} this hour already"
            free_at = stored(datetime.fromisoformat(got[most - 1]) + HOUR)
            return Change(key, state, "deferred", reason, {"next_attempt": free_at, "outcome": reason})
        got.insert(0, self._now)
        return None


def _this_hour(database: Database, readers: set[str], now: datetime) -> defaultdict[str, list[str]]:
    """When each of *readers*, by their mailboxes, got a message within the last hour, or may have; the latest first."""
    marks = ", ".join("?" * len(readers))
    rows = database.execute(
        f"SELECT mailbox, state_at FROM messages WHERE mailbox IN ({marks}) AND state_at > ?"  # noqa: S608
        " AND state IN ('sending', 'sent', 'unknown') ORDER BY state_at DESC",
        [*readers, stored(now - HOUR)],
    )
    got: defaultdict[str, list[str]] = defaultdict(list)
    for reader, at in rows:
        got[reader].append(at)
    return got
