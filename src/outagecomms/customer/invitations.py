"""Invitations that went out and do not hold any more: a calendar shows a call that comes on another day, or never."""

from __future__ import annotations

from datetime import UTC
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any, NamedTuple

from outagecomms.cadence.aftercare import Aftercare
from outagecomms.clock import zone
from outagecomms.outbox.key import Key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from outagecomms.cadence.policy import Policy
    from outagecomms.drafting.case import Case
    from outagecomms.incident.model import Incident


class Outdated(NamedTuple):
    """An invitation in the calendar of an account that does not hold any more. Times in UTC."""

    account: str
    shown: datetime
    """When the call is, as their calendar has it."""
    instead: datetime | None
    """When we call them now; nothing when the call is off."""


def outdated_by(before: Incident, case: Case, now: datetime, account: str | None = None) -> list[Outdated]:
    """The invitations that do not hold any more since the newest entry of a log, by the time that they show.

    Args:
        before: the incident without that entry.
        case: the incident with it. What went out is read from its outbox, which is open.
        now: the time, in UTC.
        account: whose calendar to look at; everybody's when it is left out.
    """
    care = Aftercare(before, case.policy, now)
    wanted = (each for each in before.customers() if account in (None, each.id))
    shown = _shown(case, {each.id for each in wanted if any(care.calls(each))}, now)
    if not shown:
        return []
    known = set(_outdated(before, case.policy, shown, now))
    found = set(_outdated(case.incident, case.policy, shown, now))
    return sorted(found - known, key=lambda each: (each.shown, each.account))


def _shown(case: Case, accounts: Collection[str], now: datetime) -> dict[str, dict[str, datetime]]:
    """The calls to come that the calendars of *accounts* show: when each is, by its UID. A newer letter puts it off."""
    found: dict[str, dict[str, datetime]] = {}
    if case.outbox is None:
        return found
    for sent in sorted(case.said, key=lambda sent: sent.at):
        if sent.kind == "followup" and sent.account in accounts:
            letter = case.outbox.message(str(Key(case.incident.id, sent.kind, sent.sequence, sent.account)))
            for name, due in _invitations(letter.content):
                found.setdefault(sent.account, {})[name] = due
    to_come = {each: {name: due for name, due in calls.items() if due > now} for each, calls in found.items()}
    return {each: calls for each, calls in to_come.items() if calls}


def _invitations(mail: bytes) -> Iterator[tuple[str, datetime]]:
    """The UID and the time of each call to which a mail invites."""
    if b"\r\nContent-Disposition: attachment" not in mail:
        return
    from icalendar import Calendar  # noqa: PLC0415  (for letters with an invitation alone)

    for file in message_from_bytes(mail, policy=default).iter_attachments():
        invitation: Any = Calendar.from_ical(file.get_content())
        for call in invitation.walk("VEVENT"):
            yield str(call["UID"]), call["DTSTART"].dt.astimezone(UTC)


def _outdated(
    incident: Incident, policy: Policy, shown: Mapping[str, Mapping[str, datetime]], now: datetime
) -> Iterator[Outdated]:
    from outagecomms.compose.invitation import uid  # noqa: PLC0415  (as above)

    care = Aftercare(incident, policy, now)
    for account in incident.customers():
        if account.id not in shown:
            continue
        owed = {uid(call): call.due for call in care.calls(account)}
        today = now.astimezone(zone(account.timezone)).date()
        for name, due in shown[account.id].items():
            is_today = due.astimezone(zone(account.timezone)).date() == today
            had = care.resolved_at is not None and name not in owed and is_today  # who spoke this morning has called
            if due not in owed.values() and not had:
                yield Outdated(account.id, due, owed.get(name))
