"""The three internal questions (rr), and what an answer to one of them must have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outagecomms.errors import InputError

if TYPE_CHECKING:
    from datetime import date, datetime

    from outagecomms.incident.log import Entry
    from outagecomms.incident.model import Incident, Lesson
    from outagecomms.tone.ruleset import Ruleset

QUESTIONS = {
    "should-not-have": "What did we do that we should not have done?",
    "should-have": "What did we not do that we should have done?",
    "learned": "What did we learn?",
}


@dataclass(frozen=True)
class Answer:
    """An answer to one of the questions, as a person gave it."""

    question: str
    text: str
    change: str
    owner: str
    due: date


def lesson(incident: Incident, answer: Answer, rules: Ruleset, now: datetime) -> Entry:
    """The entry of an answer, written down *now*.

    Raises:
        InputError: its due date has passed.
        RefusedError: its words label somebody, hold a colleague out, or break another rule of level error.
    """
    check_due(answer.due, now.date())
    for words in (answer.text, answer.change):
        judge(incident, words, rules)
    return {"at": now, **vars(answer)}


def check_due(due: date, today: date) -> None:
    """Refuse a day by which no change can stand any more.

    Raises:
        InputError: it has passed.
    """
    if due < today:
        raise InputError(f"--due {due} has passed; give the day by which the change will stand")


def judge(incident: Incident, words: str, rules: Ruleset) -> None:
    """Refuse what neither the team should read in a lesson nor those to whom the follow-ups quote it.

    Raises:
        RefusedError: the words break a rule of level error, and the incident does not allow that.
    """
    from outagecomms.customer import judging  # noqa: PLC0415  (to read a review nothing is judged)

    allowed = {each.rule for each in incident.tone_allow}
    for facts in (judging.FOR_US, judging.FOR_THEM):
        judging.judge(words, facts, [rules], allowed)


def unanswered(incident: Incident) -> list[str]:
    """The questions, as sentences, to which there is no answer with a change, an owner and a due date."""
    answered = {each.question for each in incident.lessons if is_complete(each)}
    return [sentence for question, sentence in QUESTIONS.items() if question not in answered]


def is_complete(lesson: Lesson) -> bool:
    """Whether an answer is more than regret: it names a change, who answers for it, and by when."""
    return None not in (lesson.change, lesson.owner, lesson.due)
