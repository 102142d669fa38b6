"""Calendars as bytes (RFC 5545): what we write ourselves is what `icalendar` writes and reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, parser, vText

from outagecomms.compose import ics
from outagecomms.text import LINE

ICALENDAR: Any = parser  # some of it has no types
LINES = st.from_regex(LINE, fullmatch=True)
WIDE = st.text(st.sampled_from("aé李🙂\\^,;"), min_size=60, max_size=400)


@given(LINES | WIDE)
def test_a_line_is_folded_as_icalendar_folds_it(value: str) -> None:
    """At 75 octets, inside no letter and after no backslash or circumflex."""
    assert ics.line("SUMMARY", value) == ICALENDAR.Contentline(f"SUMMARY:{value}").to_ical() + b"\r\n"


@pytest.mark.parametrize("length", [66, 67, 68, 140, 141])
def test_a_line_is_folded_only_when_it_is_too_long(length: int) -> None:
    lines = ics.line("SUMMARY", "x" * length).split(b"\r\n")
    assert [len(each) for each in lines] == {
        66: [74, 0], 67: [74, 2, 0], 68: [74, 3, 0], 140: [74, 75, 0], 141: [74, 75, 2, 0],
    }[length]  # fmt: skip


@given(WIDE | LINES.filter(lambda text: "\\N" not in text))  # of which icalendar makes a line break
def test_a_text_is_escaped_as_icalendar_escapes_it(value: str) -> None:
    assert ics.text(value).encode() == vText(value).to_ical()


@given(LINES)
def test_a_parameter_is_read_as_it_was_written(value: str) -> None:
    """Save for backslashes."""
    read = ICALENDAR.Parameters.from_ical(f"CN={ics.parameter(value)}")
    assert read["CN"] == value.replace("\\", "/")


def test_a_zone_is_known_for_the_years_asked_for() -> None:
    rules = ics.zone_rules("Europe/Berlin", 2026, 2027)
    starts = [line for line in rules.split(b"\r\n") if line.startswith((b"DTSTART", b"RDATE"))]
    assert starts == [
        b"DTSTART:20260101T000000", b"DTSTART:20260329T030000", b"RDATE:20270328T030000",
        b"DTSTART:20261025T030000", b"RDATE:20271031T030000",
    ]  # fmt: skip
    assert ics.zone_rules("UTC", 2026, 2027) == b""


def test_a_calendar_without_events_is_one() -> None:
    made = Calendar.from_ical(ics.calendar("PUBLISH", b"", []))
    assert (made["METHOD"], made["VERSION"], made["PRODID"]) == ("PUBLISH", "2.0", "-//outagecomms//EN")
    assert made.subcomponents == []


def test_an_appointment_of_the_same_moment_in_two_zones_is_written_in_each() -> None:
    begins = datetime(2027, 1, 21, 15, tzinfo=UTC)
    lines = [ics.times(begins, begins - begins, zone, begins).split(b"\r\n")[0] for zone in ("UTC", "Asia/Tokyo")]
    assert lines == [b"DTSTART:20270121T150000Z", b"DTSTART;TZID=Asia/Tokyo:20270122T000000"]
