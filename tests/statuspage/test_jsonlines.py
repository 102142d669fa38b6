"""Our own lines are the same as Statuspage's incidents, under shorter names."""

from __future__ import annotations

from outagecomms.statuspage import jsonlines
from outagecomms.statuspage.posted import Posted
from statuspage.pages import line


def test_a_line_has_statuspages_names_and_keeps_its_others() -> None:
    updates = [{"at": "2026-11-22T14:05:00Z", "status": "update", "text": "Cards fail.", "by": "Sam"}]
    given = line(impact_began="2026-11-22T14:00:00Z", note="dates only", updates=updates)
    assert jsonlines.posted(given) == Posted(
        {
            "id": "ex-1", "name": "Card payments are failing", "impact": "major",
            "started_at": "2026-11-22T14:00:00Z", "created_at": "2026-11-22T14:05:00Z",
            "resolved_at": "2026-11-22T15:00:00Z", "note": "dates only",
            "incident_updates": [
                {"display_at": "2026-11-22T14:05:00Z", "status": "update", "body": "Cards fail.", "by": "Sam"},
            ],
        },
        {"name": "Example Pay"},
        oldest_first=True,
    )  # fmt: skip


def test_a_line_without_an_organisation_is_of_a_page_without_a_name() -> None:
    assert jsonlines.posted({"title": "Cards fail"}).page == {}


def test_of_both_names_of_a_thing_neither_is_lost() -> None:
    assert jsonlines.posted({"title": "Cards fail", "name": "INC-7"}).raw == {"title": "Cards fail", "name": "INC-7"}


def test_what_is_no_incident_is_left_to_be_complained_of() -> None:
    raw: object = jsonlines.posted(7).raw
    assert raw == 7
    assert jsonlines.posted({"updates": [7]}).raw == {"incident_updates": [7]}
