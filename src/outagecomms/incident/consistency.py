"""What the entries of an incident file must be to each other, beyond what each must be by itself.

It reads the parsed file before the model does, so that a file's problems of both sorts come out in one go. Whatever
has the wrong type is passed over here: the model says so.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from outagecomms.problems import Fault
from outagecomms.text import quoted, shortened
from outagecomms.wording import some

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def faults(data: dict[str, Any]) -> Iterator[Fault]:
    """Every contradiction in the parsed incident file *data*."""
    yield from _accounts_twice(data)
    yield from _unknown_accounts(data)
    updates = list(_tables(data, "updates"))
    for (_, before), (number, after) in pairwise(updates):
        if (earlier := _time(before, "at")) and (later := _time(after, "at")) and later < earlier:
            yield Fault(("updates", number, "at"), "earlier than the entry before it", "put the newest last")
    for number, update in updates:
        yield from _contradictions(number, update)
    yield from _began_again(updates)
    yield from _answers_to_nothing(data)
    yield from _done_but_unknown(data)


def _contradictions(number: int, update: dict[str, Any]) -> Iterator[Fault]:
    at, promised, corrects = _time(update, "at"), _time(update, "next_update"), update.get("corrects")
    if at and promised and promised <= at:
        yield Fault(("updates", number, "next_update"), "not after the update itself", "promise a later time")
    if isinstance(corrects, int) and not 1 <= corrects <= number:
        todo = "count the updates from 1" if number else "a first update has nothing to correct"
        yield Fault(("updates", number, "corrects"), "not the number of an earlier update", todo)
    silent = update.get("holding") or update.get("status") == "resolved"
    if "text" not in update and ("corrects" in update or not silent):
        yield Fault(("updates", number, "text"), "missing", "say what is new, or write holding = true")


def _began_again(updates: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[Fault]:
    """What cannot be of when it failed again: only what opens the incident again says it, after the end."""
    end: dict[str, Any] | None = None
    for number, update in updates:
        over = update.get("status") == "resolved"
        at, began = _time(update, "at"), _time(update, "began")
        key = ("updates", number, "began")
        if began and (end is None or over):
            yield Fault(key, "this entry does not open the incident again", "leave it out, or mend the status")
        elif began and at and began > at:
            yield Fault(key, "later than the entry itself", "say when it failed again")
        elif began and end and (worked := _time(end, "ended") or _time(end, "at")) and began < worked:
            yield Fault(key, "earlier than the end before it", "say when it failed again, or mend that end")
        end = (end or update) if over else None


def _answers_to_nothing(data: dict[str, Any]) -> Iterator[Fault]:
    asked = {topic for _, topic in _topics(data, "parked")}
    for number, topic in _topics(data, "answers"):
        if topic not in asked:
            yield Fault(
                ("answers", number, "topic"), "this account has parked no such topic", "write it as [[parked]] has it"
            )


def _topics(data: dict[str, Any], log: str) -> Iterator[tuple[int, tuple[str, str]]]:
    for number, entry in _tables(data, log):
        account, topic = entry.get("account"), entry.get("topic")
        if isinstance(account, str) and isinstance(topic, str):
            yield number, (account, topic.casefold())


def _done_but_unknown(data: dict[str, Any]) -> Iterator[Fault]:
    logs = {"lesson": "lessons", "amends": "amends"}
    last = {name: sum(1 for _ in _tables(data, log)) for name, log in logs.items()}
    for number, entry in _tables(data, "done"):
        action = str(entry.get("action"))
        name, _, count = action.partition("-")
        if name in logs and count.isdigit() and int(count) > last[name]:
            yield Fault(("done", number, "action"), f"there is no {action}", f"count the [[{logs[name]}]] from 1")


def _accounts_twice(data: dict[str, Any]) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, name in _names(data, "accounts", "id"):
        if name in seen:
            yield Fault(
                ("accounts", number, "id"), f"{quoted(name)} is the id of an earlier account", "give each its own"
            )
        seen.add(name)


def _unknown_accounts(data: dict[str, Any]) -> Iterator[Fault]:
    if data.get("accounts_file"):
        return  # its ids are not at hand here
    known = {name for _, name in _names(data, "accounts", "id")}
    there = some([shortened(name) for name in sorted(known)])
    todo = f"known here: {there}" if there else "add its [[accounts]] entry"
    for log in ("conversations", "parked", "answers", "satisfaction", "amends"):
        for number, name in _names(data, log, "account"):
            if name not in known:
                yield Fault((log, number, "account"), f"no account has the id {quoted(name)}", todo)


def _names(data: dict[str, Any], log: str, key: str) -> Iterator[tuple[int, str]]:
    for number, entry in _tables(data, log):
        if isinstance(entry.get(key), str):
            yield number, entry[key]


def _tables(data: dict[str, Any], key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    entries = data.get(key)
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield number, entry


def _time(entry: dict[str, Any], key: str) -> datetime | None:
    value = entry.get(key)
    return value if isinstance(value, datetime) and value.tzinfo else None
