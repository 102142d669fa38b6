"""Which unsent messages a newer one has overtaken: nobody needs them any more, and they never go out late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.incident.model import FOR_EVERYONE
from outagecomms.outbox.changes import Change
from outagecomms.outbox.key import Key
from outagecomms.wording import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from outagecomms.cadence.plan import Planned
    from outagecomms.drafting.case import Case
    from outagecomms.outbox.states import State
    from outagecomms.outbox.store import Outbox


def outdated(case: Case, outbox: Outbox) -> str:
    """What the outbox knows that the file of *case* has not come to, in words; empty when there is nothing.

    Then the file is older than one that messages were written from: on a host that is one pull behind, checked out
    from earlier, or read just before somebody added to it. Nothing may be withdrawn or written by what it says.
    What is for one reader is no safe sign, but for replies, whose numbers the log gives as well.
    """
    updates, parked = len(case.incident.updates), len(case.incident.parked)
    for kinds, had, entry in ((FOR_EVERYONE, updates, "update"), (("reply",), parked, "parked question")):
        if found := outbox.newest_beyond(case.incident.id, kinds, had):
            kind, sequence = found
            return f"the outbox knows {kind} {sequence}, but {case.path} has {counted(had, entry)}; {_CATCH_UP}"
    return ""


_CATCH_UP = (
    "bring the file up to date, as with git pull. If that entry was taken out on purpose, discard its messages: "
    "outagecomms outbox discard KEY --because …"
)


def withdraw(case: Case, outbox: Outbox, now: datetime) -> str:
    """Take back what is unsent and has been overtaken, unless the file is `outdated`; return what that says."""
    changes = withdrawals(case, outbox, outbox.unsent(case.incident.id), now)
    if not changes:
        return outdated(case, outbox)
    with outbox.transaction():
        ahead = outdated(case, outbox)  # inside: nobody can write what is newer before this is done
        if not ahead:
            outbox.change(changes, "outagecomms", now)
    return ahead


def withdrawals(case: Case, outbox: Outbox, unsent: Sequence[tuple[Key, State]], now: datetime) -> list[Change]:
    """What becomes of those in *unsent* that have been overtaken."""
    gone = overtaken(case, [key for key, _ in unsent], now)
    in_doubt = outbox.in_doubt(case.incident.id) if gone else ()
    return [
        Change(key, state, "unknown", f"{_WHY}, before it was sent again", {"outcome": f"{_WHY}; it may have arrived"})
        if key in in_doubt
        else Change(key, state, "superseded", _WHY, {"outcome": _WHY})
        for key, state in unsent
        if key in gone
    ]


_WHY = "a newer message says more, or it is no longer owed"


def overtaken(case: Case, keys: Collection[Key], now: datetime) -> set[Key]:
    """Those of *keys*, messages of *case*, that its plan has no use for.

    Of what everyone is told, a reader keeps what is wanted and the newest: that one may be on its way to others just
    now. Of what is for one reader, what is still owed.
    """
    return set(keys).difference(_kept(case.plan(now))) if keys else set()


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
