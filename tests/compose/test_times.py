"""Times as a reader reads them: in their zone, with UTC beside it, the date only when it is another day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.compose.templates import Templates
from outagecomms.compose.times import Clock

ENGLISH = Templates()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "moment", "said"),
    [
        ("UTC", "2026-11-22T14:30", "14:30 UTC"),  # UTC beside UTC would be noise
        ("Etc/UTC", "2026-11-22T14:30", "14:30 UTC"),
        ("America/New_York", "2026-11-22T14:30", "09:30 EST (14:30 UTC)"),
        ("Europe/London", "2026-11-22T14:30", "14:30 GMT (14:30 UTC)"),
        ("Europe/London", "2026-07-22T14:30", "15:30 BST (14:30 UTC)"),
        ("Asia/Kathmandu", "2026-11-22T14:30", "20:15 UTC+5:45 (14:30 UTC)"),  # no abbreviation that people know
        ("America/Sao_Paulo", "2026-11-22T14:30", "11:30 UTC-3 (14:30 UTC)"),
        ("America/St_Johns", "2026-11-22T14:30", "11:00 NST (14:30 UTC)"),
        ("Pacific/Marquesas", "2026-11-22T14:30", "05:00 UTC-9:30 (14:30 UTC)"),  # west of Greenwich, with minutes
        ("Atlantic/Azores", "2026-07-22T14:30", "14:30 UTC+0 (14:30 UTC)"),
        ("Asia/Kolkata", "2026-11-22T00:05", "05:35 IST (00:05 UTC)"),  # two digits everywhere
        ("Europe/Berlin", "2026-03-29T00:59", "01:59 CET (00:59 UTC)"),  # the clocks go forward
        ("Europe/Berlin", "2026-03-29T01:00", "03:00 CEST (01:00 UTC)"),
        ("Europe/Berlin", "2026-10-25T00:30", "02:30 CEST (00:30 UTC)"),  # and back: the same hour twice
        ("Europe/Berlin", "2026-10-25T01:30", "02:30 CET (01:30 UTC)"),
    ],
)
def test_the_clock(zone: str, moment: str, said: str) -> None:
    assert Clock(ENGLISH, zone, date(2026, 11, 22)).time(_moment(moment))["clock"] == said


@pytest.mark.parametrize(
    ("zone", "today", "moment", "said"),
    [
        ("UTC", date(2026, 11, 22), "2026-11-22T23:59", "23:59 UTC"),
        ("UTC", date(2026, 11, 22), "2026-11-23T00:00", "00:00 UTC on Monday 23 November"),
        ("UTC", date(2026, 11, 22), "2026-11-21T23:59", "23:59 UTC on Saturday 21 November"),
        # The day is the reader's: it is still the 22nd in New York, and already the 23rd in Tokyo.
        ("America/New_York", date(2026, 11, 22), "2026-11-23T04:30", "23:30 EST (04:30 UTC)"),
        ("Asia/Tokyo", date(2026, 11, 22), "2026-11-22T15:30", "00:30 JST (15:30 UTC) on Monday 23 November"),
        ("UTC", date(2026, 12, 31), "2027-01-01T00:00", "00:00 UTC on Friday 1 January 2027"),
        ("UTC", date(2027, 1, 1), "2026-12-31T23:59", "23:59 UTC on Thursday 31 December 2026"),
        ("Pacific/Auckland", date(2027, 1, 1), "2026-12-31T11:00", "00:00 NZDT (11:00 UTC)"),
    ],
)
def test_the_date_is_said_when_it_is_another_day(zone: str, today: date, moment: str, said: str) -> None:
    assert Clock(ENGLISH, zone, today).time(_moment(moment))["when"] == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 23), "Monday 23 November"),
        (date(2026, 3, 29), "Sunday 29 March"),  # a day of 23 hours
        (date(2027, 1, 2), "Saturday 2 January 2027"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"])
def test_a_date_is_the_same_everywhere(zone: str, day: date, said: str) -> None:
    assert Clock(ENGLISH, zone, date(2026, 11, 22)).day(day) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (61, "1 hour and 1 minute"),
        (163, "2 hours and 43 minutes"),
        (480, "8 hours"),
        (1439, "23 hours and 59 minutes"),
        (1440, "1 day"),
        (1499, "1 day"),  # beside days, minutes are noise
        (1500, "1 day and 1 hour"),
        (4380, "3 days and 1 hour"),
    ],
)
def test_spans(minutes: int, said: str) -> None:
    assert Clock(ENGLISH, "UTC", date(2026, 11, 22)).span(minutes) == said


def test_every_month_and_weekday_has_a_name() -> None:
    clock = Clock(ENGLISH, "UTC", date(2026, 1, 1))
    assert [clock.day(date(2026, month, 1)).split()[2] for month in range(1, 13)] == [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]  # fmt: skip
    assert [clock.day(date(2026, 6, day)).split()[0] for day in range(1, 8)] == [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]  # fmt: skip


ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca")


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)), st.sampled_from(ZONES))  # noqa: DTZ001
def test_utc_is_always_beside_it(naive: datetime, zone: str) -> None:
    """Across every change of the clocks a reader can tell which moment is meant."""
    moment = naive.replace(tzinfo=UTC, second=0, microsecond=0)
    said = Clock(ENGLISH, zone, moment.date()).time(moment)["clock"]
    assert said.startswith(f"{moment.astimezone(ZoneInfo(zone)):%H:%M} ")
    assert said.endswith(f" ({moment:%H:%M} UTC)")


@given(st.integers(0, 60 * 24 * 365))
def test_a_span_adds_up(minutes: int) -> None:
    words = Clock(ENGLISH, "UTC", date(2026, 1, 1)).span(minutes).replace(" and", "").split()
    units = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}
    told = sum((int(n) * units[unit.rstrip("s")] for n, unit in zip(words[::2], words[1::2], strict=True)), timedelta())
    lost = timedelta(minutes=minutes) - told
    assert timedelta() <= lost < (timedelta(hours=1) if minutes >= 24 * 60 else timedelta(minutes=1))
