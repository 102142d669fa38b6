"""The parts of a report that all its formats share, in words."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from outagecomms.incident import history
from outagecomms.report import cadence
from outagecomms.report.events import events
from outagecomms.report.figures import figures
from outagecomms.wording import moment, span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from outagecomms.report.reading import Reading
    from outagecomms.report.told import Told
    from outagecomms.tone.finding import Finding


def summary(told: Told) -> str:
    """When it began and how long it lasted, or has lasted until when; which service, and how bad; what is left out."""
    said = [_course(told)]
    if told.unheard:
        one, names = len(told.unheard) == 1, ", ".join(f"{word.kind} {word.sequence}" for word in told.unheard)
        said.append(f"Not counted, since none of {'its' if one else 'their'} messages has left the outbox: {names}.")
    if told.clock_is_behind:
        said.append(_CLOCK.format(moment(told.clock, told.now)))
    return " ".join(said)


def allowed(told: Told) -> str:
    """What is meant by the cadence, and what it allows at this severity."""
    return f"The cadence says {cadence.MEANING}: at {told.incident.severity} {cadence.waits(told.policy)}."


_CLOCK = "The clock says {}, which is before the last that the log tells; set the clock, or give --now."


def _course(told: Told) -> str:
    incident = told.incident
    length = span(told.until - incident.started)
    what = f"Service: {incident.service}. Severity: {incident.severity}."
    began = f"It began on {incident.started.astimezone(UTC):%Y-%m-%d} at {moment(incident.started, incident.started)}"
    if told.ended:
        return f"{began} and was resolved at {moment(told.ended, incident.started)}, {length} later. {what}"
    if incident.is_imported:
        until = f"What the page tells ends at {moment(told.now, incident.started)}, {length} later"
        return (
            f"{began}, and no post says that it was resolved. {until}, while {history.status(incident)}; everything "
            f"here is counted up to then. {what}"
        )
    as_of = f"{history.status(incident)}, as of {moment(told.now, incident.started)}"
    return f"{began} and is still open after {length}: {as_of}. {what}"


def found_in(told: Told) -> Iterator[tuple[datetime, str, Finding]]:
    """Every finding with the time and the name of its message, oldest first."""
    for reading in told.readings:
        for finding in reading.findings:
            yield reading.at, name(reading), finding


def name(reading: Reading) -> str:
    """A message by name: ``update 2``, ``outreach 1 to acme``."""
    return f"{reading.kind} {reading.sequence}" + (f" to {reading.account}" if reading.account else "")


def for_programs(told: Told) -> dict[str, Any]:
    """The report as data: spans in whole minutes, times in UTC, and null for what is not applicable."""
    incident = told.incident
    return {
        "incident": incident.id, "title": incident.title, "service": incident.service, "severity": incident.severity,
        "status": history.status(incident), "started": incident.started, "ended": told.ended, "now": told.now,
        "figures": {each.key: each.exact for each in figures(told)},
        "messages": [{"at": each.at, "what": each.what, "text": each.text} for each in events(told)],
        "unheard": [f"{word.kind} {word.sequence}" for word in told.unheard],
        "promises": [
            {"given_at": each.given_at, "promised_for": each.promised_for, "fulfilled_at": each.fulfilled_at,
             "outcome": each.outcome, "minutes_late": each.minutes_late}
            for each in told.promises
        ],
        "silences": [
            {"start": each.start, "allowed_until": each.allowed_until, "end": each.end} for each in told.silences
        ],
        "findings": [
            {"at": at, "message": message, "level": found.level, "rule": found.rule, "words": found.excerpt}
            for at, message, found in found_in(told)
        ],
    }  # fmt: skip
