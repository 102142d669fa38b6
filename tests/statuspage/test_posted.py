"""What is wrong with an incident that cannot be read, and in which order its updates come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from outagecomms.statuspage.posted import Posted, faults, known_until, moment, over_at, shown_at
from statuspage.pages import at, incident, posted, update


@pytest.mark.parametrize(
    ("raw", "path", "what"),
    [
        (7, (), '"7" is not an incident'),
        (incident(incident_updates="none"), ("incident_updates",), "not a list"),
        (incident("none"), ("incident_updates", 0), '"none" is not an update'),  # type: ignore[arg-type]
        (incident(name=7), ("name",), '"7" is not text'),
        (incident(update(5, body=7)), ("incident_updates", 0, "body"), '"7" is not text'),  # type: ignore[arg-type]
        (incident(started_at="soon"), ("started_at",), '"soon" is not a date and time'),
        (incident(started_at=1795356120), ("started_at",), '"1795356120" is not a date and time'),
        (incident(started_at="2026-11-22T14:00:00"), ("started_at",), '"2026-11-22T14:00:00" has no time zone'),
        (
            incident(started_at="1970-01-01T00:00:00Z"),
            ("started_at",),
            '"1970-01-01T00:00:00Z" lies in a year that cannot be meant',
        ),
        (incident({"body": "Cards fail."}), ("incident_updates", 0, "display_at"), "missing"),
        (incident(started_at=None), ("created_at",), "missing"),  # and no update that says when
    ],
)
def test_a_fault_says_where_it_is(raw: Any, path: tuple[str | int, ...], what: str) -> None:
    assert [(fault.path, fault.what) for fault in faults(raw)] == [(path, what)]


@pytest.mark.parametrize(
    "raw",
    [
        incident(),
        {"created_at": at(0)},  # all else may be missing
        {"incident_updates": [{"created_at": at(5)}]},
        incident(incident_updates=None),
        incident(name=None, impact=None, started_at=None, created_at=at(0)),
        incident(update(5, body=None, status="an unknown one")),
    ],
)
def test_much_may_be_missing_or_unknown(raw: dict[str, Any]) -> None:
    assert list(faults(raw)) == []


@pytest.mark.parametrize(
    ("given", "in_time"),
    [
        ([], []),
        ([(9, "c"), (5, "b"), (1, "a")], "abc"),  # as a page has them
        ([(1, "a"), (5, "b"), (9, "c")], "abc"),  # the other way round
        ([(5, "b"), (9, "c"), (1, "a")], "abc"),  # in no order at all
        ([(5, "c"), (5, "b"), (1, "a")], "abc"),  # of one time: the page's order counts
        ([(5, "b"), (5, "a")], "ab"),  # and of all of one time the format's
        ([(1, "a"), (5, "b"), (5, "c")], "abc"),
        ([(5, "b"), (5, "b"), (1, "a")], "abb"),  # the same twice stays
    ],
)
def test_updates_in_the_order_in_which_they_were_read(given: list[tuple[int, str]], in_time: str) -> None:
    updates = [update(minutes, body) for minutes, body in given]
    assert [each["body"] for each in posted(*updates).updates] == list(in_time)


@pytest.mark.parametrize(
    ("given", "in_time"),
    [
        ([(1, "a"), (5, "b"), (9, "c")], "abc"),  # as the format has them
        ([(9, "c"), (5, "b"), (1, "a")], "abc"),  # the other way round
        ([(5, "a"), (5, "b")], "ab"),  # of all of one time the format's order counts
        ([(1, "a"), (5, "b"), (5, "c")], "abc"),
    ],
)
def test_updates_of_a_format_that_has_the_oldest_first(given: list[tuple[int, str]], in_time: str) -> None:
    raw = incident(*(update(minutes, body) for minutes, body in given))
    assert [each["body"] for each in Posted(raw, oldest_first=True).updates] == list(in_time)


@pytest.mark.parametrize("oldest_first", [False, True])
def test_of_posts_of_one_time_that_it_is_resolved_was_said_last(*, oldest_first: bool) -> None:
    posts = [update(1), update(25, status="resolved"), update(25.01, status="monitoring")]  # within the second
    raw = incident(*(posts if oldest_first else posts[::-1]))
    found = Posted(raw, oldest_first=oldest_first).updates
    assert [each["status"] for each in found] == ["investigating", "monitoring", "resolved"]


@pytest.mark.parametrize(
    ("given", "minutes"),
    [
        ({"status": "resolved", "resolved_at": at(40)}, 40),
        ({"status": "postmortem", "resolved_at": at(40)}, 40),
        ({"status": "Completed", "resolved_at": at(40)}, 40),
        ({"resolved_at": at(40)}, 40),  # our own lines have no status but "end"
        ({"status": "monitoring", "resolved_at": at(40)}, None),  # opened again
        ({"status": "resolved"}, None),
        ({"status": "resolved", "resolved_at": "today"}, None),
        ({"status": "resolved", "resolved_at": at(-1)}, None),  # nothing is over before it began
    ],
)
def test_it_is_over_when_the_page_says_so(given: dict[str, Any], minutes: int | None) -> None:
    assert over_at(incident(update(5), **given)) == (None if minutes is None else moment(at(minutes)))


@pytest.mark.parametrize(
    ("posts", "shown"),
    [
        # a post says so before the page does, or after it
        ([(5, "investigating"), (30, "resolved")], [5, 30]),
        ([(5, "investigating"), (50, "resolved")], [5, 50]),
        ([(5, "investigating"), (30, "resolved"), (35, "update")], [5, 30, 35]),
        # none says so: the page's readers saw its status, before any afterthought
        ([(5, "investigating")], [5, 40]),
        ([(5, "investigating"), (30, "resolved"), (35, "monitoring")], [5, 30, 35, 40]),
        ([(5, "investigating"), (40, "monitoring"), (90, "monitoring")], [5, 40, 40, 90]),
        ([], [40]),
    ],
)
def test_what_no_post_says_the_page_itself_does(posts: list[tuple[int, str]], shown: list[int]) -> None:
    found = posted(*(update(n, status=each) for n, each in posts[::-1]), status="resolved", resolved_at=at(40)).updates
    assert [shown_at(each) for each in found] == [moment(at(n)) for n in shown]


@pytest.mark.parametrize(
    ("raw", "page", "minutes"),
    [
        # the last post, wherever it stands
        (incident(update(9), update(5)), {}, 9),
        # or when the incident, or the page, was written last
        (incident(update(5), updated_at=at(7)), {}, 7),
        (incident(update(5), updated_at=at(7)), {"updated_at": at(60)}, 60),
        # a page that says less than its posts
        (incident(update(5), updated_at=at(2)), {"updated_at": at(3)}, 5),
        # without a post the start
        (incident(), {}, 0),
        (incident(started_at=None, created_at=at(4)), {"updated_at": at(60)}, 60),
        # that the page was written again tells nothing of what it calls resolved, with a time or without
        (incident(update(5), status="resolved", resolved_at=at(9)), {"updated_at": at(60)}, 5),
        (incident(update(5), status="postmortem", updated_at=at(7)), {"updated_at": at(60)}, 7),
        (incident(update(5), status="monitoring", resolved_at=at(9)), {"updated_at": at(60)}, 60),
        # what is no time says nothing
        (incident(update(5), updated_at="just now"), {"updated_at": 7}, 5),
    ],
)
def test_up_to_when_a_page_tells(raw: dict[str, Any], page: dict[str, Any], minutes: int) -> None:
    assert known_until(raw, page) == moment(at(minutes))


def test_readers_saw_it_when_it_was_displayed_whatever_the_offset() -> None:
    shown = {"display_at": "2026-11-22T08:10:59.500-06:00", "created_at": "2026-11-22T14:00:00Z"}
    assert shown_at(shown) == datetime(2026, 11, 22, 14, 10, 59, tzinfo=UTC)
    assert shown_at(shown | {"display_at": None}) == datetime(2026, 11, 22, 14, tzinfo=UTC)
