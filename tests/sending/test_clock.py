"""Time while a run lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import at
from outagecomms.sending import clock
from outagecomms.sending.clock import RunningClock


class Time:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.passed = 1000.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """What the clock goes by."""
    found = Time()
    monkeypatch.setattr(clock, "monotonic", found)
    return found


def test_time_goes_on_from_the_start(time: Time) -> None:
    """It follows the seconds that pass; the machine's clock, which may be set back an hour, is not asked again."""
    running = RunningClock(at(6))
    time.passed += 90

    assert running() == at(6) + timedelta(seconds=90)
