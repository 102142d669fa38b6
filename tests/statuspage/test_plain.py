"""An incident of ours in Statuspage's terms: what customers were told, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from builders import at, incident, said_to_us, update
from outagecomms.incident.model import Incident
from outagecomms.statuspage import incoming, plain
from outagecomms.statuspage.posted import Posted


def test_an_incident_as_its_page_would_show_it() -> None:
    known = incident(
        update(5, "Cards fail."), update(30, "Most work.", "monitoring"), update(40, "All work.", "resolved")
    )
    assert plain.plain(known) == {
        "name": "Card payments are failing", "status": "resolved", "impact": "critical",
        "created_at": "2026-11-22T14:00:00Z", "started_at": "2026-11-22T14:00:00Z",
        "updated_at": "2026-11-22T14:40:00Z", "monitoring_at": "2026-11-22T14:30:00Z",
        "resolved_at": "2026-11-22T14:40:00Z", "components": [{"name": "Checkout"}],
        "incident_updates": [
            {
                "status": status, "body": body, "display_at": f"2026-11-22T14:{minute}:00Z",
                "created_at": f"2026-11-22T14:{minute}:00Z", "updated_at": f"2026-11-22T14:{minute}:00Z",
            }
            for status, body, minute in (
                ("resolved", "All work.", "40"), ("monitoring", "Most work.", "30"),
                ("investigating", "Cards fail.", "05"),
            )
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "body"),
    [
        (update(5, "Cards fail.", next_step="We look."), "Cards fail.\n\nWe look."),
        (
            update(5, "Cards fail.", next_update=at(30)),
            "Cards fail.\n\nNext update by 2026-11-22 14:30 UTC.",
        ),
        # what is promised already is not promised twice
        (update(5, "Next update by 14:30 UTC.", next_update=at(30)), "Next update by 14:30 UTC."),
        (update(5, None, holding=True), "Nothing has changed for you since our last update."),
        (update(5, None, "resolved"), "It has worked again since 2026-11-22 14:05 UTC."),
        (update(5, None, "resolved", ended=at(2), lost="Nothing was lost."), "Nothing was lost."),
        (update(5, "Some fail.", corrects=1, effect="Ask again."), "Some fail.\n\nAsk again."),
    ],
)
def test_an_update_says_what_customers_were_told(entry: Any, body: str) -> None:
    assert plain.plain(incident(entry))["incident_updates"][0]["body"] == body


def test_no_customer_stands_on_a_public_page() -> None:
    known = incident(update(5, approved_by="Dana Reyes"), conversations=[said_to_us(3)])
    shown = json.dumps(plain.plain(known))
    assert "acme" not in shown.lower()
    assert "queue" not in shown
    assert "Reyes" not in shown


def test_the_way_back_knows_title_service_severity_times_statuses_and_promises() -> None:
    known = incident(update(5, "Cards fail.", next_update=at(30)), update(40, "All work.", "resolved"))
    back = incoming.told(Posted(plain.plain(known), {"name": "Example Ltd"}))
    assert isinstance(back, Incident)
    same = ("title", "service", "severity", "started")
    assert [getattr(back, name) for name in same] == [getattr(known, name) for name in same]
    assert [(each.at, each.status, each.next_update) for each in back.updates] == [
        (at(5), "investigating", at(30)), (at(40), "resolved", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ({}, {"name": "Example Ltd"}),  # declared here
        ({"organisation": "Emma"}, {"name": "Emma"}),
        ({"organisation": "Emma", "page": '{"id": "4lz", "name": "Emma"}'}, {"id": "4lz", "name": "Emma"}),
        ({"page": "{}"}, {}),  # imported, and nobody said from where
        ({"organisation": "Emma", "page": "http://stspg.io/c931191aa"}, {"name": "Emma"}),  # as a person writes it
    ],
)
def test_an_incident_stands_on_the_page_it_came_from(source: dict[str, str], page: dict[str, str]) -> None:
    assert plain.page(incident(source=source), "Example Ltd") == page
