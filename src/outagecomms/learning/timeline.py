"""What happened in one incident, in the order in which it did: from its log, and from what really went out."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.pages.markdown import inline
from outagecomms.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from outagecomms.cadence.promises import Said
    from outagecomms.incident.model import Incident, Update


class Event(NamedTuple):
    """One thing that happened, in Markdown. The time is in UTC."""

    at: datetime
    what: str


def timeline(incident: Incident, said: Sequence[Said]) -> list[Event]:
    """Everything that the log of *incident* and the outbox know of, oldest first."""
    events = [*_outage(incident), *_updates(incident), *_sent(said), *_with_them(incident), *_among_us(incident)]
    return sorted(events, key=attrgetter("at"))


def _outage(incident: Incident) -> Iterator[Event]:
    yield Event(incident.started, f"It began. {inline(incident.impact)}")
    was_over = False
    for update in incident.updates:
        over = update.status == "resolved"
        if update.began:
            yield Event(update.began, "It failed again.")
        if update.ended and over and not was_over:
            yield Event(update.ended, "It worked again.")
        was_over = over


def _updates(incident: Incident) -> Iterator[Event]:
    for number, update in enumerate(incident.updates, start=1):
        yield Event(update.at, f"Update {number} by {inline(update.by)}, {update.status}{_words(update)}")


def _words(update: Update) -> str:
    corrects = f", takes back update {update.corrects}" if update.corrects else ""
    told = [update.text, update.effect, update.confirmed, update.redo, update.lost, update.next_step]
    words = " ".join(inline(text) for text in told if text) or ("nothing new." if update.holding else "")
    promised = f" Next by {update.next_update:%H:%M}." if update.next_update else ""
    return corrects + (f": {words}" if words else ".") + promised


def _sent(said: Sequence[Said]) -> Iterator[Event]:
    """What went out; the messages of one kind and number that went out on one day are one event."""
    together: dict[tuple[object, ...], list[Said]] = {}
    for message in sorted(said, key=attrgetter("at")):
        together.setdefault((message.kind, message.sequence, message.at.date()), []).append(message)
    for messages in together.values():
        first = messages[0]
        names = [message.account for message in messages if message.account]
        to = f" to {named(names)}" if names else ""
        yield Event(first.at, f"{first.kind.capitalize()} {first.sequence} went out{to}.")


def _with_them(incident: Incident) -> Iterator[Event]:
    for talk in incident.conversations:
        came = ", who came to us before we had reached them," if talk.surprise else ""
        yield Event(talk.at, f"{talk.account}{came} told us: “{inline(talk.said)}”")
    for asked in incident.parked:
        yield Event(asked.at, f"{asked.account} asked what had to wait: {inline(asked.topic)}")
    for answer in incident.answers:
        yield Event(answer.at, f"The answer to {answer.account} was written down: {inline(answer.topic)}")
    for amends in incident.amends:
        yield Event(amends.at, f"Agreed with {amends.account}: {inline(amends.agreed)}")
    for said in incident.satisfaction:
        yield Event(said.at, f"{said.account} is {'satisfied' if said.satisfied else 'not satisfied'}.")


def _among_us(incident: Incident) -> Iterator[Event]:
    for number, lesson in enumerate(incident.lessons, start=1):
        if lesson.at:
            yield Event(lesson.at, f"lesson-{number} was written down: {inline(lesson.text)}")
    for entry in incident.done:
        yield Event(entry.at, f"{entry.action} was done{f' by {inline(entry.by)}' if entry.by else ''}.")
    for review in incident.reviews:
        yield Event(review.at, f"Review held by {inline(review.by)}.")
