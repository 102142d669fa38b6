"""Is what the reader told us said back to them, with a question they can answer yes or no?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.tone.message import Message
from outagecomms.tone.shapes import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outagecomms.tone.facts import Facts
    from outagecomms.tone.matcher import Hit

_SHORTEST = 4  # letters of a word that carries meaning
_SHARE = 3  # one word in three
_FEWEST = 2


def mirror(message: Message, facts: Facts, hits: Sequence[Hit]) -> Iterator[Mark]:
    """What is lacking of the two; *hits* are the words that open a question without yes or no."""
    if not facts.heard:
        return
    heard = _telling(Message(" ".join(facts.heard)))
    if not heard:
        return
    back = heard & _telling(message)
    if len(back) < min(len(heard), max(_FEWEST, -(-len(heard) // _SHARE))):
        yield Mark(said="what this account told us is not said back to them")
        return
    open_questions = {hit.first for hit in hits}
    if not any(message.is_question(sentence) and sentence[0] not in open_questions for sentence in message.sentences):
        yield Mark(said="no question that can be answered yes or no asks whether we understood")


def _telling(message: Message) -> set[str]:
    """The words that carry meaning, less their endings, and the figures as they are written."""
    return {
        message.raw(index) if key[0] == "<" else key[:_SHORTEST]
        for index, key in enumerate(message.keys)
        if key[0] == "<" or len(key) >= _SHORTEST
    }
