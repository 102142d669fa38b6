"""How fast messages leave: whichever run begins them, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.delivery.outcome import Outcome
from outagecomms.outbox.claims import Claims
from outagecomms.outbox.limits import Limits
from outagecomms.outbox.pace import Pace
from outagecomms.outbox.store import Outbox

from .test_claims import NOW, fill

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


def run(outbox: Outbox, folder: Path, per_minute: int) -> Claims:
    """A run that may begin so many a minute."""
    return Claims(outbox, Limits(1000), folder, "%@%", Pace(per_minute))


def after(seconds: float) -> datetime:
    """So many seconds later."""
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("per_minute", "begun"),
    [
        (600, [10, 0, 10, 10]),  # ten a second
        (60, [1, 0, 1, 1]),  # one a second
        (90, [1, 1, 1, 1]),  # one in two thirds of a second
        (6, [1, 0, 0, 0]),  # one in ten seconds
    ],
)
def test_all_runs_together_keep_to_the_pace(outbox: Outbox, tmp_path: Path, per_minute: int, begun: list[int]) -> None:
    """A new run every second, of which each would like to send everything at once."""
    fill(outbox, *(f"a{number}" for number in range(50)))

    found = [len(run(outbox, tmp_path, per_minute).turn([], 50, after(when))) for when in (0, 0.7, 1.4, 2.5)]

    assert found == begun


def test_it_is_held_back_only_while_something_waits(outbox: Outbox, tmp_path: Path) -> None:
    """A run that has sent all there is does not wait for leave to send nothing."""
    fill(outbox, "a", "b")
    paced, found = run(outbox, tmp_path, 60), []
    for when in (0, 0.5, 1):
        paced.turn([], 9, after(when))
        found.append(paced.held_back)

    assert found == [True, True, False]


def test_what_was_sent_counts_and_what_was_written_does_not(outbox: Outbox, tmp_path: Path) -> None:
    """Whatever became of it: the server has had it."""
    fill(outbox, "a", "b", "c")
    first = run(outbox, tmp_path, 60)
    first.turn([(each, Outcome("refused")) for each in first.turn([], 1, NOW)], 0, NOW)

    assert run(outbox, tmp_path, 60).turn([], 1, after(0.9)) == []
    assert len(run(outbox, tmp_path, 60).turn([], 1, after(1))) == 1


def test_a_clock_that_was_set_back_holds_nobody_up(outbox: Outbox, tmp_path: Path) -> None:
    """What began an hour later than now began by another clock."""
    fill(outbox, "a", "b")
    run(outbox, tmp_path, 60).turn([], 1, NOW + timedelta(minutes=30))

    assert len(run(outbox, tmp_path, 60).turn([], 1, NOW)) == 1


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 30)), max_size=20), st.integers(1, 300))
def test_never_more_than_a_minute_allows(turns: list[tuple[int, float]], per_minute: int) -> None:
    """Four runs in any order, however the time passes: in any minute no more than the pace and one window's worth."""
    import sqlite3
    import tempfile
    from contextlib import suppress
    from pathlib import Path

    began: list[float] = []
    with tempfile.TemporaryDirectory() as name, suppress(sqlite3.Error), Outbox(":memory:") as outbox:
        fill(outbox, *(f"a{number}" for number in range(60)))
        runs: defaultdict[int, Claims] = defaultdict(lambda: run(outbox, Path(name), per_minute))
        seconds = 0.0
        for number, gap in turns:
            seconds += gap
            began += [seconds] * len(runs[number].turn([], 60, after(seconds)))
    for start in began:
        assert sum(start <= moment < start + 60 for moment in began) <= per_minute + max(1, per_minute // 60)
