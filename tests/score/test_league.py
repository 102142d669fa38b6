"""The figures of many incidents, and their order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from outagecomms.score.figures import Figures, figures
from outagecomms.score.league import league
from outagecomms.score.measure import score
from outagecomms.statuspage.posted import Posted
from score.told import RULES, scored
from statuspage import pages
from statuspage.pages import PAGE, update

MINUTE = timedelta(minutes=1)
# sev1 may be silent for 20 minutes: gaps of 25 and 10, of which one is 5 too long
ONE = replace(scored(5, 30, 40), findings=Counter({"error": 6, "warning": 3}))
# gaps of 50, first contact after 15
TWO = replace(scored(15, 65), findings=Counter({"error": 1}))


def test_the_figures_of_one() -> None:
    assert figures([ONE]) == Figures(
        incidents=1, posts=3, first_contact=5 * MINUTE, longest=25 * MINUTE, gaps=2, too_long=1, promises=0, kept=0,
        errors=6, warnings=3, beyond=5 * MINUTE, holdings=1,
    )  # fmt: skip


def test_the_figures_of_many_are_sums_the_median_and_the_longest() -> None:
    assert figures([ONE, TWO, scored(0, 5)]) == Figures(
        incidents=3, posts=7, first_contact=10 * MINUTE, longest=50 * MINUTE, gaps=4, too_long=2, promises=0, kept=0,
        errors=7 + scored(0, 5).findings["error"], warnings=3 + scored(0, 5).findings["warning"],
        beyond=35 * MINUTE, holdings=2,
    )  # fmt: skip


def test_what_has_no_meaning_is_nothing_and_not_zero() -> None:
    of = figures([])
    assert (of.first_contact, of.longest, of.share_too_long, of.errors_a_post) == (None, None, None, None)
    said = of.for_programs()
    assert (said["first_contact"], said["longest_gap"], said["gaps"]) == (None, None, 0)


def test_promises_kept_are_counted_of_those_given() -> None:
    posts = [
        update(0, "Next update by 14:10 UTC."),
        update(10, "Next update by 14:20 UTC."),
        update(50, status="resolved"),
    ]
    of = figures([score(Posted(pages.incident(*posts), PAGE), "default", RULES)])
    assert (of.promises, of.kept) == (2, 1)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (scored(0, 19), scored(0, 25)),  # no gap too long, and one
        (scored(0, 25, 30), scored(0, 25)),  # half of them, and all
        (scored(0, 25), scored(0, 26)),  # by how much
        (replace(scored(0, 5), findings=Counter(error=1)), replace(scored(0, 5), findings=Counter(error=2))),
        (scored(0, 500), scored(0)),  # without a gap there is nothing to judge
        (scored(0, 5), scored(0, 5, name="Cards fail again")),  # by name in the end
    ],
)
def test_the_best_stands_first(better: Any, worse: Any) -> None:
    worse = replace(worse, findings=worse.findings if worse.findings["error"] == 2 else better.findings)
    assert [row.scored for row in league([worse, better], "default").rows] == [better, worse]


def test_each_page_has_its_figures_the_best_first() -> None:
    nobodys = replace(ONE, organisation="")
    found = league([nobodys, TWO, replace(ONE, organisation="Emma")], "gds")
    assert [(name, of.incidents) for name, of in found.pages] == [("(no name)", 1), ("Emma", 1), ("Example Pay", 1)]
    assert found.pages[1][1] == figures([ONE])
    assert found.whole == figures([nobodys, TWO, ONE])


def test_a_program_reads_minutes_and_null() -> None:
    assert league([ONE], "default").for_programs() == {
        "preset": "default",
        "incidents": [
            {
                "organisation": "Example Pay", "title": "Card payments are failing", "severity": "sev1",
                "started": ONE.incident.started, "posts": 3, "first_contact": 5, "longest_gap": 25, "gaps": 2,
                "gaps_too_long": 1, "gaps_beyond": 5, "promises": 0, "promises_kept": 0,
                "tone": {"errors": 6, "warnings": 3}, "holding_updates": 1,
            }
        ],
        "pages": [{"organisation": "Example Pay", "incidents": 1} | figures([ONE]).for_programs()],
        "total": {"incidents": 1} | figures([ONE]).for_programs(),
    }  # fmt: skip
