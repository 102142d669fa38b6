"""Times, spans and counts in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import at
from outagecomms.report.wording import clock, counted, span


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (0.9, "0 min"),  # whole minutes
        (59, "59 min"),
        (60, "1 h"),
        (61, "1 h 1 min"),
        (24 * 60, "1 day"),
        (49 * 60 + 5, "2 days 1 h 5 min"),
    ],
)
def test_a_span(minutes: float, said: str) -> None:
    assert span(timedelta(minutes=minutes)) == said


def test_a_time_has_its_date_on_another_day() -> None:
    assert clock(at(9 * 60 + 59), at(0)) == "23:59 UTC"
    assert clock(at(10 * 60), at(0)) == "2026-11-23 00:00 UTC"


def test_a_count() -> None:
    assert [counted(number, "wait was", "waits were") for number in (1, 2)] == ["1 wait was", "2 waits were"]
    assert counted(0, "error") == "0 errors"
