"""What somebody of ours has said they will do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from builders import at, incident
from outagecomms.errors import InputError
from outagecomms.incident.model import Amends, Done, Incident, Lesson
from outagecomms.learning.actions import Action, actions, done, still_open

CHANGE = {"change": "No deploys in sale hours.", "owner": "Dana Reyes", "due": date(2026, 12, 1)}


def _lesson(**parts: Any) -> Lesson:
    return Lesson.model_validate({"question": "should-not-have", "text": "We did.", **CHANGE, **parts})


def _amends(agreed: str = "An hour with an engineer", **parts: Any) -> Amends:
    return Amends.model_validate({"account": "acme", "at": at(200), "agreed": agreed, **parts})


def _known() -> Incident:
    """Two changes and one amends; the first change is in place."""
    return incident(
        lessons=[_lesson(), _lesson(change=None, due=None), _lesson(change="We test.", due=date(2026, 12, 24))],
        amends=[_amends()],
        done=[Done(action="lesson-1", at=at(300))],
    )


def test_actions_are_the_changes_and_the_amends() -> None:
    """Numbered as the log has them; a lesson without a change asks nothing of anybody."""
    assert actions(_known()) == [
        Action("lesson-1", "No deploys in sale hours.", None, "Dana Reyes", date(2026, 12, 1), date(2026, 11, 22)),
        Action("lesson-3", "We test.", None, "Dana Reyes", date(2026, 12, 24), None),
        Action("amends-1", "An hour with an engineer", "acme", None, None, None),
    ]


@pytest.mark.parametrize(
    ("due", "done_on", "late"),
    [
        (date(2026, 12, 1), None, False),  # the day itself is still in time
        (date(2026, 11, 30), None, True),
        (date(2026, 11, 30), date(2026, 12, 1), False),  # done is done
        (None, None, False),  # no day was given
    ],
)
def test_when_an_action_is_late(due: date | None, done_on: date | None, late: bool) -> None:  # noqa: FBT001
    assert Action("lesson-1", "We test.", None, None, due, done_on).is_late(date(2026, 12, 1)) is late


def test_the_most_urgent_comes_first() -> None:
    """By day; what has none comes last."""
    known = incident(
        lessons=[_lesson(due=date(2026, 12, 24)), _lesson(due=date(2026, 12, 1))],
        amends=[_amends("A call"), _amends("A visit"), _amends("A report", due=date(2026, 12, 5))],
    )

    assert [action.name for action in still_open(known)] == [
        "lesson-2", "amends-3", "lesson-1", "amends-1", "amends-2",
    ]  # fmt: skip


def test_done_becomes_an_entry() -> None:
    assert done(_known(), "amends-1", "Sam Okafor", at(400)) == {
        "action": "amends-1", "at": at(400), "by": "Sam Okafor",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lesson-9", "checkout has no action 'lesson-9'; open are: lesson-3 (We test.), amends-1 (An hour"),
        ("lesson-2", "checkout has no action 'lesson-2'"),  # a lesson without a change
        ("lesson-1", "lesson-1 was done on 2026-11-22; open are: lesson-3"),  # twice
        ("the tests", "checkout has no action 'the tests'"),
    ],
)
def test_what_cannot_be_done(name: str, words: str) -> None:
    """Refused, with what can."""
    with pytest.raises(InputError) as caught:
        done(_known(), name, None, at(400))
    assert words in str(caught.value)


def test_nothing_is_open() -> None:
    with pytest.raises(InputError, match="has no action 'lesson-1'; none is open"):
        done(incident(), "lesson-1", None, at(400))
