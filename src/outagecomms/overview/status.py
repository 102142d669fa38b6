"""What the commander looks at: what is owed next in each incident, and how the promises stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outagecomms.cadence import closing
from outagecomms.cadence.promises import UPDATES
from outagecomms.incident import history
from outagecomms.outbox.waiting import NOTHING
from outagecomms.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from outagecomms.cadence.plan import Planned
    from outagecomms.drafting.case import Case
    from outagecomms.outbox.waiting import Waiting


@dataclass(frozen=True)
class Owed:
    """One message in the plan with all the accounts it goes to. Times in UTC."""

    incident: str
    kind: str
    sequence: int
    due: datetime
    reason: str
    state: str
    accounts: list[str]


def owed(plan: Iterable[Planned]) -> list[Owed]:
    """The plan with what many accounts are told alike put together, by time."""
    together: dict[tuple[object, ...], Owed] = {}
    for p in plan:
        group = (p.kind, p.sequence, p.due, p.reason, p.state)
        entry = together.setdefault(group, Owed(p.incident, p.kind, p.sequence, p.due, p.reason, p.state, []))
        entry.accounts.append(p.account.id)
    return sorted(together.values(), key=lambda entry: (entry.due, entry.sequence))


def readers(entry: Owed) -> str:
    """The accounts that it goes to; see `wording.named`."""
    return named(entry.accounts)


@dataclass(frozen=True)
class Standing:
    """How one incident stands: its next message to everyone, if it is owed one. Times in UTC."""

    case: Case
    status: str
    due: datetime | None
    overdue_at: datetime | None
    reason: str
    now: datetime
    missing: list[str]
    """What stands between it and being closed; of an open incident only that it is resolved."""
    left: list[str]
    """The accounts that are no longer among those of the incident, and never said that it is right again."""
    waiting: Waiting = NOTHING
    """Its messages that nobody has received yet, and that wait for somebody."""

    @property
    def closed(self) -> bool:
        """Whether nothing is left to do: resolved, reviewed, every question answered, every account satisfied."""
        return not self.missing

    @property
    def overdue(self) -> bool:
        """Whether customers have waited longer than we said, or than the cadence allows."""
        return self.overdue_at is not None and self.overdue_at <= self.now

    def as_json(self) -> dict[str, Any]:
        """For a program."""
        incident = self.case.incident
        return {
            "incident": incident.id, "title": incident.title, "severity": incident.severity, "status": self.status,
            "started": incident.started, "updates": len(incident.updates), "due": self.due, "reason": self.reason,
            "overdue": self.overdue, "closed": self.closed, "missing": self.missing,
            "left": self.left, "waiting": self.waiting._asdict(),
        }  # fmt: skip


def standing(case: Case, now: datetime, waiting: Waiting = NOTHING) -> Standing:
    """How *case* stands at *now*, when *waiting* is what the outbox holds of it."""
    incident, status = case.incident, history.status(case.incident)
    content = history.satisfied(incident)
    left = [account for account in history.left(incident) if account not in content]
    if not is_open(case):  # then nothing is owed to everyone
        return Standing(case, status, None, None, "", now, closing.missing(incident, case.said), left, waiting)
    first = _soonest(case, now)
    if first is None:
        return Standing(case, status, None, None, "", now, ["resolved"], left, waiting)
    return Standing(case, status, first.due, first.overdue_at, first.reason, now, ["resolved"], left, waiting)


def _soonest(case: Case, now: datetime) -> Planned | None:
    """What everyone is owed next: of several the one that is overdue, then the one that is due first."""
    owed = (p for p in case.plan(now) if p.kind in UPDATES and p.state != "past")
    if case.incident.updates:  # from then on all are owed the same, so the first of ten thousand is enough
        return next(owed, None)
    return min(owed, key=lambda p: (p.overdue_at > now, p.due), default=None)  # before it, each zone has its morning


def is_open(case: Case) -> bool:
    """Whether the incident is not resolved."""
    return history.resolution(case.incident) is None


def promises(case: Case, now: datetime) -> list[dict[str, Any]]:
    """Every promise of *case* for a program."""
    return [
        {
            "incident": case.incident.id, "given_at": p.given_at, "promised_for": p.promised_for,
            "fulfilled_at": p.fulfilled_at, "outcome": p.outcome, "minutes_late": p.minutes_late,
        }
        for p in case.promises(now)
    ]  # fmt: skip
