"""What an incident's log amounts to. The log is the truth; nothing of this is stored."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise, takewhile
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from outagecomms.incident.figures import Status
    from outagecomms.incident.model import Answer, Conversation, Incident, Mood, Parked, Satisfaction, Update

UPSET: tuple[Mood, ...] = ("worried", "angry")
"""Whoever is, is not satisfied, whatever they said before."""


def status(incident: Incident) -> Status:
    """The status that the newest update gives; ``investigating`` before the first."""
    return incident.updates[-1].status if incident.updates else "investigating"


def resolution(incident: Incident) -> tuple[int, Update] | None:
    """The number and the entry that resolved the incident, unless it is open or was opened again."""
    found = None
    for number, update in enumerate(incident.updates, start=1):
        if update.status != "resolved":
            found = None
        elif found is None:
            found = number, update
    return found


def last_without_news(incident: Incident, number: int) -> int:
    """The number of the last entry after entry *number* before anything new was said; *number* when there is none."""
    return number + sum(1 for _ in takewhile(_says_nothing, incident.updates[number:]))


def _says_nothing(update: Update) -> bool:
    return update.holding and not update.text


def resolutions(incident: Incident) -> int:
    """How often the incident was resolved: more than once when it was opened again."""
    before = ["investigating", *(update.status for update in incident.updates)]
    return sum(earlier != "resolved" and later == "resolved" for earlier, later in pairwise(before))


def down_for(started: datetime, updates: Iterable[Update], until: datetime) -> timedelta:
    """How long the service has failed up to *until*, by the *updates* told so far.

    The time between the end that a resolution gives and the new beginning that the entry gives which opens the incident
    again does not count: it worked, as far as anybody has written down.
    """
    total, since = timedelta(), started
    over: datetime | None = None
    for update in updates:
        if update.status == "resolved" and over is None:
            over = update.works_since
            total += max(over - since, timedelta())
        elif update.status != "resolved" and over is not None:
            over, since = None, update.began or update.at
    return total if over else total + max(until - since, timedelta())


def answers(incident: Incident) -> dict[str, Satisfaction]:
    """What each account said last of whether it is satisfied, since the present resolution: before is of another."""
    found = resolution(incident)
    return {said.account: said for said in incident.satisfaction if found and said.at >= found[1].at}


def taken_back(incident: Incident) -> dict[str, Conversation]:
    """What took back an account's yes: the first time after it that they were worried or angry."""
    content = {account: said.at for account, said in answers(incident).items() if said.satisfied}
    found: dict[str, Conversation] = {}
    for talk in sorted(incident.conversations, key=attrgetter("at")):
        if talk.mood in UPSET and talk.account in content and talk.at > content[talk.account]:
            found.setdefault(talk.account, talk)
    return found


def satisfied(incident: Incident) -> dict[str, datetime]:
    """The accounts that are satisfied, and when each said so: since the present resolution, and it stands."""
    back = taken_back(incident)
    return {account: said.at for account, said in answers(incident).items() if said.satisfied and account not in back}


def told(incident: Incident) -> dict[str, list[Conversation]]:
    """What each account has told us, oldest first; an account that told us nothing has no place in it."""
    found: dict[str, list[Conversation]] = {}
    for talk in sorted(incident.conversations, key=attrgetter("at")):
        found.setdefault(talk.account, []).append(talk)
    return found


def felt(talks: Iterable[Conversation], until: datetime) -> Mood | None:
    """How an account felt in the newest of its *talks* up to *until*, which are in the order of `told`.

    Nothing when nobody wrote that down.
    """
    moods = [talk.mood for talk in talks if talk.mood and talk.at <= until]
    return moods[-1] if moods else None


def open_topics(incident: Incident) -> Iterator[Parked]:
    """The questions that wait for an answer."""
    answered = {(answer.account, answer.topic.casefold()) for answer in incident.answers}
    return (asked for asked in incident.parked if (asked.account, asked.topic.casefold()) not in answered)


def answered(incident: Incident) -> Iterator[tuple[Parked, Answer]]:
    """The questions that have an answer, each with it; whether that has reached who asked, `closing.untold` says."""
    asked = {(each.account, each.topic.casefold()): each for each in incident.parked}
    for answer in incident.answers:
        if question := asked.get((answer.account, answer.topic.casefold())):
            yield question, answer


def done(incident: Incident) -> dict[str, date]:
    """The day on which each action was done, by its name: ``lesson-1``, ``amends-2``."""
    by_hand = {f"lesson-{n}": lesson.done for n, lesson in enumerate(incident.lessons, start=1) if lesson.done}
    return by_hand | {entry.action: entry.at.date() for entry in incident.done}


def done_after(incident: Incident, moment: datetime | None) -> set[str]:
    """The actions that were done after *moment*, or at all; one of which the day alone is known, on that day."""
    exact = {entry.action: entry.at for entry in incident.done}
    return {
        action
        for action, day in done(incident).items()
        if moment is None or (exact[action] > moment if action in exact else day >= moment.date())
    }


def voices(incident: Incident) -> dict[str, datetime]:
    """The accounts that have said a word, good or bad, and when the first was; the silent one leaves (gift)."""
    logs = (incident.conversations, incident.parked, incident.satisfaction)
    newest_first = sorted(((entry.at, entry.account) for log in logs for entry in log), reverse=True)
    return {account: at for at, account in newest_first}


def left(incident: Incident) -> list[str]:
    """The accounts that the log knows and that are no longer among those of the incident: nobody writes to them."""
    logs = (incident.conversations, incident.parked, incident.answers, incident.satisfaction, incident.amends)
    known = {entry.account: None for log in logs for entry in log}
    if known:  # of accounts there may be many, in a file that is read each time
        for account in incident.customers():
            known.pop(account.id, None)
    return list(known)
