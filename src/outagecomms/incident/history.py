"""What an incident's log amounts to. The log is the truth; nothing of this is stored."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outagecomms.incident.figures import Status
    from outagecomms.incident.model import Incident, Satisfaction, Update


def status(incident: Incident) -> Status:
    """The status that the newest update gives; ``investigating`` before the first."""
    return incident.updates[-1].status if incident.updates else "investigating"


def resolution(incident: Incident) -> tuple[int, Update] | None:
    """The number and the entry that resolved the incident, unless it is open or was opened again."""
    found = None
    for number, update in enumerate(incident.updates, start=1):
        if update.status != "resolved":
            found = None
        elif found is None:
            found = number, update
    return found


def resolutions(incident: Incident) -> int:
    """How often the incident was resolved: more than once when it was opened again."""
    before = ["investigating", *(update.status for update in incident.updates)]
    return sum(earlier != "resolved" and later == "resolved" for earlier, later in pairwise(before))


def answer(incident: Incident, account: str) -> Satisfaction | None:
    """What *account* said last of whether it is satisfied, since the present resolution: one before is of another."""
    found = resolution(incident)
    theirs = (said for said in reversed(incident.satisfaction) if said.account == account)
    return next((said for said in theirs if found and said.at >= found[1].at), None)


def satisfied(incident: Incident, account: str) -> bool:
    """Whether *account* said, the last time it was asked since the present resolution, that it is satisfied."""
    said = answer(incident, account)
    return said is not None and said.satisfied
