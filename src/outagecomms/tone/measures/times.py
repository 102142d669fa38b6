"""Clock times: has each a zone, and is the one of the next update there, right and still to come?"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from outagecomms.tone.shapes import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outagecomms.tone.facts import Facts
    from outagecomms.tone.matcher import Hit
    from outagecomms.tone.message import Message
    from outagecomms.tone.times import ClockTime


def bare_time(message: Message, facts: Facts, hits: Sequence[Hit]) -> Iterator[Mark]:
    """Each time without a zone; *hits* are words that give one zone to all ("all times are UTC")."""
    del facts
    if hits:
        return
    for time in message.times:
        if time.zones is None and not message.is_quoted(time.first):
            yield Mark(time.first, time.end)


def next_update(message: Message, facts: Facts, hits: Sequence[Hit]) -> Iterator[Mark]:
    """The lack of a time for the next update, or a wrong one; *hits* are words of promising."""
    times = [time for time in message.times if time.zones is not None and not message.is_quoted(time.first)]
    promised = promised_times(message, times, hits)
    due = facts.next_update
    if due is None:
        if not promised:
            yield Mark(said="no clock time with a zone says when the next update comes")
        elif facts.now and all(time.is_past(facts.now) for time in promised):
            yield Mark(promised[0].first, promised[0].end, "the time given for the next update has passed")
        return
    said = f"{due.astimezone(UTC):%H:%M} UTC"
    kept = next((time for time in times if time.is_at(due)), None)
    if kept and facts.now and due <= facts.now:
        yield Mark(kept.first, kept.end, "the time given for the next update has passed")
    elif not kept and promised:
        yield Mark(
            promised[0].first, promised[0].end, f"the incident promises the next update for {said}, not for this time"
        )
    elif not kept:
        yield Mark(said=f"the next update is promised for {said}, and the message does not say so")


def promised_times(message: Message, times: Sequence[ClockTime], hits: Sequence[Hit]) -> list[ClockTime]:
    """Those of *times* that stand in one sentence with words of promising, behind or before them."""
    sentences = {message.sentence_of(hit.first) for hit in hits}
    return [time for time in times if message.sentence_of(time.first) in sentences]
