"""Invitations to the calls after the fix (RFC 5545, 5546): what a calendar takes from the leader's letter."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.compose import ics
from outagecomms.compose.message import ascii_address

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.cadence.aftercare import Call
    from outagecomms.compose.context import Context
    from outagecomms.compose.templates import Templates

_LENGTH = timedelta(minutes=30)
_ASKED = "PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE"
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
    account = call.account
    reader = f"ATTENDEE;CN={ics.parameter(account.contact or account.name)};{_ASKED}"
    event = ics.event(
        ics.line("UID", uid(call)),
        ics.line(reader, f"mailto:{ascii_address(account.email)}"),
        _shared(call.due, account.timezone, call.moved, words, written_at),
    )
    return ics.calendar("REQUEST", ics.zone_rules(account.timezone, call.due.year, call.due.year), [event])


def uid(call: Call) -> str:
    """What a calendar knows the appointment by, wherever and whenever it is written."""
    return f"{call.incident}.{call.name}.{call.account.id}@outagecomms"


def times(due: datetime, zone_name: str, moved: int, written_at: datetime) -> bytes:
    """When a call is, in the zone of who is called, and how often that has moved."""
    return ics.times(due, _LENGTH, zone_name, written_at) + ics.line("SEQUENCE", str(moved))


@lru_cache(maxsize=512)
def _shared(due: datetime, zone_name: str, moved: int, words: Words, written_at: datetime) -> bytes:
    """What an invitation says to each of many readers."""
    return b"".join(
        (
            ics.line("SUMMARY", ics.text(words.summary)),
            times(due, zone_name, moved, written_at),
            ics.line("DESCRIPTION", ics.text(words.description)),
            ics.line(f"ORGANIZER;CN={ics.parameter(words.name)}", f"mailto:{words.address}"),
        )
    )
