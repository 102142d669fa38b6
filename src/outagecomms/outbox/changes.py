"""Change the state of messages: only along the table of transitions, and never without a line in the history."""

from __future__ import annotations

from collections import defaultdict
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
    made = _made(database, changes)
    if made:
        at = stored(now)
        database.execute_many(
            f"INSERT INTO history ({COLUMNS}, at, old, new, reason, who) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            [(*each.key, at, each.old, each.new, each.reason, who) for each in made],
        )
        quiet.disturb(database, {change.key.incident for change in made})
    return made


def _made(database: Database, changes: Iterable[Change]) -> list[Change]:
    """Update the messages; those changes that found theirs as it was."""
    alike: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if (change.old, change.new) not in TRANSITIONS:
            raise ValueError(f"no message goes from {change.old} to {change.new}")
        alike[_update(tuple(change.columns), change.claim is not None, change.words is not None)].append(change)
    made: list[Change] = []
    for sql, group in alike.items():
        counts = database.execute_many(sql, map(_values, group))
        made += [change for change, count in zip(group, counts, strict=True) if count]
    return made


@lru_cache(maxsize=64)
def _update(columns: tuple[str, ...], claim: bool, words: bool) -> str:  # noqa: FBT001  (a shape, no options)
    setting = "".join(f", {name} = ?" for name in columns)
    only = f"{' AND claim = ?' * claim}{' AND hash = ?' * words}"
    return f"UPDATE messages SET state = ?{setting} WHERE {WHERE} AND state = ?{only}"  # noqa: S608


def _values(change: Change) -> list[Any]:
    """What goes into the statement that `_update` makes."""
    only = [value for value in (change.claim, change.words) if value is not None]
    return [change.new, *change.columns.values(), *change.key, change.old, *only]


def history(database: Database, key: Key) -> list[Past]:
    """Everything that became of a message, oldest first."""
    rows = database.execute(f"SELECT at, old, new, reason, who FROM history WHERE {WHERE} ORDER BY number", key)  # noqa: S608
    return [Past(datetime.fromisoformat(at), *rest) for at, *rest in rows]
