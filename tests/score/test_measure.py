"""What one incident shows of how its customers were told."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from builders import at
from outagecomms.score.measure import outages, score
from outagecomms.statuspage.posted import Posted
from score.told import RULES, posted, scored
from statuspage import pages
from statuspage.pages import PAGE, update

if TYPE_CHECKING:
    from outagecomms.incident.figures import Preset


@pytest.mark.parametrize(
    ("started", "waited"),
    [
        (0, 5),
        (4, 1),
        (4.5, None),  # the first post's own time: the page does not say when it began
        (5, None),
        (30, None),  # nor when it says something that cannot be
    ],
)
def test_first_contact_counts_where_the_page_says_when_it_began(started: float, waited: int | None) -> None:
    expected = None if waited is None else timedelta(minutes=waited)
    assert scored(5, 40, started=started).first_contact == expected


@pytest.mark.parametrize(
    ("posts", "preset", "impact", "allowed"),
    [
        # default: sev1 20 minutes, sev2 30, sev3 120
        ((0, 20, 40), "default", "critical", [20, 40]),
        ((0, 20), "default", "major", [30]),
        ((0, 20), "default", "minor", [120]),
        ((0, 20), "gitlab", "critical", [10]),
        ((0, 20), "gds", "critical", [60]),
        # sev1 slows down after two hours, to 40 minutes
        ((0, 130, 200), "default", "critical", [20, 170]),
    ],
)
def test_gaps_are_measured_against_the_cadence_chosen(
    posts: tuple[int, ...], preset: Preset, impact: str, allowed: list[int]
) -> None:
    gaps = scored(*posts, preset=preset, impact=impact).silences
    assert [(gap.start, gap.end) for gap in gaps] == [(at(one), at(two)) for one, two in pairwise(posts)]
    assert [gap.allowed_until for gap in gaps] == [at(each) for each in allowed]


@pytest.mark.parametrize("posts", [(), (5,)])
def test_without_two_posts_there_is_no_gap(posts: tuple[int, ...]) -> None:
    found = scored(*posts) if posts else score(Posted(pages.incident(), PAGE), "default", RULES)
    assert (found.silences, found.holdings, found.until) == ([], 0, at(5 if posts else 0))


def test_after_the_resolution_nobody_waits() -> None:
    posts = [update(0), update(10, status="resolved"), update(5000, status="postmortem")]
    found = score(Posted(pages.incident(*posts), PAGE), "default", RULES)
    assert [(gap.start, gap.end) for gap in found.silences] == [(at(0), at(10))]
    assert found.until == at(10)


def test_an_afterthought_on_a_page_that_calls_it_resolved_opens_nothing() -> None:
    posts = [update(1500, status="monitoring"), update(20, status="resolved"), update(0)]
    given = pages.incident(*posts, status="resolved", resolved_at=pages.at(20))
    found = score(Posted(given, PAGE | {"updated_at": pages.at(99_000)}), "default", RULES)
    assert found.until == at(20)
    assert [(gap.start, gap.end) for gap in found.silences] == [(at(0), at(20))]


def test_what_came_after_the_last_post_is_not_known() -> None:
    """The file may be years old, so that an incident left open counts up to there."""
    found = score(Posted(pages.incident(update(0, "Next update by 14:30 UTC.")), PAGE), "default", RULES)
    assert (found.silences, found.promises) == ([], [])


def test_an_incident_left_open_counts_up_to_the_last_that_its_page_tells() -> None:
    """A page that was written later without another post: until then its readers had waited, and in vain."""
    page = PAGE | {"updated_at": pages.at(90)}
    found = score(Posted(pages.incident(update(0, "Next update by 14:30 UTC.")), page), "default", RULES)
    assert [(gap.start, gap.end) for gap in found.silences] == [(at(0), at(90))]
    assert [each.outcome for each in found.promises] == ["missed"]
    assert (found.holdings, found.until) == (1, at(90))


@pytest.mark.parametrize(
    ("last", "holdings"),
    [
        (14, 0),  # sev1 after 20 minutes, written 5 before, for a person to read
        (15, 0),
        (16, 1),
        (500, 1),  # a second one in a row asks a person
    ],
)
def test_a_gap_has_one_holding_update_at_most(last: int, holdings: int) -> None:
    assert scored(0, last).holdings == holdings


def _promising(*bodies: str) -> Any:
    posts = [update(20 * number, body) for number, body in enumerate(bodies)]
    posts.append(update(20 * len(bodies), "All work.", "resolved"))
    return score(Posted(pages.incident(*posts[::-1]), PAGE), "default", RULES).promises


def test_only_promises_that_readers_were_given_count() -> None:
    assert _promising("We look.", "Soon.") == []
    assert [(p.promised_for, p.outcome) for p in _promising("Next update by 14:30 UTC.", "Within 10 minutes.")] == [
        (at(30), "kept")
    ]
    (late,) = _promising("Next update in 10 minutes.")
    assert (late.outcome, late.minutes_late) == ("late", 10)


def test_the_rules_of_tone_know_status_time_and_promise() -> None:
    """A post that says when the next one comes lacks nothing; at half past that time has passed."""
    words = "I am sorry that cards fail. We are moving payments. Next update by 14:30 UTC."
    early, late = (
        score(Posted(pages.incident(update(minutes, words)), PAGE), "default", RULES).findings for minutes in (0, 31)
    )
    assert early == Counter({"warning": 1})  # nobody signs it
    assert late == Counter({"warning": 1, "error": 1})


def test_a_sentence_said_twice_is_found() -> None:
    posts = [
        update(0, "We move your payments to the second line."),
        update(9, "We move your payments to the second line."),
    ]
    once, twice = (
        score(Posted(pages.incident(*some), PAGE), "default", RULES).findings["warning"] for some in (posts[:1], posts)
    )
    assert twice == 2 * once + 1


def test_planned_work_is_no_outage() -> None:
    outage, work = posted(0, 5), posted(0, 5, impact="maintenance")
    announced = posted(0, 5, scheduled_for=pages.at(60))
    assert list(outages([outage, work, announced, posted(0, 5, status="completed")])) == [outage]
