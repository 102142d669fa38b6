"""Our own JSON lines: an incident a line, ``{"id", "org", "title", "impact", "start", "updates", "end"}`` and more.

A line is the same as an incident of Statuspage under shorter names, its updates oldest first.
"""

from __future__ import annotations

from typing import Any

from outagecomms.statuspage.posted import UPDATES, Posted

NAMES = {
    "title": "name", "impact_began": "started_at", "start": "created_at", "end": "resolved_at", "updates": UPDATES,
    "at": "display_at", "text": "body",
}  # fmt: skip
"""What Statuspage calls what a line holds. ``impact_began`` is when the outage did, ``start`` when the page says so."""

THEIRS = {theirs: ours for ours, theirs in NAMES.items()}


def is_one(value: dict[str, Any]) -> bool:
    """Whether *value* is meant as such a line, rather than as another document of a status page."""
    return not {"page", "incidents"} & value.keys() and any(key in value for pair in NAMES.items() for key in pair)


def posted(line: Any) -> Posted:
    """The incident on *line*, a JSON value; what is wrong with it is left for `posted.faults` to find."""
    if not isinstance(line, dict):
        return Posted(line)
    raw = _renamed(line)
    organisation = raw.pop("org", None)
    if isinstance(raw.get(UPDATES), list):
        raw[UPDATES] = [_renamed(update) if isinstance(update, dict) else update for update in raw[UPDATES]]
    return Posted(raw, {} if organisation is None else {"name": organisation}, oldest_first=True)


def _renamed(table: dict[str, Any]) -> dict[str, Any]:
    """*table* in Statuspage's names, unless it uses both names of a thing: then the longer one keeps its own."""
    return {NAMES[key] if key in NAMES and NAMES[key] not in table else key: value for key, value in table.items()}
