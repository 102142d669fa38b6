"""Facts of the incident that make some words wrong; a rule file names one as the ``fact`` of ``against``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from outagecomms.tone.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

    from outagecomms.tone.facts import Facts
    from outagecomms.tone.rule import Contradiction
    from outagecomms.tone.shapes import Enlist

_NUMBERS = {
    name: number
    for names in (
        "one two three four five six seven eight nine ten eleven twelve",
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    )
    for number, name in enumerate(names.split(), 1)
}
_MOST = re.compile(
    r"\b(?:all|every|everyone|everybody|most|nobody|majority|entire|whole"
    r"|alle|allen|aller|jeder?|niemand|meisten|mehrheit|gesamten?|ganzen?)\b"
)
_RATIO = re.compile(r"\b(\w+) (?:out of|of|in|von) (?:the |den )?(\w+)\b")
_PERCENT = re.compile(r"\b(\d+)(?:[.,]\d+)? ?(?:%|percent|per cent|prozent)")


def _most_affected(facts: Facts) -> bool:
    """The incident's own words on the impact speak of all, of most, or of half and more."""
    impact = normalise(facts.impact).text
    shares = [int(match[1]) / 100 for match in _PERCENT.finditer(impact)]
    pairs = [(_number(match[1]), _number(match[2])) for match in _RATIO.finditer(impact)]
    shares += [part / whole for part, whole in pairs if whole]
    return bool(_MOST.search(impact)) or any(share >= 1 / 2 for share in shares)


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS.get(word, 0)


def _resolved(facts: Facts) -> bool:
    """The incident is over, and this is the message that says so."""
    return facts.kind == "resolved" and facts.status == "resolved"


AGAINST: dict[str, Callable[[Facts], bool]] = {"most-affected": _most_affected, "resolved": _resolved}


class EnlistedContradiction(NamedTuple):
    """A contradiction, its phrases handed in."""

    fact: str
    said: str
    phrases: int

    @classmethod
    def of(cls, contradiction: Contradiction, enlist: Enlist) -> EnlistedContradiction:
        """Hand in the phrases of *contradiction*."""
        return cls(contradiction.fact, contradiction.said, enlist(contradiction.phrases))
