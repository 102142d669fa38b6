"""Commands that write an incident: declare it, say what is new, end it, take something back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import ask, asks, hint, missing, one_of, say, shown_path, tell
from outagecomms.errors import InputError
from outagecomms.wording import countdown, counted, moment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from outagecomms.drafting.case import Case
    from outagecomms.drafting.entries import Words
    from outagecomms.incident.log import Entry
    from outagecomms.incident.model import Incident
    from outagecomms.tone.finding import Finding


def new(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A short name, a-z, 0-9 and -: it becomes the file's name.")],
    title: Annotated[str | None, typer.Option(help="What customers cannot do, in their words.")] = None,
    service: Annotated[
        str | None, typer.Option(help="The service, as customers know it and accounts.csv has it.")
    ] = None,
    severity: Annotated[options.Severity | None, typer.Option(help="How bad it is for customers.")] = None,
    impact: Annotated[str | None, typer.Option(help="What they notice, as a sentence with a figure.")] = None,
    started: Annotated[str | None, typer.Option(help="Since when: 14:02Z, 2026-11-22T14:02Z. Left out, now.")] = None,
    now: options.Now = None,
) -> None:
    """Declare an outage. Writes its incident file, and says when customers must hear of it."""
    from outagecomms import clock, workspace
    from outagecomms.drafting import declare

    at, place = clock.now_from(now), workspace.here()
    declare.path_for(place, id_)  # before anything is asked
    facts: dict[str, Any] = {
        "title": title or _missing("title"),
        "service": service or _missing("service"),
        "severity": severity.value if severity else _missing("severity"),
        "started": declare.started(started, at),
        "impact": impact or _missing("impact"),
    }
    case = declare.declare(place, id_, facts)
    say(shown_path(case.path))
    if at - case.incident.started >= _LONG_AGO:
        since = moment(case.incident.started, at)
        tell(f"Customers will read that it began at {since}. Is that wrong? Mend started in {shown_path(case.path)}.")
    _who_hears(case)
    _next(case, at)
    if not (case.incident.liaison or case.incident.leader):
        tell("Nobody signs its messages yet: fill in [liaison] and [leader] in outagecomms.toml.")
    hint(f"Say what you know: outagecomms update {id_}")


_LONG_AGO = timedelta(days=1)  # an outage of which nobody has been told yet has seldom lasted longer


def _who_hears(case: Case) -> None:
    """Say how many customers it concerns: one whose service is misspelt is left out, and nobody would notice."""
    from outagecomms.incident.census import census

    known, service = census(case.incident.listed()), case.incident.service
    if not known.accounts:
        if case.incident.accounts_file:
            tell(f"Nobody to write to yet: {shown_path(Path(case.incident.accounts_file))} lists no account.")
        return
    using = known.using(service)
    tell(f"{using} of {counted(known.accounts, 'account')} {'uses' if using == 1 else 'use'} {service}")
    if question := known.stranger(service):
        stop = "" if question.endswith("?") else "."
        tell(f"But {question}{stop} Mend service in {shown_path(case.path)}, or services in the list.")
    for doubt in known.doubts(()):
        if service.casefold() in map(str.casefold, doubt.meant):
            tell(f"Look at {doubt.account}: {doubt}.")


_QUESTIONS = {
    "title": "What can customers not do, in their words",
    "service": "Which service, as customers know it",
    "severity": "How bad is it (sev1, the worst, to sev4)",
    "impact": "What do they notice, as a sentence with a figure",
}


def _missing(name: str) -> str:
    if not asks():
        raise missing(name)
    return ask(_QUESTIONS[name], one_of(options.Severity) if name == "severity" else str)


def update(
    incident: options.Incident,
    text: Annotated[str | None, typer.Argument(help="What is new, as customers should read it.")] = None,
    status: Annotated[options.Status | None, typer.Option(help="How far you are. Left out, as before.")] = None,
    since: Annotated[
        str | None,
        typer.Option(help="To open it again: since when it fails again, as 14:50Z, -10m. Left out, now."),
    ] = None,
    next_step: options.NextStep = None,
    next_update: options.NextUpdate = None,
    holding: Annotated[bool, typer.Option("--holding", help="Nothing has changed for them; say so.")] = False,
    by: options.By = None,
    approved_by: options.ApprovedBy = None,
    force: options.Force = False,
    because: options.Because = None,
    yes: options.Yes = False,
    now: options.Now = None,
) -> None:
    """Tell every customer what is new, and promise the next time."""
    from outagecomms import clock
    from outagecomms.drafting import entries
    from outagecomms.incident import history

    at = clock.now_from(now)
    words = entries.Words(text, next_step, next_update, by, approved_by)
    wanted = status.value if status else None
    if text is None and not holding and next_step is None and asks():
        before = _remind(incident, at)
        words, wanted = _ask_for_update(words, wanted, at)
        holding = words.text is None
        if since is None and wanted not in (None, options.Status.RESOLVED) and history.resolution(before):
            question = "Since when does it fail again (14:50Z, -10m; empty: now)"
            since = ask(question, lambda typed: entries.began(before, typed, at), optional=True) or None
    _record(
        incident,
        lambda known: entries.update(known, words, wanted, holding, at, since),
        at,
        _reason(force, because),
        yes=yes,
    )


def _remind(incident: str, at: datetime) -> Incident:
    """Say how it stands, before anything is asked; an incident that is not there is found out here."""
    from outagecomms import workspace
    from outagecomms.cli.cases import check_up_to_date, loaded
    from outagecomms.incident import history

    place, path = workspace.locate(incident)
    check_up_to_date(place, path)
    with loaded(place, path) as known:
        tell(f"{known.incident.title}: {history.status(known.incident)}")
        if known.incident.updates and (said := known.incident.updates[-1].text):
            tell(f"You said at {moment(known.incident.updates[-1].at, at)}: {said}")
        elif not known.incident.updates:
            tell("Nobody has been told anything yet.")
        _next(known, at)
        return known.incident


def _ask_for_update(words: Words, status: str | None, at: datetime) -> tuple[Words, str | None]:
    from dataclasses import replace

    from outagecomms import clock

    text = ask("What is new for them (empty: nothing has changed)", optional=True)
    how_far = f"Status: {', '.join(options.Status)} (empty: as before)"
    status = status or ask(how_far, one_of(options.Status), optional=True)
    next_step = ask("What is being done now, as a sentence", optional=True)
    next_update = words.next_update
    if next_update is None and status != options.Status.RESOLVED:
        question = "When do they hear next (15:30Z, +30m; empty: the cadence says)"
        next_update = ask(question, lambda typed: clock.parse_time(typed, at), optional=True)
    filled = replace(words, text=text or None, next_step=next_step or None, next_update=next_update or None)
    return filled, status or None


def resolve(
    incident: options.Incident,
    text: Annotated[str | None, typer.Argument(help="What was done, as customers should read it.")] = None,
    ended: Annotated[str | None, typer.Option(help="Since when it works again: 14:40Z, -10m. Left out, now.")] = None,
    confirmed: Annotated[str | None, typer.Option(help="How you know that it works, as a sentence.")] = None,
    redo: Annotated[str | None, typer.Option(help="What they should check or do again.")] = None,
    lost: Annotated[str | None, typer.Option(help="What was lost, and what was not.")] = None,
    by: options.By = None,
    force: options.Force = False,
    because: options.Because = None,
    yes: options.Yes = False,
    now: options.Now = None,
) -> None:
    """Tell every customer that it works again. Begins the follow-ups."""
    from outagecomms import clock
    from outagecomms.drafting import entries
    from outagecomms.incident import history

    at = clock.now_from(now)
    words = entries.Words(text, None, None, by)
    closing = {"ended": ended, "confirmed": confirmed, "redo": redo, "lost": lost}
    if text is None and confirmed is None and asks():
        known = _remind(incident, at)
        if history.resolution(known) is None:  # else nothing is asked that is refused then
            words, closing = _ask_how_it_ended(words, closing, lambda typed: entries.ended(known, typed, at))
    _record(incident, lambda known: entries.resolution(known, words, closing, at), at, _reason(force, because), yes=yes)


def _ask_how_it_ended(
    words: Words, closing: dict[str, str | None], is_time: Callable[[str], object]
) -> tuple[Words, dict[str, str | None]]:
    """What customers will read of the end; what was given is not asked."""
    from dataclasses import replace

    text = ask("What was done, as they should read it")
    questions: dict[str, tuple[str, Callable[[str], object]]] = {
        "ended": ("Since when does it work again (14:40Z, -10m; empty: now)", is_time),
        "confirmed": ("How do you know that it works, as a sentence (empty: not said)", str),
        "redo": ("What should they check or do again, as a sentence (empty: nothing)", str),
        "lost": ("What was lost, and what was not, as a sentence (empty: not said)", str),
    }  # fmt: skip
    answers = {
        name: closing[name] or ask(question, check, optional=True) or None
        for name, (question, check) in questions.items()
    }
    return replace(words, text=text), answers


def correct(
    incident: options.Incident,
    text: Annotated[str | None, typer.Argument(help="What is true.")] = None,
    number: Annotated[
        int | None, typer.Option("--update", min=1, help="The update that was wrong. Left out, the last.")
    ] = None,
    effect: Annotated[str | None, typer.Option(help="What it changes for them.")] = None,
    next_step: options.NextStep = None,
    next_update: options.NextUpdate = None,
    by: options.By = None,
    approved_by: options.ApprovedBy = None,
    force: options.Force = False,
    because: options.Because = None,
    yes: options.Yes = False,
    now: options.Now = None,
) -> None:
    """Take back what you said. Says what you told them, what is true, and what it changes."""
    from outagecomms import clock
    from outagecomms.drafting import entries

    at = clock.now_from(now)
    if text is None and asks():
        _remind(incident, at)
        text = ask("What is true")
    words = entries.Words(text, next_step, next_update, by, approved_by)
    _record(
        incident,
        lambda known: entries.correction(known, words, number, effect, at),
        at,
        _reason(force, because),
        yes=yes,
    )


def _reason(force: bool, because: str | None) -> str | None:
    """Why words must stand that a rule forbids."""
    if force != bool(because):
        raise InputError("--force and --because go together: say why the words must stand")
    return because


def _record(name: str, entry_for: Callable[[Case], Entry], at: datetime, because: str | None, *, yes: bool) -> None:
    """Append to the log, write the messages, say what was done, and ask whether they may go.

    The rules of tone read the messages first; what they only advise against is said beside the result.
    """
    from dataclasses import replace

    from outagecomms import workspace
    from outagecomms.cli import approving
    from outagecomms.cli.cases import check_up_to_date, loaded, tell_failures
    from outagecomms.cli.invitations import warn_of_reopening
    from outagecomms.cli.progress import bar
    from outagecomms.drafting import case, gate
    from outagecomms.drafting.draft import draft
    from outagecomms.drafting.entries import repeated, sound
    from outagecomms.incident import log
    from outagecomms.incident.model import Update
    from outagecomms.outbox.store import Outbox
    from outagecomms.tone.finding import line

    place, path = workspace.locate(name)
    check_up_to_date(place, path)
    with loaded(place, path) as before:
        before.writer(at)  # nothing is recorded that nobody could sign
        advice: list[Finding] = []

        def entry(incident: Incident) -> Entry:
            known = replace(before, incident=incident)
            reviewed, found = gate.reviewed(known, sound(Update, entry_for(known)), at, because)
            advice.extend(found)
            return reviewed

        incident = log.append(path, "updates", entry, place.defaults)
    for finding in advice:
        tell(line(finding))
    with Outbox(place.outbox) as outbox:
        known = case.load(place, path, outbox)
        drafted = draft(known, outbox, at, bar)
        total = drafted.new.total() + drafted.changed.total()
        say(f"{incident.id}: update {len(incident.updates)} recorded, {incident.updates[-1].status}")
        say(f"{counted(total, 'message')} written, none sent yet; read them: outagecomms outbox list --incident {name}")
        if said := repeated(incident):
            when = moment(incident.updates[said - 1].at, at)
            tell(f"Update {said} said exactly this at {when}; --holding says that nothing has changed.")
        if drafted.outdated:
            tell(drafted.outdated)
        tell_failures(drafted.failures)
        warn_of_reopening(before.incident, known, at)
        _next(known, at)
        approving.offer(place, outbox, incident.id, len(incident.updates), at, yes=yes)


def _next(known: Case, at: datetime) -> None:
    """Say what customers are owed next."""
    owed = [planned for planned in known.plan(at) if planned.state != "past" and planned.kind in ("update", "followup")]
    if owed:
        nearest = min(owed, key=lambda planned: planned.due)
        tell(f"Next: {nearest.kind} by {moment(nearest.due, at)}, {countdown(nearest.due, at)} ({nearest.reason})")
