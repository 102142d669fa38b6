"""Commands that show where things stand: the plan of one incident, the promises of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import hint, say_json, say_json_list, table, tell
from outagecomms.wording import countdown, counted, moment, named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from outagecomms.cadence.plan import Planned
    from outagecomms.overview.status import Standing


def plan(
    incident: options.Incident,
    format_: Annotated[options.PlanFormat, typer.Option("--format", help="How to show it.")] = options.PlanFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Show who is owed which message, by when, and why."""
    from outagecomms import clock, workspace
    from outagecomms.cli.cases import loaded
    from outagecomms.overview import status

    at = clock.now_from(now)
    with loaded(*workspace.locate(incident)) as known:
        if format_ is options.PlanFormat.JSON:
            say_json_list(map(_as_json, known.plan(at)))
            return
        owed = status.owed(known.plan(at))
        if format_ is options.PlanFormat.ICS:
            from outagecomms.cadence.aftercare import calls
            from outagecomms.overview.calendarfile import calendar

            owed_calls = calls(known.incident, known.policy, at)
            typer.echo(calendar(known.incident.title, owed, owed_calls, at), nl=False)
            return
        rows = [
            (entry.state, moment(entry.due, at), countdown(entry.due, at), f"{entry.kind} {entry.sequence}",
             status.readers(entry), entry.reason)
            for entry in owed
        ]  # fmt: skip
        table(rows, [{"bold": entry.state == "due", "dim": entry.state == "past"} for entry in owed])
        if any(entry.state == "due" for entry in owed):
            hint(f"Read what is due: outagecomms render {incident}")


def _as_json(planned: Planned) -> dict[str, Any]:
    return {
        "incident": planned.incident, "kind": planned.kind, "sequence": planned.sequence,
        "account": planned.account.id, "due": planned.due, "reason": planned.reason, "state": planned.state,
        "next_update": planned.next_update,
    }  # fmt: skip


def status(
    incident: Annotated[
        str | None,
        typer.Argument(
            help="Only this incident, open or not.", autocompletion=options.complete_incident, show_default=False
        ),
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="The resolved ones as well, with what is missing before they are closed.")
    ] = False,
    format_: Annotated[options.Format, typer.Option("--format", help="How to show it.")] = options.Format.TEXT,
    now: options.Now = None,
) -> None:
    """Show how long until each promise, and what waits for a yes.

    Exits with 1 if a promise is overdue, or a message that is still wanted was refused.
    """
    from outagecomms import clock, workspace
    from outagecomms.cli.cases import each_loaded, waiting_in
    from outagecomms.outbox.waiting import NOTHING
    from outagecomms.overview import status

    at = clock.now_from(now)
    paths = [workspace.locate(incident)] if incident else list(workspace.collect([]))
    cases, broken = each_loaded(paths)
    waiting = waiting_in(paths[0][0], at) if paths else {}
    shown = [case for case in cases if all_ or incident or status.is_open(case) or case.incident.id in waiting]
    found = (status.standing(case, at, waiting.get(case.incident.id, NOTHING)) for case in shown)
    standings = sorted(found, key=_urgency)
    if format_ is options.Format.JSON:
        promises = [promise for case in shown for promise in status.promises(case, at)]
        say_json({"now": at, "incidents": [each.as_json() for each in standings], "promises": promises})
    elif standings:
        table(_rows(standings, at), [_style(each) for each in standings])
        if standings[0].overdue:
            hint(f"Write to them now: outagecomms update {incident or standings[0].case.incident.id}")
    elif not broken:
        tell("No incident is open.")
    refused = _say_refused({place.outbox for place, _ in paths}, {case.incident.id for case in shown}, at)
    if broken:
        raise typer.Exit(2)
    if refused or any(each.overdue for each in standings):
        raise typer.Exit(1)


def _say_refused(outboxes: set[Path | str], incidents: set[str], at: datetime) -> bool:
    """Say which of *incidents* have messages that were refused and are still wanted; whether any has."""
    from outagecomms.outbox.location import exists

    made = list(filter(exists, outboxes))
    if not made:
        return False
    from outagecomms.cli.send import REFUSED
    from outagecomms.outbox.store import Outbox

    found: list[tuple[str, int]] = []
    for where in made:
        with Outbox(where) as outbox:
            found += [(incident, count) for incident, count in outbox.refused(at).items() if incident in incidents]
    for incident, count in found:
        tell(f"{incident}: {counted(count, 'message')} {REFUSED}")
    return bool(found)


def _urgency(standing: Standing) -> tuple[bool, float, str]:
    due = standing.due.timestamp() if standing.due else float("inf")
    return not standing.overdue, due, standing.case.incident.id


def _rows(standings: Sequence[Standing], at: datetime) -> list[tuple[str, ...]]:
    """A row an incident; what waits has a column only where something does."""
    rows = [_row(each, at) for each in standings]
    if not any(any(each.waiting) for each in standings):
        return rows
    return [(*row[:-1], each.waiting.words(), row[-1]) for row, each in zip(rows, standings, strict=True)]


def _row(standing: Standing, at: datetime) -> tuple[str, ...]:
    incident = standing.case.incident
    due = standing.due
    when = (
        ""
        if due is None
        else "OVERDUE " + countdown(due, at).removesuffix(" ago")
        if standing.overdue
        else countdown(due, at)
    )
    return (
        when, incident.id, incident.severity, "closed" if standing.closed else standing.status,
        f"{standing.reason} {moment(due, at)}" if due else _left(standing), incident.title,
    )  # fmt: skip


def _left(standing: Standing) -> str:
    missing = f"missing: {', '.join(standing.missing)}" if standing.missing else "nothing is missing"
    return f"{missing}; left unsatisfied: {named(standing.left)}" if standing.left else missing


_SOON = 5 * 60  # seconds


def _style(standing: Standing) -> dict[str, Any]:
    if standing.overdue:
        return {"fg": "red", "bold": True}
    soon = standing.due is not None and (standing.due - standing.now).total_seconds() < _SOON
    return {"fg": "yellow"} if soon else {}
