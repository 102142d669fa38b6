"""How fast messages may leave. What has begun stands in the outbox, so the pace holds for all runs together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outagecomms.outbox.changes import stored

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.outbox.database import Database

_SKEW = timedelta(minutes=1)  # what began later than that began by a clock that was set back: it holds nobody up


class Pace:
    """At most *per_minute* messages, a second's worth at a time, or one."""

    def __init__(self, per_minute: int) -> None:
        self._most = max(1, per_minute // 60)
        self._window = timedelta(minutes=self._most / per_minute)
        self.wait = 60 / per_minute
        """Seconds after which one more may leave."""

    def allows(self, database: Database, to: str, now: datetime) -> int:
        """How many may begin at *now* whose address is like *to*. Call it in the transaction that takes them."""
        query = (
            "SELECT COUNT(*) FROM messages WHERE attempts > 0 AND state_at > ? AND state_at < ? AND recipient LIKE ?"
        )
        (begun,) = database.execute(query, (stored(now - self._window), stored(now + _SKEW), to)).fetchone()
        return max(0, self._most - int(begun))
