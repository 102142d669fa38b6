"""Change the state of messages: only along the table of transitions, and never without a line in the history."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from outagecomms.outbox import quiet
from outagecomms.outbox.key import COLUMNS, WHERE, Key
from outagecomms.outbox.states import TRANSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from outagecomms.outbox.database import Database
    from outagecomms.outbox.states import State

_BATCH = 200  # changes that one statement makes


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
    made = [each for alike in _alike(changes) for each in _made(database, alike)]
    for some in _batches(made):
        lines = [(*each.key, stored(now), each.old, each.new, each.reason, who) for each in some]
        database.execute(_to_history(len(some)), list(chain.from_iterable(lines)))
    quiet.disturb(database, {each.key.incident for each in made})
    return made


def _alike(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """The changes that one statement makes; of several of one message the first."""
    found: defaultdict[tuple[object, ...], dict[Key, Change]] = defaultdict(dict)
    for each in changes:
        if (each.old, each.new) not in TRANSITIONS:
            raise ValueError(f"no message goes from {each.old} to {each.new}")
        shape = each.old, each.new, *each.columns, each.claim is None, each.words is None
        found[shape].setdefault(each.key, each)
    return (some for group in found.values() for some in _batches(list(group.values())))


def _batches(changes: list[Change]) -> Iterator[list[Change]]:
    return (changes[start : start + _BATCH] for start in range(0, len(changes), _BATCH))


def _made(database: Database, changes: list[Change]) -> list[Change]:
    """Update the messages of changes that are alike; those whose message was as it should be."""
    first = changes[0]
    only = tuple(name for name, value in (("claim", first.claim), ("hash", first.words)) if value is not None)
    values = [
        (*each.key, *each.columns.values(), *(value for value in (each.claim, each.words) if value is not None))
        for each in changes
    ]
    sql = _update(first.old, first.new, tuple(first.columns), only, len(changes))
    rows = database.execute(sql, list(chain.from_iterable(values))).fetchall()
    if len(rows) == len(changes):
        return changes
    found = {Key(*row) for row in rows}
    return [each for each in changes if each.key in found]


@lru_cache(maxsize=64)
def _update(old: State, new: State, columns: tuple[str, ...], only: tuple[str, ...], count: int) -> str:
    given = [*Key._fields, *columns, *only]
    names = [f"given{number}" for number in range(len(given))]
    pairs = [f"{column} = {name}" for column, name in zip(given, names, strict=True)]
    setting = [f"state = '{new}'", *pairs[4 : 4 + len(columns)]]
    conditions = [f"state = '{old}'", *pairs[:4], *pairs[4 + len(columns) :]]
    return (
        f"WITH wanted ({', '.join(names)}) AS (VALUES {_rows(count, len(names))})"  # noqa: S608
        f" UPDATE messages SET {', '.join(setting)} FROM wanted WHERE {' AND '.join(conditions)} RETURNING {COLUMNS}"
    )


@lru_cache(maxsize=64)
def _to_history(count: int) -> str:
    return f"INSERT INTO history ({COLUMNS}, at, old, new, reason, who) VALUES {_rows(count, 9)}"  # noqa: S608


def _rows(count: int, width: int) -> str:
    row = ", ".join("?" * width)
    return ", ".join([f"({row})"] * count)


def was_unknown(database: Database, key: Key) -> bool:
    """Whether nobody could say, once, what had become of a message: then it may have arrived, and stays as it is."""
    sql = f"SELECT 1 FROM history WHERE {WHERE} AND new = 'unknown' LIMIT 1"  # noqa: S608
    return database.execute(sql, key).fetchone() is not None


def history(database: Database, key: Key) -> list[Past]:
    """Everything that became of a message, oldest first."""
    rows = database.execute(f"SELECT at, old, new, reason, who FROM history WHERE {WHERE} ORDER BY number", key)  # noqa: S608
    return [Past(datetime.fromisoformat(at), *rest) for at, *rest in rows]
