"""What one text says that another did not."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"\S+")

Range = tuple[int, int]
"""Two offsets in a text."""


def changes(before: str, after: str) -> tuple[list[Range], list[Range]]:
    """The words of *before* that are gone, and those of *after* that are new, neighbours together."""
    words, others = ([match.span() for match in _WORD.finditer(text)] for text in (before, after))
    told, tells = ([text[start:end] for start, end in spans] for text, spans in ((before, words), (after, others)))
    steps = [each for each in SequenceMatcher(None, told, tells, autojunk=False).get_opcodes() if each[0] != "equal"]
    gone = [_whole(words[first:end]) for _, first, end, _, _ in steps if first < end]
    new = [_whole(others[first:end]) for _, _, _, first, end in steps if first < end]
    return gone, new


def _whole(spans: Sequence[Range]) -> Range:
    return spans[0][0], spans[-1][1]
