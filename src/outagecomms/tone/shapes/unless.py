"""Words that must not stand in the text, unless something beside them makes them right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.tone.shapes import Mark
from outagecomms.tone.shapes.against import AGAINST, EnlistedContradiction
from outagecomms.tone.shapes.excuses import EXCUSES
from outagecomms.tone.shapes.forbidden import Forbidden

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        self.against = [EnlistedContradiction.of(each, enlist) for each in rule.against]

    def run(self, message: Message, hits: Hits, facts: Facts) -> Iterator[Mark]:
        """Each phrase that the writer means, those first that the incident's own facts contradict."""
        wrong = {mark.first: mark for mark in self._contradicted(message, hits, facts)}
        yield from wrong.values()
        yield from (mark for mark in super().run(message, hits, facts) if mark.first not in wrong)

    def _contradicted(self, message: Message, hits: Hits, facts: Facts) -> Iterator[Mark]:
        for each in self.against:
            found = hits.get(each.phrases, ())
            if found and AGAINST[each.fact](facts):
                claimed = (
                    hit for hit in found if not message.is_quoted(hit.first) and not message.is_denied(hit.first)
                )
                yield from (Mark(*hit, said=each.said) for hit in claimed)

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
