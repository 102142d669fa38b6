"""Which unsent messages a newer one has overtaken: nobody needs them any more, and they never go out late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.outbox.changes import Change
from outagecomms.outbox.key import Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from outagecomms.cadence.plan import Planned
    from outagecomms.outbox.states import State

FOR_EVERYONE = ("update", "holding", "late", "correction", "resolved")


def overtaken(plan: Iterable[Planned], unsent: Sequence[tuple[Key, State]]) -> list[Change]:
    """What becomes of the messages in *unsent* that the *plan* has no use for.

    Of what everyone is told, a reader keeps what is wanted and the newest: that one may be on its way to others just
    now. Of what is for one reader, what is still owed.
    """
    keep = set(_kept(plan))
    return [
        Change(key, state, "superseded", "a newer message says more, or it is no longer owed")
        for key, state in unsent
        if key not in keep
    ]


def _kept(plan: Iterable[Planned]) -> Iterator[Key]:
    newest: Planned | None = None
    for planned in plan:
        if newest and newest.account is not planned.account:
            yield _key(newest)
            newest = None
        if planned.kind in FOR_EVERYONE:
            if planned.write or planned.state == "past":
                newest = planned
            if planned.write:
                yield _key(planned)
        elif planned.state != "past":
            yield _key(planned)
    if newest:
        yield _key(newest)


def _key(planned: Planned) -> Key:
    return Key(planned.incident, planned.kind, planned.sequence, planned.account.id)
