"""Times, spans and counts in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from outagecomms.wording import countdown, counted, moment, some, span

T = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


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


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"),
        (59, "now"),  # less than a minute either way
        (-59, "now"),
        (60, "in 1 min"),
        (-60, "1 min ago"),
        (119 * 60, "in 119 min"),  # minutes for as long as people count in them
        (120 * 60, "in 2 h"),
        (-(2 * 24 * 60 - 1) * 60, "47 h ago"),
        (2 * 24 * 60 * 60, "in 2 days"),
        (-60 * 24 * 60 * 60, "60 days ago"),
    ],
)
def test_countdown(seconds: int, words: str) -> None:
    """How far away, in the unit that a person would use, never rounded up."""
    assert countdown(T + timedelta(seconds=seconds), T) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-22T23:59+00:00", "23:59 UTC"),  # today
        ("2026-11-23T00:00+00:00", "2026-11-23 00:00 UTC"),  # another day
        ("2026-11-23T01:00+02:00", "23:00 UTC"),  # today in UTC, whatever the offset says
    ],
)
def test_moment(at: str, words: str) -> None:
    """In UTC, with the date when it is not today's."""
    assert moment(datetime.fromisoformat(at), T) == words


def test_a_count() -> None:
    assert [counted(number, "wait was", "waits were") for number in (1, 2)] == ["1 wait was", "2 waits were"]
    assert counted(0, "error") == "0 errors"


def test_some_of_many() -> None:
    assert (some([]), some(["a", "b"], 2), some(["a", "b", "c"], 2)) == ("", "a, b", "a, b, …")
