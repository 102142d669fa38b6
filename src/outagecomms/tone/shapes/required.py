"""Something the message must say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from outagecomms.tone.shapes import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from outagecomms.tone.facts import Facts
    from outagecomms.tone.message import Message
    from outagecomms.tone.rule import Claim, Rule
    from outagecomms.tone.shapes import Enlist, Hits

WHEN: dict[str, Callable[[Facts], bool]] = {
    "amends-open": lambda facts: facts.amends_open,
    "amends-agreed": lambda facts: facts.amends_agreed,
    "not-satisfied": lambda facts: not facts.satisfied,
}


class EnlistedClaim(NamedTuple):
    """A claim, its phrases handed in."""

    what: str
    phrases: int
    together: tuple[int, ...]
    items: int
    when: str

    @classmethod
    def of(cls, claim: Claim, enlist: Enlist) -> EnlistedClaim:
        """Hand in the phrases of *claim*."""
        return cls(claim.what, enlist(claim.phrases), tuple(map(enlist, claim.together)), claim.items, claim.when)

    def places(self, message: Message, hits: Hits) -> Iterator[int]:
        """The tokens at which the writer makes the claim, in no order."""
        yield from self._said(message, hits, self.phrases)
        if self.together:
            sentences = [
                {message.sentence_of(token): token for token in self._said(message, hits, group)}
                for group in self.together
            ]
            for sentence, token in sentences[0].items():
                if all(sentence in other for other in sentences[1:]):
                    yield token

    @staticmethod
    def _said(message: Message, hits: Hits, group: int) -> Iterator[int]:
        return (hit.first for hit in hits.get(group, ()) if not message.is_quoted(hit.first))


class Required:
    """Fires once for each claim that no sentence makes."""

    def __init__(self, rule: Rule, enlist: Enlist) -> None:
        self.claims = [EnlistedClaim.of(claim, enlist) for claim in rule.claims]

    def run(self, message: Message, hits: Hits, facts: Facts) -> Iterator[Mark]:
        """The claims that are missing."""
        for claim in self.claims:
            if claim.when and not WHEN[claim.when](facts):
                continue
            listed = claim.items and message.items >= claim.items
            if not listed and next(claim.places(message, hits), None) is None:
                yield Mark(said=claim.what)
