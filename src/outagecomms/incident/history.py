"""What an incident's log amounts to. The log is the truth; nothing of this is stored."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from outagecomms.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from outagecomms.incident.figures import Status
    from outagecomms.incident.model import Conversation, Incident, Mood, Parked, Satisfaction, Update


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


def resolutions(incident: Incident) -> int:
    """How often the incident was resolved: more than once when it was opened again."""
    before = ["investigating", *(update.status for update in incident.updates)]
    return sum(earlier != "resolved" and later == "resolved" for earlier, later in pairwise(before))


def down_for(started: datetime, updates: Iterable[Update], until: datetime) -> timedelta:
    """How long the service has failed up to *until*, by the *updates* told so far.

    The time between the end that a resolution gives and the entry that opens the incident again does not count: it
    worked, as far as anybody has written down.
    """
    total, since = timedelta(), started
    over: datetime | None = None
    for update in updates:
        if update.status == "resolved" and over is None:
            over = update.ended or update.at
            total += max(over - since, timedelta())
        elif update.status != "resolved" and over is not None:
            over, since = None, update.at
    return total if over else total + max(until - since, timedelta())


def was_reopened(updates: Iterable[Update]) -> bool:
    """Whether *updates* say that it is over, and later that it is not."""
    return any(before.status == "resolved" and after.status != "resolved" for before, after in pairwise(updates))


def answers(incident: Incident) -> dict[str, Satisfaction]:
    """What each account said last of whether it is satisfied, since the present resolution: before is of another."""
    found = resolution(incident)
    return {said.account: said for said in incident.satisfaction if found and said.at >= found[1].at}


def satisfied(incident: Incident, account: str) -> bool:
    """Whether *account* said, the last time it was asked since the present resolution, that it is satisfied."""
    said = answers(incident).get(account)
    return said is not None and said.satisfied


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


def done(incident: Incident) -> dict[str, date]:
    """The day on which each action was done, by its name: ``lesson-1``, ``amends-2``."""
    by_hand = {f"lesson-{n}": lesson.done for n, lesson in enumerate(incident.lessons, start=1) if lesson.done}
    return by_hand | {entry.action: entry.at.date() for entry in incident.done}


def voices(incident: Incident) -> set[str]:
    """The accounts that have said a word, good or bad. The silent customer is the one who leaves (gift)."""
    logs = (incident.conversations, incident.parked, incident.satisfaction)
    return {entry.account for log in logs for entry in log}


def is_silent(incident: Incident, account: str) -> bool:
    """Whether *account* has never said a word; see `voices`."""
    return account not in voices(incident)


def not_closed(incident: Incident) -> list[str]:
    """What is still missing before the incident is closed; nothing when it is."""
    missing = []
    found, said = resolution(incident), answers(incident)
    if not found:
        missing.append("resolved")
    if not (incident.is_imported or any(found and review.at >= found[1].at for review in incident.reviews)):
        missing.append("reviewed")
    if unanswered := sum(1 for _ in open_topics(incident)):
        missing.append(f"{counted(unanswered, 'parked topic')} answered")
    if unhappy := sum(1 for each in incident.customers() if each.id not in said or not said[each.id].satisfied):
        missing.append(f"{counted(unhappy, 'account')} satisfied")
    return missing
