"""Nothing is lost: neither on the way in, nor on the way out again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings

from outagecomms import tomlfile
from outagecomms.incident import reader
from outagecomms.incident.model import Incident
from outagecomms.statuspage import filing, incoming, outgoing
from outagecomms.statuspage.posted import UPDATES, Posted, faults
from statuspage.pages import PAGES, posted, update

if TYPE_CHECKING:
    from collections.abc import Sequence


def _back(posted: Posted) -> tuple[dict[str, Any], dict[str, Any]]:
    """The page, and the incident on it, after both ways."""
    document = json.loads(json.dumps(outgoing.document([incoming.incident(posted)], "Somebody else")))
    return document["page"], document["incidents"][0]


def _keeps(more: dict[str, Any], less: dict[str, Any]) -> bool:
    return all(key in more and more[key] == value for key, value in less.items())


@settings(deadline=None)
@given(PAGES)
def test_a_page_that_is_imported_and_exported_has_all_that_it_had(known: Posted) -> None:
    page, raw = _back(known)
    assert page == known.page
    assert _keeps(raw, {key: value for key, value in known.raw.items() if key != UPDATES})
    before: Sequence[dict[str, Any]] = known.updates
    after = raw[UPDATES][::-1]
    assert len(after) == len(before)
    assert all(_keeps(one, other) for one, other in zip(after, before, strict=True))


@settings(deadline=None)
@given(PAGES)
def test_an_incident_that_is_exported_and_imported_is_the_same(known: Posted) -> None:
    page, raw = _back(known)
    assert list(faults(raw)) == []
    assert incoming.incident(Posted(raw, page)) == incoming.incident(known)


@settings(deadline=None)
@given(PAGES)
def test_an_incident_is_the_same_when_it_is_read_from_its_file(known: Posted) -> None:
    incident = incoming.incident(known)
    path = Path("card-payments.toml")
    read = reader.from_document(tomlfile.parse(path, filing.rendered(incident)))
    assert read == Incident.known_as(incident, "card-payments")


def test_what_a_person_has_changed_in_the_file_goes_before_what_the_page_said() -> None:
    known = incoming.incident(posted(update(5, "<p>Cards fail.</p>", id="u1"), name="Cards  fail"))
    changed = known.model_copy(
        update={
            "title": "No card is taken",
            "updates": [known.updates[0].model_copy(update={"text": "No card is taken."})],
        }
    )
    raw = outgoing.posted(changed, {"name": "Example Pay"})
    assert raw["name"] == "No card is taken"
    assert (raw[UPDATES][0]["body"], raw[UPDATES][0]["id"]) == ("No card is taken.", "u1")
