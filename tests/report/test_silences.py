"""The stretches in which nobody was told anything, and what the cadence allows."""

from __future__ import annotations

import itertools
from datetime import timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import at, incident, update
from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import Said, words
from outagecomms.incident.figures import Status
from outagecomms.report.silences import Silence, silences

if TYPE_CHECKING:
    from outagecomms.incident.model import Incident

POLICY = policy_for("sev1", [], zone="UTC", outreach_tiers=[])


def _found(of: Incident, minutes: float, *said: Said) -> list[tuple[float, ...]]:
    """Start, allowed until and end, in minutes."""
    found = silences(of, POLICY, words(of, POLICY, said), at(minutes))
    return [tuple((moment - at(0)) / timedelta(minutes=1) for moment in silence) for silence in found]


@pytest.mark.parametrize(
    ("log", "minutes", "expected"),
    [
        # nobody has been told: from the start, allowed as long as first contact may take
        ([], 40, [(0, 15, 40)]),
        # after each word as long as its status allows, the last one up to now
        ([update(5), update(20, status="identified")], 60, [(0, 15, 5), (5, 25, 20), (20, 50, 60)]),
        # the promise does not count: a longer one is a longer silence
        ([update(5, next_update=at(125))], 130, [(0, 15, 5), (5, 25, 130)]),
        # a resolution ends it
        ([update(5), update(30, status="resolved")], 900, [(0, 15, 5), (5, 25, 30)]),
        # what comes after a resolution is no silence, until the incident is opened again
        (
            [update(5), update(30, status="resolved"), update(300)],
            310,
            [(0, 15, 5), (5, 25, 30), (300, 320, 310)],
        ),
        # a word before the start leaves no silence before it
        ([update(-2)], 10, [(0, 15, 0), (-2, 18, 10)]),
        # of entries with one time each has its own status: the one after it says nothing of how long it may be
        ([update(5), update(5, status="resolved")], 30, [(0, 15, 5), (5, 25, 5)]),
        ([update(5), update(5, status="identified")], 30, [(0, 15, 5), (5, 25, 5), (5, 35, 30)]),
        ([update(5, status="resolved"), update(5)], 30, [(0, 15, 5), (5, 25, 30)]),
        # a clock behind the log has seen no silence yet
        ([update(5)], 4, [(0, 15, 5)]),
    ],
)
def test_every_silence_while_it_is_open(log: list[object], minutes: float, expected: list[tuple[float, ...]]) -> None:
    assert _found(incident(*log), minutes) == expected  # type: ignore[arg-type]


def test_what_the_outbox_sent_breaks_a_silence() -> None:
    sent = Said("holding", 1, "", at(24), at(44))
    assert _found(incident(update(5)), 40, sent) == [(0, 15, 5), (5, 25, 24), (24, 44, 40)]


@pytest.mark.parametrize(
    ("end", "is_too_long", "beyond"),
    [
        (9, False, 0),  # before its time
        (10, False, 0),  # on the minute
        (10.9, False, 0.9),  # a reader's clock still shows that minute
        (11, True, 1),  # from here on a reader has to call it late
    ],
)
def test_a_silence_is_too_long_from_the_minute_after(end: float, is_too_long: bool, beyond: float) -> None:  # noqa: FBT001
    silence = Silence(at(0), at(10), at(end))
    assert (silence.is_too_long, silence.beyond, silence.length) == (
        is_too_long,
        timedelta(minutes=beyond),
        timedelta(minutes=end),
    )


@given(st.lists(st.integers(0, 600), max_size=8), st.integers(0, 700))
def test_silences_of_an_open_incident_fill_the_time_up_to_now(minutes: list[int], now: int) -> None:
    """One begins where the one before it ended, the first at the start, and the last ends now."""
    known = incident(*(update(each) for each in sorted(minutes)))
    found = silences(known, POLICY, words(known, POLICY), at(max([now, *minutes])))
    assert sum((silence.length for silence in found), timedelta()) == at(max([now, *minutes])) - at(0)
    assert all(before.end == after.start for before, after in itertools.pairwise(found))


_STATUSES: st.SearchStrategy[Status] = st.sampled_from(get_args(Status))


@given(st.lists(st.tuples(st.sampled_from([0, 5, 5.01]), _STATUSES), min_size=1, max_size=6))
def test_every_word_that_leaves_it_open_begins_one_at_its_own_status(log: list[tuple[float, Status]]) -> None:
    """Whatever stands beside it in the log, at the same time or a moment later."""
    posts = sorted(log, key=itemgetter(0))
    found = _found(incident(*(update(minutes, status=status) for minutes, status in posts)), 60)
    allowed = {"investigating": 20, "identified": 30, "monitoring": 60}
    assert [(begin, until - int(begin)) for begin, until, _ in found[1:]] == [
        pytest.approx((minutes, allowed[status])) for minutes, status in posts if status != "resolved"
    ]
