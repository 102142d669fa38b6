"""Incidents as a report sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builders import at
from outagecomms.cadence.policy import policy_for
from outagecomms.report.told import Told, told

if TYPE_CHECKING:
    from outagecomms.incident.model import Incident

POLICY = policy_for("sev1", [], zone="UTC", outreach_tiers=["key"])


def told_of(incident: Incident, minutes: float, **facts: Any) -> Told:
    """How *incident* was told, so many minutes after the start; without an outbox unless *facts* say otherwise."""
    known: dict[str, Any] = {"said": [], "deliveries": None, "readings": []} | facts
    return told(incident, POLICY, now=at(minutes), **known)
