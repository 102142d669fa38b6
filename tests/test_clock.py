"""Times as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms import clock
from outagecomms.errors import InputError

NOW = datetime(2026, 11, 22, 14, 2, 30, tzinfo=UTC)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-22T15:30Z", "2026-11-22T15:30"),  # ISO 8601
        ("2026-11-22 15:30Z", "2026-11-22T15:30"),  # with a blank
        ("2026-11-22T15:30:10+00:00", "2026-11-22T15:30:10"),  # with seconds
        ("2026-11-22T15:30+05:30", "2026-11-22T10:00"),  # India
        ("2026-11-22T15:30-08:00", "2026-11-22T23:30"),  # Los Angeles
        ("20261122T1530Z", "2026-11-22T15:30"),  # ISO 8601, basic
        ("2025-01-01T00:00Z", "2025-01-01T00:00"),  # in the past is for the caller to judge
        ("15:30Z", "2026-11-22T15:30"),  # later today
        ("15:30 UTC", "2026-11-22T15:30"),  # as people write it
        ("15:30 utc", "2026-11-22T15:30"),  # and type it
        ("  15:30Z  ", "2026-11-22T15:30"),  # blanks from a shell
        ("14:02Z", "2026-11-23T14:02"),  # half a minute ago: tomorrow
        ("14:03Z", "2026-11-22T14:03"),  # in half a minute
        ("9:00Z", "2026-11-23T09:00"),  # one digit
        ("00:00Z", "2026-11-23T00:00"),  # midnight is tomorrow's
        ("15:30+01:00", "2026-11-22T14:30"),  # an offset
        ("15:30 +0100", "2026-11-22T14:30"),  # an offset of another form
        ("14:30+01:00", "2026-11-23T13:30"),  # over already in that zone
        ("15:30 Europe/Berlin", "2026-11-22T14:30"),  # a zone by name
        ("09:30 America/New_York", "2026-11-22T14:30"),  # an underscore
        ("12:00 America/Argentina/Buenos_Aires", "2026-11-22T15:00"),  # three parts
        ("20:00 Etc/GMT-5", "2026-11-22T15:00"),  # a digit, and the sign the other way round
        ("01:00 Asia/Tokyo", "2026-11-22T16:00"),  # tomorrow there, today here
        ("+30m", "2026-11-22T14:32:30"),  # a span
        ("30m", "2026-11-22T14:32:30"),  # without its sign
        ("30min", "2026-11-22T14:32:30"),  # as people write it
        ("+1h30m", "2026-11-22T15:32:30"),  # hours and minutes
        ("1h", "2026-11-22T15:02:30"),  # hours alone
        ("+48h", "2026-11-24T14:02:30"),  # days, as hours
    ],
)
def test_a_time_that_can_be_read(typed: str, meant: str) -> None:
    assert clock.parse_time(typed, NOW) == _utc(meant)


@pytest.mark.parametrize(
    ("typed", "now", "meant"),
    [
        ("02:30 Europe/Berlin", "2026-03-29T00:10", "2026-03-29T01:30"),  # skipped that night: as long after the change
        ("02:30 Europe/Berlin", "2026-03-28T12:00", "2026-03-29T01:30"),  # the same, seen the day before
        ("03:30 Europe/Berlin", "2026-03-29T00:10", "2026-03-29T01:30"),  # the same time under its real name
        ("02:30 Europe/Berlin", "2026-10-25T00:10", "2026-10-25T00:30"),  # twice that night: the first
        ("02:30 Europe/Berlin", "2026-10-25T00:40", "2026-10-25T01:30"),  # the first is over: the second
        ("02:30 Europe/Berlin", "2026-10-25T01:10", "2026-10-25T01:30"),  # in the second hour: the second
        ("02:30 Europe/Berlin", "2026-10-25T01:40", "2026-10-26T01:30"),  # both are over: the next day
        ("01:30 America/New_York", "2026-11-01T05:40", "2026-11-01T06:30"),  # the second of New York's two
        ("10:00 Europe/Berlin", "2026-03-28T09:30", "2026-03-29T08:00"),  # 23 hours to the next day's ten
        ("10:00 Europe/Berlin", "2026-10-24T08:30", "2026-10-25T09:00"),  # 25 hours
        ("12:00 Pacific/Apia", "2011-12-29T22:30", "2011-12-30T22:00"),  # Samoa left out a whole day
    ],
)
def test_where_the_clocks_change(typed: str, now: str, meant: str) -> None:
    assert clock.parse_time(typed, _utc(now)) == _utc(meant)


@given(
    now=st.datetimes(*(datetime(year, 1, 1) for year in (2024, 2031))),  # noqa: DTZ001  (the strategy wants them bare)
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns"]),
)
def test_a_clock_time_is_the_next_and_the_last_one(now: datetime, hour: int, minute: int, zone: str) -> None:
    at, typed = now.replace(tzinfo=UTC), f"{hour}:{minute:02} {zone.replace('UTC', 'Etc/UTC')}"
    ahead, behind = clock.parse_time(typed, at), clock.parse_past(typed, at)
    assert behind <= at < ahead
    assert ahead - behind <= timedelta(hours=25.5)
    shown = {f"{time.astimezone(clock.zone(zone)):%H:%M}" for time in (ahead, behind)}
    assert f"{hour:02}:{minute:02}" in shown  # of two days one at least has that time


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("15:30", "'15:30' has no time zone; write 15:30Z for UTC, or '15:30 Europe/Berlin'"),  # whose half past three?
        (
            "2026-11-22T15:30",  # the same with a date
            "'2026-11-22T15:30' has no time zone; write it in full, as in 2026-11-22T15:30Z for UTC",
        ),
        ("2026-11-22", "'2026-11-22' has no time zone; write it in full, as in 2026-11-22T00:00Z for UTC"),  # a day
        (
            "15:30 Mars/Olympus",  # a form that is right, a place that is not
            (
                "'15:30 Mars/Olympus' is not a time: there is no time zone 'Mars/Olympus'; "
                "use a name such as Europe/Berlin or UTC"
            ),
        ),
        (
            "15:30 EST",  # which of them? and no summer time
            (
                "'15:30 EST' has an abbreviation for its zone, which others share; "
                "name a place, as in '15:30 Europe/Berlin'"
            ),
        ),
        ("9999-12-31T23:59Z", "'9999-12-31T23:59Z' cannot be meant; write a year between 1990 and 2200"),  # no end
        ("0001-01-01T00:00Z", "'0001-01-01T00:00Z' cannot be meant; write a year between 1990 and 2200"),  # no start
    ],
)
def test_what_is_said_about_one_that_cannot(typed: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        clock.parse_time(typed, NOW)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "typed",
    [
        "",  # nothing
        "soon",  # a word
        "+",  # a sign
        "h",  # a unit
        "+30",  # a span without a unit
        "1.5h",  # a fraction
        "25:00Z",  # no such hour
        "24:00Z",  # midnight has another name
        "15:60Z",  # no such minute
        "15:30pm",  # half of the day has no zone
        "15:30+99:00",  # no such offset
        "2026-02-30T10:00Z",  # no such day
        "2026-11-22T15:30 Europe/Berlin",  # a mixture
        "0001-01-01T00:00+23:59",  # before the calendar in UTC
        "9999-12-31T23:59-23:59",  # after it
        "\u0661\u0665:\u0663\u0660Z",  # digits of another script
        "15:30Z\x1b[2J",  # an order to the terminal
        "\x00",  # no C string
        "15:30 ../etc/passwd",  # not a name of a zone
    ],
)
def test_a_time_that_cannot_be_read(typed: str) -> None:
    with pytest.raises(InputError, match="write 2026-11-22T15:30Z") as caught:
        clock.parse_time(typed, NOW)
    assert "\x1b" not in str(caught.value)
    assert caught.value.exit_code == 2


@given(st.text(max_size=40) | st.from_regex(r"[0-9:+hmZT -]{1,25}", fullmatch=True))
def test_whatever_is_typed_is_a_time_or_an_error(typed: str) -> None:
    for parse in (clock.parse_time, clock.parse_past):
        try:
            assert parse(typed, NOW).tzinfo is UTC
        except InputError as error:
            assert error.exit_code == 2  # noqa: PT017  (one of the two, and nothing else)


@pytest.mark.parametrize(
    ("typed", "now", "meant"),
    [
        ("14:02Z", "2026-11-22T14:02", "2026-11-22T14:02"),  # this minute
        ("14:03Z", "2026-11-22T14:02", "2026-11-21T14:03"),  # not yet today: yesterday
        ("-15m", "2026-11-22T14:02", "2026-11-22T13:47"),  # a quarter of an hour ago
        ("-1h30m", "2026-11-22T14:02", "2026-11-22T12:32"),  # longer ago
        ("2026-11-22T10:00+01:00", "2026-11-22T14:02", "2026-11-22T09:00"),  # in full
        ("02:30 Europe/Berlin", "2026-10-25T01:10", "2026-10-25T00:30"),  # twice that night: only the first is over
        ("02:30 Europe/Berlin", "2026-10-25T01:40", "2026-10-25T01:30"),  # both are over: the second
        ("02:30 Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:30"),  # skipped that night
    ],
)
def test_a_time_of_something_that_has_happened(typed: str, now: str, meant: str) -> None:
    assert clock.parse_past(typed, _utc(now)) == _utc(meant)


@pytest.mark.parametrize("typed", ["2026-11-22T14:03Z", "+1m", "-", "-h", "--1h", "15:30"])
def test_what_has_happened_does_not_lie_ahead(typed: str) -> None:
    with pytest.raises(InputError):
        clock.parse_past(typed, NOW)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1 December", "write one such as 2026-12-01"),  # as people say it
        ("2026-12-32", "write one such as 2026-12-01"),  # no such day
        ("2026-12-01T10:00Z", "write one such as 2026-12-01"),  # a time is no day
        ("1226-12-01", "write a year between 1990 and 2200"),  # mistyped
    ],
)
def test_a_date_that_cannot_be_read(typed: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        clock.parse_day(typed)


@pytest.mark.parametrize("typed", ["2am", "just now", "25:00Z"])
def test_what_is_said_of_a_past_time_that_cannot_be_read(typed: str) -> None:
    """With times that lie behind us, not with one in half an hour."""
    with pytest.raises(InputError) as caught:
        clock.parse_past(typed, NOW)
    assert str(caught.value) == (
        f"{typed!r} is not a time; write 14:02Z, '14:02 Europe/Berlin', 2026-11-22T14:02Z, or -10m for ten minutes ago"
    )


def test_a_date() -> None:
    assert clock.parse_day(" 2026-12-01 ") == date(2026, 12, 1)


def test_now_is_what_the_option_says() -> None:
    assert clock.now_from("2026-11-22T14:02Z") == _utc("2026-11-22T14:02")


def test_now_that_cannot_be_read_says_where_it_was_given() -> None:
    """It may stand in the environment, out of sight."""
    with pytest.raises(InputError, match=r"^--now or OUTAGECOMMS_NOW: 'foo' is not a time; write 2026-11-22T15:30Z"):
        clock.now_from("foo")


def test_now_is_the_machines_without_the_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "system_now", lambda: NOW)
    assert clock.now_from(None) == NOW
    assert clock.now_from("+30m") == NOW + timedelta(minutes=30)


@pytest.mark.parametrize(
    "name",
    [
        "Mars/Olympus",  # no such place
        "",  # nothing
        "..",  # up
        "../../etc/passwd",  # up and away
        "/etc/localtime",  # from the root
        "Europe",  # a folder of zones
        "Europe/Berlin\x00",  # no C string
        "Europe/Berlin\n",  # a line break
        "x" * 300,  # longer than a file name may be
        "\ud800",  # half a character
        "zone.tab",  # a file beside the zones
    ],
)
def test_there_is_no_such_zone(name: str) -> None:
    with pytest.raises(ValueError, match="there is no time zone"):
        clock.zone(name)
