"""Words that could be in any mail: stock phrases, and a sentence that the last message had already."""

from __future__ import annotations

from functools import lru_cache
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
        said = _sentences(facts.previous)
        own_names = _names(facts.signer.name) if facts.signer else frozenset[str]()
        for first, end in message.sentences:
            sentence = tuple(message.keys[first:end])
            if len(sentence) < _SHORTEST or message.is_quoted(first) or not own_names.isdisjoint(sentence):
                continue
            if sentence in said:
                yield Mark(first, end, "word for word from the message before")


@lru_cache(maxsize=256)  # many readers were told the same before
def _sentences(text: str) -> frozenset[tuple[str, ...]]:
    before = Message(text)
    return frozenset(tuple(before.keys[first:end]) for first, end in before.sentences)


@lru_cache(maxsize=256)
def _names(signer: str) -> frozenset[str]:
    """The signer's name: a signature comes again in every message."""
    return frozenset(Message(signer).keys)
