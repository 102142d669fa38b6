"""What stands on the board: how pressing each thing is, in words, and what of it comes first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import ACME, FACTS, a_workspace, at
from outagecomms.board.content import Board, Due, Row, board, timer
from outagecomms.drafting import case
from outagecomms.outbox.waiting import Waiting

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.drafting.case import Case

KEY = ACME + 'tier = "key"\n'


def entry(status: str, minutes: int, more: str = 'text = "Cards work.\\nIn Ireland."') -> str:
    """A log entry as TOML."""
    when = at(minutes).isoformat().replace("+00:00", "Z")
    return f'\n[[updates]]\nat = {when}\nby = "Sam Okafor"\nstatus = "{status}"\n{more}\n'


def _cases(folder: Path, **logs: str) -> list[Case]:
    place = a_workspace(folder, **{name: FACTS + log for name, log in logs.items()})
    return [case.load(place, path) for path in place.incidents()]


@pytest.mark.parametrize(
    ("minutes", "urgency", "countdown"),
    [
        (-30, "calm", "in 1 h 00 min"),
        (24, "calm", "in 6:00"),
        (24.99, "calm", "in 5:00"),
        (25, "soon", "SOON 5:00"),  # within five minutes
        (29.5, "soon", "SOON 0:30"),
        (30, "due", "DUE NOW"),  # its minute
        (30.99, "due", "DUE NOW"),
        (31, "overdue", "OVERDUE 1:00"),
        (41 + 1 / 60, "overdue", "OVERDUE 11:01"),
        (30 + 150, "overdue", "OVERDUE 2 h 30 min"),
    ],
)
def test_how_pressing_a_promise_is(minutes: float, urgency: str, countdown: str) -> None:
    due = Due("update", "acme", at(30), at(31), "promised")
    assert (due.urgency(at(minutes)), due.countdown(at(minutes))) == (urgency, countdown)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0:00"), (59.9, "0:59"), (3599, "59:59"), (3600, "1 h 00 min"), (47 * 3600 + 3599, "47 h 59 min"),
        (48 * 3600, "2 days"),
    ],
)  # fmt: skip
def test_a_span_to_watch(seconds: float, said: str) -> None:
    assert timer(timedelta(seconds=seconds)) == said


def test_a_row(tmp_path: Path) -> None:
    """The promise to everyone, what is owed to single readers, and the first line of what was said last."""
    (row,) = board(_cases(tmp_path, checkout=KEY + entry("identified", 5)), {"checkout": Waiting(2)}, at(20)).rows
    assert row == Row(
        incident="checkout", title="Card payments are failing", severity="sev1", status="identified",
        next=Due("update", "acme", at(35), at(36), "promised"),
        others=(Due("outreach", "acme", at(5), at(15), "first contact by the leader"),),
        last=(at(5), "Cards work."), waiting=Waiting(2),
    )  # fmt: skip
    assert (row.countdown(at(20)), row.urgency(at(20))) == ("in 15:00", "overdue")


def test_a_row_before_the_first_word(tmp_path: Path) -> None:
    (row,) = board(_cases(tmp_path, checkout=ACME), {}, at(1)).rows
    assert (row.next, row.last, row.others) == (Due("update", "acme", at(5), at(15), "first contact"), None, ())


def test_the_promise_that_comes_first_stands_first(tmp_path: Path) -> None:
    cases = _cases(
        tmp_path,
        calm=ACME + entry("monitoring", 5),
        late=ACME + entry("investigating", 5),
        soon=ACME + entry("identified", 5),
    )
    assert [row.incident for row in board(cases, {}, at(30)).rows] == ["late", "soon", "calm"]


def test_what_is_overdue_stands_before_every_promise(tmp_path: Path) -> None:
    """The leader's letter is late, though the next update is not due for a while."""
    cases = _cases(tmp_path, soon=ACME + entry("investigating", 12), unheard=KEY + entry("identified", 5))
    assert [row.incident for row in board(cases, {}, at(20)).rows] == ["unheard", "soon"]
    assert [row.incident for row in board(cases, {}, at(14)).rows] == ["soon", "unheard"]


@pytest.mark.parametrize(
    ("log", "waiting", "shown"),
    [
        (entry("identified", 5), Waiting(), True),  # open
        (entry("identified", 5) + entry("resolved", 9), Waiting(), False),  # over, and nothing waits
        (entry("identified", 5) + entry("resolved", 9), Waiting(drafts=1), True),  # over, but they do not know
        (entry("identified", 5) + entry("resolved", 9), Waiting(unknown=1), True),
        (entry("resolved", 5) + entry("identified", 9), Waiting(), True),  # opened again
    ],
)
def test_which_incidents_are_shown(tmp_path: Path, log: str, waiting: Waiting, shown: bool) -> None:  # noqa: FBT001
    found = board(_cases(tmp_path, checkout=ACME + log), {"checkout": waiting}, at(10))
    assert [row.incident for row in found.rows] == ["checkout"] * shown
    assert all(row.countdown(at(10)) == "nothing owed" for row in found.rows if row.status == "resolved")


def test_what_is_owed_to_single_accounts_today(tmp_path: Path) -> None:
    """Not what comes tomorrow: the incident ends on a Sunday, and letters come on Monday morning."""
    cases = _cases(tmp_path, checkout=ACME + entry("identified", 5) + entry("resolved", 9))
    assert board(cases, {}, at(60)).debts == ()
    monday = board(cases, {}, at(60 * 12)).debts
    assert {(debt.how, debt.account, debt.overdue) for debt in monday} >= {("mail", "acme", False)}
    assert all(debt.due for debt in monday)


@pytest.mark.parametrize(
    ("minutes", "waiting", "needed"),
    [
        (20, Waiting(drafts=1), False),
        (20, Waiting(unknown=1), True),
        (31, Waiting(), True),  # overdue
    ],
)
def test_whether_a_person_is_needed(minutes: float, waiting: Waiting, needed: bool) -> None:  # noqa: FBT001
    due = Due("update", "acme", at(30), at(31), "promised")
    row = Row("checkout", "Cards fail", "sev1", "identified", due, (), None, waiting)
    assert Board((row,)).needs_person(at(minutes)) is needed


def test_what_cannot_be_read_needs_a_person() -> None:
    """Nobody knows what is owed."""
    assert Board(notices=("incidents/checkout.toml:1:1: not TOML",)).needs_person(at(0))


def test_many_readers_are_counted(tmp_path: Path) -> None:
    six = "".join(ACME.replace("acme", f"shop-{number}") for number in range(6))
    (row,) = board(_cases(tmp_path, checkout=six + entry("identified", 5)), {}, at(6)).rows
    assert row.next
    assert row.next.to == "6 accounts"
