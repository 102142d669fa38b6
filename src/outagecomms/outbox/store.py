"""The outbox: one row a message, in one SQLite file.

Keep the file on a local disk: SQLite's locks do not hold on network file systems.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from outagecomms.cadence.promises import TO_EVERYONE, Said, lapsed
from outagecomms.errors import InputError, LockedError, OutageCommsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self

    from outagecomms.cadence.plan import Planned
    from outagecomms.compose.message import Message

PATIENCE = 30.0  # seconds that one run waits for another's transaction
SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE messages (
    incident    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    sequence    INTEGER NOT NULL,
    account     TEXT NOT NULL,
    state       TEXT NOT NULL DEFAULT 'draft'
        CHECK (state IN ('draft','approved','sending','sent','refused','deferred','unknown','superseded')),
    state_at    TEXT NOT NULL,
    reason      TEXT NOT NULL,
    due         TEXT NOT NULL,
    next_update TEXT,
    recipient   TEXT NOT NULL,
    subject     TEXT NOT NULL,
    body        TEXT NOT NULL,
    message_id  TEXT NOT NULL,
    content     BLOB NOT NULL,
    hash        TEXT NOT NULL,
    basis       TEXT NOT NULL,
    held        TEXT NOT NULL,
    PRIMARY KEY (incident, kind, sequence, account)
)
"""

Change = Literal["new", "changed", "same"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A message in the outbox. Times in UTC; *content* is the mail's exact bytes."""

    incident: str
    kind: str
    sequence: int
    account: str
    state: str
    reason: str
    due: datetime
    recipient: str
    subject: str
    body: str
    content: bytes
    held: str
    """Why the words may not go out as they are, a finding a line; empty when they may."""

    @property
    def key(self) -> str:
        """The identity of the message everywhere."""
        return f"{self.incident}/{self.kind}/{self.sequence}/{self.account}"


_ROW = f"({','.join('?' * 17)})"
_KEPT = "incident, kind, sequence, account, state, reason, due, recipient, subject, body, content, held"


class Outbox:
    """The messages in the database file at *path*, which is made when it is not there. A context manager.

    Raises, on leaving it too:
        LockedError: another run has held the file for `PATIENCE` seconds.
        OutageCommsError: it is no outbox, or the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        try:
            self._database = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        except sqlite3.Error as error:
            raise self._in_words(error) from None
        try:
            self._make()
        except BaseException as error:
            self.__exit__(type(error), error)
            raise
        return self

    def __exit__(self, _: object, error: BaseException | None, *__: object) -> None:
        self._database.close()
        if isinstance(error, sqlite3.Error):
            raise self._in_words(error) from None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything that happens inside, or nothing of it."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:  # SQLite ends it itself when the disk is full
                self._database.execute("ROLLBACK")
            raise

    def is_kept(self, planned: Planned, basis: str, now: datetime) -> bool:
        """Whether the planned message is here: past being a draft, or one from the same *basis* that still holds."""
        row = self._database.execute(
            "SELECT state, basis, next_update FROM messages"
            " WHERE incident = ? AND kind = ? AND sequence = ? AND account = ?",
            (planned.incident, planned.kind, planned.sequence, planned.account.id),
        ).fetchone()
        if row is None or row[0] != "draft":
            return row is not None
        return row[1] == basis and (row[2] is None or not lapsed(datetime.fromisoformat(row[2]), now))

    def keep(self, message: Message, content: bytes, basis: str, now: datetime, held: str = "") -> Change:
        """Keep a message as a draft. An earlier draft of it gives way to new words; anything past a draft stays.

        *held* says why it may not go out as it is, if it may not.
        """
        digest = content_hash(content)
        where = (message.incident, message.kind, message.sequence, message.account)
        values = (
            *where, "draft", _stored(now), message.reason, _stored(message.due),
            _stored(message.next_update) if message.next_update else None, message.recipient, message.subject,
            message.body, message.message_id, content, digest, basis, held,
        )  # fmt: skip
        if self._database.execute(f"INSERT OR IGNORE INTO messages VALUES {_ROW}", values).rowcount:  # noqa: S608
            return "new"
        state, kept = self._database.execute(
            "SELECT state, hash FROM messages WHERE incident = ? AND kind = ? AND sequence = ? AND account = ?", where
        ).fetchone()
        if state != "draft":
            return "same"
        if kept == digest:
            self._database.execute(
                "UPDATE messages SET basis = ?, reason = ?, due = ?, held = ?"
                " WHERE incident = ? AND kind = ? AND sequence = ? AND account = ?",
                (basis, message.reason, _stored(message.due), held, *where),
            )
            return "same"
        self._database.execute(f"REPLACE INTO messages VALUES {_ROW}", values)  # noqa: S608
        return "changed"

    def messages(self, incident: str | None = None) -> Iterator[Kept]:
        """The messages, of one incident or all, by the time they are due."""
        where, values = ("WHERE incident = ?", (incident,)) if incident else ("", ())
        order = "ORDER BY due, incident, kind, sequence, account"
        for row in self._database.execute(f"SELECT {_KEPT} FROM messages {where} {order}", values):  # noqa: S608
            yield _kept(row)

    def message(self, key: str) -> Kept:
        """The message with *key*.

        Raises:
            InputError: there is none.
        """
        parts = key.split("/")
        where = "WHERE incident = ? AND kind = ? AND sequence = ? AND account = ?"
        row = None
        if len(parts) == 4:  # noqa: PLR2004
            row = self._database.execute(f"SELECT {_KEPT} FROM messages {where}", parts).fetchone()  # noqa: S608
        if row is None:
            raise InputError(f"no message {key!r} in {self.path}; 'outagecomms outbox list' shows the keys")
        return _kept(row)

    def said(self, incident: str) -> list[Said]:
        """What of *incident* really went out; a message to everyone counts once, from its first reader on.

        One before the first log entry counts for each reader: in another zone it may not be morning yet.
        """
        everyone = ", ".join(f"'{kind}'" for kind in TO_EVERYONE)
        rows = self._database.execute(
            "SELECT kind, sequence,"  # noqa: S608
            f" CASE WHEN kind IN ({everyone}) AND sequence > 0 THEN '' ELSE account END AS reader,"
            " MIN(state_at), next_update FROM messages WHERE incident = ? AND state = 'sent'"
            " GROUP BY kind, sequence, reader",
            (incident,),
        )
        return [
            Said(
                kind,
                sequence,
                reader,
                datetime.fromisoformat(at),
                datetime.fromisoformat(promised) if promised else None,
            )
            for kind, sequence, reader, at, promised in rows
        ]

    def _make(self) -> None:
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        if version == SCHEMA_VERSION:
            return
        if version > SCHEMA_VERSION:
            raise OutageCommsError(f"{self.path} was made by a newer outagecomms; update this one")
        with self.transaction():  # and look again inside: another run may have been faster
            if self._database.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
                return
            if self._database.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise OutageCommsError(f"{self.path} is another program's database; check 'outbox' in outagecomms.toml")
            self._database.execute(SCHEMA)
            self._database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _in_words(self, error: sqlite3.Error) -> OutageCommsError:
        if "locked" in str(error):
            return LockedError(f"{self.path} is in use by another run; try again in a moment")
        if isinstance(error, sqlite3.OperationalError):
            return OutageCommsError(f"the outbox {self.path} cannot be used ({error}); nothing was kept")
        return OutageCommsError(f"{self.path} is not an outbox ({error}); check 'outbox' in outagecomms.toml")


def content_hash(content: bytes) -> str:
    """The hash that an approval is bound to: of everything in a mail but its first line, the Date of writing."""
    return sha256(content.partition(b"\r\n")[2]).hexdigest()


def _stored(moment: datetime) -> str:
    return moment.isoformat()


def _kept(row: tuple[str, str, int, str, str, str, str, str, str, str, bytes, str]) -> Kept:
    return Kept(*row[:6], datetime.fromisoformat(row[6]), *row[7:])
