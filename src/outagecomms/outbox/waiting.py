"""What waits in the outbox for a person or for the next run, counted by incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.cadence.promises import UPDATES
from outagecomms.outbox.key import listed
from outagecomms.outbox.states import DO_NOT_CONTACT

if TYPE_CHECKING:
    from outagecomms.outbox.database import Database
    from outagecomms.outbox.states import State


class Sort(NamedTuple):
    """What one message has in common with others, so that they wait for the same."""

    state: State
    holds_until: datetime | None
    held: bool = False
    by_hand: bool = False
    """It has no address: a person posts it."""


_EVERYONE = listed(UPDATES)
WANTED = (
    f"outcome <> '{DO_NOT_CONTACT}' AND NOT (kind IN ({_EVERYONE}) AND EXISTS (SELECT 1 FROM messages new"  # noqa: S608
    " WHERE new.incident = old.incident AND new.account = old.account AND new.sequence > old.sequence"
    f" AND new.kind IN ({_EVERYONE})))"
)
"""What holds of a refused message of the table *old* that is still wanted, as long as its words hold; see `HOLDS`.

The reader has not asked to be left alone, and nothing newer has been written to them.
"""
HOLDS = "CASE WHEN kind = 'correction' AND state = 'refused' THEN '9999-12-31T00:00:00+00:00' ELSE holds_until END"
"""Until when the words of a message hold; a refused correction is wanted until a person has decided."""

Counts = Mapping[Sort, int]
"""The messages of one incident by their sort."""


class Waiting(NamedTuple):
    """The messages of one incident that a person should look at."""

    drafts: int = 0
    held: int = 0
    """How many of the drafts break a rule of tone."""
    to_send: int = 0
    unknown: int = 0
    refused: int = 0
    """How many were refused and are still wanted."""
    stale: int = 0
    """How many of the drafts promise a time that has passed, so that nobody can approve them."""
    by_hand: int = 0
    """How many of the drafts have no address: they are posted by hand."""

    @classmethod
    def counted(cls, counts: Counts, now: datetime) -> Waiting:
        """What waits at *now*."""

        def number(*states: State) -> int:
            return sum(count for sort, count in counts.items() if sort.state in states)

        drafts = {sort: count for sort, count in counts.items() if sort.state == "draft"}
        free = {sort: count for sort, count in drafts.items() if not sort.held}
        mails = {sort: count for sort, count in free.items() if not sort.by_hand}
        refused = {sort: count for sort, count in counts.items() if sort.state == "refused"}
        past = [count for sort, count in mails.items() if sort.holds_until is None or sort.holds_until <= now]
        return cls(
            drafts=sum(drafts.values()),
            held=sum(drafts.values()) - sum(free.values()),
            to_send=number("approved", "deferred"),
            unknown=number("unknown"),
            refused=sum(count for sort, count in refused.items() if sort.holds_until and sort.holds_until > now),
            stale=sum(past),
            by_hand=sum(free.values()) - sum(mails.values()),
        )

    @property
    def to_approve(self) -> int:
        """How many drafts a person's yes would let go."""
        return self.drafts - self.held - self.stale - self.by_hand

    def words(self) -> str:
        """What waits, in short: ``3 to approve, 1 unknown``."""
        named = {
            "to approve": self.to_approve, "held": self.held, "to send": self.to_send, "unknown": self.unknown,
            "refused": self.refused, "stale: tick": self.stale, "to post": self.by_hand,
        }  # fmt: skip
        return ", ".join(f"{count} {what}" for what, count in named.items() if count)


NOTHING = Waiting()


def counts(database: Database) -> dict[str, Counts]:
    """What waits, by incident; one of which nothing waits has no place in it."""
    found: dict[str, dict[Sort, int]] = {}
    rows = database.execute(
        f"SELECT incident, state, held <> '' AS is_held, {HOLDS} AS until, recipient = '' AS by_hand, COUNT(*)"  # noqa: S608
        " FROM messages old WHERE state NOT IN ('sending', 'sent', 'superseded')"
        f" AND (state <> 'refused' OR {WANTED})"
        " GROUP BY incident, state, is_held, until, by_hand"
    )
    for incident, state, held, until, by_hand, count in rows:
        holds_until = datetime.fromisoformat(until) if until else None
        found.setdefault(incident, {})[Sort(state, holds_until, bool(held), bool(by_hand))] = count
    return dict(found)
