"""What the entries of an incident file must be to each other, beyond what each must be by itself.

It reads the parsed file before the model does, so that a file's problems of both sorts come out in one go. Whatever
has the wrong type is passed over here: the model says so.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from outagecomms.problems import Fault
from outagecomms.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator


def faults(data: dict[str, Any]) -> Iterator[Fault]:
    """Every contradiction in the parsed incident file *data*."""
    yield from _accounts_twice(data)
    yield from _unknown_accounts(data)
    updates = list(_tables(data, "updates"))
    for before, after in pairwise(updates):
        if (earlier := _time(before, "at")) and (later := _time(after, "at")) and later < earlier:
            number = updates.index(after)
            yield Fault(("updates", number, "at"), "earlier than the entry before it", "put the newest last")
    for number, update in enumerate(updates):
        yield from _contradictions(number, update)


def _contradictions(number: int, update: dict[str, Any]) -> Iterator[Fault]:
    at, promised, corrects = _time(update, "at"), _time(update, "next_update"), update.get("corrects")
    if at and promised and promised <= at:
        yield Fault(("updates", number, "next_update"), "not after the update itself", "promise a later time")
    if isinstance(corrects, int) and not 1 <= corrects <= number:
        todo = "count the updates from 1" if number else "a first update has nothing to correct"
        yield Fault(("updates", number, "corrects"), f"{corrects} is not the number of an earlier update", todo)
    if "text" not in update and not update.get("holding") and update.get("status") != "resolved":
        yield Fault(("updates", number, "text"), "missing", "say what is new, or write holding = true")


def _accounts_twice(data: dict[str, Any]) -> Iterator[Fault]:
    seen: set[object] = set()
    for number, account in enumerate(_tables(data, "accounts")):
        name = account.get("id")
        if isinstance(name, str) and name in seen:
            what = f'"{printable(name)}" is the id of an earlier account'
            yield Fault(("accounts", number, "id"), what, "give each its own")
        seen.add(name if isinstance(name, str) else None)


def _unknown_accounts(data: dict[str, Any]) -> Iterator[Fault]:
    if data.get("accounts_file"):
        return  # its ids are not at hand here
    known = {account["id"] for account in _tables(data, "accounts") if isinstance(account.get("id"), str)}
    todo = f"known here: {', '.join(map(printable, sorted(known))) or 'none'}"
    for log in ("conversations", "parked", "satisfaction"):
        for number, entry in enumerate(_tables(data, log)):
            name = entry.get("account")
            if isinstance(name, str) and name not in known:
                yield Fault((log, number, "account"), f'no account has the id "{printable(name)}"', todo)


def _tables(data: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    entries = data.get(key)
    for entry in entries if isinstance(entries, list) else ():
        yield entry if isinstance(entry, dict) else {}


def _time(entry: dict[str, Any], key: str) -> datetime | None:
    value = entry.get(key)
    return value if isinstance(value, datetime) and value.tzinfo else None
