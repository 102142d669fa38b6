"""What the picture shows, to read: a row for each message to everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from outagecomms.cadence.promises import given
from outagecomms.wording import span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from outagecomms.cadence.promises import Promise, Word
    from outagecomms.incident.model import Update
    from outagecomms.report.silences import Silence
    from outagecomms.report.told import Told


class Event(NamedTuple):
    """One message to everyone, how long they had waited for it, and what became of what it promised. Times in UTC."""

    at: datetime
    what: str
    waited: str
    too_long: bool
    promised: datetime | None
    outcome: str
    text: str


def events(told: Told) -> Iterator[Event]:
    """The messages, oldest first; at the end of an open incident, the present wait."""
    promises, silences = iter(told.promises), iter(told.silences)
    is_open = True
    for word, told_next in zip(told.words, given(told.incident, told.words), strict=True):
        waited = next(silences) if is_open else None
        is_open = word.promised is not None
        promise = next(promises) if told_next.promised else None
        update = told.incident.updates[word.number - 1] if word.number else None
        yield Event(
            at=word.at,
            what=what(told, word),
            waited=_length(waited),
            too_long=bool(waited and waited.is_too_long),
            promised=promise.promised_for if promise else None,
            outcome=_outcome(promise),
            text=_text(update),
        )
    for silence in silences:
        now = "the last that the page tells" if told.incident.is_imported else "no message yet"
        yield Event(told.now, now, _length(silence), silence.is_too_long, None, "", "")


def what(told: Told, word: Word) -> str:
    """A message by name, with the status that it gave: ``update 2, identified``."""
    status = told.incident.updates[word.number - 1].status if word.number else word.kind
    return f"{word.kind} {word.sequence}" + (f", {status}" if status != word.kind else "")


def _text(update: Update | None) -> str:
    if update is None or update.holding:
        return "nothing new, and said so"
    return update.text or update.confirmed or ""


def _length(silence: Silence | None) -> str:
    if silence is None:
        return ""
    beyond = f", {span(silence.beyond)} too long" if silence.is_too_long else ""
    return span(silence.length) + beyond


def _outcome(promise: Promise | None) -> str:
    if promise is None:
        return ""
    return f"{promise.minutes_late} min late" if promise.outcome == "late" else promise.outcome
