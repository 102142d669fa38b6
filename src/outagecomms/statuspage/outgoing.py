"""From an incident to a page: what customers were told, as Statuspage's ``incidents.json`` has it, and no more.

Accounts, conversations and reviews stay at home: a status page is public.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outagecomms.errors import InputError
from outagecomms.statuspage import incoming, kept
from outagecomms.statuspage.plain import identity, page, plain
from outagecomms.statuspage.posted import UPDATES, over_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from outagecomms.incident.model import Incident


def document(incidents: Sequence[Incident], organisation: str) -> dict[str, Any]:
    """The ``incidents.json`` of *incidents*, newest first.

    Args:
        incidents: what to export, their logs as customers heard them; those that were imported name their own page.
        organisation: whose page the others stand on.

    Raises:
        InputError: they stand on more than one page.
    """
    pages = [page(incident, organisation) for incident in incidents]
    other = next((number for number, each in enumerate(pages) if identity(each) != identity(pages[0])), None)
    if other is not None:
        one, two = (f"{incidents[n].id} ({incoming.organisation_of(pages[n]) or 'no name'})" for n in (0, other))
        raise InputError(f"{one} and {two} stand on different pages; export those of one page at a time, by their ids")
    newest_first = sorted(incidents, key=lambda incident: incident.started, reverse=True)
    where = pages[0] if pages else {"name": organisation}
    return {"page": where, "incidents": [posted(incident, where) for incident in newest_first]}


def posted(incident: Incident, where: dict[str, Any]) -> dict[str, Any]:
    """*incident* as the page *where* shows it, with all that stood there when it was imported.

    Facts and words that a person has changed in the file since then go before what was there.
    """
    given, rest = plain(incident), kept.of_incident(incident.source)
    given[UPDATES] = _updates(incident, given[UPDATES], incoming.organisation_of(where), over_at(given | rest))
    if not incident.source:
        given = {"id": incident.id} | given
    whole = given | rest
    same = incoming.head(whole, where) == incoming.head(given, where)
    return whole if same else rest | given


def _updates(
    incident: Incident, newest_first: list[dict[str, Any]], by: str, over: datetime | None
) -> list[dict[str, Any]]:
    given = newest_first[::-1]
    rests = [kept.of_update(incident.source, number) for number in range(1, len(given) + 1)]
    whole = [update | rest for update, rest in zip(given, rests, strict=True)]
    said = zip(incoming.entries(whole, by, over), incoming.entries(given, by, over), strict=True)
    same = [one == other for one, other in said]
    each = zip(whole, rests, given, same, strict=True)
    return [one if is_same else rest | update for one, rest, update, is_same in each][::-1]
