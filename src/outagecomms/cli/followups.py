"""Commands that follow through: what is owed to whom, and who says that they are satisfied."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import say, say_json, table, tell
from outagecomms.wording import MOST_NAMED, countdown, moment, named

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.drafting.case import Case
    from outagecomms.incident.log import Entry
    from outagecomms.incident.model import Incident
    from outagecomms.outbox.key import Key
    from outagecomms.outbox.states import State
    from outagecomms.overview.followups import Debt

_AHEAD = timedelta(days=7)


def followups(
    format_: Annotated[options.Format, typer.Option("--format", help="How to show it.")] = options.Format.TEXT,
    now: options.Now = None,
) -> None:
    """Show what is owed to whom after the fix, for a week ahead. Exits with 1 if anything is overdue."""
    from outagecomms import clock, workspace
    from outagecomms.cli.cases import each_loaded
    from outagecomms.overview import followups as overview

    at = clock.now_from(now)
    cases, broken = each_loaded(list(workspace.collect([])))
    letters = _letters(cases)
    debts = overview.in_order(debt for case in cases for debt in overview.debts(case, at, letters))
    silent = {case.incident.id: [account.id for account in overview.silent(case, at)] for case in cases}
    left = {case.incident.id: overview.left_unasked(case) for case in cases}
    if format_ is options.Format.JSON:
        owed = [debt.as_json() for debt in debts]
        say_json({"now": at, "owed": owed, "silent": _each(silent), "left": _each(left)})
    else:
        _show(debts, silent, left, at)
    if broken:
        raise typer.Exit(2)
    if any(debt.overdue for debt in debts):
        raise typer.Exit(1)


def _letters(cases: list[Case]) -> dict[Key, State]:
    """The follow-ups that are written."""
    from outagecomms.cli.cases import opened

    found: dict[Key, State] = {}
    for place in {case.workspace.outbox: case.workspace for case in cases}.values():
        with opened(place) as outbox:
            if outbox:
                found |= {letter.id: letter.state for letter in outbox.messages(kind="followup")}
    return found


def _each(accounts: dict[str, list[str]]) -> list[dict[str, str]]:
    """The accounts of each incident, for a program."""
    return [{"incident": incident, "account": account} for incident, found in accounts.items() for account in found]


def _show(debts: list[Debt], silent: dict[str, list[str]], left: dict[str, list[str]], at: datetime) -> None:
    """What is overdue or due within a week, in a line for all who are owed alike; of what comes later, how much."""
    from outagecomms.overview import followups as overview

    soon = [debt for debt in debts if not (debt.due and debt.due > at + _AHEAD)]
    groups = overview.alike(soon)
    rows = [_row(group, at) for group in groups]
    styles = [{"fg": "red", "bold": True} if group[0].overdue else {} for group in groups]
    for incident, accounts in silent.items():
        if accounts:
            why, todo = "never said a word, good or bad", _whom_to_ask(incident, accounts)
            rows.append(("silent", "", "", incident, named(accounts), why, todo))
    for incident, accounts in left.items():
        for account in accounts:
            why = "no longer among the accounts; is it right for them?"
            todo = f"outagecomms satisfied {incident} {account} yes|no --confirmed-by …"
            rows.append(("left", "", "", incident, account, why, todo))
    if rows:
        table(rows, styles)
    if later := len(debts) - len(soon):
        first = next(debt for debt in debts if debt.due and debt.due > at + _AHEAD)
        tell(f"{later} later; first of them: {first.incident}, {_who([first])}, {_said(first, at)}")
    elif not rows:
        tell("Nothing is owed to anybody.")


def _row(group: list[Debt], at: datetime) -> tuple[str, ...]:
    debt = group[0]
    left = "no day given" if debt.due is None else countdown(debt.due, at)
    if debt.due and debt.due <= at:
        left = f"OVERDUE {left.removesuffix(' ago')}" if debt.overdue else f"due {left}"
    how = f"{debt.how} {debt.round}" if debt.round else debt.how
    due = moment(debt.due, at) if debt.due else ""
    return left, due, how, debt.incident, _who(group), debt.reason, _next(group)


def _who(group: list[Debt]) -> str:
    """To whom it is owed; of what all are owed, who of ours has to do it."""
    accounts = [each.account for each in group if each.account]
    return named(accounts) if accounts else group[0].owner or "nobody named"


def _next(group: list[Debt]) -> str:
    """The command that comes next; letters to many are approved together."""
    todo = group[0].todo
    if len({each.todo for each in group}) == 1:
        return todo
    if len(group) > MOST_NAMED and todo.startswith("outagecomms outbox approve"):
        return f"outagecomms outbox approve --all --incident {group[0].incident}"
    return f"{todo}, then the others"


def _whom_to_ask(incident: str, accounts: list[str]) -> str:
    if len(accounts) > MOST_NAMED:
        return "outagecomms followups --format json"
    return f"outagecomms call {incident} {accounts[0]}{', then the others' if len(accounts) > 1 else ''}"


class Answer(StrEnum):
    """What a customer answers when asked."""

    YES = "yes"
    NO = "no"


def satisfied(
    incident: options.Incident,
    account: options.OneAccount,
    answer: Annotated[Answer, typer.Argument(help="What they say.", show_default=False)],
    confirmed_by: Annotated[str, typer.Option(help="Who said so, by name.", show_default=False)],
    now: options.Now = None,
) -> None:
    """Record whether a customer is satisfied. Until they are, they are written to and called again and again."""
    from outagecomms import clock, workspace
    from outagecomms.cadence import closing
    from outagecomms.cli.cases import loaded
    from outagecomms.cli.invitations import warn_of
    from outagecomms.customer.satisfaction import satisfaction
    from outagecomms.incident import log
    from outagecomms.overview import followups as overview

    at, (place, path) = clock.now_from(now), workspace.locate(incident)
    is_satisfied = answer is Answer.YES

    def entry(known: Incident) -> Entry:
        return satisfaction(known, account, satisfied=is_satisfied, confirmed_by=confirmed_by, now=at)

    before = place.read(path)
    after = log.append(path, "satisfaction", entry, place.defaults)
    say(f"{after.id}: {account} is {'satisfied' if is_satisfied else 'not satisfied yet'}, says {confirmed_by}")
    with loaded(place, path) as case:
        owed = overview.in_order(debt for debt in overview.debts(case, at) if debt.account == account)
        for debt in owed:
            tell(f"{'Still owed' if is_satisfied else 'Next'}: {_said(debt, at)}")
        warn_of(before, case, account, at)
    if not is_satisfied:
        tell(f"Write down what is missing: outagecomms heard {incident} {account} --said …")
    elif missing := closing.missing(case.incident, case.said):
        tell(f"Before {after.id} is closed: {', '.join(missing)}")
    else:
        tell(f"{after.id} is closed.")


def _said(debt: Debt, at: datetime) -> str:
    if debt.due is None:
        return f"{debt.how}, no day given ({debt.reason})"
    return f"{debt.how} by {moment(debt.due, at)}, {countdown(debt.due, at)} ({debt.reason})"
