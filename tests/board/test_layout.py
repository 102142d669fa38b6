"""The board on screens of any size, and in a pipe."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from builders import at
from outagecomms.board.content import Board, Due, Row
from outagecomms.board.layout import Line, screen, snapshot
from outagecomms.outbox.waiting import Waiting
from outagecomms.overview.followups import Debt

LATE = Due("update", "acme, lohmann", at(30), at(31), "promise missed")
LETTER = Due("outreach", "acme", at(45), at(46), "first contact by the leader")


def _row(name: str = "checkout", next_: Due | None = LATE, **facts: Any) -> Row:
    known: dict[str, Any] = {
        "incident": name, "title": "Card payments are failing", "severity": "sev1", "status": "identified",
        "next": next_, "others": (LETTER,), "last": (at(10), "A declined card is not charged."),
        "waiting": Waiting(drafts=2, unknown=1),
    }  # fmt: skip
    return Row(**(known | facts))


CALM = _row("search", LATE._replace(at=at(90), overdue_at=at(91)), others=(), waiting=Waiting(), severity="sev3")
DEBT = Debt("billing", "acme", "call", 1, at(120), False, "60 days", "outagecomms call billing acme")  # noqa: FBT003


def _texts(lines: list[Line]) -> list[str]:
    return [line.text.rstrip() for line in lines]


def test_eighty_columns() -> None:
    board = Board((_row(), CALM), (DEBT,), ("billing.toml:3:1: not a time; mend it",))
    assert _texts(screen(board, "checkout", at(41), 80, 19)) == [
        "2 open, 1 OVERDUE                                                   14:41:00 UTC",
        "▸ OVERDUE 11:00  checkout  sev1  identified  2 to approve, 1 unknown",
        "  in 49:00       search    sev3  identified",
        "",
        "── checkout ────────────────────────────────────────────────────────────────────",
        "Card payments are failing",
        "Next     update to acme, lohmann by 14:30 UTC, OVERDUE 11:00: promise missed",
        "Also     outreach to acme by 14:45 UTC, SOON 4:00: first contact by the leader",
        "Last     14:10 UTC  A declined card is not charged.",
        "Waiting  2 to approve, 1 may or may not have arrived (unknown)",
        "── owed to single accounts today ───────────────────────────────────────────────",
        "by 16:00 UTC  call to acme (billing): 60 days",
        "billing.toml:3:1: not a time; mend it",
        "", "", "", "", "",
        "↑↓ choose   u update   r read   a approve   s send   q quit",
    ]  # fmt: skip


def test_forty_columns() -> None:
    """Severity and status give way; labels stay; the keys are said in short."""
    assert _texts(screen(Board((_row(), CALM)), "search", at(41), 40, 12)) == [
        "2 open, 1 OVERDUE           14:41:00 UTC",
        "  OVERDUE 11:00  checkout  2 to approve…",
        "▸ in 49:00       search",
        "",
        "── search ──────────────────────────────",
        "Card payments are failing",
        "Next     update to acme, lohmann by",
        "         15:30 UTC, in 49:00: promise",
        "         missed",
        "Last     14:10 UTC  A declined card is",
        "         not charged.",
        "↑↓ u update r read a approve s send q",
    ]


def test_colours_go_with_words() -> None:
    """Each style but the calm one comes with a word of its own, so that nobody needs to see it."""
    rows = [
        _row("a", LATE, others=()),
        _row("b", LATE._replace(at=at(41), overdue_at=at(45)), others=()),
        _row("c", LATE._replace(at=at(44), overdue_at=at(45)), others=()),
        CALM,
    ]
    lines = screen(Board(tuple(rows)), "search", at(41), 80, 30)[1:5]
    assert [(line.text.split()[0], line.style) for line in lines] == [
        ("OVERDUE", "bold red"), ("DUE", "bold yellow"), ("SOON", "yellow"), ("▸", "reverse"),
    ]  # fmt: skip


def test_nothing_is_open() -> None:
    assert _texts(screen(Board(), "", at(0), 60, 6)) == [
        "0 open                                          14:00:00 UTC",
        "",
        "Nothing is broken.",
        "When something is: outagecomms new ID",
        "",
        "↑↓ choose   u update   r read   a approve   s send   q quit",
    ]


def test_what_cannot_be_read_may_be_broken() -> None:
    """Of it nobody knows, and nobody is told that all is well."""
    assert _texts(screen(Board(notices=("billing.toml:3:1: not a time; mend it",), unread=1), "", at(0), 60, 6)) == [
        "0 open, 1 cannot be read                        14:00:00 UTC",
        "",
        "billing.toml:3:1: not a time; mend it",
        "",
        "",
        "↑↓ choose   u update   r read   a approve   s send   q quit",
    ]


def test_severity_and_status_stay_where_nothing_waits() -> None:
    """Room is kept for what waits, and only for that."""
    long = _row("card-payments-are-failing-20", LATE, others=(), waiting=Waiting(), status="investigating")
    assert _texts(screen(Board((long,)), "", at(41), 72, 5))[1] == (
        "▸ OVERDUE 11:00  card-payments-are-failing-20  sev1  investigating"
    )
    waits = _row("card-payments-are-failing-20", LATE, others=(), status="investigating")
    assert _texts(screen(Board((waits,)), "", at(41), 72, 5))[1] == (
        "▸ OVERDUE 11:00  card-payments-are-failing-20  2 to approve, 1 unknown"
    )


def test_what_is_resolved_and_waits_is_not_counted_as_open() -> None:
    over = _row("checkout", None, status="resolved", others=())
    head, row, *_ = _texts(screen(Board((over,)), "checkout", at(0), 80, 12))
    assert head.startswith("0 open ")
    assert row == "▸ nothing owed  checkout  sev1  resolved  2 to approve, 1 unknown"


@pytest.mark.parametrize("chosen", [0, 1, 14, 28, 29])
def test_of_many_incidents_the_selected_one_is_on_the_screen(chosen: int) -> None:
    rows = tuple(
        _row(f"incident-{number}", LATE._replace(at=at(60 + number), overdue_at=at(99))) for number in range(30)
    )
    texts = _texts(screen(Board(rows), f"incident-{chosen}", at(41), 80, 20))
    assert sum(text.startswith("▸ ") for text in texts) == 1
    assert any(text.startswith("▸ ") and f" incident-{chosen} " in text for text in texts)
    assert texts[-1].startswith("↑↓")


@given(
    columns=st.integers(1, 200),
    rows=st.integers(1, 60),
    count=st.integers(0, 30),
    title=st.text(max_size=60),
    minutes=st.floats(-100, 3000),
)
def test_every_screen_is_filled_and_never_overrun(
    columns: int, rows: int, count: int, title: str, minutes: float
) -> None:
    """Wide characters and control characters too."""
    listed = tuple(_row(f"i{number}", title=title, last=(at(0), title)) for number in range(count))
    lines = screen(
        Board(listed, (DEBT,) * 9, (f"x {title}",) * 5), "i7", at(0) + timedelta(minutes=minutes), columns, rows
    )
    assert len(lines) == rows
    assert all(cell_len(line.text) <= columns for line in lines)
    assert not any(set("\x1b\n\r\t\x07") & set(line.text) for line in lines)


def test_a_snapshot_for_a_pipe_leaves_nothing_out() -> None:
    board = Board((_row(), CALM), (DEBT,), ("billing.toml:3:1: not a time; mend it",))
    assert [line.text for line in snapshot(board, at(41))] == [
        "OVERDUE 11:00  checkout  sev1  identified",
        "    Card payments are failing",
        "    Next: update to acme, lohmann by 14:30 UTC, OVERDUE 11:00: promise missed",
        "    Also: outreach to acme by 14:45 UTC, SOON 4:00: first contact by the leader",
        "    Last: 14:10 UTC  A declined card is not charged.",
        "    Waiting: 2 to approve, 1 may or may not have arrived (unknown)",
        "in 49:00  search  sev3  identified",
        "    Card payments are failing",
        "    Next: update to acme, lohmann by 15:30 UTC, in 49:00: promise missed",
        "    Last: 14:10 UTC  A declined card is not charged.",
        "── owed to single accounts today ",
        "by 16:00 UTC  call to acme (billing): 60 days",
        "billing.toml:3:1: not a time; mend it",
    ]


def test_what_is_owed_to_many_single_readers_is_counted() -> None:
    many = _row(others=tuple(LETTER._replace(to=f"shop-{number}") for number in range(9)))
    texts = _texts(screen(Board((many,)), "checkout", at(41), 80, 30))
    assert sum(text.startswith("Also     outreach") for text in texts) == 3
    assert "Also     6 more: outagecomms plan checkout" in texts


def test_more_debts_than_there_is_room_for_are_counted() -> None:
    texts = _texts(screen(Board((), (DEBT,) * 8), "", at(41), 80, 30))
    assert sum("call to acme" in text for text in texts) == 5
    assert "and 3 more: outagecomms followups" in texts
