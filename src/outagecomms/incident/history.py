"""What an incident's log amounts to. The log is the truth; nothing of this is stored."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outagecomms.incident.figures import Status
    from outagecomms.incident.model import Conversation, Incident, Update


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


def heard(incident: Incident, account: str) -> Conversation | None:
    """The last thing that *account* told us."""
    return next((talk for talk in reversed(incident.conversations) if talk.account == account), None)


def satisfied(incident: Incident, account: str) -> bool:
    """Whether *account* said, the last time it was asked, that it is satisfied."""
    answers = (answer.satisfied for answer in reversed(incident.satisfaction) if answer.account == account)
    return next(answers, False)
