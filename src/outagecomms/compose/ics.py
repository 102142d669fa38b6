"""Calendars as bytes (RFC 5545): times and zones as `icalendar` makes them, once for many, and lines of our own.

`icalendar` folds each line letter by letter, which would take longer than all else that a letter needs.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from outagecomms.clock import zone

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEAD = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//outagecomms//EN\r\nMETHOD:%b\r\n"
_TAIL = b"END:VCALENDAR\r\n"
_BEGIN, _END = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"
_LINE = 74  # octets; RFC 5545, 3.1, allows 75, and lines that go on begin with a blank


def calendar(method: str, zones: bytes, events: Iterable[bytes]) -> bytes:
    """A calendar with those *events*, for a *method* of RFC 5546; its *zones* as `zone_rules` has them."""
    return b"".join((_HEAD % method.encode(), zones, *events, _TAIL))


def event(*lines: bytes) -> bytes:
    """An event of those *lines*."""
    return b"".join((_BEGIN, *lines, _END))


def line(name: str, value: str) -> bytes:
    """One property, folded. *value* is as the property's type wants it: see `text` and `parameter`."""
    whole = f"{name}:{value}".encode()
    pieces, start = [], 0
    while len(whole) - start > _LINE:
        end = start + _LINE
        while whole[end] & 0xC0 == 0x80:  # inside a letter of several octets  # noqa: PLR2004
            end -= 1
        end -= whole[end - 1] in b"\\^"  # some programs read an escape before they put the line together
        pieces.append(whole[start:end])
        start = end
    return b"\r\n ".join((*pieces, whole[start:])) + b"\r\n"


def text(value: str) -> str:
    r"""*value*, which is one line, as TEXT: RFC 5545, 3.3.11."""
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def parameter(value: str) -> str:
    """*value* as that of a parameter (RFC 6868); no backslash, which some programs read as an escape there."""
    value = value.replace("\\", "/").replace("^", "^^").replace('"', "^'")
    return f'"{value}"'


@lru_cache(maxsize=512)
def times(begins: datetime, length: timedelta, zone_name: str, written_at: datetime) -> bytes:
    """The lines that say when an event is, in the zone called *zone_name*."""
    made = bytes(_event(begins, length, zone_name, written_at).to_ical())
    return made.removeprefix(_BEGIN).removesuffix(_END)


@lru_cache(maxsize=1024)
def zone_rules(zone_name: str, first: int, last: int) -> bytes:
    """What a calendar must know of a zone from the year *first* to the year *last*; nothing for UTC."""
    made = Calendar()
    begins = datetime(first, 1, 1, tzinfo=UTC)
    made.add_component(_event(begins, timedelta(0), zone_name, begins))
    made.add_missing_timezones(first_date=date(first, 1, 1), last_date=date(last, 12, 31))
    return b"".join(each.to_ical() for each in made.timezones)


def _event(begins: datetime, length: timedelta, zone_name: str, written_at: datetime) -> Event:
    made, local = Event(), begins.astimezone(zone(zone_name))
    made.add("dtstart", local)
    made.add("dtend", local + length)
    made.add("dtstamp", written_at)
    return made
