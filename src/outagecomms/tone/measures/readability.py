"""Can a tired reader take it in at once?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.tone.shapes import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outagecomms.tone.facts import Facts
    from outagecomms.tone.matcher import Hit
    from outagecomms.tone.message import Message

MOST_WORDS = 200  # of an update
_FEWEST_WORDS = 30  # below that a formula says nothing
_LONG_WORD = 7  # letters
# LIX (Björnsson, Läsbarhet, 1968): words a sentence, plus long words in a hundred. From 56 on it is reading for
# college (Anderson, "Lix and Rix", Journal of Reading 26, 1983), that is a school grade above 12. It needs no
# dictionary of syllables, so it holds for German as well, whose texts score some five points higher.
_COLLEGE = {"en": 56, "other": 62}


def readability(message: Message, facts: Facts, hits: Sequence[Hit]) -> Iterator[Mark]:
    """Too many words for an update, or sentences too hard; *hits* are words of a language other than English."""
    sentences = [
        (first, end)
        for first, end in message.sentences
        if not message.is_quoted(first) and _is_prose(message, first, end)
    ]
    count = sum(end - first for first, end in sentences)
    if facts.rule_kind == "update" and count > MOST_WORDS:
        yield Mark(said=f"{count} words; an update has at most {MOST_WORDS}")
    if count < _FEWEST_WORDS:
        return
    words = [key for first, end in sentences for key in message.keys[first:end]]
    long_words = len([key for key in words if len(key) >= _LONG_WORD and key[0] != "<"])
    lix = count / len(sentences) + 100 * long_words / count
    if lix >= _COLLEGE["other" if hits else "en"]:
        hardest = max(sentences, key=lambda sentence: sentence[1] - sentence[0])
        yield Mark(*hardest, said="it reads like an academic paper")


def _is_prose(message: Message, first: int, end: int) -> bool:
    """Whether a stretch of text is a sentence, not a heading or a signature."""
    return end < len(message.keys) and message.keys[end] == "." and end - first > 1
