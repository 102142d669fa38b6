"""Time while a run lasts, and how fast it may go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import at
from outagecomms.sending import pace
from outagecomms.sending.pace import Pace, RunningClock


class Time:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.passed = 1000.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """What the pace goes by."""
    found = Time()
    monkeypatch.setattr(pace, "monotonic", found)
    return found


def test_time_goes_on_from_the_start(time: Time) -> None:
    """It follows the seconds that pass; the machine's clock, which may be set back an hour, is not asked again."""
    clock = RunningClock(at(6))
    time.passed += 90

    assert clock() == at(6) + timedelta(seconds=90)


def test_without_a_limit_all_may_leave() -> None:
    unlimited = Pace(None)
    unlimited.note(5000)

    assert unlimited.allows(5000) == 5000
    assert unlimited.wait() == 0


def test_six_hundred_a_minute(time: Time) -> None:
    """One each tenth of a second; what a slow server leaves unused is made up for one second at most."""
    steady = Pace(600)
    told = []
    for seconds in (0, 0.05, 0.06, 10):
        time.passed += seconds
        allowed = steady.allows(99)
        steady.note(allowed)
        told.append(allowed)

    assert told == [1, 0, 1, 11]
    assert steady.wait() == pytest.approx(0.1)


@given(st.lists(st.floats(0, 5), max_size=60), st.integers(1, 6000))
def test_never_more_than_a_minute_allows(gaps: list[float], per_minute: int) -> None:
    """However the time passes: no more than the pace, and one second's worth that was saved up."""
    with pytest.MonkeyPatch.context() as patch:
        time = Time()
        patch.setattr(pace, "monotonic", time)
        limited, left = Pace(per_minute), 0
        for gap in gaps:
            time.passed += gap
            allowed = limited.allows(10_000)
            limited.note(allowed)
            left += allowed

    assert left <= (sum(gaps) + 1) * per_minute / 60 + 1
