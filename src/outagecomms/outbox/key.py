"""The identity of a message everywhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

WHERE = "incident = ? AND kind = ? AND sequence = ? AND account = ?"
COLUMNS = "incident, kind, sequence, account"
WITH_MAILS = f"messages JOIN mails USING ({COLUMNS})"
"""The tables of which one has the state of each message, and the other its words and bytes."""


def listed(names: Iterable[str]) -> str:
    """*names* of ours, of kinds or states, as SQL lists them."""
    return ", ".join(f"'{name}'" for name in names)


class Key(NamedTuple):
    """An incident, a kind, a sequence and an account: ``checkout/update/2/acme``."""

    incident: str
    kind: str
    sequence: int
    account: str

    def __str__(self) -> str:
        return "/".join(map(str, self))


def parse(text: str) -> Key | None:
    """The key that *text* is, if it has the form of one."""
    parts = text.split("/")
    if len(parts) != len(Key._fields) or not re.fullmatch("[0-9]{1,9}", parts[2]):  # as far as any database counts
        return None
    return Key(parts[0], parts[1], int(parts[2]), parts[3])


def parsed(text: str) -> Key:
    """The key that a person typed.

    Raises:
        InputError: it has not the form of one.
    """
    key = parse(text)
    if key is None:
        raise InputError(f"{text!r} is not a message's key; 'outagecomms outbox list' shows the keys")
    return key
