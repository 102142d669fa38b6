"""Small incidents, told in minutes since two o'clock on a Monday; and the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import Said
from outagecomms.incident.figures import CadenceFigures
from outagecomms.incident.model import Account, Incident, Update

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outagecomms.cadence.policy import Policy
    from outagecomms.cadence.promises import Kind
    from outagecomms.incident.figures import Severity, Status

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # a Monday
STATUSES: tuple[Status, ...] = ("investigating", "identified", "monitoring", "resolved")
BESIDE: tuple[Kind, ...] = ("holding", "late")
TO_EVERYONE = ("update", "holding", "late", "correction", "resolved")


def at(minutes: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=minutes)


def entry(
    minutes: float,
    status: Status = "investigating",
    *,
    promise: float | None = None,
    holding: bool = False,
    corrects: int | None = None,
) -> Update:
    """A log entry; *promise* in minutes after the start."""
    return Update(
        at=at(minutes), by="Sam Okafor", status=status, text=None if holding else "The standby processor is up.",
        next_update=None if promise is None else at(promise), holding=holding, corrects=corrects,
    )  # fmt: skip


def account(name: str = "acme", **facts: Any) -> Account:
    """A customer."""
    return Account(id=name, name=name.title(), email=f"ines@{name}.example", **facts)


def incident(*updates: Update, accounts: Sequence[Account] | None = None, **facts: Any) -> Incident:
    """An outage of Checkout with that log; one standard account in UTC unless told otherwise."""
    known: dict[str, Any] = {
        "title": "Card payments fail", "service": "Checkout", "severity": "sev1", "started": START,
        "impact": "One in three payments is declined.", "updates": list(updates),
        "accounts": [account()] if accounts is None else list(accounts),
    }  # fmt: skip
    return Incident(**known | facts)


def policy(severity: Severity = "sev1", *layers: dict[str, Any], zone: str = "UTC") -> Policy:
    """The policy that the layers make; key accounts hear from the leader."""
    figures = [CadenceFigures.model_validate(layer) for layer in layers]
    return policy_for(severity, figures, zone=zone, outreach_tiers=["key"])


def sent(kind: Kind, sequence: int, minutes: float, promise: float | None = None, reader: str = "") -> Said:
    """A message that went out, as the outbox reports it; *promise* in minutes after the start."""
    return Said(kind, sequence, reader, at(minutes), None if promise is None else at(promise))


@st.composite
def logs(draw: st.DrawFn, *, min_size: int = 0) -> list[Update]:
    """Logs of an incident, as the commands write them: newest last, promises ahead of their entry."""
    entries: list[Update] = []
    minutes = 0
    for _ in range(draw(st.integers(min_size, 6))):
        minutes += draw(st.integers(0, 200))
        status = draw(st.sampled_from(STATUSES))
        ahead = draw(st.none() | st.integers(2, 240))
        promise = None if ahead is None or status == "resolved" else minutes + ahead
        entries.append(entry(minutes, status, promise=promise, holding=status != "resolved" and draw(st.booleans())))
    return entries


def _changes(zone: str) -> list[datetime]:
    """Every moment from 2024 to 2030 at which the clocks of *zone* change, in UTC, to the half hour."""
    first, halves = datetime(2024, 1, 1, tzinfo=UTC), 2 * 24 * (7 * 365 + 2)
    place = ZoneInfo(zone)
    moments = [first + timedelta(minutes=30 * half) for half in range(halves + 1)]
    offsets = [(moment, moment.astimezone(place).utcoffset()) for moment in moments]
    return [moment for (_, before), (moment, after) in pairwise(offsets) if before != after]


DST_ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca")
DST_CHANGES = [(zone, moment) for zone in DST_ZONES for moment in _changes(zone)]
