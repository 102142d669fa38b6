"""What somebody of ours has said they will do: the changes that follow from lessons, and amends that were agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from outagecomms.errors import InputError
from outagecomms.incident import history

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.incident.log import Entry
    from outagecomms.incident.model import Incident


@dataclass(frozen=True)
class Action:
    """One thing to do, with whoever answers for it."""

    name: str
    """As the log calls it: ``lesson-1``, ``amends-2``."""
    what: str
    account: str | None
    """Whom it is owed to; everyone, when it is a change that follows from a lesson."""
    owner: str | None
    due: date | None
    done: date | None

    def is_late(self, today: date) -> bool:
        """Whether its day has passed, and it is not done."""
        return self.done is None and self.due is not None and self.due < today


def actions(incident: Incident) -> list[Action]:
    """Every action of *incident*, done or not."""
    done = history.done(incident)
    changes = [
        Action(f"lesson-{n}", each.change, None, each.owner, each.due, done.get(f"lesson-{n}"))
        for n, each in enumerate(incident.lessons, start=1)
        if each.change
    ]
    amends = [
        Action(f"amends-{n}", each.agreed, each.account, each.owner, each.due, done.get(f"amends-{n}"))
        for n, each in enumerate(incident.amends, start=1)
    ]
    return changes + amends


def done(incident: Incident, name: str, by: str | None, now: datetime) -> Entry:
    """The entry which says that the action called *name* is done.

    Raises:
        InputError: there is no such action, or it was done before; lists those that are open.
    """
    known = {action.name: action for action in actions(incident)}
    if name not in known:
        raise InputError(f"{incident.id} has no action {name!r}; {_listed(incident)}")
    if known[name].done:
        raise InputError(f"{name} was done on {known[name].done}; {_listed(incident)}")
    return {"action": name, "at": now, "by": by}


def still_open(incident: Incident) -> list[Action]:
    """The actions that are not done, the most urgent first."""
    waiting = [action for action in actions(incident) if action.done is None]
    return sorted(waiting, key=lambda action: action.due or date.max)


def _listed(incident: Incident) -> str:
    waiting = [f"{action.name} ({action.what})" for action in still_open(incident)]
    return f"open are: {', '.join(waiting)}" if waiting else "none is open"
