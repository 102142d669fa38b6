"""What a status page calls a status and an impact, and what we call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outagecomms.incident.figures import Severity, Status

STATUSES: dict[str, Status] = {
    "investigating": "investigating",
    "identified": "identified",
    "monitoring": "monitoring",
    "resolved": "resolved",
    "postmortem": "resolved",  # a last word about what is over
    "scheduled": "identified",  # of planned work one knows what it is before it begins
    "in_progress": "identified",
    "verifying": "monitoring",
    "completed": "resolved",
}

SEVERITIES: dict[str, Severity] = {
    # Statuspage
    "critical": "sev1",
    "major": "sev2",
    "minor": "sev3",
    "none": "sev4",
    "maintenance": "sev4",
    # Google Cloud: high/SERVICE_OUTAGE, medium/SERVICE_DISRUPTION, low/SERVICE_INFORMATION
    "high": "sev1",
    "medium": "sev2",
    "low": "sev3",
    # cState
    "down": "sev1",
    "disrupted": "sev2",
    "notice": "sev4",
}
IMPACTS: dict[Severity, str] = {"sev1": "critical", "sev2": "major", "sev3": "minor", "sev4": "none"}

_IN_DOUBT: Severity = "sev3"  # neither the worst nor nothing
_PLANNED = ("scheduled", "in_progress", "verifying", "completed")


def status(theirs: str | None, before: Status) -> Status:
    """Our word for *their* status; what was said before holds where theirs is no status, as in ``update``."""
    return STATUSES.get((theirs or "").strip().lower().replace(" ", "_"), before)


def severity(impact: object) -> Severity:
    """The severity that their *impact* stands for."""
    return SEVERITIES.get(str(impact or "").partition("/")[0].strip().lower(), _IN_DOUBT)


def is_planned(status: object, impact: object) -> bool:
    """Whether it is maintenance that was announced, and no outage."""
    return status in _PLANNED or impact == "maintenance"
