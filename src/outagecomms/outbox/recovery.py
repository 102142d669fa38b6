"""What becomes of the messages that a dead run was sending: nothing is guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.outbox import tried, who
from outagecomms.outbox.changes import Change, stored
from outagecomms.outbox.key import COLUMNS, Key
from outagecomms.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from outagecomms.outbox.database import Database
    from outagecomms.outbox.store import Outbox
    from outagecomms.outbox.tried import Left


def recover(outbox: Outbox, name: str, now: datetime) -> list[Change]:
    """Clear up after dead runs as the run *name*, and return what nobody can say the fate of.

    What their notes say was accepted is sent; what was never tried waits again, if its run is surely dead.
    In a rehearsal the notes are left as they are.
    """
    is_rehearsal = outbox.database.in_transaction
    with outbox.transaction():
        held = _held(outbox.database)
        dead, gone = _gone(held, now)
        left = {claim: tried.left_by(claim) if who.is_of_this_boot(claim) else None for claim in gone}
        changes = [_after(key, claim, left[claim], dead=claim in dead) for key, claim, _ in held if claim in gone]
        made = outbox.change(changes, name, now)
    for claim in () if is_rehearsal else gone:
        if claim in dead or not who.is_of_this_boot(claim):  # else it may go on, and writes there
            tried.forget(claim)
    return [change for change in made if change.new == "unknown"]


def left_behind(database: Database, now: datetime) -> str:
    """What runs left behind that are gone and nobody has cleared up after, for a person; empty when there is none."""
    held = _held(database)
    _, gone = _gone(held, now)
    count = sum(claim in gone for _, claim, _ in held)
    what = f"a run ended while it was sending {counted(count, 'message')}; to find out what became: outagecomms send"
    return what if count else ""


_Held = list[tuple[Key, str, str]]


def _held(database: Database) -> _Held:
    """What runs have taken, each with its run and its lease."""
    rows = database.execute(f"SELECT {COLUMNS}, claim, lease FROM messages WHERE state = 'sending'")  # noqa: S608
    return [(Key(*row[:4]), row[4], row[5]) for row in rows.fetchall()]


def _gone(held: _Held, now: datetime) -> tuple[set[str], set[str]]:
    """The runs that are surely dead; and these with those that have not been heard of."""
    dead = {claim for claim in {claim for _, claim, _ in held} if who.is_known_dead(claim)}
    return dead, dead | {claim for _, claim, lease in held if lease <= stored(now)}


def release(outbox: Outbox, name: str, under_way: Iterable[Key], now: datetime) -> None:
    """Let what the run *name* holds in the outbox, but not in its hands, wait again: it never learnt that it held it.

    Call it in a transaction.
    """
    rows = outbox.database.execute(f"SELECT {COLUMNS} FROM messages WHERE state = 'sending' AND claim = ?", (name,))  # noqa: S608
    unheard = {Key(*row) for row in rows.fetchall()}.difference(under_way)
    reason = "the outbox was lost before it was tried"
    outbox.change([Change(key, "sending", "approved", reason, claim=name) for key in unheard], name, now)


def _after(key: Key, claim: str, left: Left | None, *, dead: bool) -> Change:
    reason = f"the run that was sending it {'ended in the middle' if dead else 'has not been heard of'}"
    if left and str(key) in left.accepted:
        return Change(key, "sending", "sent", f"accepted; {reason}", {"outcome": "accepted"}, claim=claim)
    if left and dead and str(key) not in left.begun:
        return Change(key, "sending", "approved", f"{reason}, before it tried this one", claim=claim)
    return Change(key, "sending", "unknown", reason, {"outcome": reason}, claim=claim)
