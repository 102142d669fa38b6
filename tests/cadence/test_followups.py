"""After the fix: the same day, at 60 days, and every 90 until the customer is satisfied."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.cadence.followups import Care, Course, overdue_at, round_of, sequence
from outagecomms.incident.model import Conversation

from .conftest import DST_CHANGES, DST_ZONES

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
FIRST_LETTER = "first letter after the fix"
FIRST, SIXTY = "2026-11-23T18:00", "2027-01-22T10:00"  # 60 days on is a Friday
NINETY, NEXT_NINETY = "2027-04-22T10:00", "2027-07-21T10:00"
CARE = {None: Care(1, 90), "calm": Care(2, 90), "worried": Care(1, 90), "angry": Care(0, 45)}


def _course(resolved: datetime, zone: str = "UTC", *talks: tuple[str, str | None]) -> Course:
    """The follow-ups to somebody who said something at those times, in that mood."""
    told = [Conversation(account="acme", at=_utc(when), said="a", mood=mood) for when, mood in talks]  # type: ignore[arg-type]
    return Course(resolved, zone, CARE, told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("resolved", "zone", "expected"),
    [
        ("2026-11-23T12:00", "UTC", "2026-11-23T14:00"),  # two hours later, in working hours
        ("2026-11-23T16:00", "UTC", "2026-11-23T18:00"),  # until six
        ("2026-11-23T16:01", "UTC", "2026-11-24T10:00"),  # else the next morning
        ("2026-11-23T03:00", "UTC", "2026-11-23T10:00"),  # nobody wants a letter at five in the morning
        ("2026-11-23T23:30", "UTC", "2026-11-24T10:00"),  # nor past midnight
        ("2026-11-27T17:00", "UTC", "2026-11-30T10:00"),  # a Friday evening waits for Monday
        ("2026-11-28T12:00", "UTC", "2026-11-30T10:00"),  # so does a Saturday
        ("2026-11-29T12:00", "UTC", "2026-11-30T10:00"),  # and a Sunday
        ("2026-11-23T16:30", "America/New_York", "2026-11-23T18:30"),  # 11:30 in New York: the same day there
        ("2026-11-23T16:30", "Asia/Tokyo", "2026-11-24T01:00"),  # 01:30 on Tuesday in Tokyo: at ten that day
        ("2026-11-27T16:30", "Asia/Tokyo", "2026-11-30T01:00"),  # Saturday in Tokyo already
    ],
)
def test_the_first_is_the_same_day_or_the_next_business_morning(resolved: str, zone: str, expected: str) -> None:
    assert _course(_utc(resolved), zone).due(1) == _utc(expected)


@pytest.mark.parametrize(
    ("resolved", "zone", "number", "expected"),
    [
        ("2026-11-23T16:00", "UTC", 2, SIXTY),
        ("2026-11-23T16:00", "UTC", 3, NINETY),  # 150 days: a Thursday
        ("2026-11-23T16:00", "UTC", 4, NEXT_NINETY),  # 240 days: a Wednesday
        ("2026-11-24T16:00", "UTC", 2, "2027-01-25T10:00"),  # a Saturday moves to Monday
        ("2026-11-24T16:00", "UTC", 3, "2027-04-23T10:00"),  # and the round after it does not move along
        ("2026-11-23T16:00", "America/New_York", 2, "2027-01-22T15:00"),
        ("2026-11-23T16:00", "America/New_York", 3, "2027-04-22T14:00"),  # summer time by then: still ten there
        ("2026-11-23T16:00", "Asia/Tokyo", 2, "2027-01-25T01:00"),  # a day later there, so 60 days on is a Saturday
    ],
)
def test_later_rounds_are_at_ten_on_a_business_day_of_the_reader(
    resolved: str, zone: str, number: int, expected: str
) -> None:
    assert _course(_utc(resolved), zone).due(number) == _utc(expected)


@pytest.mark.parametrize(
    ("satisfied_at", "now", "expected"),
    [
        # just resolved: the note of the day and the 60 days, which are always owed
        (None, "2026-11-23T16:00", [(1, FIRST, FIRST_LETTER, SIXTY), (2, SIXTY, "60 days", NINETY)]),
        ("2026-11-23T17:00", "2026-11-23T16:00", [(1, FIRST, FIRST_LETTER, SIXTY), (2, SIXTY, "60 days", None)]),
        # the 60 days are due, and the first 90 are ahead
        (
            None, "2027-01-22T10:00",
            [(2, SIXTY, "60 days", NINETY), (3, NINETY, "90 days, not yet satisfied", NEXT_NINETY)],
        ),
        # a minute before, they are not
        (None, "2027-01-22T09:59", [(1, FIRST, FIRST_LETTER, SIXTY), (2, SIXTY, "60 days", NINETY)]),
        # satisfied: no other follows
        ("2026-11-23T17:00", "2027-01-22T10:00", [(2, SIXTY, "60 days", None)]),
        ("2026-11-23T17:00", "2028-01-01T10:00", [(2, SIXTY, "60 days", None)]),
        # not satisfied: one round after the other, and after a gap the newest alone
        (
            None, "2027-08-01T10:00",
            [
                (4, NEXT_NINETY, "90 days, not yet satisfied", "2027-10-19T10:00"),
                (5, "2027-10-19T10:00", "90 days, not yet satisfied", "2028-01-17T10:00"),
            ],
        ),
        # satisfied at one of the 90 days: that was the last
        ("2027-04-22T10:00", "2027-04-22T10:00", [(3, NINETY, "90 days, not yet satisfied", None)]),
        ("2027-04-22T10:00", "2028-01-01T10:00", [(3, NINETY, "90 days, not yet satisfied", None)]),
        # satisfied just before it: there was none
        ("2027-04-22T09:59", "2027-04-22T10:00", [(2, SIXTY, "60 days", None)]),
    ],
)  # fmt: skip
def test_rounds(satisfied_at: str | None, now: str, expected: list[tuple[int, str, str, str | None]]) -> None:
    found = _course(MONDAY).rounds(_utc(satisfied_at) if satisfied_at else None, _utc(now))

    assert [(r.number, r.due, r.reason, r.next_due) for r in found] == [
        (number, _utc(when), reason, following and _utc(following)) for number, when, reason, following in expected
    ]


@pytest.mark.parametrize(
    ("talks", "dues"),
    [
        ([], [SIXTY, NINETY, NEXT_NINETY]),  # nobody knows their mood
        ([("2026-11-23T15:00", "calm")], [SIXTY, NINETY, NEXT_NINETY]),
        # angry from the start: 45 days after the sixty, and 45 after that
        ([("2026-11-23T15:00", "angry")], [SIXTY, "2027-03-08T10:00", "2027-04-22T10:00"]),
        # angry at sixty days: from then on
        ([("2027-01-22T10:00", "angry")], [SIXTY, "2027-03-08T10:00", "2027-04-22T10:00"]),
        # angry, and calm again before the 45 days were over: ninety
        ([("2026-11-23T15:00", "angry"), ("2027-03-08T09:59", "calm")], [SIXTY, NINETY, NEXT_NINETY]),
        # angry at the very minute at which they would be called if they were, and a minute later: that moves nothing
        ([("2027-03-08T10:00", "angry")], [SIXTY, "2027-03-08T10:00", "2027-04-22T10:00"]),
        ([("2027-03-08T10:01", "angry")], [SIXTY, NINETY, "2027-06-07T10:00"]),
        # the second of them alone: angry only between the two
        ([("2027-05-01T10:00", "angry"), ("2027-07-01T10:00", "calm")], [SIXTY, NINETY, "2027-06-07T10:00"]),
        # they spoke, and nobody wrote down how they felt: as far as we know still angry
        ([("2026-11-23T15:00", "angry"), ("2027-02-01T10:00", None)], [SIXTY, "2027-03-08T10:00", "2027-04-22T10:00"]),
    ],
)  # fmt: skip
def test_the_mood_known_by_then_says_how_long_until_the_next_round(
    talks: list[tuple[str, str | None]], dues: list[str]
) -> None:
    course = _course(MONDAY, "UTC", *talks)
    assert [course.due(number) for number in (2, 3, 4)] == [_utc(due) for due in dues]


def test_a_round_says_how_many_days_it_comes_after_the_one_before() -> None:
    found = _course(MONDAY, "UTC", ("2026-11-23T15:00", "angry")).rounds(None, _utc("2027-03-08T10:00"))
    assert [each.reason for each in found] == ["45 days, not yet satisfied"] * 2


@pytest.mark.parametrize(
    ("talks", "expected"),
    [
        ([], "2026-11-24T10:00"),  # within a business day
        ([("2026-11-23T15:00", "worried")], "2026-11-24T10:00"),
        ([("2026-11-23T15:00", "calm")], "2026-11-25T10:00"),  # the day after will do
        ([("2026-11-23T15:00", "angry")], "2026-11-23T18:00"),  # the same day, as the letter
        ([("2026-11-23T15:00", "angry"), ("2026-11-23T15:30", "calm")], "2026-11-25T10:00"),  # by the newest
        ([("2026-11-23T18:01", "angry")], "2026-11-24T10:00"),  # too late to be called then
    ],
)
def test_the_angrier_the_sooner_we_call(talks: list[tuple[str, str | None]], expected: str) -> None:
    assert _course(MONDAY, "UTC", *talks).call() == _utc(expected)


@pytest.mark.parametrize(
    ("talks", "number", "moves"),
    [
        ([], 3, 0),
        ([("2026-11-23T15:00", "angry")], 3, 0),  # known before the fix: nobody had heard another date
        ([("2026-12-01T10:00", "calm")], 3, 0),  # another mood, the same date
        ([("2026-12-01T10:00", "angry")], 3, 1),
        ([("2026-12-01T10:00", "angry"), ("2026-12-02T10:00", None)], 3, 1),
        ([("2026-12-01T10:00", "angry"), ("2027-02-01T10:00", "calm")], 3, 2),  # there and back
        ([("2026-12-01T10:00", "angry"), ("2027-02-01T10:00", "calm")], 2, 0),  # the sixty days stand still
        ([("2027-03-08T10:01", "angry")], 3, 0),  # the third was settled by then
        ([("2027-03-08T10:01", "angry")], 4, 1),  # the fourth was not
    ],
)
def test_how_often_the_date_of_a_round_has_moved(talks: list[tuple[str, str | None]], number: int, moves: int) -> None:
    assert _course(MONDAY, "UTC", *talks).moves(number) == moves


_MOODS = st.sampled_from([None, "calm", "worried", "angry"])


@given(
    st.lists(st.tuples(st.integers(0, 800), _MOODS), max_size=8).map(lambda talks: sorted(talks, key=lambda t: t[0])),
    st.sampled_from(DST_ZONES),
)
def test_what_somebody_says_moves_no_round_that_has_come_and_each_move_is_counted(
    told: list[tuple[int, str | None]], zone: str
) -> None:
    """With each thing more that is known."""
    talks = [((MONDAY + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M"), mood) for day, mood in told]
    for count, (day, _) in enumerate(told):
        before, after = _course(MONDAY, zone, *talks[:count]), _course(MONDAY, zone, *talks[: count + 1])
        moment = MONDAY + timedelta(days=day)
        for number in range(1, 12):
            moved = after.moves(number) - before.moves(number)
            assert moved >= 0
            if before.due(number) != after.due(number):
                assert before.due(number) > moment
                assert after.due(number) >= moment
                assert moved == 1 or day == 0  # what was known at the end of the outage moves nothing


@pytest.mark.parametrize(
    ("when", "zone", "expected"),
    [
        ("2026-11-24T10:00", "UTC", "2026-11-25T10:00"),  # a working day late
        ("2026-11-27T12:00", "UTC", "2026-11-30T10:00"),  # due on Friday: not overdue on Saturday
        ("2026-11-27T15:00", "America/New_York", "2026-11-30T15:00"),  # Monday at ten in New York
    ],
)
def test_a_follow_up_is_overdue_a_working_day_later(when: str, zone: str, expected: str) -> None:
    assert overdue_at(_utc(when), zone) == _utc(expected)


@given(
    resolved=st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from(DST_ZONES),
    answered=st.none() | st.integers(0, 2000),
    days=st.integers(0, 2000),
)
def test_rounds_follow_each_other_and_each_states_the_next(
    resolved: datetime, zone: str, answered: int | None, days: int
) -> None:
    now = resolved + timedelta(days=days)
    satisfied_at = None if answered is None else resolved + timedelta(days=min(answered, days))
    found = list(_course(resolved, zone).rounds(satisfied_at, now))

    assert all(before.next_due == after.due > before.due for before, after in pairwise(found))
    assert all(after.number == before.number + 1 for before, after in pairwise(found))
    assert (found[-1].next_due is None) == (satisfied_at is not None)
    assert sum(each.due <= now for each in found) <= 1


@pytest.mark.parametrize(("zone", "change"), DST_CHANGES)
def test_follow_ups_are_at_ten_on_business_days_across_every_change(zone: str, change: datetime) -> None:
    """Of outages that end on the day of a change, or whose 60 or 150 days fall on it."""
    place = ZoneInfo(zone)
    for ago in (0, 60, 150):
        course = _course(change - timedelta(days=ago, hours=1), zone)
        dues = [course.due(number) for number in range(1, 6)]

        assert all(before < after for before, after in pairwise(dues))
        for moment in dues[1:]:
            local = moment.astimezone(place)
            assert local.weekday() < 5
            assert (local.hour, local.minute) == (10, 0)


@given(st.integers(1, 50), st.integers(1, 100))
def test_a_sequence_tells_its_round_and_no_two_are_the_same(resolutions: int, number: int) -> None:
    found = sequence(resolutions, number)

    assert round_of(found) == number
    assert found < sequence(resolutions + 1, 1)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
