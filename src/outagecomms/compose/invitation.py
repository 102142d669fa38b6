"""Invitations to the calls after the fix (RFC 5545, 5546): what a calendar takes from the leader's letter."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from icalendar import Calendar, Event, vCalAddress
from icalendar.parser import Contentline, Parameters

from outagecomms.clock import zone
from outagecomms.compose.message import ascii_address

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.cadence.aftercare import Call
    from outagecomms.compose.context import Context
    from outagecomms.compose.templates import Templates

PRODUCT = "-//outagecomms//EN"
_LENGTH = timedelta(minutes=30)
_BEGIN = b"BEGIN:VEVENT\r\n"


_MACROS = "_invitation"


class Words(NamedTuple):
    """What an invitation says, in the language of its reader, and who invites."""

    summary: str
    description: str
    name: str
    address: str


def words(templates: Templates, context: Context) -> Words:
    """What the invitation in a letter with that *context* says.

    Raises:
        InputError: the template cannot be rendered; says the file and the line.
    """
    from outagecomms.compose.templates import one_line  # noqa: PLC0415  (a calendar of the plan has no words to render)

    incident, leader = context["incident"], context["leader"]
    about = {
        "leader": leader["name"], "organisation": context["organisation"], "service": incident["service"],
        "started": incident["started"]["day"],
    }  # fmt: skip
    summary, description = (one_line(templates.call(_MACROS, name, about)) for name in ("summary", "description"))
    return Words(summary, description, leader["name"], ascii_address(leader["email"]))


def invitation(call: Call, words: Words, written_at: datetime) -> bytes:
    """The leader's request to keep the time of *call* free; the same bytes whenever the letter is written again.

    The UID follows from the incident, the account and the call, and the SEQUENCE from how often its date has moved, so
    that a calendar puts off what it has instead of taking it in twice.
    """
    shared = _shared(call.due, call.account.timezone, call.moved, words, written_at)
    head, begin, rest = shared.partition(_BEGIN)
    reader = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    name, mailto = call.account.contact or call.account.name, f"mailto:{ascii_address(call.account.email)}"
    lines = [("UID", {}, uid(call)), ("ATTENDEE", {"CN": _name(name), **reader}, mailto)]
    own = (Contentline.from_parts(key, Parameters(more), value).to_ical() + b"\r\n" for key, more, value in lines)
    return head + begin + b"".join(own) + rest


def uid(call: Call) -> str:
    """What a calendar knows the appointment by, wherever and whenever it is written."""
    return f"{call.incident}.{call.name}.{call.account.id}@outagecomms"


def appointment(due: datetime, zone_name: str, moved: int, written_at: datetime) -> Event:
    """The event of a call, in the zone of who is called; who it is with and its UID are left out."""
    begins = due.astimezone(zone(zone_name))
    event = Event()
    event.add("dtstamp", written_at)
    event.add("dtstart", begins)
    event.add("dtend", begins + _LENGTH)
    event.add("sequence", moved)
    return event


def with_zones(made: Calendar, first: datetime, last: datetime) -> bytes:
    """The calendar *made* with every zone that it names, from the year of *first* to that of *last*."""
    made.add_missing_timezones(
        first_date=first.replace(month=1, day=1).date(), last_date=last.replace(month=12, day=31).date()
    )
    return bytes(made.to_ical())


def _name(name: str) -> str:
    r"""*name* as a parameter: no backslash, which some programs read as an escape there, though it is none."""
    return name.replace("\\", "/")


@lru_cache(maxsize=64)
def _shared(due: datetime, zone_name: str, moved: int, words: Words, written_at: datetime) -> bytes:
    """The invitation without its UID and its reader: what it takes a millisecond to make is the same for many."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "REQUEST")
    event = appointment(due, zone_name, moved, written_at)
    event.add("summary", words.summary)
    event.add("description", words.description)
    organizer = vCalAddress(f"mailto:{words.address}")
    organizer.params["CN"] = _name(words.name)
    event["organizer"] = organizer
    made.add_component(event)
    return with_zones(made, due, due)
