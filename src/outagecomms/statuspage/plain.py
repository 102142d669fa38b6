"""An incident in Statuspage's terms, from its facts and its log alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outagecomms.incident import history
from outagecomms.statuspage import kept, posted, vocabulary
from outagecomms.statuspage.posted import UPDATES
from outagecomms.statuspage.promise import promised

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.incident.model import Incident, Update

_UNCHANGED = "Nothing has changed for you since our last update."
_OF_AN_ENTRY = ("text", "effect", "confirmed", "redo", "lost", "next_step")


def page(incident: Incident, organisation: str) -> dict[str, Any]:
    """The page that *incident* stands on: the one that it was imported from, else *organisation*'s."""
    found = kept.value(incident.source.get(kept.PAGE, ""))
    if isinstance(found, dict):
        return found
    name = incident.source.get(kept.ORGANISATION, organisation)
    return {"name": name} if name else {}


def identity(page: dict[str, Any]) -> str:
    """What tells one page from another, in every download of it."""
    return str(page.get("id") or page.get("name") or "")


def plain(incident: Incident) -> dict[str, Any]:
    """*incident* as a page would show it that knew no more than its facts and its log; the newest update first."""
    newest_first = incident.updates[::-1]
    found = history.resolution(incident)
    monitored = next((update.at for update in incident.updates if update.status == "monitoring"), None)
    return {
        "name": incident.title, "status": history.status(incident), "impact": vocabulary.IMPACTS[incident.severity],
        "created_at": _written(incident.started), "started_at": _written(incident.started),
        "updated_at": _written(newest_first[0].at if newest_first else incident.started),
        "monitoring_at": _written(monitored), "resolved_at": _written(found[1].at if found else None),
        "components": [{"name": incident.service}], UPDATES: [_update(update) for update in newest_first],
    }  # fmt: skip


def known_until(incident: Incident) -> datetime:
    """The last moment of which the page of *incident*, which was imported, tells anything; see `posted.known_until`."""
    return posted.known_until(plain(incident) | kept.of_incident(incident.source), page(incident, ""))


def version(incident: Incident) -> tuple[int, datetime, datetime]:
    """Which download *incident* was imported from; see `posted.version`."""
    return posted.version(plain(incident) | kept.of_incident(incident.source), page(incident, ""))


def _update(update: Update) -> dict[str, Any]:
    at = _written(update.at)
    return {"status": update.status, "body": _body(update), "display_at": at, "created_at": at, "updated_at": at}


def _body(update: Update) -> str:
    """What customers were told in *update*: what is new, what is being done, and when they hear next."""
    parts = [said for name in _OF_AN_ENTRY if (said := getattr(update, name))]
    if update.holding and not update.text:
        parts.insert(0, _UNCHANGED)
    if update.status == "resolved" and not parts:
        parts.append(f"It has worked again since {update.works_since:%Y-%m-%d %H:%M} UTC.")
    following, body = update.next_update, "\n\n".join(parts)
    if following and promised(body, update.at) != following:
        body += f"\n\nNext update by {following:%Y-%m-%d %H:%M} UTC."
    return body


def _written(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
