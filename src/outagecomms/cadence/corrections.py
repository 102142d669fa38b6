"""Whom a correction is for: those who got what it corrects, or may have. Nobody else learns that it was ever said.

Everybody else must hear what is true all the same, and gets the entry as the news that it is to them; what was wrong
is not wanted any more where it has not left. As news a correction is wanted as long as any update: until there is
newer. Of what was wrong before the end, who only ever heard the end needs nothing.

A correction stays owed to whoever got the mistake until they have had it, or may have: no other message tells them
that what they read was wrong. Once the time that it gave has passed it is owed with the next one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outagecomms.incident.model import FOR_EVERYONE, Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import datetime

    from outagecomms.cadence.plan import Planned
    from outagecomms.cadence.promises import Kind
    from outagecomms.incident.model import Incident, Update

AS_NEWS: tuple[Kind, ...] = ("update", "resolved")
"""The kinds as which a correction goes to somebody who never got what it corrects."""


def addressed(
    plan: Iterable[Planned], incident: Incident, got: Callable[[int], Collection[str]], next_word: datetime | None
) -> Iterator[Planned]:
    """The *plan* of *incident* with each correction as its reader should get it, if at all.

    Args:
        plan: as if everybody had got everything.
        incident: the facts and the log.
        got: the accounts that got an entry of the log, or may have, by its number.
        next_word: the time that a correction promises whose own has passed; nothing after the end.
    """
    corrected = {update.corrects for update in incident.updates}
    for planned in plan:
        entry = _entry(planned, incident)
        if entry is None:
            yield planned
            continue
        unread = planned.sequence in corrected and planned.account.id not in got(planned.sequence)
        fitting = replace(planned, write=False) if unread else planned
        if entry.corrects is None:
            yield fitting
        elif planned.account.id in got(entry.corrects):
            is_owed = not (planned.write or unread or planned.account.id in got(planned.sequence))
            yield replace(planned, write=True, next_update=next_word) if is_owed else fitting
        elif kind := _as_news(entry, incident.updates[entry.corrects - 1]):
            reason = "resolved" if kind == "resolved" else f"in place of update {entry.corrects}"
            overtaken = kind == "update" and planned.sequence < len(incident.updates)
            if not isinstance(planned.account, Channel) or kind in planned.account.kinds:
                yield replace(fitting, kind=kind, reason=reason, write=fitting.write and not overtaken)


def word_of(incident: Incident, kind: str, sequence: int) -> tuple[str, int]:
    """The word to everyone that a message is: one of `AS_NEWS` is the correction that its reader got as news."""
    is_entry = kind in AS_NEWS and 0 < sequence <= len(incident.updates)
    return ("correction" if is_entry and incident.updates[sequence - 1].corrects else kind, sequence)


def _entry(planned: Planned, incident: Incident) -> Update | None:
    """The log entry that a planned message is: what follows it from the facts alone is due later."""
    if planned.kind not in FOR_EVERYONE or not 0 < planned.sequence <= len(incident.updates):
        return None
    entry = incident.updates[planned.sequence - 1]
    return entry if planned.due == entry.at else None


def _as_news(correction: Update, wrong: Update) -> Kind | None:
    """As what an entry goes to somebody who never got what it corrects."""
    if correction.status != "resolved":
        return "update"
    return "resolved" if wrong.status == "resolved" else None
