"""What is owed after the fix, of one incident after another: letters, calls, answers, amends, and changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from outagecomms.cadence import closing
from outagecomms.cadence.aftercare import Aftercare
from outagecomms.cadence.calendar import day_begins, morning
from outagecomms.cadence.followups import round_of
from outagecomms.clock import zone
from outagecomms.compose.theirs import answer_by
from outagecomms.incident import history
from outagecomms.learning.actions import still_open
from outagecomms.outbox.key import Key
from outagecomms.outbox.states import WAITING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from outagecomms.drafting.case import Case
    from outagecomms.incident.model import Account, Parked
    from outagecomms.outbox.states import State

How = Literal["mail", "call", "answer", "amends", "change"]


@dataclass(frozen=True, slots=True)
class Debt:
    """One thing that we owe to one account, or to all. Times in UTC."""

    incident: str
    account: str | None
    """Nothing when it is owed to all."""
    how: How
    round: int
    """Of a mail or a call its round; 0 for everything else."""
    due: datetime | None
    """Nothing when no day was given."""
    overdue: bool
    reason: str
    todo: str
    """The command that comes next."""
    owner: str | None = None
    """Who of ours has to do it, where that is written down."""

    def as_json(self) -> dict[str, Any]:
        """For a program."""
        return {
            "incident": self.incident, "account": self.account, "how": self.how, "round": self.round or None,
            "due": self.due, "overdue": self.overdue, "reason": self.reason, "todo": self.todo,
            "owner": self.owner,
        }  # fmt: skip


def debts(case: Case, now: datetime, letters: Mapping[Key, State] | None = None) -> Iterator[Debt]:
    """Everything that *case* owes to somebody and will owe next.

    Args:
        case: the incident.
        now: the time, in UTC.
        letters: the follow-ups that the outbox holds, for what comes next with each.
    """
    incident = case.incident
    yield from _mails(case, letters or {}, now)
    care, zones = Aftercare(incident, case.policy, now), dict[str, str]()
    for account in incident.customers():  # of whom there may be many, in a file that is read each time
        zones[account.id] = account.timezone
        todo = f"outagecomms call {incident.id} {account.id}"
        for call in care.calls(account):
            yield Debt(incident.id, account.id, "call", call.round, call.due, call.overdue_at <= now, call.reason, todo)
    yield from _answers(case, zones, now)
    yield from _actions(case, zones, now)


def in_order(found: Iterable[Debt]) -> list[Debt]:
    """What is overdue first, then by the time it is due; last what has no day."""
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(found, key=lambda debt: (not debt.overdue, debt.due or never, debt.incident, debt.account or ""))


def alike(found: Iterable[Debt]) -> list[list[Debt]]:
    """*found* with what several accounts are owed alike put together, in the same order."""
    together: dict[tuple[object, ...], list[Debt]] = {}
    for debt in found:
        group = debt.incident, debt.how, debt.round, debt.due, debt.overdue, debt.reason
        together.setdefault(group, []).append(debt)
    return list(together.values())


def silent(case: Case, now: datetime) -> Iterator[Account]:
    """The accounts that have never said a word, though we have written or should have called since the fix."""
    care, voices = Aftercare(case.incident, case.policy, now), history.voices(case.incident)
    if care.resolved_at is None:
        return
    written = {said.account for said in case.said if said.kind == "followup" and said.at >= care.resolved_at}
    for account in case.incident.customers():
        if account.id not in voices and (account.id in written or any(call.due <= now for call in care.calls(account))):
            yield account


def left_unasked(case: Case) -> list[str]:
    """The accounts that have left, and of whom nobody knows whether it is right for them since the fix."""
    asked = history.answers(case.incident)
    over = history.resolution(case.incident) is not None
    return [account for account in history.left(case.incident) if over and account not in asked]


def _mails(case: Case, letters: Mapping[Key, State], now: datetime) -> Iterator[Debt]:
    if history.resolution(case.incident) is None:
        return
    for planned in case.plan(now):
        if planned.kind != "followup" or planned.state == "past":
            continue
        name, account, sequence = planned.incident, planned.account.id, planned.sequence
        key = Key(name, "followup", sequence, account)
        todo = (
            _next_with(key, letters.get(key))
            if planned.state == "due"
            else f"outagecomms render {name} followup --account {account} --sequence {sequence}"
        )
        yield Debt(
            name, account, "mail", round_of(sequence), planned.due, planned.overdue_at <= now, planned.reason, todo
        )


def _next_with(letter: Key, state: State | None) -> str:
    """The command that brings a letter which is due one step further."""
    if state is None:
        return "outagecomms tick"
    if state == "draft":
        return f"outagecomms outbox approve {letter}"
    return "outagecomms send" if state in WAITING else f"outagecomms outbox show {letter}"


def _answers(case: Case, zones: Mapping[str, str], now: datetime) -> Iterator[Debt]:
    """The answers that nobody has, and those that have not reached who asked; each by the day that was promised."""
    name = case.incident.id

    def debt(asked: Parked, reason: str, todo: str) -> Debt:
        due, overdue = _on(answer_by(asked, zones.get(asked.account, "UTC")), zones.get(asked.account), now)
        return Debt(name, asked.account, "answer", 0, due, overdue, f"{reason}: {asked.topic}", todo)

    for asked in history.open_topics(case.incident):
        yield debt(asked, "asked", f"outagecomms answer {name} {asked.account} {_quoted(asked.topic)}")
    for asked, _ in closing.untold(case.incident, case.said):
        is_ours = asked.account in zones  # for an account that has left there is no page to call with
        todo = f"outagecomms {'call' if is_ours else 'heard'} {name} {asked.account}{'' if is_ours else ' --we-called'}"
        yield debt(asked, "answered, not told yet", todo)


def _actions(case: Case, zones: Mapping[str, str], now: datetime) -> Iterator[Debt]:
    """What was agreed with an account, and the changes that are for all, whose days are ours."""
    incident = case.incident
    for action in still_open(incident):
        whose = case.policy.zone if action.account is None else zones.get(action.account)
        due, overdue = _on(action.due, whose, now)
        how: How = "change" if action.account is None else "amends"
        reason = f"{'for all' if action.account is None else 'agreed'}: {action.what}"
        todo = f"outagecomms done {incident.id} {action.name}"
        yield Debt(incident.id, action.account, how, 0, due, overdue, reason, todo, action.owner)


def _on(day: date | None, zone_name: str | None, now: datetime) -> tuple[datetime | None, bool]:
    """Ten in the morning of *day* there, and whether that day is over."""
    if day is None:
        return None, False
    place = zone(zone_name or "UTC")
    return morning(day, place), day_begins(day + timedelta(days=1), place) <= now


def _quoted(topic: str) -> str:
    """*topic* as a shell takes it."""
    return "'" + topic.replace("'", "'\\''") + "'"
