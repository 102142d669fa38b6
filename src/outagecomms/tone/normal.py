"""One spelling for every text: small letters, straight quotes, plain blanks, no mark-up; and the way back.

Nearly every change keeps the length, so that an offset stays an offset. The few that do not (characters of no
width, HTML entities) are remembered as steps.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

_ALIKE = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys(
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
    ),
    **dict.fromkeys("\u2028\u2029\u0085\v\f", "\n"),
    "\u2026": ".",
    "\u0130": "i",  # the one capital whose small form is longer
    "\r": " ",
}
_SAME_LENGTH = str.maketrans(_ALIKE)
_NO_WIDTH_OR_ENTITY = re.compile(
    r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+|&(?:#\d{1,6}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"
)
_BLOCK = r"p|div|br|li|ul|ol|tr|td|th|table|h[1-6]|blockquote|hr|section|article|header|footer|body|html|head|title"


@cache
def _tag() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<hidden><(style|script)\b[^<>]*>[^<]*</\2>|<!--[^<>]*-->|<!doctype[^<>]*>)"
        rf"|</?(?P<block>{_BLOCK})(?:\s[^<>]*)?/?>|</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>",
        re.IGNORECASE,
    )


class Normal(NamedTuple):
    """A text in its one spelling, with the steps that lead back to the original."""

    text: str
    steps: tuple[int, ...] = (0,)  # offsets here, ascending, from which on …
    originals: tuple[int, ...] = (0,)  # … the original stands at these offsets

    def original(self, offset: int) -> int:
        """The offset in the original text of the character at *offset* of this one."""
        step = bisect_right(self.steps, offset) - 1
        return self.originals[step] + offset - self.steps[step]


def normalise(text: str) -> Normal:
    """Bring *text* to its one spelling. Linear in its length."""
    if "<" in text:
        text = _tag().sub(_blank, text)
    if text.isascii() and "&" not in text:
        return Normal(text.translate(_SAME_LENGTH).lower())
    steps, originals, parts, length, at = [0], [0], [], 0, 0
    for match in _NO_WIDTH_OR_ENTITY.finditer(text):
        parts += [text[at : match.start()], _character(match[0])]
        length += match.start() - at + len(parts[-1])
        at = match.end()
        steps.append(length)
        originals.append(at)
    parts.append(text[at:])
    return Normal("".join(parts).translate(_SAME_LENGTH).lower(), tuple(steps), tuple(originals))


def _character(found: str) -> str:
    if found[0] != "&":
        return ""
    from html import unescape  # noqa: PLC0415  (its table of entities is large, and plain text has none)

    character = unescape(found)
    return character if len(character) == 1 else found


def _blank(tag: re.Match[str]) -> str:
    width = len(tag[0])
    if tag["block"]:
        return "\n\n" + " " * (width - 2)
    # Inline mark-up may stand inside a word: characters of no width keep its two halves together.
    return " " * width if tag["hidden"] else "\u200b" * width
