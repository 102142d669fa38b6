"""Words that could be in any mail: stock phrases, and a sentence that the last message had already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.tone.message import Message
from outagecomms.tone.shapes import Mark
from outagecomms.tone.shapes.unless import ForbiddenUnless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.tone.facts import Facts
    from outagecomms.tone.shapes import Hits

_SHORTEST = 4  # words; "I am sorry." may be said twice


class Repetition(ForbiddenUnless):
    """Fires on each stock phrase, and on each sentence of the previous message that comes again word for word."""

    def run(self, message: Message, hits: Hits, facts: Facts) -> Iterator[Mark]:
        """The stock phrases, then the repeated sentences."""
        yield from super().run(message, hits, facts)
        if not facts.previous:
            return
        before = Message(facts.previous)
        said = {tuple(before.keys[first:end]) for first, end in before.sentences}
        own_names = _names(facts)
        for first, end in message.sentences:
            sentence = tuple(message.keys[first:end])
            if len(sentence) < _SHORTEST or message.is_quoted(first) or not own_names.isdisjoint(sentence):
                continue
            if sentence in said:
                yield Mark(first, end, "word for word from the message before")


def _names(facts: Facts) -> set[str]:
    """The signer's name: a signature comes again in every message."""
    return set(Message(facts.signer.name).keys) if facts.signer else set()
