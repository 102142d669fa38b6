"""Business days and ten in the morning, as a reader counts them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.cadence.calendar import business_day, business_days_after, morning

from .conftest import DST_CHANGES, DST_ZONES


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-23", "2026-11-23"),  # a Monday is one
        ("2026-11-27", "2026-11-27"),  # so is a Friday
        ("2026-11-28", "2026-11-30"),  # a Saturday waits for Monday
        ("2026-11-29", "2026-11-30"),  # a Sunday as well
        ("2028-12-30", "2029-01-01"),  # over the end of a year; public holidays are not known
    ],
)
def test_a_weekend_waits_for_monday(day: str, expected: str) -> None:
    assert business_day(date.fromisoformat(day)) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        ("2026-11-23", "UTC", "2026-11-23T10:00"),
        ("2026-07-01", "Europe/Berlin", "2026-07-01T08:00"),  # summer: two hours ahead of UTC
        ("2026-12-01", "Europe/Berlin", "2026-12-01T09:00"),  # winter: one
        ("2026-11-23", "Asia/Kathmandu", "2026-11-23T04:15"),  # a quarter of an hour
        ("2026-11-23", "Pacific/Kiritimati", "2026-11-22T20:00"),  # the day before, by UTC
    ],
)
def test_morning_is_ten_oclock_at_the_reader(day: str, zone: str, expected: str) -> None:
    assert morning(date.fromisoformat(day), ZoneInfo(zone)) == _utc(expected)


@pytest.mark.parametrize(
    ("moment", "days", "zone", "expected"),
    [
        ("2026-11-23T14:00", 1, "UTC", "2026-11-24T10:00"),  # Monday to Tuesday
        ("2026-11-23T01:00", 1, "UTC", "2026-11-24T10:00"),  # however early on Monday
        ("2026-11-27T14:00", 1, "UTC", "2026-11-30T10:00"),  # Friday to Monday
        ("2026-11-28T14:00", 1, "UTC", "2026-11-30T10:00"),  # Saturday to Monday
        ("2026-11-29T23:00", 1, "UTC", "2026-11-30T10:00"),  # Sunday night to Monday
        ("2026-11-26T14:00", 2, "UTC", "2026-11-30T10:00"),  # Thursday to Monday
        ("2026-11-27T23:30", 1, "Asia/Tokyo", "2026-11-30T01:00"),  # it is Saturday in Tokyo: Monday there
        ("2026-11-30T02:00", 1, "America/New_York", "2026-11-30T15:00"),  # it is Sunday in New York: Monday there
    ],
)
def test_business_days_are_counted_where_the_reader_is(moment: str, days: int, zone: str, expected: str) -> None:
    assert business_days_after(_utc(moment), days, zone) == _utc(expected)


@given(
    moment=st.datetimes(datetime(1990, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    days=st.integers(1, 99),
    zone=st.sampled_from(sorted(available_timezones() & {*DST_ZONES, "UTC", "Asia/Tokyo", "Pacific/Kiritimati"})),
)
def test_a_business_day_is_ahead_a_weekday_and_at_ten(moment: datetime, days: int, zone: str) -> None:
    found = business_days_after(moment, days, zone)

    local = found.astimezone(ZoneInfo(zone))
    assert found > moment
    assert found.tzinfo is UTC
    assert local.weekday() < 5
    assert (local.hour, local.minute, local.second) == (10, 0, 0)


@pytest.mark.parametrize("zone", DST_ZONES)
def test_the_scan_finds_two_changes_a_year(zone: str) -> None:
    """Else the tests that run over every change would pass for want of one."""
    years = Counter(moment.year for found, moment in DST_CHANGES if found == zone)

    assert sorted(years) == list(range(2024, 2031))
    assert min(years.values()) >= 2


@pytest.mark.parametrize(("zone", "change"), DST_CHANGES)
def test_ten_oclock_stays_ten_oclock_when_the_clocks_change(zone: str, change: datetime) -> None:
    place = ZoneInfo(zone)
    day = change.astimezone(place).date()

    for offset in range(-2, 3):
        local = morning(day + timedelta(days=offset), place).astimezone(place)
        assert (local.date(), local.hour, local.minute) == (day + timedelta(days=offset), 10, 0)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
