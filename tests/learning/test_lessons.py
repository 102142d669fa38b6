"""An answer to one of the three questions: what it needs, and what it may not say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from builders import incident
from outagecomms.drafting.gate import RefusedError
from outagecomms.errors import InputError
from outagecomms.incident.model import Allowance, Lesson
from outagecomms.learning.lessons import QUESTIONS, Answer, judge, lesson, unanswered
from outagecomms.tone.ruleset import load

RULES = load()
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FULL = {"change": "No deploys in sale hours.", "owner": "Dana Reyes", "due": date(2026, 12, 1)}


def _answer(**parts: Any) -> Answer:
    return Answer(**{"question": "should-not-have", "text": "We deployed during the sale.", **FULL, **parts})


def _lessons(*questions: str, **parts: Any) -> list[Lesson]:
    return [Lesson.model_validate({"question": each, "text": "We did.", **FULL, **parts}) for each in questions]


def test_an_answer_becomes_an_entry() -> None:
    """With its change, owner and due date, and when it was written down."""
    assert lesson(incident(), _answer(), RULES, NOW) == {
        "at": NOW, "question": "should-not-have", "text": "We deployed during the sale.", **FULL,
    }  # fmt: skip


@pytest.mark.parametrize("due", [NOW.date(), date(2027, 6, 1)])
def test_a_due_date_is_not_past(due: date) -> None:
    assert lesson(incident(), _answer(due=due), RULES, NOW)["due"] == due
    with pytest.raises(InputError, match="--due 2026-11-22 has passed"):
        lesson(incident(), _answer(due=date(2026, 11, 22)), RULES, NOW)


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"text": "It was human error."}, "own/blame-colleague"),  # the follow-ups quote it
        ({"text": "An engineer mistakenly deleted a table."}, "own/blame-colleague"),
        ({"change": "We have disciplined the employee."}, "own/blame-colleague"),  # the change as well
        ({"text": "AWS caused this."}, "own/blame-supplier"),
        ({"text": "You should have read the notice."}, "own/blame-customer"),
        ({"change": "This will never happen again."}, "reassure/empty-promise"),
        ({"text": "The customer was hostile on the phone."}, "follow-through/label"),  # even where only we read it
    ],
)
def test_words_that_no_lesson_may_have(parts: dict[str, str], rule: str) -> None:
    """Refused with the words, the reason and better ones."""
    with pytest.raises(RefusedError) as caught:
        lesson(incident(), _answer(**parts), RULES, NOW)

    words, _, finding, reason, _, end = str(caught.value).split("\n")
    assert (words, end, caught.value.exit_code) == (next(iter(parts.values())), "Nothing was written.", 1)
    assert finding.startswith(f"error {rule}: ")
    assert reason.startswith("    ")


def test_what_the_incident_allows_may_stand() -> None:
    """`tone_allow` holds for its lessons too, as `check` reads them."""
    allowing = incident(tone_allow=[Allowance(rule="own/blame-supplier", because="They have their own contract.")])

    judge(allowing, "AWS caused this.", RULES)
    with pytest.raises(RefusedError, match="own/blame-colleague"):
        judge(allowing, "It was human error.", RULES)


@pytest.mark.parametrize(
    ("lessons", "missing"),
    [
        ([], ["should-not-have", "should-have", "learned"]),  # nobody has asked yet
        (_lessons("should-have"), ["should-not-have", "learned"]),
        (_lessons("should-have", "should-have"), ["should-not-have", "learned"]),  # two answers to one question
        (_lessons("should-have", "should-not-have", "learned"), []),
        (_lessons("should-have", "should-not-have", "learned", change=None), list(QUESTIONS)),  # regret alone
        (_lessons("should-have", "should-not-have", "learned", owner=None), list(QUESTIONS)),  # nobody's
        (_lessons("should-have", "should-not-have", "learned", due=None), list(QUESTIONS)),  # some day
    ],
)
def test_which_questions_wait_for_an_answer(lessons: list[Lesson], missing: list[str]) -> None:
    expected = [sentence for question, sentence in QUESTIONS.items() if question in missing]
    assert unanswered(incident(lessons=lessons)) == expected
