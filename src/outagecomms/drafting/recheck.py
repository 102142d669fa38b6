"""Look into the incident files once more before anything leaves: nobody may have run `tick` since they were edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.cadence.plan import clock_is_behind
from outagecomms.drafting import case
from outagecomms.drafting.overtaking import outdated, overtaken, withdrawals
from outagecomms.errors import InputError
from outagecomms.outbox.states import WAITING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from outagecomms.outbox.changes import Change
    from outagecomms.outbox.key import Key
    from outagecomms.outbox.store import Kept, Outbox
    from outagecomms.workspace import Workspace

Found = tuple[str, list["Change"], str]
"""An incident; what becomes of its messages that a newer log entry has overtaken; why none of them may leave now."""


def recheck(place: Workspace, outbox: Outbox, now: datetime) -> Iterator[Found]:
    """What must not leave, of every incident that has messages ready to go and has changed since they were written.

    One that has no file in *place*, as on another host, is left as it is; and so is one whose file is older than its
    messages, or whose log lies ahead of this clock.
    """
    for incident, made_from in outbox.ready().items():
        path = place.file_of(incident)
        if path is None:
            continue
        try:
            known = case.load(place, path, outbox)
            if {case.shared(basis) for basis in made_from} != {known.basis} and (
                changes := _overtaken(known, outbox, now)
            ):
                yield incident, changes, ""
        except InputError as error:
            yield incident, [], str(error)


def too_old(place: Workspace, outbox: Outbox, messages: Sequence[Kept], now: datetime) -> set[Key]:
    """The keys of those *messages* that the file of their incident has overtaken, where it has one in *place*.

    Raises:
        InputError: such a file cannot be read, or is older than its messages.
    """
    found: set[Key] = set()
    for incident in dict.fromkeys(message.incident for message in messages):
        if path := place.file_of(incident):
            known = case.load(place, path, outbox)
            if why := outdated(known, outbox):
                raise InputError(why)
            found |= overtaken(known, [message.id for message in messages if message.incident == incident], now)
    return found


def _overtaken(known: case.Case, outbox: Outbox, now: datetime) -> list[Change]:
    if clock_is_behind(known.incident, now) or outdated(known, outbox):
        return []
    waiting = [(key, state) for key, state in outbox.unsent(known.incident.id) if state in WAITING]
    return withdrawals(known, outbox, waiting, now)
