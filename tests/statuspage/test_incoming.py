"""Each thing of a page comes to its place in an incident."""

from __future__ import annotations

from typing import Any

import pytest

from builders import at
from outagecomms.incident.model import Incident, Update
from outagecomms.statuspage import incoming, jsonlines, outgoing
from outagecomms.statuspage.posted import Posted
from statuspage import pages
from statuspage.pages import PAGE, posted, update


def test_a_line_whose_updates_have_one_time_ends_as_it_says() -> None:
    """Its updates are oldest first, a page's newest first: the last of them says whether it is over."""
    at_once = "2026-11-22T14:05:00Z"
    updates = [{"at": at_once, "status": "investigating"}, {"at": at_once, "status": "resolved"}]
    found = incoming.told(jsonlines.posted(pages.line(updates=updates)))
    assert [each.status for each in found.updates] == ["investigating", "resolved"]


@pytest.mark.parametrize(
    ("posts", "statuses"),
    [
        # the afterthought of the next day
        (
            [(5, "investigating"), (60, "resolved"), (1500, "monitoring")],
            ["investigating", "resolved", "resolved"],
        ),
        # and where no post says that it was resolved
        ([(5, "investigating"), (1500, "monitoring")], ["investigating", "resolved", "resolved"]),
        # a page that learnt later when it had been over: its readers were still told otherwise
        ([(65, "investigating"), (70, "resolved")], ["investigating", "resolved"]),
    ],
)
def test_what_its_page_calls_resolved_stays_resolved(posts: list[tuple[int, str]], statuses: list[str]) -> None:
    """And the page's own words come back from it."""
    known = posted(*(update(n, status=each) for n, each in posts[::-1]), status="resolved", resolved_at=pages.at(60))
    found = incoming.incident(known)
    assert [each.status for each in found.updates] == statuses
    back = outgoing.posted(found, PAGE)
    assert (back["status"], back["resolved_at"]) == ("resolved", pages.at(60))
    assert [each["status"] for each in back["incident_updates"]] == [each["status"] for each in known.updates[::-1]]


@pytest.mark.parametrize(
    ("given", "started"),
    [
        # the impact's own start goes before that of the page
        ({"started_at": pages.at(0), "created_at": pages.at(4)}, 0),
        ({"started_at": None, "created_at": pages.at(4)}, 4),
        # a page that was filled in afterwards, and one whose posts came before the impact: it began with the first
        ({"started_at": None, "created_at": pages.at(3000)}, 5),
        ({"started_at": pages.at(26), "created_at": pages.at(5)}, 5),
        # no start at all
        ({"started_at": None}, 5),
    ],
)
def test_it_began_by_its_first_post_at_the_latest(given: dict[str, Any], started: int) -> None:
    """And what the page gave as its start is kept beside it."""
    known = posted(update(40, "Every card works.", "resolved"), update(5, "Cards fail."), **given)
    assert incoming.told(known).started == at(started)
    back = outgoing.posted(incoming.incident(known), PAGE)
    assert {key: back[key] for key in given} == given


def test_facts_and_log_come_from_the_page() -> None:
    found = incoming.incident(
        posted(
            update(40, "Every card works.", "resolved"),
            update(5, "Cards fail. Next update by 14:30 UTC.", id="u1"),
            components=[{"name": "Checkout"}, {"name": "Payouts"}],
        )
    )
    assert found == Incident(
        title="Card payments are failing", service="Checkout, Payouts", severity="sev1", started=at(0),
        impact="Card payments are failing",
        updates=[
            Update(
                at=at(5), by="Example Pay", status="investigating", text="Cards fail. Next update by 14:30 UTC.",
                next_update=at(30),
            ),
            Update(at=at(40), by="Example Pay", status="resolved", text="Every card works."),
        ],
        source={
            "organisation": "Example Pay",
            "page": '{"id": "y2j98763l56x", "name": "Example Pay", "url": "https://status.example.com"}',
            "id": "x0ljvc9m1wxj", "started_at": "2026-11-22T14:00:00.000Z",
            "components": '[{"name": "Checkout"}, {"name": "Payouts"}]',
            "update 1": '{"display_at": "2026-11-22T14:05:00.000Z", "id": "u1"}',
            "update 2": '{"display_at": "2026-11-22T14:40:00.000Z"}',
        },
    )  # fmt: skip


def test_what_a_line_leaves_over_is_little() -> None:
    found = incoming.incident(jsonlines.posted(pages.line(source="github:example/status")))
    assert found.source == {"organisation": "Example Pay", "id": "ex-1", "source": "github:example/status"}
    assert (found.severity, found.started, found.updates[-1].status) == ("sev2", at(5), "resolved")


@pytest.mark.parametrize(
    ("raw", "page", "expected"),
    [
        ({"name": "  \n"}, PAGE, {"title": "An incident without a name"}),
        ({"name": "Cards\nfail"}, PAGE, {"title": "Cards fail", "impact": "Cards fail"}),
        ({}, PAGE, {"service": "Example Pay"}),  # without components, the page's name
        ({}, {}, {"service": "the service", "by": "the status page"}),
        ({"components": "none"}, {}, {"service": "the service"}),
        ({"started_at": None, "created_at": pages.at(3)}, PAGE, {"started": at(3)}),
        ({"started_at": None}, PAGE, {"started": at(5)}),  # the first that was said
    ],
)
def test_what_stands_in_for_what_is_missing(
    raw: dict[str, Any], page: dict[str, Any], expected: dict[str, Any]
) -> None:
    found = incoming.head(pages.incident(update(9), update(5), **raw), page)
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ("", "identified", "Identified"),  # a reader saw the status alone
        (None, "in_progress", "Identified"),
        ("<br>", "update", "Investigating"),
        (None, None, "Investigating"),
    ],
)
def test_an_update_without_words_says_its_status(body: str | None, status: Any, text: str) -> None:
    (entry,) = incoming.entries([update(5, body, status)], "Example Pay")
    assert entry["text"] == text


def test_a_status_that_is_none_leaves_the_one_before() -> None:
    posts = [update(5, status="identified"), update(9, status="update"), update(12, status="resolved")]
    assert [each["status"] for each in incoming.entries(posts, "us")] == ["identified", "identified", "resolved"]


def test_nothing_is_promised_once_it_is_resolved() -> None:
    (entry,) = incoming.entries([update(5, "Next update by 15:00 UTC.", "resolved")], "us")
    assert "next_update" not in entry


def test_a_text_too_long_for_a_log_is_whole_in_the_source() -> None:
    body = "Cards fail. " * 1000
    found = incoming.incident(Posted(pages.incident(update(5, body)), PAGE))
    assert len(found.updates[0].text or "") == 8000
    assert body in found.source["update 1"]


def test_a_name_of_blanks_alone_is_no_key_of_an_incident_file() -> None:
    known = Posted(pages.incident(**{" ": "x"}), PAGE)
    assert incoming.incident(known).source["other"] == '{" ": "x"}'
    assert outgoing.posted(incoming.incident(known), PAGE)[" "] == "x"
