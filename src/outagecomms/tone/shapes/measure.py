"""Something counted or compared, in any language; see `outagecomms.tone.measures`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.tone.measures import measure_called

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.tone.facts import Facts
    from outagecomms.tone.message import Message
    from outagecomms.tone.rule import Rule
    from outagecomms.tone.shapes import Enlist, Hits, Mark


class Measure:
    """Fires where its measure says so; the phrases only help it to find the place."""

    def __init__(self, rule: Rule, enlist: Enlist) -> None:
        self.measure = measure_called(rule.measure)
        self.phrases = enlist(rule.phrases)

    def run(self, message: Message, hits: Hits, facts: Facts) -> Iterator[Mark]:
        """What the measure finds."""
        yield from self.measure(message, facts, hits.get(self.phrases, ()))
