"""The database below the outbox: SQLite in one file, or PostgreSQL for several hosts. The same SQL goes to both.

Statements have ``?`` for a value. In both databases one transaction writes at a time, so that what it has read
still holds when it writes: SQLite locks its file, PostgreSQL an advisory lock.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from outagecomms.errors import LockedError, OutageCommsError
from outagecomms.outbox.location import is_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PATIENCE = 30.0  # seconds that one run waits for another's transaction
_MOMENT = 0.02  # seconds between two looks whether it is over, where SQLite does not wait by itself
_OLDEST_SQLITE = (3, 35)  # UPDATE … RETURNING
_SETTING = "check 'outbox' in outagecomms.toml"

Row = tuple[Any, ...]


class Database(Protocol):
    """A connection, and what differs between the two kinds."""

    name: str
    errors: type[Exception]
    """What its troubles are instances of."""

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Run one statement; the result has ``fetchone``, ``fetchall`` and ``rowcount``, and can be iterated."""

    def begin(self) -> None:
        """Begin a transaction, and be the only one who writes until it ends."""

    @property
    def in_transaction(self) -> bool:
        """Whether one has begun and not ended."""

    def version(self) -> int:
        """The version of the schema; 0 when there is none."""

    def set_version(self, version: int) -> None:
        """Note the version of the schema."""

    def is_empty(self) -> bool:
        """Whether no table stands where ours would."""

    def settle(self) -> None:
        """Make ready for use, once it is known to be ours."""

    def is_lost(self, error: Exception) -> bool:
        """Whether *error*, one of its troubles, means that the server is gone; it may come back."""

    def reconnect(self) -> None:
        """Connect anew, trying for some time; the last trouble is raised."""

    def close(self) -> None:
        """Close the connection."""

    def in_words(self, error: Exception) -> OutageCommsError:
        """One of its troubles for a person."""


def open_database(where: Path | str) -> Database:
    """The database at *where*: a path, or the URL of a PostgreSQL database.

    Raises:
        OutageCommsError: it cannot be reached, or its driver is not installed.
    """
    if is_url(where):
        from outagecomms.outbox.postgres import Postgres  # noqa: PLC0415  (only those who use it need it)

        return Postgres(str(where))
    return Sqlite(Path(where))


@contextlib.contextmanager
def transaction(database: Database) -> Iterator[None]:
    """Keep everything that happens inside, or nothing of it. One inside another is part of that."""
    if database.in_transaction:
        yield
        return
    database.begin()
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:  # SQLite ends it itself when the disk is full, PostgreSQL when it is stopped
            with contextlib.suppress(database.errors):
                database.execute("ROLLBACK")
        raise


class _RehearsedError(Exception):
    """Ends a transaction that must leave nothing behind."""


@contextlib.contextmanager
def rehearsal(database: Database) -> Iterator[None]:
    """Do everything that happens inside, to see what comes of it, and keep nothing of it."""
    with contextlib.suppress(_RehearsedError), transaction(database):
        yield
        raise _RehearsedError


class Sqlite:
    """One file. Keep it on a local disk: SQLite's locks do not hold on network file systems."""

    errors: type[Exception] = sqlite3.Error

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
            raise OutageCommsError(f"SQLite {sqlite3.sqlite_version} is too old, 3.35 is needed; use a newer Python")
        try:
            self._connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        except sqlite3.Error as error:
            raise self.in_words(error) from None

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._connection.execute(sql, values)

    def close(self) -> None:
        self._connection.close()

    def begin(self) -> None:
        self.execute("BEGIN IMMEDIATE")

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def version(self) -> int:
        return int(self.execute("PRAGMA user_version").fetchone()[0])

    def set_version(self, version: int) -> None:
        self.execute(f"PRAGMA user_version = {version}")

    def is_empty(self) -> bool:
        return self.execute("SELECT 1 FROM sqlite_master").fetchone() is None

    def settle(self) -> None:
        """Commit with one write, down to the disk: what is committed outlives a power cut."""
        self._use_wal()
        self.execute("PRAGMA synchronous = FULL")

    def _use_wal(self) -> None:
        """Where several runs come to a new file at once, SQLite says that it is locked without waiting by itself."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if not _is_locked(error) or time.monotonic() > end:
                    raise
            else:
                return
            time.sleep(_MOMENT)

    def is_lost(self, error: Exception) -> bool:  # noqa: ARG002
        return False

    def reconnect(self) -> None:
        """There is no server to lose."""

    def in_words(self, error: Exception) -> OutageCommsError:
        if _is_locked(error):
            return LockedError(f"{self.name} is in use by another run; try again in a moment")
        if isinstance(error, sqlite3.OperationalError):
            return OutageCommsError(f"the outbox {self.name} cannot be used ({error}); nothing was kept")
        if "malformed" in str(error):
            return OutageCommsError(
                f"the outbox {self.name} is damaged ({error}); set it aside with its -wal and -shm files, and put its "
                "newest backup there. Without one the next tick begins an empty outbox, which knows nothing of what "
                "was sent: read each draft with that in mind, or customers get it twice"
            )
        return OutageCommsError(f"{self.name} is not an outbox ({error}); {_SETTING}")


def _is_locked(error: Exception) -> bool:
    return "locked" in str(error)
