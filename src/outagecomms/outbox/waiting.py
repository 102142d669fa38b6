"""What waits in the outbox for a person or for the next run, counted by incident."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.outbox.states import State

if TYPE_CHECKING:
    from outagecomms.outbox.database import Database

Counts = Mapping[tuple[State, bool, datetime | None], int]
"""The messages of one incident by their state, whether they are held, and until when their words hold."""


class Waiting(NamedTuple):
    """The messages of one incident that a person should look at."""

    drafts: int = 0
    held: int = 0
    """How many of the drafts break a rule of tone."""
    to_send: int = 0
    unknown: int = 0
    refused: int = 0
    stale: int = 0
    """How many of the drafts promise a time that has passed, so that nobody can approve them."""

    @classmethod
    def counted(cls, counts: Counts, now: datetime) -> Waiting:
        """What waits at *now*."""

        def number(*states: State) -> int:
            return sum(count for (state, _, _), count in counts.items() if state in states)

        drafts = [(held, until, count) for (state, held, until), count in counts.items() if state == "draft"]
        return cls(
            drafts=number("draft"),
            held=sum(count for held, _, count in drafts if held),
            to_send=number("approved", "deferred"),
            unknown=number("unknown"),
            refused=number("refused"),
            stale=sum(count for held, until, count in drafts if not held and (until is None or until <= now)),
        )

    @property
    def to_approve(self) -> int:
        """How many drafts a person's yes would let go."""
        return self.drafts - self.held - self.stale

    def words(self) -> str:
        """What waits, in short: ``3 to approve, 1 unknown``."""
        named = {
            "to approve": self.to_approve, "held": self.held, "to send": self.to_send, "unknown": self.unknown,
            "refused": self.refused, "stale: tick": self.stale,
        }  # fmt: skip
        return ", ".join(f"{count} {what}" for what, count in named.items() if count)


NOTHING = Waiting()


def counts(database: Database) -> dict[str, Counts]:
    """What waits, by incident; one of which nothing waits has no place in it."""
    found: dict[str, dict[tuple[State, bool, datetime | None], int]] = {}
    rows = database.execute(
        "SELECT incident, state, held <> '', holds_until, COUNT(*) FROM messages"
        " WHERE state NOT IN ('sending', 'sent', 'superseded') GROUP BY incident, state, held <> '', holds_until"
    )
    for incident, state, held, holds_until, count in rows:
        until = datetime.fromisoformat(holds_until) if holds_until else None
        found.setdefault(incident, {})[state, bool(held), until] = count
    return dict(found)
