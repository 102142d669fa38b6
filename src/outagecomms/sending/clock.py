"""Time while a run lasts, by a clock that nobody can set back."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic


class RunningClock:
    """The time that *start* was, and goes on from there, whatever becomes of the machine's clock meanwhile."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._began = monotonic()

    def __call__(self) -> datetime:
        """The present time, in UTC."""
        return self._start + timedelta(seconds=monotonic() - self._began)
