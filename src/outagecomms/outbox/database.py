"""The database below the outbox: SQLite in one file, or PostgreSQL for several hosts. The same SQL goes to both.

Statements have ``?`` for a value. In both databases one transaction writes at a time, so that what it has read
still holds when it writes: SQLite locks its file, PostgreSQL an advisory lock.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from outagecomms.errors import LockedError, OutageCommsError
from outagecomms.outbox.location import is_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PATIENCE = 30.0  # seconds that one run waits for another's transaction
_OUR_LOCK = 7_113_205_418  # any number, as long as every outagecomms takes the same
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

    def close(self) -> None:
        """Close the connection."""

    def in_words(self, error: Exception) -> OutageCommsError:
        """One of its troubles for a person."""


def open_database(where: Path | str) -> Database:
    """The database at *where*: a path, or the URL of a PostgreSQL database.

    Raises:
        OutageCommsError: it cannot be reached, or its driver is not installed.
    """
    return Postgres(str(where)) if is_url(where) else Sqlite(Path(where))


@contextlib.contextmanager
def transaction(database: Database) -> Iterator[None]:
    """Keep everything that happens inside, or nothing of it."""
    database.begin()
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:  # SQLite ends it itself when the disk is full, PostgreSQL when it is stopped
            with contextlib.suppress(database.errors):
                database.execute("ROLLBACK")
        raise


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
        self.execute("PRAGMA journal_mode = WAL")
        self.execute("PRAGMA synchronous = FULL")

    def in_words(self, error: Exception) -> OutageCommsError:
        if "locked" in str(error):
            return LockedError(f"{self.name} is in use by another run; try again in a moment")
        if isinstance(error, sqlite3.OperationalError):
            return OutageCommsError(f"the outbox {self.name} cannot be used ({error}); nothing was kept")
        return OutageCommsError(f"{self.name} is not an outbox ({error}); {_SETTING}")


class Postgres:
    """A PostgreSQL database, through psycopg 3 (the extra ``postgres``)."""

    def __init__(self, url: str) -> None:
        self.name = _without_password(url)
        try:
            import psycopg  # noqa: PLC0415  (only those who use it have it)
        except ImportError:
            raise OutageCommsError(
                "an outbox in PostgreSQL needs its driver; run: pip install 'outagecomms[postgres]'"
            ) from None
        self.errors: type[Exception] = psycopg.Error
        self._busy: tuple[type[Exception], ...] = (psycopg.errors.LockNotAvailable,)
        try:
            self._connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
            self.execute(f"SET lock_timeout = {int(PATIENCE * 1000)}")
            self.execute("SET idle_in_transaction_session_timeout = '60s'")  # a host that dies holds up nobody
        except psycopg.Error as error:
            raise self.in_words(error) from None

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._connection.execute(for_postgres(sql), values or None)

    def begin(self) -> None:
        self.execute("BEGIN")
        try:
            self.execute(f"SELECT pg_advisory_xact_lock({_OUR_LOCK})")
        except BaseException:
            with contextlib.suppress(self.errors):
                self.execute("ROLLBACK")
            raise

    @property
    def in_transaction(self) -> bool:
        return not self._connection.closed and self._connection.info.transaction_status.name != "IDLE"

    def version(self) -> int:
        if self.execute("SELECT to_regclass('outagecomms_version')").fetchone()[0] is None:
            return 0
        return int(self.execute("SELECT version FROM outagecomms_version").fetchone()[0])

    def set_version(self, version: int) -> None:
        self.execute("CREATE TABLE IF NOT EXISTS outagecomms_version (version INTEGER NOT NULL)")
        self.execute("DELETE FROM outagecomms_version")
        self.execute("INSERT INTO outagecomms_version VALUES (?)", (version,))

    def is_empty(self) -> bool:
        found = self.execute("SELECT to_regclass('messages'), to_regclass('history')").fetchone()
        return bool(found == (None, None))

    def settle(self) -> None:
        """Nothing to do: PostgreSQL commits down to the disk by itself."""

    def close(self) -> None:
        self._connection.close()

    def in_words(self, error: Exception) -> OutageCommsError:
        said = " ".join(_without_password(str(error)).split())
        if isinstance(error, self._busy):
            return LockedError(f"{self.name} is in use by another run; try again in a moment")
        return OutageCommsError(f"the outbox {self.name} cannot be used ({said}); nothing more was kept")


def for_postgres(sql: str) -> str:
    """*sql* as psycopg takes it: its placeholders, its types, and text in the order of its bytes, as in SQLite."""
    for ours, theirs in (
        ("?", "%s"),
        ("INTEGER PRIMARY KEY", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"),
        ("BLOB", "BYTEA"),
    ):
        sql = sql.replace(ours, theirs)
    return re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', sql)


def _without_password(text: str) -> str:
    return re.sub(r"(?<=://)([^:@/\s]*):[^@\s]*@", r"\1:…@", text)
