"""What stands on the board, as plain values: worked out once a minute, and told second by second."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from outagecomms.cadence.promises import UPDATES
from outagecomms.incident import history
from outagecomms.outbox.waiting import Waiting
from outagecomms.overview import followups
from outagecomms.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from outagecomms.cadence.plan import Planned
    from outagecomms.drafting.case import Case
    from outagecomms.overview.followups import Debt

SOON = timedelta(minutes=5)
Urgency = Literal["overdue", "due", "soon", "calm"]
_NEVER = datetime.max.replace(tzinfo=UTC)


class Due(NamedTuple):
    """One message that is owed. Times in UTC."""

    what: str
    to: str
    at: datetime
    overdue_at: datetime
    reason: str

    def urgency(self, now: datetime) -> Urgency:
        """How pressing it is."""
        if self.overdue_at <= now:
            return "overdue"
        if self.at <= now:
            return "due"
        return "soon" if self.at - now <= SOON else "calm"

    def countdown(self, now: datetime) -> str:
        """How long until then, in words that need no colour: ``in 26:40``, ``SOON 4:12``, ``OVERDUE 11:05``."""
        lead = {"overdue": "OVERDUE ", "due": "DUE NOW", "soon": "SOON ", "calm": "in "}[self.urgency(now)]
        return lead if lead == "DUE NOW" else lead + timer(abs(self.at - now))


@dataclass(frozen=True, slots=True)
class Row:
    """One incident."""

    incident: str
    title: str
    severity: str
    status: str
    next: Due | None
    """What is owed next to everyone."""
    others: tuple[Due, ...]
    """What is owed to single readers."""
    last: tuple[datetime, str] | None
    """When everyone was last told something, and its first line."""
    waiting: Waiting

    def countdown(self, now: datetime) -> str:
        """Of what is owed next to everyone."""
        return self.next.countdown(now) if self.next else "nothing owed"

    def urgency(self, now: datetime) -> Urgency:
        """The worst of all that is owed."""
        owed = [due.urgency(now) for due in (*filter(None, [self.next]), *self.others)]
        return next((each for each in ("overdue", "due", "soon") if each in owed), "calm")


@dataclass(frozen=True, slots=True)
class Board:
    """All that a commander looks at."""

    rows: tuple[Row, ...] = ()
    debts: tuple[Debt, ...] = ()
    """What is owed to single accounts today, and what should have been done before."""
    notices: tuple[str, ...] = field(default=())
    unread: int = 0
    """How many files, or the outbox, cannot be read: of what stands in them nothing is known."""

    def needs_person(self, now: datetime) -> bool:
        """Whether a promise is overdue, a message may or may not have arrived, or something cannot be known."""
        return bool(self.notices) or any(row.urgency(now) == "overdue" or row.waiting.unknown for row in self.rows)


def board(
    cases: Iterable[Case],
    waiting: Mapping[str, Waiting],
    now: datetime,
    notices: Sequence[str] = (),
    unread: int = 0,
) -> Board:
    """The board at *now*: the open incidents and those of which a message waits, the most pressing first."""
    rows: list[Row] = []
    debts: list[Debt] = []
    for case in cases:
        theirs = waiting.get(case.incident.id, Waiting())
        if history.resolution(case.incident) is None or any(theirs):
            rows.append(_row(case, theirs, now))
        debts += followups.debts(case, now)
    tonight = datetime.combine(now.astimezone(UTC).date(), time(), UTC) + timedelta(days=1)
    today = [debt for debt in debts if debt.due and debt.due < tonight]
    rows.sort(key=lambda row: (row.urgency(now) != "overdue", *_order(row)))
    return Board(tuple(rows), tuple(followups.in_order(today)), tuple(notices), unread)


def _order(row: Row) -> tuple[datetime, str]:
    return row.next.at if row.next else _NEVER, row.incident


def _row(case: Case, waiting: Waiting, now: datetime) -> Row:
    incident, owed = case.incident, _owed(case.plan(now))
    to_everyone = [due for kind, due in owed if kind in UPDATES]
    last = incident.updates[-1] if incident.updates else None
    return Row(
        incident=incident.id, title=incident.title, severity=incident.severity, status=history.status(incident),
        next=to_everyone[0] if to_everyone else None,
        others=tuple(due for kind, due in owed if kind in ("outreach", "reply")),
        last=(last.at, _first_line(last.text or last.confirmed or last.next_step or "")) if last else None,
        waiting=waiting,
    )  # fmt: skip


def _owed(plan: Iterable[Planned]) -> list[tuple[str, Due]]:
    """What is due or planned, by time; what many are owed alike is one."""
    together: dict[tuple[object, ...], tuple[Planned, list[str]]] = {}
    for p in plan:
        if p.state != "past":
            key = (p.kind, p.sequence, p.due, p.overdue_at)
            together.setdefault(key, (p, []))[1].append(p.account.id)
    owed = [(p.kind, Due(_what(p), named(names), p.due, p.overdue_at, p.reason)) for p, names in together.values()]
    return sorted(owed, key=lambda each: (each[1].at, each[1].to))


def _what(planned: Planned) -> str:
    return "update" if planned.kind in UPDATES else planned.kind


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def timer(span: timedelta) -> str:
    """A length of time to watch: to the second within the hour, then to the minute, then in days."""
    seconds = int(span.total_seconds())
    minutes, hours = seconds // 60, seconds // 3600
    if hours < 1:
        return f"{minutes}:{seconds % 60:02}"
    return f"{hours} h {minutes % 60:02} min" if hours < 48 else f"{hours // 24} days"  # noqa: PLR2004
