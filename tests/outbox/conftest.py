"""An outbox in each kind of database that it may live in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import uuid4

import pytest

from outagecomms.outbox.store import Outbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SERVER = os.environ.get("OUTAGECOMMS_TEST_POSTGRES", "")  # read before the fences of the tests take it away
NO_SERVER = "set OUTAGECOMMS_TEST_POSTGRES to the URL of a PostgreSQL server; .ci/servers starts one"


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """Where an empty outbox may be made: a file, and a schema of its own on a real server."""
    if request.param == "sqlite":
        yield tmp_path / "outbox.db"
        return
    if not SERVER:
        pytest.skip(NO_SERVER)
    import psycopg

    schema = f"test_{uuid4().hex}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE SCHEMA {schema}".encode())
        yield f"{SERVER}{'&' if '?' in SERVER else '?'}options={quote(f'-csearch_path={schema}')}"
        server.execute(f"DROP SCHEMA {schema} CASCADE".encode())


@pytest.fixture
def outbox(where: Path | str) -> Iterator[Outbox]:
    """An empty outbox."""
    with Outbox(where) as opened:
        yield opened
