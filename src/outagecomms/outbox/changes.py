"""Change the state of messages: only along the table of transitions, and never without a line in the history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from outagecomms.outbox import quiet
from outagecomms.outbox.key import COLUMNS, WHERE, Key
from outagecomms.outbox.states import TRANSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outagecomms.outbox.database import Database
    from outagecomms.outbox.states import State


@dataclass(frozen=True, slots=True)
class Change:
    """One message's way from one state to another, and why; *columns* change with it."""

    key: Key
    old: State
    new: State
    reason: str
    columns: dict[str, Any] = field(default_factory=dict)
    claim: str | None = None
    """Only while this run holds it."""
    words: str | None = None
    """Only while its words have this hash."""


@dataclass(frozen=True, slots=True)
class Past:
    """A change as the history holds it. Time in UTC."""

    at: datetime
    old: str
    new: str
    reason: str
    who: str


@lru_cache(maxsize=64)
def stored(moment: datetime) -> str:
    """A time as the database holds it: as text that sorts by time."""
    return moment.isoformat()


def apply(database: Database, changes: Iterable[Change], who: str, now: datetime) -> list[Change]:
    """Make those *changes* whose message is still in the old state, and return them. Call it in a transaction."""
    made = [change for change in changes if _apply(database, change)]
    if made:
        database.execute_many(
            f"INSERT INTO history ({COLUMNS}, at, old, new, reason, who) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            [(*each.key, stored(now), each.old, each.new, each.reason, who) for each in made],
        )
        quiet.disturb(database, {change.key.incident for change in made})
    return made


def _apply(database: Database, change: Change) -> bool:
    if (change.old, change.new) not in TRANSITIONS:
        raise ValueError(f"no message goes from {change.old} to {change.new}")
    columns = {"state": change.new, **change.columns}
    setting = ", ".join(f"{name} = ?" for name in columns)
    condition, values = f"{WHERE} AND state = ?", [*columns.values(), *change.key, change.old]
    for column, value in (("claim", change.claim), ("hash", change.words)):
        if value is not None:
            condition, values = f"{condition} AND {column} = ?", [*values, value]
    return bool(database.execute(f"UPDATE messages SET {setting} WHERE {condition}", values).rowcount)  # noqa: S608


def history(database: Database, key: Key) -> list[Past]:
    """Everything that became of a message, oldest first."""
    rows = database.execute(f"SELECT at, old, new, reason, who FROM history WHERE {WHERE} ORDER BY number", key)  # noqa: S608
    return [Past(datetime.fromisoformat(at), *rest) for at, *rest in rows]
