"""Time while a run lasts, and how fast it may go. Both follow a clock that nobody can set back."""

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


class Pace:
    """At most *per_minute* messages; without it as many as there are."""

    def __init__(self, per_minute: int | None) -> None:
        self._gap = 60 / per_minute if per_minute else 0.0  # seconds
        self._next = monotonic()

    def allows(self, count: int) -> int:
        """How many of *count* messages may leave now."""
        if not self._gap:
            return count
        waited = min(monotonic() - self._next, 1.0)  # what was not used in time is not made up for
        return min(count, int(waited / self._gap) + 1) if waited >= 0 else 0

    def note(self, count: int) -> None:
        """So many have left."""
        self._next = max(self._next, monotonic() - 1.0) + self._gap * count

    def wait(self) -> float:
        """Seconds until the next one may leave."""
        return max(0.0, self._next - monotonic())
