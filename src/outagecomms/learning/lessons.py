"""The three internal questions (rr), and what an answer to one of them must have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.errors import InputError, OutageCommsError
from outagecomms.tone.facts import Facts
from outagecomms.tone.finding import line
from outagecomms.tone.passage import check_passage

if TYPE_CHECKING:
    from datetime import date

    from outagecomms.incident.log import Entry
    from outagecomms.incident.model import Incident, Lesson
    from outagecomms.tone.finding import Finding
    from outagecomms.tone.ruleset import Ruleset

QUESTIONS = {
    "should-not-have": "What did we do that we should not have done?",
    "should-have": "What did we not do that we should have done?",
    "learned": "What did we learn?",
}
_READ_AS = (
    Facts(kind="review"),  # by the team
    Facts(kind="followup"),  # by everyone it happened to: the follow-ups quote it
)


@dataclass(frozen=True)
class Answer:
    """An answer to one of the questions, as a person gave it."""

    question: str
    text: str
    change: str
    owner: str
    due: date


class Judged(NamedTuple):
    """A lesson's entry for the log, and what the rules of tone advise against in it."""

    entry: Entry
    advice: list[Finding]


def lesson(incident: Incident, answer: Answer, rules: Ruleset, today: date) -> Judged:
    """The entry of an answer.

    Raises:
        InputError: its due date has passed.
        OutageCommsError: its words label somebody, hold a colleague out, or break another rule of level error.
    """
    if answer.due < today:
        raise InputError(f"--due {answer.due} has passed; give the day by which the change will stand")
    return Judged(vars(answer), judged(incident, answer.text, rules) + judged(incident, answer.change, rules))


def judged(incident: Incident, text: str, rules: Ruleset) -> list[Finding]:
    """What *rules* advise against in a lesson's words, as both the team and the customers will read them.

    Raises:
        OutageCommsError: they break a rule of level error that the incident does not allow them to break.
    """
    allowed = {each.rule for each in incident.tone_allow}
    found = [each for facts in _READ_AS for each in check_passage(text, facts, rules) if each.rule not in allowed]
    if any(finding.level == "error" for finding in found):
        told = [text, "", *map(line, found), "", "Nothing was written. The follow-ups quote these words; change them."]
        raise OutageCommsError("\n".join(told))
    return found


def unanswered(incident: Incident) -> list[str]:
    """The questions, as sentences, to which there is no answer with a change, an owner and a due date."""
    answered = {each.question for each in incident.lessons if is_complete(each)}
    return [sentence for question, sentence in QUESTIONS.items() if question not in answered]


def is_complete(lesson: Lesson) -> bool:
    """Whether an answer is more than regret: it names a change, who answers for it, and by when."""
    return None not in (lesson.change, lesson.owner, lesson.due)
