"""Words that must not stand in the text, when the writer says them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.tone.message import keys_of
from outagecomms.tone.shapes import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.tone.facts import Facts
    from outagecomms.tone.matcher import Hit
    from outagecomms.tone.message import Message
    from outagecomms.tone.rule import Rule
    from outagecomms.tone.shapes import Enlist, Hits

_READER = frozenset(("you", "your", "sie", "ihr", "ihre", "ihnen", "ihren", "ihrem", "du", "dein", "deine"))


class Forbidden:
    """Fires on each phrase, unless somebody else says it or it is denied."""

    def __init__(self, rule: Rule, enlist: Enlist) -> None:
        self.denied_too = rule.denied
        self.phrases = enlist(rule.phrases)

    def run(self, message: Message, hits: Hits, facts: Facts) -> Iterator[Mark]:
        """Each phrase that the writer means."""
        done = 0
        for hit in hits.get(self.phrases, ()):
            if hit.first >= done and not self.is_innocent(message, hits, facts, hit):
                done = hit.end
                yield Mark(*hit)

    def is_innocent(self, message: Message, hits: Hits, facts: Facts, hit: Hit) -> bool:
        """Whether the words are not the writer's own claim."""
        del hits
        return (
            message.is_quoted(hit.first)
            or (not self.denied_too and message.is_denied(hit.first))
            or is_heard(message, facts, hit)
        )


def is_heard(message: Message, facts: Facts, hit: Hit) -> bool:
    """Whether the words are the reader's own, said back to them."""
    if not facts.heard:
        return False
    words = " ".join(message.keys[hit.first : hit.end])
    sentence = slice(*message.sentence_of(hit.first))
    return any(f" {words} " in f" {' '.join(keys_of(said))} " for said in facts.heard) and not _READER.isdisjoint(
        message.keys[sentence]
    )
