"""The league table as a person reads it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import at
from outagecomms.cadence.promises import Promise
from outagecomms.score import text
from outagecomms.score.figures import figures
from outagecomms.score.league import league
from score.told import scored

if TYPE_CHECKING:
    from outagecomms.score.measure import Scored

JUDGED = (
    "1 incident, 3 posts. 1 of 2 gaps too long for the cadence 'gds'. It would have broken 5 min of silence, "
    "and put 1 holding update before a person."
)
ONE = replace(scored(5, 30, 40), findings=Counter(error=7))
PROMISING = replace(ONE, promises=[Promise(at(0), at(20), at(9), "kept"), Promise(at(9), at(20), at(30), "late")])


def test_a_row_has_its_place_its_figures_and_its_name() -> None:
    assert list(text.rows(league([ONE], "default"))) == [
        ("#", "first", "longest", "too long", "kept", "errors", "silence", "severity", "incident"),
        ("1", "5 min", "25 min", "1 of 2", "n/a", "2.3", "5 min", "sev1", "2026-11-22 Card payments are failing"),
    ]


def test_the_legend_says_what_the_cadence_is() -> None:
    """And what the preset that was chosen allows, for each severity and status."""
    assert dict(text.legend(league([], "pagerduty")))["cadence"] == (
        "how long customers may be left without a word while it is open; 'pagerduty' allows "
        "sev1 20 min (after the first 2 h: 40 min); sev2 20 min (after the first 2 h: 40 min); "
        "sev3 2 h while investigating, 4 h while identified, until the next business day while monitoring; "
        "sev4 until the next business day"
    )


def test_what_has_no_meaning_is_not_applicable() -> None:
    assert text.cells(figures([])) == ("n/a",) * 6


def test_among_several_pages_each_incident_says_whose_it_is() -> None:
    found = league([ONE, replace(ONE, organisation="Emma"), replace(ONE, organisation="")], "default")
    assert [row[-1] for row in text.rows(found)][1:] == [
        "2026-11-22 Card payments are failing",
        "2026-11-22 Emma: Card payments are failing",
        "2026-11-22 Example Pay: Card payments are failing",
    ]
    assert [row[-1] for row in text.pages(found)] == [
        "page",
        "(no name), 1 incident",
        "Emma, 1 incident",
        "Example Pay, 1 incident",
    ]


def test_numbers_stand_under_one_another() -> None:
    assert [row[0] for row in text.rows(league([ONE] * 10, "default"))][:3] == [" #", " 1", " 2"]


@pytest.mark.parametrize(
    ("minutes", "short"),
    [(0, "0 min"), (119, "119 min"), (120, "2.0 h"), (2879, "48.0 h"), (2880, "2.0 days"), (5400, "3.8 days")],
)
def test_a_length_of_time_in_the_unit_that_suits_it(minutes: int, short: str) -> None:
    assert text.short(timedelta(minutes=minutes, seconds=30)) == short


@pytest.mark.parametrize(
    ("told", "summary"),
    [
        ([], "0 incidents, 0 posts."),
        ([scored(5)], "1 incident, 1 post."),
        ([scored(0, 5)], "1 incident, 2 posts. 0 of 1 gap too long for the cadence 'gds'."),
        ([ONE], JUDGED),
        ([PROMISING], f"{JUDGED} 1 of 2 promises kept."),
    ],
)
def test_all_of_it_in_a_sentence_or_two(told: list[Scored], summary: str) -> None:
    assert text.summary(league(told, "gds")) == summary
