"""Something the message must say first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.tone.shapes import Mark
from outagecomms.tone.shapes.required import EnlistedClaim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.tone.facts import Facts
    from outagecomms.tone.message import Message
    from outagecomms.tone.rule import Rule
    from outagecomms.tone.shapes import Enlist, Hits

_WITHIN = 2  # sentences of the opening


class Order:
    """Fires when the opening does not make the claim, or turns to `phrases` before it does."""

    def __init__(self, rule: Rule, enlist: Enlist) -> None:
        self.claims = [EnlistedClaim.of(claim, enlist) for claim in rule.claims]
        self.later = enlist(rule.phrases)

    def run(self, message: Message, hits: Hits, facts: Facts) -> Iterator[Mark]:
        """The opening sentence, when it should have been another."""
        del facts
        first, end = message.opening
        own = [sentence for sentence in message.sentences if not message.is_quoted(sentence[0])]
        sentences = [sentence for sentence in own if first <= sentence[0] < end][:_WITHIN]
        if not sentences:
            return
        end = sentences[-1][1]
        for claim in self.claims:
            made = [message.sentence_of(token) for token in claim.places(message, hits) if first <= token < end]
            others = [message.sentence_of(hit.first) for hit in hits.get(self.later, ()) if first <= hit.first < end]
            if not made or (others and min(others) < min(made)):
                yield Mark(*sentences[0], said=claim.what)
