"""Where the board's facts come from: what has changed is read again, and nothing else is."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import uuid4

import pytest

from builders import ACME, CONFIG, FACTS, a_workspace, at
from outagecomms.board import source as module
from outagecomms.board.source import Source
from outagecomms.drafting import case, draft
from outagecomms.outbox import who
from outagecomms.outbox.store import Outbox
from outagecomms.outbox.waiting import Waiting

from .test_content import entry

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.board.content import Board

SERVER = os.environ.get("OUTAGECOMMS_TEST_POSTGRES", "")  # read before the fences of the tests take it away
NO_SERVER = "set OUTAGECOMMS_TEST_POSTGRES to the URL of a PostgreSQL server; .ci/servers starts one"
OPEN = FACTS + ACME + entry("identified", 5)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A workspace with one open incident."""
    a_workspace(tmp_path, checkout=OPEN)
    return tmp_path


def _board(source: Source, minutes: float = 10) -> Board:
    source.refresh()
    return source.board(at(minutes))


def test_what_was_appended_is_there_at_the_next_look(shop: Path) -> None:
    source = Source(a_workspace(shop))
    assert [row.status for row in _board(source).rows] == ["identified"]
    a_workspace(shop, checkout=OPEN + entry("monitoring", 9))
    assert [row.status for row in _board(source).rows] == ["monitoring"]


def test_files_come_and_go(shop: Path) -> None:
    source = Source(a_workspace(shop))
    _board(source)
    a_workspace(shop, billing=OPEN)
    assert {row.incident for row in _board(source).rows} == {"checkout", "billing"}
    (shop / "incidents" / "checkout.toml").unlink()
    assert {row.incident for row in _board(source).rows} == {"billing"}


def test_a_broken_file_is_told_and_what_was_known_stays(shop: Path) -> None:
    """Somebody is in the middle of editing it."""
    source = Source(a_workspace(shop))
    _board(source)
    a_workspace(shop, checkout=OPEN + "status = ")
    broken = _board(source)
    assert [row.incident for row in broken.rows] == ["checkout"]
    assert [notice.split(":")[0].endswith("checkout.toml") for notice in broken.notices] == [True]
    a_workspace(shop, checkout=OPEN)
    assert _board(source).notices == ()


def test_a_changed_configuration_counts(shop: Path) -> None:
    source = Source(a_workspace(shop))
    before = _board(source).rows[0].next
    a_workspace(shop, CONFIG + "[cadence.sev1.interval]\nidentified = 10\n")
    after = _board(source).rows[0].next
    assert before
    assert after
    assert (before.at, after.at) == (at(35), at(15))
    (shop / "outagecomms.toml").write_text("organisation = ", encoding="utf-8")
    assert len(_board(source).notices) == 1


def test_accounts_are_read_again(shop: Path) -> None:
    accounts = shop / "incidents" / "accounts.csv"
    accounts.write_text("id,name,email\na,A,a@example.com\n", encoding="utf-8")
    a_workspace(shop, checkout=FACTS + 'accounts_file = "accounts.csv"\n' + entry("identified", 5))
    source = Source(a_workspace(shop))
    assert _readers(_board(source)) == "a"
    accounts.write_text("id,name,email\na,A,a@example.com\nb,B,b@example.com\n", encoding="utf-8")
    assert _readers(_board(source)) == "a, b"


def _readers(board: Board) -> str:
    due = board.rows[0].next
    assert due
    return due.to


def test_what_the_outbox_holds(shop: Path) -> None:
    """Drafts wait; what was sent has been said."""
    place = a_workspace(shop, checkout=FACTS + ACME + 'tier = "key"\n' + entry("identified", 5))
    source = Source(place)
    assert _board(source).rows[0].waiting == Waiting()
    with Outbox(place.outbox) as outbox:
        draft.draft(case.load(place, place.path_of("checkout"), outbox), outbox, at(6))
    (row,) = _board(source).rows
    assert (row.waiting, [due.what for due in row.others]) == (Waiting(drafts=2), ["outreach"])
    with Outbox(place.outbox) as outbox:
        outbox.database.execute("UPDATE messages SET state = 'sent' WHERE kind = 'outreach'")
    (row,) = _board(source).rows
    assert (row.waiting, row.others) == (Waiting(drafts=1), ())


def test_a_run_that_died_is_told_though_no_file_shows_it(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its messages are still called sending, and nothing changes until somebody runs `send`."""
    place = a_workspace(shop)
    with Outbox(place.outbox) as outbox:
        draft.draft(case.load(place, place.path_of("checkout"), outbox), outbox, at(6))
        outbox.database.execute("UPDATE messages SET state = 'sending', claim = 'a/b/c/d', lease = '2127'")
    source = Source(place)
    alive = _board(source).notices
    monkeypatch.setattr(who, "is_known_dead", lambda _: True)
    later = time.monotonic() + 2 * module._SERVER_EVERY
    monkeypatch.setattr("time.monotonic", lambda: later)

    assert alive == ()
    assert _board(source).notices == (
        "a run ended while it was sending 1 message; to find out what became: outagecomms send",
    )


def test_looking_makes_no_outbox(shop: Path) -> None:
    _board(Source(a_workspace(shop)))
    assert not (shop / "outbox.db").exists()


def test_an_outbox_that_is_none_is_told(shop: Path) -> None:
    (shop / "outbox.db").write_text("nothing of the kind, and long enough to be looked into" * 20, encoding="utf-8")
    board = _board(Source(a_workspace(shop)))
    assert [row.incident for row in board.rows] == ["checkout"]
    assert [notice.split("outbox.db")[1] for notice in board.notices] == [
        " is not an outbox (file is not a database); check 'outbox' in outagecomms.toml"
    ]


def test_a_clock_behind_the_log_is_told(shop: Path) -> None:
    board = _board(Source(a_workspace(shop)), -60)
    assert board.notices == (
        f"{shop / 'incidents' / 'checkout.toml'}: its last entry lies ahead of this clock; check the time",
    )


def test_nothing_is_read_again_that_has_not_changed(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a file nor the outbox, however often one looks; and the board is the same until the minute is over."""
    place = a_workspace(shop, billing=OPEN)
    with Outbox(place.outbox) as outbox:
        draft.draft(case.load(place, place.path_of("checkout"), outbox), outbox, at(6))
    source = Source(place)
    for _ in range(3):  # the first look at an outbox closes it, which changes the file that SQLite keeps beside it
        first = _board(source, 10)
    opened: list[object] = []
    monkeypatch.setattr(Outbox, "__enter__", opened.append)
    monkeypatch.setattr("outagecomms.tomlfile.read", opened.append)
    assert _board(source, 10.5) is first
    assert _board(source, 11) is not first
    assert opened == []


@pytest.mark.parametrize(
    ("minutes", "later", "anew"),
    [
        (11, 90, False),  # a new minute: a hundred times as long as it took must have passed
        (11, 200, True),
        (10, 200, False),  # the same minute, and nothing has changed
    ],
)
def test_a_board_that_is_much_work_is_worked_out_less_often(
    shop: Path,
    monkeypatch: pytest.MonkeyPatch,
    minutes: float,
    later: float,
    anew: bool,  # noqa: FBT001
) -> None:
    """So that it never takes more than about a hundredth of the time."""
    source, first = _after_two_seconds_of_work(shop, monkeypatch)
    monkeypatch.setattr("time.monotonic", lambda: 2 + later)
    assert (source.board(at(minutes)) is not first) is anew


@pytest.mark.parametrize(("later", "anew"), [(9, False), (11, True)])
def test_news_waits_for_a_board_that_is_much_work(
    shop: Path,
    monkeypatch: pytest.MonkeyPatch,
    later: float,
    anew: bool,  # noqa: FBT001
) -> None:
    """But not for long; and when a command of ours has made the news, not at all."""
    source, first = _after_two_seconds_of_work(shop, monkeypatch)
    a_workspace(shop, checkout=OPEN + entry("monitoring", 9))
    monkeypatch.setattr("time.monotonic", lambda: 2 + later)
    assert (source.board(at(10)) is not first) is anew
    source.refresh()
    assert [row.status for row in source.board(at(10)).rows] == ["monitoring"]


def _after_two_seconds_of_work(shop: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Source, Board]:
    """A source whose board took two seconds, at the second second of a clock of its own."""
    source = Source(a_workspace(shop))
    ticks = iter([0.0] * 2)
    monkeypatch.setattr("time.monotonic", lambda: next(ticks, 2.0))
    return source, source.board(at(10))


def test_looks_are_most_of_a_second_apart(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless something has just changed, or a command has been run."""
    source = Source(a_workspace(shop))
    for _ in range(3):
        board = _board(source)
    a_workspace(shop, checkout=OPEN + entry("monitoring", 9))
    looked = source._look_again - module._SHORTEST
    monkeypatch.setattr("time.monotonic", lambda: looked + 0.8)
    assert source.board(at(10)) is board
    monkeypatch.setattr("time.monotonic", lambda: looked + 1.0)
    assert [row.status for row in source.board(at(10)).rows] == ["monitoring"]


@pytest.mark.skipif(not SERVER, reason=NO_SERVER)
def test_an_outbox_on_a_server(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked every few seconds: nothing shows from outside that it has changed."""
    import psycopg

    schema = f"test_{uuid4().hex}"
    where = f"{SERVER}{'&' if '?' in SERVER else '?'}options={quote(f'-csearch_path={schema}')}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE SCHEMA {schema}".encode())
        place = a_workspace(shop, f'outbox = "{where}"\n' + CONFIG)
        source = Source(place)
        assert _board(source).rows[0].waiting == Waiting()
        with Outbox(place.outbox) as outbox:
            draft.draft(case.load(place, place.path_of("checkout"), outbox), outbox, at(6))
        later = time.monotonic() + 2 * module._SERVER_EVERY
        monkeypatch.setattr("time.monotonic", lambda: later)
        assert _board(source).rows[0].waiting == Waiting(drafts=1)
        server.execute(f"DROP SCHEMA {schema} CASCADE".encode())
