"""From a page to an incident: each thing to its place, and under ``[source]`` what has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outagecomms.incident.model import Incident
from outagecomms.statuspage import kept, vocabulary
from outagecomms.statuspage.plain import plain
from outagecomms.statuspage.posted import UPDATES, begun, over_at, shown_at
from outagecomms.statuspage.promise import promised
from outagecomms.statuspage.words import line, text

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.incident.figures import Status
    from outagecomms.statuspage.posted import Posted

_SERVICE = "the service"
_NOBODY = "the status page"
_NO_NAME = "An incident without a name"


def incident(posted: Posted) -> Incident:
    """The incident that *posted* tells of, with whatever has no place of its own in its `source`.

    `outgoing.posted` is the way back.
    """
    known = told(posted)
    return known.model_copy(update={"source": _source(posted, known)})


def told(posted: Posted) -> Incident:
    """What readers of *posted* were told and when, and no more; `posted.faults` must have nothing against it.

    It is held as data, in the words of whoever wrote it.
    """
    facts = head(posted.raw, posted.page)
    updates = entries(posted.updates, facts["by"], over_at(posted.raw))
    return Incident.model_validate({key: value for key, value in facts.items() if key != "by"} | {"updates": updates})


def head(raw: dict[str, Any], page: dict[str, Any]) -> dict[str, Any]:
    """The facts of an incident, and in whose name it speaks."""
    title = line(raw.get("name") or "") or _NO_NAME
    organisation = organisation_of(page)
    return {
        "title": title, "service": _service(raw) or organisation or _SERVICE,
        "severity": vocabulary.severity(raw.get("impact")),
        "started": begun(raw), "impact": title,
        "by": organisation or _NOBODY,
    }  # fmt: skip


def entries(updates: list[dict[str, Any]], by: str, over: datetime | None = None) -> list[dict[str, Any]]:
    """The log that *updates*, oldest first, make.

    Once it is *over* by the page's own word, and readers know, an afterthought does not open it again.
    """
    log: list[dict[str, Any]] = []
    status: Status = "investigating"
    for update in updates:
        is_afterthought = status == "resolved" and over is not None and shown_at(update) >= over
        status = status if is_afterthought else vocabulary.status(update.get("status"), status)
        log.append(_entry(update, by, status))
    return log


def organisation_of(page: dict[str, Any]) -> str:
    """Whose page it is."""
    name = page.get("name")
    return line(name) if isinstance(name, str) else ""


def _entry(update: dict[str, Any], by: str, status: Status) -> dict[str, Any]:
    at, said = shown_at(update), text(update.get("body") or "")
    entry = {"at": at, "by": by, "status": status, "text": said if said.strip() else status.capitalize()}
    if status != "resolved" and (following := promised(said, at)):
        entry["next_update"] = following
    return entry


def _service(raw: dict[str, Any]) -> str:
    components = raw.get("components")
    names = [each.get("name") for each in components if isinstance(each, dict)] if isinstance(components, list) else []
    return line(", ".join(name for name in names if isinstance(name, str)))


def _source(posted: Posted, known: Incident) -> dict[str, str]:
    """What would not come back from *known* alone."""
    given, organisation = plain(known), organisation_of(posted.page)
    raw, updates = posted.raw, posted.raw.get(UPDATES)
    left = {key: value for key, value in raw.items() if not (key == UPDATES and isinstance(updates, list))}
    pairs = zip(posted.updates, reversed(given[UPDATES]), strict=True)
    left_of_updates = {number: rest for number, pair in enumerate(pairs, start=1) if (rest := _rest(*pair))}
    found = {kept.ORGANISATION: organisation} if organisation else {}
    if not organisation or posted.page != {"name": organisation}:
        found[kept.PAGE] = kept.text(posted.page)
    return found | kept.stored(_rest(left, given), left_of_updates)


def _rest(raw: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key not in given or given[key] != value}
