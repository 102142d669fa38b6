"""The outbox: one row a message, in one SQLite file or in PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

from outagecomms.cadence.plan import RESOLVED_IS_NEWS
from outagecomms.cadence.promises import GRACE, UPDATES, Had, Said
from outagecomms.compose.message import mailbox
from outagecomms.errors import InputError
from outagecomms.incident.model import FOR_EVERYONE
from outagecomms.outbox import changes, database, schema
from outagecomms.outbox.changes import Change, stored
from outagecomms.outbox.key import COLUMNS, WHERE, WITH_MAILS, Key, listed, parse
from outagecomms.outbox.states import DISCARDED, DO_NOT_CONTACT, MAY_BE_READ, UNSENT, WAITING
from outagecomms.outbox.waiting import HOLDS, WANTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import Self

    from outagecomms.cadence.plan import Planned
    from outagecomms.cadence.promises import Kind
    from outagecomms.compose.message import Message
    from outagecomms.incident.model import Incident, KindForEveryone
    from outagecomms.outbox.states import State

Written = Literal["new", "changed", "same"]
"""What became of the words that were to be kept."""
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_EVERYONE, _FOR_EVERYONE = listed(UPDATES), listed(FOR_EVERYONE)
_MAY_BE_READ, _UNSENT, _WAITING = listed(MAY_BE_READ), listed(UNSENT), listed(WAITING)
_NOT_TRIED = {*UNSENT, "superseded"}
_TRIED = f"{_MAY_BE_READ}, 'refused'"


@dataclass(frozen=True, slots=True)
class Kept:
    """A message in the outbox. Times in UTC; *content* is the mail's exact bytes."""

    incident: str
    kind: str
    sequence: int
    account: str
    state: State
    state_at: datetime
    """Since when; of what was tried, when that began."""
    reason: str
    due: datetime
    recipient: str
    subject: str
    body: str
    content: bytes
    held: str
    """Why the words may not go out as they are, a finding a line; empty when they may."""
    hash: str
    outcome: str
    """What the last attempt came to, or why it was given up."""
    message_id: str
    holds_until: datetime | None
    """When its words are too old to be read."""

    @property
    def id(self) -> Key:
        """The identity of the message everywhere."""
        return Key(self.incident, self.kind, self.sequence, self.account)

    @property
    def key(self) -> str:
        """That identity as people type it."""
        return str(self.id)

    @property
    def words(self) -> str:
        """The key with a hash of the words that it has now: whoever approves that approves these words alone."""
        return f"{self.key}@{self.hash[:_SHORT]}"


_SHORT = 8  # digits of a hash: nobody changes words so that these stay the same by chance
_KEPT = ", ".join(field.name for field in fields(Kept))
_TIMES = [number for number, field in enumerate(fields(Kept)) if "datetime" in str(field.type)]


class Outbox:
    """The messages in the database file or at the URL *where*; a file is made when it is not there. A context manager.

    Raises, on leaving it too:
        LockedError: another run has held it for `database.PATIENCE` seconds.
        OutageCommsError: it is no outbox, it cannot be reached, or the disk is full.
    """

    def __init__(self, where: Path | str) -> None:
        self._where = where

    def __enter__(self) -> Self:
        self._database = database.open_database(self._where)
        self.name = self._database.name
        try:
            schema.prepare(self._database)
        except BaseException as error:
            self.__exit__(type(error), error)
            raise
        return self

    def __exit__(self, _: object, error: BaseException | None, *__: object) -> None:
        self._database.close()
        if isinstance(error, self._database.errors):
            raise self._database.in_words(error) from None

    @property
    def database(self) -> database.Database:
        """The connection, for those who change states."""
        return self._database

    def transaction(self) -> AbstractContextManager[None]:
        """Keep everything that happens inside, or nothing of it."""
        return database.transaction(self._database)

    def rehearsal(self) -> AbstractContextManager[None]:
        """Do everything that happens inside, and keep nothing of it."""
        return database.rehearsal(self._database)

    def has_any(self, incident: str, kind: str, sequence: int) -> bool:
        """Whether any account's message of that kind and sequence is here."""
        row = self._database.execute(
            "SELECT 1 FROM messages WHERE incident = ? AND kind = ? AND sequence = ? LIMIT 1",
            (incident, kind, sequence),
        ).fetchone()
        return row is not None

    def is_kept(self, planned: Planned, basis: Callable[[Planned], str], now: datetime) -> bool:
        """Whether the planned message is here: on its way, or unsent from the same *basis* with words that hold.

        One that was overtaken is not: when it is wanted, it is owed again. One that a person discarded is. One that was
        refused is, unless its reader has another address now, or it is a correction whose time has passed.
        """
        key = Key(planned.incident, planned.kind, planned.sequence, planned.account.id)
        row = self._database.execute(
            f"SELECT state, basis, holds_until, mailbox, {_LAPSED} FROM messages WHERE {WHERE}",  # noqa: S608
            (stored(now), *key),
        ).fetchone()
        if row is None:
            return False
        state, made_from, holds_until, address, lapsed = row
        if state in UNSENT and made_from == basis(planned) and stored(now) < holds_until:
            return True
        return not self._gives_way(
            key, state, has_another_chance=bool(lapsed or address != mailbox(planned.account.email))
        )

    def keep(self, message: Message, content: bytes, basis: str, now: datetime, held: str = "") -> Written:
        """Keep a message as a draft. Unsent words give way to new ones, which are a draft; what is sent stays.

        So do refused ones when the reader has another address, and refused corrections when their time has passed.
        What was unknown once stays as it is: see `_gives_way`.
        *held* says why it may not go out as it is, if it may not.
        """
        digest = content_hash(content)
        key = Key(message.incident, message.kind, message.sequence, message.account)
        about = {
            "reason": message.reason, "due": stored(message.due), "basis": basis, "held": held,
            "sender": message.sender.address, "holds_until": stored(_holds_until(message)),
            "next_update": stored(message.next_update) if message.next_update else None,
        }  # fmt: skip
        words = {
            "state_at": stored(now), "recipient": message.recipient, "mailbox": mailbox(message.recipient),
            "subject": message.subject, "message_id": message.message_id, "hash": digest, "approved": "",
            "next_attempt": "", "outcome": "",
        }  # fmt: skip
        mail = {"body": message.body, "content": content}
        with self.transaction():
            if self._insert("messages", {**key._asdict(), **about, **words}):
                self._insert("mails", {**key._asdict(), **mail})
                return "new"
            state, kept, address, lapsed = self._database.execute(
                f"SELECT state, hash, mailbox, {_LAPSED} FROM messages WHERE {WHERE}",  # noqa: S608
                (stored(now), *key),
            ).fetchone()
            has_moved = address != mailbox(message.recipient)
            if not self._gives_way(key, state, has_another_chance=bool(lapsed or has_moved)):
                return "same"
            if kept == digest and state in UNSENT:
                self._update("messages", key, about)
                return "same"
            self._update("messages", key, about | words)
            self._update("mails", key, mail)
            if state != "draft":
                why = _HAS_MOVED if state == "refused" and has_moved else _WHY_ANEW.get(state, "the words changed")
                change = Change(key, state, "draft", why)
                changes.apply(self._database, [change], "outagecomms", now)
            return "changed"

    def _gives_way(self, key: Key, state: State, *, has_another_chance: bool) -> bool:
        """Whether a message in *state* gives way to one with other words; a refused one if it *has another chance*.

        Not when nobody could say, once, what had become of it: a second mail under its Message-ID must be the same.
        """
        if state == "draft":
            return True
        may = state in UNSENT or (state == "refused" and has_another_chance) or self._was_overtaken(key, state)
        return may and not changes.was_unknown(self._database, key)

    def _was_overtaken(self, key: Key, state: State) -> bool:
        """Whether a message in *state* gave way to a newer one, and not to a person's word."""
        if state != "superseded":
            return False
        row = self._database.execute(
            f"SELECT reason FROM history WHERE {WHERE} AND new = 'superseded' ORDER BY number DESC LIMIT 1",  # noqa: S608
            key,
        ).fetchone()
        return bool(row) and not row[0].startswith(DISCARDED)

    def messages(
        self, incident: str | None = None, state: State | None = None, kind: str | None = None
    ) -> Iterator[Kept]:
        """The messages, of one incident or all, in one state or any, of one kind or any, by the time they are due."""
        wanted = {"incident": incident, "state": state, "kind": kind}
        conditions = [f"{name} = ?" for name, value in wanted.items() if value]
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        order = "ORDER BY due, incident, kind, sequence, account"
        values = [value for value in wanted.values() if value]
        for row in self._database.execute(f"SELECT {_KEPT} FROM {WITH_MAILS} {where} {order}", values):  # noqa: S608
            yield _kept(row)

    def message(self, key: str) -> Kept:
        """The message with *key*; with a hash of its words after the key, see `Kept.words`, only while it has these.

        Raises:
            InputError: there is none, or it has other words now.
        """
        key, at, words = key.partition("@")
        parts = parse(key)
        row = parts and self._database.execute(f"SELECT {_KEPT} FROM {WITH_MAILS} WHERE {WHERE}", parts).fetchone()  # noqa: S608
        if not row:
            raise InputError(f"no message {key!r} in {self.name}; 'outagecomms outbox list' shows the keys")
        found = _kept(row)
        if at and (len(words) < _SHORT or not found.hash.startswith(words)):
            raise InputError(f"the words of {key} have changed since; read them again: outagecomms outbox show {key}")
        return found

    def history(self, key: Key) -> list[changes.Past]:
        """Everything that became of a message, oldest first."""
        return changes.history(self._database, key)

    def counts(self) -> dict[State, int]:
        """How many messages are in each state."""
        return dict(self._database.execute("SELECT state, COUNT(*) FROM messages GROUP BY state ORDER BY state"))

    def count_waiting(self, to: str) -> int:
        """How many messages go out as soon as they may whose address is like *to*, as SQL writes it."""
        query = f"SELECT COUNT(*) FROM messages WHERE state IN ({_WAITING}) AND recipient LIKE ?"  # noqa: S608
        return int(self._database.execute(query, (to,)).fetchone()[0])

    def said(self, incident: str) -> list[Said]:
        """What of *incident* really went out; a message to everyone counts once, from its first reader on.

        One before the first log entry counts for each reader: in another zone it may not be morning yet.
        """
        rows = self._database.execute(
            "SELECT kind, sequence,"  # noqa: S608
            f" CASE WHEN kind IN ({_EVERYONE}) AND sequence > 0 THEN '' ELSE account END AS reader,"
            " MIN(state_at), MIN(next_update) FROM messages WHERE incident = ? AND state = 'sent'"
            " GROUP BY kind, sequence, reader",
            (incident,),
        )
        return [
            Said(kind, sequence, reader, datetime.fromisoformat(at), _moment(promised))
            for kind, sequence, reader, at, promised in rows
        ]

    def left_as(self, incident: Incident) -> dict[int, KindForEveryone]:
        """As an update of which kind each entry of *incident*'s log has left, or may have; by its number.

        A holding or late message from the facts alone has the number of the entry that it follows, but is due later.
        """
        rows = self._database.execute(
            f"SELECT sequence, kind, due FROM messages WHERE incident = ? AND kind IN ({_EVERYONE}) AND sequence > 0"  # noqa: S608
            f" AND state IN ({_TRIED}) GROUP BY sequence, kind, due ORDER BY MIN(state_at) DESC",
            (incident.id,),
        )
        written_at = {(n, stored(update.at)) for n, update in enumerate(incident.updates, 1) if not update.corrects}
        return {sequence: kind for sequence, kind, due in rows if (sequence, due) in written_at}

    def unsent_entries(self, incident: Incident) -> dict[int, bool]:
        """The entries of *incident*'s log that have left to nobody, by number; whether anybody has said yes to them.

        What a person posts by hand does not count: whether they have, no outbox knows.
        """
        rows = self._database.execute(
            f"SELECT sequence, due, state FROM messages WHERE incident = ? AND kind IN ({_FOR_EVERYONE})"  # noqa: S608
            " AND sequence > 0 AND recipient <> '' GROUP BY sequence, due, state",
            (incident.id,),
        )
        states: dict[int, set[str]] = {}
        for sequence, due, state in rows:
            if sequence <= len(incident.updates) and due == stored(incident.updates[sequence - 1].at):
                states.setdefault(sequence, set()).add(state)
        return {n: not found.isdisjoint(WAITING) for n, found in states.items() if found <= _NOT_TRIED}

    def had(self, incident: str) -> dict[str, tuple[Had, ...]]:
        """What each reader has had of *incident*, or may have, oldest first; who has had nothing has no place in it."""
        rows = self._database.execute(
            "SELECT account, kind, sequence, next_update, state_at FROM messages"  # noqa: S608
            f" WHERE incident = ? AND state IN ({_MAY_BE_READ}) ORDER BY account, state_at, sequence, kind",
            (incident,),
        )
        same = lru_cache(maxsize=None)(_had)
        return {
            account: tuple(same(*each) for each in _judged(messages))
            for account, messages in groupby(rows, key=itemgetter(0))
        }

    def unsent(self, incident: str) -> list[tuple[Key, State]]:
        """The messages of *incident* that nobody has read and somebody still may."""
        rows = self._database.execute(
            f"SELECT {COLUMNS}, state FROM messages WHERE incident = ? AND state IN ({_UNSENT})",  # noqa: S608
            (incident,),
        )
        return [(Key(*row[:4]), row[4]) for row in rows]

    def in_doubt(self, incident: str) -> set[Key]:
        """The messages of *incident* that wait to be sent again, though nobody knows that they did not arrive."""
        same = " AND ".join(f"history.{column} = messages.{column}" for column in Key._fields)
        rows = self._database.execute(
            f"SELECT {COLUMNS} FROM messages WHERE incident = ? AND state IN ({_WAITING})"  # noqa: S608
            f" AND EXISTS (SELECT 1 FROM history WHERE {same} AND new = 'unknown')",
            (incident,),
        )
        return {Key(*row) for row in rows}

    def refused(self, now: datetime) -> dict[str, int]:
        """How many messages of each incident were refused and are still wanted."""
        rows = self._database.execute(
            f"SELECT incident, COUNT(*) FROM messages old WHERE state = 'refused' AND {HOLDS} > ?"  # noqa: S608
            f" AND {WANTED} GROUP BY incident ORDER BY incident",
            (stored(now),),
        )
        return dict(rows.fetchall())

    def ready(self) -> dict[str, set[str]]:
        """The incidents that have messages which go out as soon as they may, and what these were made from."""
        rows = self._database.execute(
            f"SELECT DISTINCT incident, basis FROM messages WHERE state IN ({_WAITING}) ORDER BY incident"  # noqa: S608
        )
        found: dict[str, set[str]] = {}
        for incident, basis in rows:
            found.setdefault(incident, set()).add(basis)
        return found

    def newest_beyond(self, incident: str, kinds: Sequence[str], sequence: int) -> tuple[str, int] | None:
        """The kind and sequence of the newest message of *kinds* after *sequence* that nobody has taken back."""
        marks = ", ".join("?" * len(kinds))
        row = self._database.execute(
            "SELECT kind, sequence FROM messages WHERE incident = ? AND sequence > ? AND state <> 'superseded'"  # noqa: S608
            f" AND kind IN ({marks}) ORDER BY sequence DESC, kind LIMIT 1",
            (incident, sequence, *kinds),
        ).fetchone()
        return (row[0], row[1]) if row else None

    def reached(self, incident: str, sequence: int, due: datetime, until: int) -> set[str]:
        """The accounts that got the words of the log entry of that *sequence* and time, or may have.

        To whom the entry itself did not go, a holding or late message carries them in its place: one with the
        entry's number, or with that of an entry up to *until*, which had nothing new to say. 0 for those of none.
        """
        marks = ", ".join("?" * len(FOR_EVERYONE))
        rows = self._database.execute(
            f"SELECT DISTINCT account FROM messages WHERE incident = ? AND kind IN ({marks})"  # noqa: S608
            " AND sequence BETWEEN ? AND ? AND (due = ? OR (kind IN ('holding', 'late') AND sequence <= ?))"
            f" AND state IN ({_MAY_BE_READ})",
            (incident, *FOR_EVERYONE, sequence, max(sequence, until), stored(due), until),
        )
        return {account for (account,) in rows}

    def has_reached(self, incident: str, account: str) -> bool:
        """Whether any message of *incident* was sent to that *account*."""
        row = self._database.execute(
            "SELECT 1 FROM messages WHERE incident = ? AND account = ? AND state = 'sent' LIMIT 1", (incident, account)
        ).fetchone()
        return row is not None

    def change(self, wanted: Iterable[Change], who: str, now: datetime) -> list[Change]:
        """Make those changes whose message is still in the old state; see `changes.apply`."""
        return changes.apply(self._database, wanted, who, now)

    def _insert(self, table: str, row: dict[str, Any]) -> bool:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
        return bool(self._database.execute(sql, list(row.values())).rowcount)

    def _update(self, table: str, key: Key, row: dict[str, Any]) -> None:
        setting = ", ".join(f"{name} = ?" for name in row)
        self._database.execute(f"UPDATE {table} SET {setting} WHERE {WHERE}", [*row.values(), *key])  # noqa: S608


_HAS_MOVED = "its reader has another address now"
_WHY_ANEW = {"refused": "owed again, its time had passed", "superseded": "owed again"}
# it is owed still, whatever was said since, and nobody can send words again whose time has passed
_LAPSED = f"kind = 'correction' AND holds_until <= ? AND outcome <> '{DO_NOT_CONTACT}'"


def content_hash(content: bytes) -> str:
    """The hash that an approval is bound to: of everything in a mail but its first line, the Date of writing."""
    return sha256(content.partition(b"\r\n")[2]).hexdigest()


def _holds_until(message: Message) -> datetime:
    """When a reader could call the words old: the minute that they promise is over, or good news is none any more.

    A last letter, to somebody who is satisfied, promises nothing and is owed however late it comes. So is a
    correction after the end.
    """
    if message.kind in ("followup", "correction") and message.next_update is None:
        return _NEVER
    return (message.next_update or message.due + RESOLVED_IS_NEWS) + GRACE


def _judged(messages: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    """The *messages* of one reader, oldest first: kind, number, promised time, and the minute of leaving if late."""
    promised = ""
    for _, kind, number, next_update, state_at in messages:
        minute = state_at[:_TO_THE_MINUTE]
        yield kind, number, next_update, minute if promised and minute > promised else None
        if kind in FOR_EVERYONE:
            promised = (next_update or "")[:_TO_THE_MINUTE]


_TO_THE_MINUTE = len("2026-11-22T14:30")


def _had(kind: Kind, number: int, promised: str | None, late: str | None) -> Had:
    return Had(kind, number, _moment(promised), _moment(late and f"{late}+00:00"))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _kept(row: Sequence[Any]) -> Kept:
    values = list(row)
    for number in _TIMES:
        values[number] = _moment(values[number])
    return Kept(*values)
