"""Words that must not stand in the text, unless something beside them makes them right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.tone.shapes.excuses import EXCUSES
from outagecomms.tone.shapes.forbidden import Forbidden

if TYPE_CHECKING:
    from outagecomms.tone.facts import Facts
    from outagecomms.tone.matcher import Hit
    from outagecomms.tone.message import Message
    from outagecomms.tone.rule import Rule
    from outagecomms.tone.shapes import Enlist, Hits


class ForbiddenUnless(Forbidden):
    """Fires unless the sentence, the message or the incident's facts put the words right."""

    def __init__(self, rule: Rule, enlist: Enlist) -> None:
        super().__init__(rule, enlist)
        self.unless = enlist(rule.unless)
        self.elsewhere = enlist(rule.elsewhere)
        self.excuse = EXCUSES.get(rule.excused)

    def is_innocent(self, message: Message, hits: Hits, facts: Facts, hit: Hit) -> bool:
        """Whether anything puts the words right."""
        if super().is_innocent(message, hits, facts, hit):
            return True
        if any(not message.is_quoted(other.first) for other in hits.get(self.elsewhere, ())):
            return True
        if self.excuse is not None and self.excuse(message, facts, hit):
            return True
        first, end = message.sentence_of(hit.first)
        return any(first <= other.first < end for other in hits.get(self.unless, ()))
