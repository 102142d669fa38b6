"""One tick of the clock over many incidents: what cron runs every minute."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outagecomms import workspace
from outagecomms.cadence.plan import clock_is_behind
from outagecomms.drafting import case
from outagecomms.drafting.draft import draft
from outagecomms.errors import InputError
from outagecomms.outbox.location import exists
from outagecomms.outbox.quiet import Quiet
from outagecomms.outbox.store import Outbox
from outagecomms.tone.finding import line
from outagecomms.wording import BUILT_IN_SPEAKS, moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from outagecomms.drafting.draft import Drafted, Progress


@dataclass
class Ticked:
    """What one tick did, and what it needs a person for."""

    drafted: list[tuple[str, Drafted]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    exit_code: int = 0

    def warn(self, text: str, exit_code: int) -> None:
        """Note something for a person; the gravest exit code stays."""
        self.warnings.append(text)
        self.exit_code = max(self.exit_code, exit_code)


def tick(paths: list[Path], now: datetime, progress: Progress = lambda messages, _: messages) -> Ticked:
    """Write what is due in every incident that *paths* mean, this workspace's when there are none.

    An incident that cannot be read does not keep the others waiting.
    """
    result = Ticked()
    with contextlib.ExitStack() as open_:
        opened: dict[Path | str, tuple[Outbox, Quiet]] = {}
        for place, path in workspace.collect(paths):
            try:
                if place.outbox not in opened:
                    if not exists(place.outbox):
                        place.read(path)  # an outbox is made only for what can be read
                    outbox = open_.enter_context(Outbox(place.outbox))
                    opened[place.outbox] = outbox, Quiet(outbox.database)
                outbox, quiet = opened[place.outbox]
                if quiet.lasts(path, now):
                    continue
                known = case.load(place, path, outbox)
                until = _tick_one(result, known, outbox, now, progress)
                if until:
                    quiet.remember(path, known.incident.id, known.made_from(), now, until)
            except InputError as error:
                result.warn(str(error), error.exit_code)
    return result


def _tick_one(result: Ticked, known: case.Case, outbox: Outbox, now: datetime, progress: Progress) -> datetime | None:
    """Write what is due in one incident, and return until when it is quiet, if it needs nobody meanwhile."""
    incident, warned = known.incident, len(result.warnings)
    if clock_is_behind(incident, now):
        last = moment(incident.updates[-1].at, now)
        result.warn(f"{incident.id}: the clock says {moment(now, now)}, but its log goes to {last}; set the clock", 1)
        return None
    drafted = draft(known, outbox, now, progress)
    if drafted.outdated:  # somebody may have added to it since it was read
        drafted = draft(case.load(known.workspace, known.path, outbox), outbox, now, progress)
    if drafted.outdated:
        result.warn(f"{incident.id}: {drafted.outdated}", 1)
    if drafted.new or drafted.changed:
        result.drafted.append((incident.id, drafted))
    for (kind, sequence, _), planned in drafted.needs_person.items():
        reason = f"{planned.reason}; due {moment(planned.due, now)}"
        result.warn(f"{incident.id}: {kind} {sequence} needs you: {reason}", 1)
    for warning in _unsent(incident.id, drafted, now):
        result.warn(warning, 1)
    for (kind, sequence, _), findings in drafted.held.items():
        found = "; ".join(map(line, findings))
        result.warn(f"{incident.id}: {kind} {sequence} stays a draft: {found}", 1)
    for error in drafted.failures.values():
        result.warn(f"{error}\n{BUILT_IN_SPEAKS}", 1)
    if any(kind == "late" for kind, *_ in drafted.new):
        result.warn(f"{incident.id}: a promised time has passed without a word; read the 'late' draft and send it", 1)
    return drafted.quiet_until if len(result.warnings) == warned else None


def _unsent(incident: str, drafted: Drafted, now: datetime) -> Iterator[str]:
    """What to say of news that has not left while its time is near, or that of the word after it."""
    for unsent, word in ((drafted.owed, "the word that was promised"), (drafted.waiting, "the word that it promises")):
        for (kind, sequence, state), due in unsent.items():
            todo = f"outagecomms outbox approve --incident {incident}" if state == "draft" else "outagecomms send"
            why = "waits for a yes" if state == "draft" else "has not been sent to everyone"
            yield f"{incident}: {kind} {sequence} {why}, and {word} is due {moment(due, now)}; {todo}"
