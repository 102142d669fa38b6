"""An incident as a page publishes it, and what is wrong with one that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from outagecomms.clock import FIRST_YEAR, LAST_YEAR
from outagecomms.problems import Fault
from outagecomms.statuspage import vocabulary
from outagecomms.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.incident.figures import Status

UPDATES, RESOLVED = "incident_updates", "resolved_at"
STARTED = ("started_at", "created_at")
SHOWN = ("display_at", "created_at")
"""Where a time stands: under the first of these keys that has one."""


@dataclass(frozen=True)
class Posted:
    """One incident of a file: its JSON object in Statuspage's names, and that of the page it stands on."""

    raw: dict[str, Any]
    page: dict[str, Any] = field(default_factory=dict)
    oldest_first: bool = False
    """In which order its format lists the updates; a page has the newest first."""

    @property
    def updates(self) -> list[dict[str, Any]]:
        """Its updates, oldest first; `faults` must have nothing against it.

        Where no post says that it was resolved and the page does, its readers saw the status alone: one without words.
        """
        shown = _in_order(self.raw.get(UPDATES) or [], oldest_first=self.oldest_first)
        over = over_at(self.raw)
        if over is None or _say_that_it_is_over(shown, over):
            return shown
        return sorted([*shown, {"status": "resolved", "body": None, SHOWN[0]: self.raw[RESOLVED]}], key=_place)


def faults(raw: Any) -> Iterator[Fault]:
    """What is wrong with the JSON value *raw* as an incident of Statuspage."""
    if not isinstance(raw, dict):
        yield Fault((), f"{quoted(raw)} is not an incident", "write an object: { … }")
        return
    updates = raw.get(UPDATES) or []
    if not isinstance(updates, list):
        yield Fault((UPDATES,), "not a list", "write [ … ]")
        return
    yield from _not_text(raw, ("name", "status"), ())
    yield from _bad_times(raw, STARTED, ())
    for number, update in enumerate(updates):
        path = (UPDATES, number)
        if not isinstance(update, dict):
            yield Fault(path, f"{quoted(update)} is not an update", "write an object: { … }")
            continue
        yield from _not_text(update, ("status", "body"), path)
        yield from _bad_times(update, SHOWN, path)
        if not any(update.get(key) for key in SHOWN):
            yield Fault((*path, SHOWN[0]), "missing", 'add it, for example: "2026-11-22T14:10:00Z"')
    if not updates and not any(raw.get(key) for key in STARTED):
        yield Fault((STARTED[-1],), "missing", 'add it, for example: "2026-11-22T14:02:00Z"')


def _in_order(updates: list[dict[str, Any]], *, oldest_first: bool) -> list[dict[str, Any]]:
    """*updates* oldest first. Times say which way the list goes; where all are one, its format does."""
    timed = [(shown_at(update), update) for update in updates]
    if timed and (timed[0][0] > timed[-1][0] or (timed[0][0] == timed[-1][0] and not oldest_first)):
        timed.reverse()
    return sorted((update for _, update in timed), key=_place)


def _place(update: dict[str, Any]) -> tuple[datetime, bool]:
    """By time; of posts of one time, that it is resolved was said last."""
    return shown_at(update), vocabulary.status(update.get("status"), "investigating") == "resolved"


def _say_that_it_is_over(updates: list[dict[str, Any]], over: datetime) -> bool:
    """Whether *updates*, oldest first, say that it is resolved: the one that stood at the time *over*, or one since."""
    status: Status = "investigating"
    standing = status
    for update in updates:
        status = vocabulary.status(update.get("status"), status)
        if shown_at(update) <= over:
            standing = status
        elif status == "resolved":
            return True
    return standing == "resolved"


def begun(raw: dict[str, Any]) -> datetime:
    """When it began: as the page gives it, but by its first post at the latest, for some are written up afterwards."""
    started = [moment(raw[key]) for key in STARTED if raw.get(key)][:1]
    return min([*started, *map(shown_at, raw.get(UPDATES) or [])])


def over_at(raw: dict[str, Any]) -> datetime | None:
    """Since when it is over by the page's own word, whatever was posted afterwards; nothing where it gives none."""
    time = raw.get(RESOLVED)
    if not time or _wrong_with(time) or not _is_called_over(raw, unless_told=True):
        return None
    over = moment(time)
    return over if over >= begun(raw) else None


def _is_called_over(raw: dict[str, Any], *, unless_told: bool = False) -> bool:
    """Whether the page's status is that it is over; *unless_told* is what holds of a page that gives no status."""
    status = raw.get("status")
    return vocabulary.status(status, "investigating") == "resolved" if status else unless_told


def known_until(raw: dict[str, Any], page: dict[str, Any]) -> datetime:
    """The last moment of which *page* tells anything about *raw*: what came after that, its readers do not know.

    That is the last post, or when the page was written last: of what it calls resolved that tells nothing.
    """
    written = [_written(table) for table in ((raw,) if _is_called_over(raw) else (raw, page))]
    shown = [shown_at(update) for update in raw.get(UPDATES) or []]
    begun = [] if shown else [moment(next(raw[key] for key in STARTED if raw.get(key)))]
    return max([*shown, *begun, *(time for time in written if time)])


def version(raw: dict[str, Any], page: dict[str, Any]) -> tuple[int, datetime, datetime]:
    """What is greater in the newer of two downloads of one incident: its posts, or when it or *page* was written."""
    updates = raw.get(UPDATES) or []
    incident = _written(raw) or max([begun(raw), *map(shown_at, updates)])
    return len(updates), incident, _written(page) or incident


def _written(table: dict[str, Any]) -> datetime | None:
    time = table.get("updated_at")
    return moment(time) if time and not _wrong_with(time) else None


def shown_at(update: dict[str, Any]) -> datetime:
    """When readers saw *update*, to the second and in UTC."""
    return moment(next(update[key] for key in SHOWN if update.get(key)))


def moment(text: str) -> datetime:
    """A time as pages write it, to the second and in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)


def _not_text(table: dict[str, Any], keys: tuple[str, ...], path: tuple[str | int, ...]) -> Iterator[Fault]:
    for key in keys:
        if not isinstance(table.get(key), str | None):
            yield Fault((*path, key), f"{quoted(table[key])} is not text", 'put it in quotes: "…"')


def _bad_times(table: dict[str, Any], keys: tuple[str, ...], path: tuple[str | int, ...]) -> Iterator[Fault]:
    for key in keys:
        if table.get(key) and (what := _wrong_with(table[key])):
            yield Fault((*path, key), f"{quoted(table[key])} {what}", 'write it like "2026-11-22T14:02:00Z"')


def _wrong_with(time: Any) -> str:
    try:
        at = datetime.fromisoformat(time)
    except (TypeError, ValueError):
        return "is not a date and time"
    if at.tzinfo is None:
        return "has no time zone"
    return "" if FIRST_YEAR < at.year < LAST_YEAR else "lies in a year that cannot be meant"
