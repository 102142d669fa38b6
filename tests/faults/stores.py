"""The databases that an outbox may live in, one of its own for each test."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SERVER = os.environ.get("OUTAGECOMMS_TEST_POSTGRES", "")  # read before the fences of the tests take it away
CONTROL = os.environ.get("OUTAGECOMMS_TEST_POSTGRES_CTL", "")
NO_SERVER = "set OUTAGECOMMS_TEST_POSTGRES to the URL of a PostgreSQL server; .ci/servers starts one"


class Store(Protocol):
    """Where an outbox is kept."""

    @property
    def name(self) -> str:
        """What the configuration calls it."""
        ...

    def copy(self) -> Store:
        """Another one with the same in it."""
        ...


class Sqlite:
    """A file in the workspace, which is copied with the workspace."""

    name = "outbox.db"

    def copy(self) -> Sqlite:
        """Another one with the same in it."""
        return self


@dataclass(frozen=True)
class Postgres:
    """A database on the server."""

    database: str
    made: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the configuration calls it."""
        return urlsplit(SERVER)._replace(path=f"/{self.database}").geturl()

    def copy(self) -> Postgres:
        """Another one with the same in it."""
        return _new(self.made, f"TEMPLATE {self.database}")


def store(kind: str) -> Iterator[Store]:
    """An empty store of that kind, gone afterwards with all its copies; or the reason why there is none."""
    if kind == "sqlite":
        yield Sqlite()
        return
    if not SERVER:
        pytest.skip(NO_SERVER)
    made: list[str] = []
    yield _new(made)
    for database in made:
        administer(f"DROP DATABASE {database} WITH (FORCE)")


def _new(made: list[str], template: str = "") -> Postgres:
    database = f"outagecomms_{uuid4().hex}"
    administer(f"CREATE DATABASE {database} {template}")
    made.append(database)
    return Postgres(database, made)


def administer(statement: str) -> None:
    """Say something to the server as a whole."""
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def locked(store: Store) -> Iterator[Callable[[], bool]]:
    """Hold up everybody who would write in it; what it gives tells whether somebody waits."""
    import psycopg

    from outagecomms.outbox.postgres import Postgres as Ours

    holder = Ours(store.name)
    holder.begin()
    with psycopg.connect(SERVER, autocommit=True) as watcher:
        waiting = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        yield lambda: bool(watcher.execute(waiting).fetchone()[0])  # type: ignore[index]  # COUNT always gives a row
    holder.close()
