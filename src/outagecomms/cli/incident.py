"""Commands that write an incident: declare it, say what is new, end it, take something back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import ask, asks, countdown, moment, say, shown_path, tell
from outagecomms.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.case import Case
    from outagecomms.incident.log import Entry
    from outagecomms.incident.model import Incident


def new(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A short name, a-z, 0-9 and -: it becomes the file's name.")],
    title: Annotated[str | None, typer.Option(help="What customers cannot do, in their words.")] = None,
    service: Annotated[str | None, typer.Option(help="The service, as customers know it.")] = None,
    severity: Annotated[options.Severity | None, typer.Option(help="How bad it is for customers.")] = None,
    impact: Annotated[str | None, typer.Option(help="What they notice, as a sentence with a figure.")] = None,
    started: Annotated[str | None, typer.Option(help="Since when: 14:02Z, 2026-11-22T14:02Z. Left out, now.")] = None,
    now: options.Now = None,
) -> None:
    """Declare an outage: write its incident file, and say when customers must hear of it."""
    from outagecomms import clock, declare, workspace

    at = clock.now_from(now)
    facts: dict[str, Any] = {
        "title": title or _missing("title"),
        "service": service or _missing("service"),
        "severity": severity.value if severity else _missing("severity"),
        "started": declare.started(started, at),
        "impact": impact or _missing("impact"),
    }
    case = declare.declare(workspace.here(), id_, facts)
    say(shown_path(case.path))
    _next(case, at)


_QUESTIONS = {
    "title": "What can customers not do, in their words",
    "service": "Which service, as customers know it",
    "severity": "How bad is it (sev1 … sev4)",
    "impact": "What do they notice, as a sentence with a figure",
}


def _missing(name: str) -> str:
    if not asks():
        raise InputError(f"--{name} is missing; give it, or run this on a terminal and be asked")
    return ask(_QUESTIONS[name])


def update(
    incident: options.Incident,
    text: Annotated[str | None, typer.Argument(help="What is new, as customers should read it.")] = None,
    status: Annotated[options.Status | None, typer.Option(help="How far you are. Left out, as before.")] = None,
    next_step: options.NextStep = None,
    next_update: options.NextUpdate = None,
    holding: Annotated[bool, typer.Option("--holding", help="Nothing has changed for them; say so.")] = False,
    by: options.By = None,
    now: options.Now = None,
) -> None:
    """Tell every customer what is new, and promise the next time."""
    from outagecomms import clock, entries

    at = clock.now_from(now)
    words = entries.Words(text, next_step, next_update, by)
    if text is None and not holding and next_step is None and asks():
        words, status = _ask_for_update(words, status)
        holding = words.text is None
    wanted = status.value if status else None
    _record(incident, "updates", lambda known: entries.update(known, words, wanted, holding, at), at)


def _ask_for_update(words: Any, status: options.Status | None) -> tuple[Any, options.Status | None]:
    from dataclasses import replace

    text = ask("What is new for them (empty: nothing has changed)", "") or None
    answer = status.value if status else ask("How far are you (empty: as before)", "")
    next_step = ask("What is being done now", "") or None
    next_update = words.next_update or ask("When do they hear next (empty: the cadence says)", "") or None
    if answer and answer not in list(options.Status):
        raise InputError(f"{answer!r} is no status; choose one of {', '.join(options.Status)}")
    filled = replace(words, text=text, next_step=next_step, next_update=next_update)
    return filled, options.Status(answer) if answer else None


def resolve(
    incident: options.Incident,
    text: Annotated[str | None, typer.Argument(help="What was done, as customers should read it.")] = None,
    ended: Annotated[str | None, typer.Option(help="Since when it works again. Left out, now.")] = None,
    confirmed: Annotated[str | None, typer.Option(help="How you know that it works, as a sentence.")] = None,
    redo: Annotated[str | None, typer.Option(help="What they should check or do again.")] = None,
    lost: Annotated[str | None, typer.Option(help="What was lost, and what was not.")] = None,
    by: options.By = None,
    now: options.Now = None,
) -> None:
    """Tell every customer that it works again, and begin the follow-ups."""
    from outagecomms import clock, entries

    at = clock.now_from(now)
    words = entries.Words(text, None, None, by)
    closing = {"ended": ended, "confirmed": confirmed, "redo": redo, "lost": lost}
    _record(incident, "updates", lambda known: entries.resolution(known, words, closing, at), at)


def correct(
    incident: options.Incident,
    text: Annotated[str | None, typer.Argument(help="What is true.")] = None,
    number: Annotated[
        int | None, typer.Option("--update", help="The update that was wrong. Left out, the last.")
    ] = None,
    effect: Annotated[str | None, typer.Option(help="What it changes for them.")] = None,
    next_step: options.NextStep = None,
    next_update: options.NextUpdate = None,
    by: options.By = None,
    now: options.Now = None,
) -> None:
    """Take something back: say what you told them, what is true, and what it changes."""
    from outagecomms import clock, entries

    at = clock.now_from(now)
    if text is None and asks():
        text = ask("What is true")
    words = entries.Words(text, next_step, next_update, by)
    _record(incident, "updates", lambda known: entries.correction(known, words, number, effect, at), at)


def _record(name: str, log: str, entry_for: Any, at: datetime) -> None:
    """Append to the log, write the messages, and say what was done."""
    from outagecomms import case, workspace
    from outagecomms.cli.progress import bar
    from outagecomms.drafting import draft
    from outagecomms.incident import log as incident_log
    from outagecomms.outbox.store import Outbox

    place, path = workspace.locate(name)
    known = case.load(place, path)
    entry: Entry = {}

    def make(incident: Incident) -> Entry:
        entry.update(entry_for(case.Case(place, path, incident, case.policy_of(place, incident), [], "")))
        return entry

    known.writer(at)  # nothing is recorded that nobody could sign
    incident = incident_log.append(path, log, make, place.defaults)
    say(f"{incident.id}: update {len(incident.updates)} recorded, {incident.updates[-1].status}")
    with Outbox(place.outbox) as outbox:
        known = case.load(place, path, outbox)
        drafted = draft(known, outbox, at, bar)
    total = drafted.new.total() + drafted.changed.total()
    written = "1 message" if total == 1 else f"{total} messages"
    say(f"{written} written; read them: outagecomms outbox list --incident {incident.id}")
    _next(known, at)


def _next(known: Case, at: datetime) -> None:
    """Say what customers are owed next."""
    owed = [planned for planned in known.plan(at) if planned.state != "past" and planned.kind in ("update", "followup")]
    if owed:
        nearest = min(owed, key=lambda planned: planned.due)
        tell(f"Next: {nearest.kind} by {moment(nearest.due, at)}, {countdown(nearest.due, at)} ({nearest.reason})")
