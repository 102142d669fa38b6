"""The file below the outbox: a full disk, another run, and what is no outbox, each said in words."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from builders import at
from outagecomms.errors import LockedError, OutageCommsError
from outagecomms.outbox import database
from outagecomms.outbox.store import Outbox

from .test_store import MESSAGE, keep

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


def test_a_full_disk_is_said_and_keeps_nothing(path: Path) -> None:
    with Outbox(path) as outbox:
        keep(outbox)
    with pytest.raises(OutageCommsError) as caught:
        _fill(path)
    assert str(caught.value) == f"the outbox {path} cannot be used (database or disk is full); nothing was kept"
    assert caught.value.exit_code == 1
    assert _count(path) == 1


def _fill(path: Path) -> None:
    with Outbox(path) as outbox:
        pages = outbox._database.execute("PRAGMA page_count").fetchone()[0]
        outbox._database.execute(f"PRAGMA max_page_count = {pages + 2}")
        with outbox.transaction():
            for number in range(100):
                outbox.keep(replace(MESSAGE, account=f"a{number}"), b"x" * 5000, "facts", at(6))


def test_another_runs_transaction_is_waited_for_and_then_reported(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    with Outbox(path) as one, one.transaction(), Outbox(path) as other:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            keep(other)
        assert list(other.messages()) == []  # reading goes on
    with pytest.raises(LockedError) as caught, Outbox(path) as one, one.transaction(), Outbox(path) as other:
        keep(other)
    assert str(caught.value) == f"{path} is in use by another run; try again in a moment"
    assert caught.value.exit_code == 75


def test_a_new_file_that_another_run_makes_ready_is_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite does not wait by itself when two want to change the journal of one file."""
    with Outbox(path) as outbox:
        keep(outbox)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(database, "PATIENCE", 0.1)
        with pytest.raises(LockedError), Outbox(path):
            pass
        monkeypatch.setattr(database, "PATIENCE", 30)
        commit = threading.Timer(0.3, other.execute, ["COMMIT"])
        commit.start()
        with Outbox(path) as outbox:
            assert outbox.counts() == {"draft": 1}
        commit.join()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"This is no database, but a letter of more than sixteen bytes.\n" * 20, "is not an outbox (file is not"),
        (b"SQLite format 3\x00" + b"\xff" * 200, "is not an outbox (file is not a database)"),
    ],
)
def test_a_file_that_is_no_database_is_left_alone(path: Path, content: bytes, error: str) -> None:
    path.write_bytes(content)
    with pytest.raises(OutageCommsError) as caught, Outbox(path):
        pass
    assert error in str(caught.value)
    assert "check 'outbox' in outagecomms.toml" in str(caught.value)
    assert path.read_bytes() == content


def test_damage_found_while_reading_is_said(path: Path) -> None:
    with Outbox(path) as outbox:
        for number in range(50):
            keep(outbox, replace(MESSAGE, account=f"a{number}"))
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xff" * (len(raw) - 4096)
    path.write_bytes(raw)
    with (
        pytest.raises(OutageCommsError, match=r"is damaged \(database disk image is malformed\); set it aside"),
        Outbox(path) as o,
    ):
        list(o.messages())


@pytest.mark.parametrize("make", ["CREATE TABLE messages (id)", "CREATE TABLE customers (id)"])
def test_another_programs_database_is_not_taken_for_an_outbox(path: Path, make: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(make)
    before = path.read_bytes()
    with pytest.raises(OutageCommsError), Outbox(path):
        pass
    assert path.read_bytes() == before


def test_a_newer_programs_outbox_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(OutageCommsError) as caught, Outbox(path):
        pass
    assert str(caught.value) == f"{path} was made by a newer outagecomms; update this one"
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "outbox.db"
    with pytest.raises(OutageCommsError) as caught, Outbox(path):
        pass
    assert str(caught.value) == f"the outbox {path} cannot be used (unable to open database file); nothing was kept"


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutageCommsError, match="unable to open database file"), Outbox(tmp_path):
        pass


def _count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute("SELECT COUNT(*) FROM messages").fetchone()[0])
