"""Commands that learn: an answer to one of the three questions, what has been done of it, and the internal review."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from outagecomms.cli import options
from outagecomms.cli.terminal import ask, asks, missing, one_of, say, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from outagecomms.incident.log import Entry
    from outagecomms.incident.model import Incident


class Question(StrEnum):
    """The three questions that a team asks itself (rr)."""

    SHOULD_NOT_HAVE = "should-not-have"
    SHOULD_HAVE = "should-have"
    LEARNED = "learned"


def lesson(
    incident: options.Incident,
    question: Annotated[Question | None, typer.Option(help="Which of the three it answers.")] = None,
    text: Annotated[str | None, typer.Option(help="The answer, as a sentence that a customer may read.")] = None,
    change: Annotated[str | None, typer.Option(help="What changes because of it, as a sentence.")] = None,
    owner: Annotated[str | None, typer.Option(help="Who answers for the change, by name.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="The day by which it stands: 2026-12-01.")] = None,
    now: options.Now = None,
) -> None:
    """Record what we learned. An answer needs a change, an owner and a day, and the follow-ups report on it."""
    from outagecomms import clock, workspace
    from outagecomms.drafting import entries
    from outagecomms.drafting.gate import rules_of
    from outagecomms.incident import log
    from outagecomms.incident.model import Lesson
    from outagecomms.learning import lessons

    at, (place, path) = clock.now_from(now), workspace.locate(incident)
    before = place.read(path)
    rules = rules_of(place)(before.language)

    def judge(words: str) -> None:
        lessons.judge(before, words, rules)

    def stand_by(day: str) -> None:
        lessons.check_due(clock.parse_day(day), at.date())

    which = question.value if question else _ask_which(before)
    answer = lessons.Answer(
        which,
        _given("text", text, lessons.QUESTIONS[which], judge),
        _given("change", change, "What changes because of it, as a sentence", judge),
        _given("owner", owner, "Who answers for the change"),
        clock.parse_day(_given("due", due, "By which day (2026-12-01)", stand_by)),
    )
    entry = lessons.lesson(before, answer, rules, at)
    after = log.append(path, "lessons", lambda _: entries.sound(Lesson, entry), place.defaults)
    name = f"lesson-{len(after.lessons)}"
    say(f"{after.id}: {name} recorded, {answer.owner} by {answer.due}")
    for sentence in lessons.unanswered(after):
        tell(f"Not answered yet: {sentence}")
    tell(f"When it is done: outagecomms done {incident} {name}")


def _ask_which(incident: Incident) -> str:
    """One of the three questions; what a person gets by pressing the return key is nothing."""
    from outagecomms.learning import lessons

    if asks():
        for name, sentence in lessons.QUESTIONS.items():
            answered = sum(each.question == name for each in incident.lessons)
            tell(f"{name}: {sentence}{f' ({answered} answered)' if answered else ''}")
    return _given("question", None, f"Which one ({', '.join(Question)})", one_of(Question))


def _given(name: str, value: str | None, question: str, check: Callable[[str], object] = str) -> str:
    """What the command line says, or a person on a terminal."""
    if value is not None and value.strip():
        return value.strip()
    if not asks():
        raise missing(name)
    return ask(question.rstrip("?"), check)


def done(
    incident: options.Incident,
    action: Annotated[str, typer.Argument(help="What is done, as 'review' names it: lesson-1, amends-2.")],
    by: Annotated[str | None, typer.Option(help="Who did it.", show_default=False)] = None,
    now: options.Now = None,
) -> None:
    """Record that a change is in place, or that amends were made."""
    from outagecomms import clock, workspace
    from outagecomms.drafting import entries
    from outagecomms.incident import log
    from outagecomms.incident.model import Done
    from outagecomms.learning import actions

    at, (place, path) = clock.now_from(now), workspace.locate(incident)

    def entry(known: Incident) -> Entry:
        return entries.sound(Done, actions.done(known, action, by, at))

    after = log.append(path, "done", entry, place.defaults)
    what = next(each.what for each in actions.actions(after) if each.name == action)
    say(f"{after.id}: {action} is done: {what}")
    if waiting := actions.still_open(after):
        tell(f"Still open: {', '.join(each.name for each in waiting)}")


def review(
    incident: options.Incident,
    held_by: Annotated[
        str | None, typer.Option(help="Record that the review was held, and by whom.", show_default=False)
    ] = None,
    now: options.Now = None,
) -> None:
    """Write the internal review in Markdown. It says what happened, what was promised, learned and left open."""
    from outagecomms import clock, workspace
    from outagecomms.cli.cases import loaded
    from outagecomms.learning import review

    at, (place, path) = clock.now_from(now), workspace.locate(incident)
    if held_by is not None:
        from outagecomms.drafting import entries
        from outagecomms.incident import log
        from outagecomms.incident.model import Review

        def entry(known: Incident) -> Entry:
            return entries.sound(Review, review.held(known, held_by.strip(), at))

        log.append(path, "reviews", entry, place.defaults)
        tell(f"Review recorded, held by {held_by}")
    with loaded(place, path) as known:
        say(review.review(known, at))
