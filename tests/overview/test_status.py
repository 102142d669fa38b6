"""What the commander sees: what is owed, to whom, and what is overdue."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from builders import ACME, FACTS, a_workspace, at
from outagecomms.drafting import case
from outagecomms.overview.status import Owed, is_open, owed, promises, readers, standing

if TYPE_CHECKING:
    from pathlib import Path

KEY = ACME + 'tier = "key"\n'
OTHER = ACME.replace("acme", "globex")


def _entry(status: str, minutes: int, more: str = 'text = "x"') -> str:
    when = at(minutes).isoformat().replace("+00:00", "Z")
    return f'\n[[updates]]\nat = {when}\nby = "Sam Okafor"\nstatus = "{status}"\n{more}\n'


def _case(folder: Path, text: str) -> case.Case:
    place = a_workspace(folder, checkout=FACTS + text)
    return case.load(place, place.path_of("checkout"))


def test_what_many_are_told_alike_is_one_line(tmp_path: Path) -> None:
    known = _case(tmp_path, KEY + OTHER + _entry("investigating", 5))
    rows = owed(known.plan(at(6)))
    assert [(o.kind, o.sequence, o.due, o.state, o.accounts) for o in rows] == [
        ("update", 1, at(5), "past", ["acme", "globex"]),
        ("outreach", 1, at(5), "due", ["acme"]),
        ("update", 2, at(25), "planned", ["acme", "globex"]),
    ]
    assert {o.incident for o in rows} == {"checkout"}


def test_accounts_with_other_days_are_other_lines(tmp_path: Path) -> None:
    """A follow-up comes at 10:00 where its reader is."""
    tokyo = OTHER + 'timezone = "Asia/Tokyo"\n'
    known = _case(tmp_path, ACME + tokyo + _entry("investigating", 5) + _entry("resolved", 30))
    rows = [o for o in owed(known.plan(at(31))) if o.kind == "followup" and o.sequence == 1]
    assert [(o.accounts, o.due.hour) for o in rows] == [(["globex"], 1), (["acme"], 10)]


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "a0"), (5, "a0, a1, a2, a3, a4"), (6, "6 accounts"), (10_000, "10000 accounts")],
)
def test_many_accounts_are_counted(count: int, said: str) -> None:
    row = Owed("x", "update", 1, at(5), "promised", "due", [f"a{number}" for number in range(count)])
    assert readers(row) == said


@pytest.mark.parametrize(
    ("log", "minutes", "status", "due", "overdue"),
    [
        ("", 1, "investigating", 5, False),  # first contact: the target
        ("", 14, "investigating", 5, False),  # due, but not overdue before the limit
        ("", 15, "investigating", 5, True),
        (_entry("identified", 5), 6, "identified", 35, False),  # the promise
        (_entry("identified", 5), 35, "identified", 35, False),  # to the end of its minute
        (_entry("identified", 5), 36, "identified", 35, True),
        (_entry("identified", 5) + _entry("resolved", 20), 500, "resolved", None, False),  # nothing is owed to everyone
        (_entry("resolved", 20) + _entry("monitoring", 30), 40, "monitoring", 90, False),  # opened again
    ],
)
def test_how_an_incident_stands(
    tmp_path: Path, log: str, minutes: int, status: str, due: int | None, overdue: bool  # noqa: FBT001
) -> None:  # fmt: skip
    found = standing(_case(tmp_path, ACME + log), at(minutes))
    assert (found.status, found.due) == (status, None if due is None else at(due))
    assert found.overdue is overdue


EARLY = FACTS.replace("sev1", "sev4").replace("2026-11-22T14:00", "2026-11-23T08:00")  # a Monday; a business day later
LOS_ANGELES = ACME.replace("acme", "la") + 'timezone = "America/Los_Angeles"\n'
AUCKLAND = ACME.replace("acme", "nz") + 'timezone = "Pacific/Auckland"\n'


@pytest.mark.parametrize("accounts", [LOS_ANGELES + AUCKLAND, AUCKLAND + LOS_ANGELES])
def test_before_the_first_word_the_first_morning_counts(tmp_path: Path, accounts: str) -> None:
    """Ten o'clock comes to Auckland 21 hours before it comes to Los Angeles, wherever each stands in the file."""
    place = a_workspace(tmp_path, checkout=EARLY + accounts)
    found = standing(case.load(place, place.path_of("checkout")), datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert (found.due, found.overdue) == (datetime(2026, 11, 23, 21, tzinfo=UTC), True)


def test_for_a_program(tmp_path: Path) -> None:
    seen = standing(_case(tmp_path, ACME + _entry("identified", 5)), at(36)).as_json()
    assert seen == {
        "incident": "checkout", "title": "Card payments are failing", "severity": "sev1", "status": "identified",
        "started": at(0), "updates": 1, "due": at(35), "reason": "promise missed", "overdue": True,
        "closed": False, "missing": ["resolved"], "left": [],
        "waiting": {"drafts": 0, "held": 0, "to_send": 0, "unknown": 0, "refused": 0, "stale": 0, "by_hand": 0},
    }  # fmt: skip


REVIEWED = '\n[[reviews]]\nat = 2026-11-22T14:20:00Z\nby = "Dana Reyes"\n'
HAPPY = '\n[[satisfaction]]\naccount = "acme"\nat = 2026-11-22T14:21:00Z\nsatisfied = true\n'
ASKED = '\n[[parked]]\naccount = "acme"\nat = 2026-11-22T14:02:00Z\ntopic = "SLA credit"\n'
CALLED = '\n[[conversations]]\naccount = "acme"\nat = 2026-11-22T14:23:00Z\nsaid = "Good."\nwe_called = true\n'
TOLD = '\n[[answers]]\naccount = "acme"\nat = 2026-11-22T14:22:00Z\ntopic = "SLA credit"\ntext = "A month."\n'


@pytest.mark.parametrize(
    ("log", "missing"),
    [
        (_entry("monitoring", 5), ["resolved"]),  # the rest is for later
        (_entry("resolved", 5), ["reviewed", "1 account satisfied"]),  # it works again, and that is all
        (_entry("resolved", 5) + REVIEWED, ["1 account satisfied"]),
        (_entry("resolved", 5) + HAPPY, ["reviewed"]),
        (_entry("resolved", 5) + REVIEWED + HAPPY + ASKED, ["1 parked topic answered"]),
        (_entry("resolved", 5) + REVIEWED + HAPPY + ASKED + TOLD, ["1 answer told"]),  # and not received
        (_entry("resolved", 5) + REVIEWED + HAPPY + ASKED + TOLD + CALLED, []),  # closed
        (_entry("resolved", 5) + REVIEWED + HAPPY + _entry("investigating", 25), ["resolved"]),  # opened again
        (  # and resolved again: whoever was satisfied before is asked anew
            _entry("resolved", 5) + REVIEWED + HAPPY + _entry("investigating", 25) + _entry("resolved", 30),
            ["reviewed", "1 account satisfied"],
        ),
    ],
)
def test_what_is_missing_before_it_is_closed(tmp_path: Path, log: str, missing: list[str]) -> None:
    found = standing(_case(tmp_path, ACME + log), at(60))
    assert (found.missing, found.closed) == (missing, missing == [])
    assert (found.as_json()["missing"], found.as_json()["closed"]) == (missing, missing == [])


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("", True),
        (_entry("monitoring", 5), True),
        (_entry("resolved", 5), False),
        (_entry("resolved", 5) + _entry("investigating", 9), True),
    ],
)
def test_is_open(tmp_path: Path, log: str, expected: bool) -> None:  # noqa: FBT001
    assert is_open(_case(tmp_path, ACME + log)) is expected


@pytest.mark.parametrize(("log", "left"), [("", ["acme"]), (HAPPY, [])])  # who said yes has not left unsatisfied
def test_who_has_left_the_accounts_is_named(tmp_path: Path, log: str, left: list[str]) -> None:
    """It keeps nothing open, since nobody can be asked; and it does not vanish without a word."""
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents" / "more.csv").write_text("id,name,email\n", encoding="utf-8")
    words = '\n[[conversations]]\naccount = "acme"\nat = 2026-11-22T14:03:00Z\nsaid = "We are down."\n'
    found = standing(_case(tmp_path, 'accounts_file = "more.csv"\n' + _entry("resolved", 5) + words + log), at(60))

    assert (found.left, found.as_json()["left"], found.missing) == (left, left, ["reviewed"])


def test_promises_for_a_program(tmp_path: Path) -> None:
    log = _entry("investigating", 5) + _entry("identified", 29) + _entry("identified", 50) + _entry("monitoring", 110)
    seen = promises(_case(tmp_path, ACME + log), at(200))
    assert seen == [
        {"incident": "checkout", "given_at": at(given), "promised_for": at(promised),
         "fulfilled_at": None if fulfilled is None else at(fulfilled), "outcome": outcome, "minutes_late": late}
        for given, promised, fulfilled, outcome, late in (
            (5, 25, 29, "late", 4), (29, 59, 50, "kept", 0), (50, 80, 110, "late", 30), (110, 170, None, "missed", 0),
        )
    ]  # fmt: skip
