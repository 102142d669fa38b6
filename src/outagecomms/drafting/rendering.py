"""Choose, among all planned messages, those that a person wants to read."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from outagecomms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from outagecomms.cadence.plan import Planned


def choose(plan: Iterable[Planned], kind: str | None, account: str | None, sequence: int | None) -> Iterator[Planned]:
    """The planned messages of *kind*, to *account*, with *sequence*; whatever is wanted now when no kind is given.

    An account means its stakeholders as well. Without a sequence a kind means its newest message to each reader.

    Raises:
        InputError: there is none.
    """
    to_them = (
        p for p in plan if account in (None, p.account.id, p.account.customer) and sequence in (None, p.sequence)
    )
    of_kind = (p for p in to_them if (p.kind == kind if kind else p.write or sequence is not None))
    found = _newest_for_each(of_kind) if kind and sequence is None else of_kind
    first = next(found, None)
    if first is None:
        parts = [kind, None if sequence is None else str(sequence), f"to {account}" if account else None]
        wanted = " ".join(filter(None, parts))
        raise InputError(f"no message {wanted or 'is wanted now'}; 'outagecomms plan' shows what there is")
    return chain([first], found)


def _newest_for_each(plan: Iterable[Planned]) -> Iterator[Planned]:
    """Of each account's messages, which stand together, the last that is wanted or was said; else the first."""
    held: Planned | None = None
    for planned in plan:
        if held and held.account is not planned.account:
            yield held
            held = None
        if held is None or planned.write or planned.state != "planned":
            held = planned
    if held:
        yield held
