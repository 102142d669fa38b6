"""A message as its reader takes it in: words, sentences, paragraphs, and what is quoted from somebody else."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from outagecomms.tone.normal import normalise
from outagecomms.tone.times import ClockTime, clock_times
from outagecomms.tone.tokens import BREAKS, ITEM, PARAGRAPH, tokenise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_QUOTED = re.compile(
    r"""(?<!\w)"(?:[^"\n]|\n(?![ \t]*\n)){1,2000}"|(?<!\w)'(?:[^'\n"]|(?<=\w)'(?=\w)){2,300}'(?!\w)|^[ \t]*>.*$""",
    re.MULTILINE,
)
_SALUTATION = frozenset(
    ("dear", "hi", "hello", "hey", "good", "morning", "hallo", "liebe", "lieber", "guten", "sehr", "moin", "servus")
)
_LONGEST_SALUTATION = 8  # words
_NEGATIONS = frozenset(
    ("not", "no", "never", "nothing", "without", "nor", "neither", "kein", "keine", "keinen", "nicht", "nie", "ohne")
)
_DAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
)
_BEFORE = 3  # words between a negation and what it denies
_DATES = frozenset(("<date>", "<stamp>", "<clock>", *_DAYS))
_HEADER = frozenset(("subject", "betreff", "from", "to", "date", "summary"))


class Message:
    """A text, cut once; every rule reads this."""

    def __init__(self, text: str, suppliers: Sequence[str] = ()) -> None:
        self.text = text
        self.normal = normalise(text)
        self.keys, self.starts, self.ends = tokenise(self.normal.text)
        for name in map(keys_of, suppliers):
            self._name_supplier(name)

    def _name_supplier(self, name: list[str]) -> None:
        """Let ``{supplier}`` find a name that only this incident knows."""
        width = len(name)
        places = [at for at, key in enumerate(self.keys) if name[:1] == [key] and self.keys[at : at + width] == name]
        for at in reversed(places):
            self.keys[at : at + width] = ["<supplier>"]
            del self.starts[at + 1 : at + width], self.ends[at : at + width - 1]

    @cached_property
    def breaks(self) -> list[int]:
        """The tokens that end a sentence, an item or a paragraph; the end of the text is one."""
        return [index for index, key in enumerate(self.keys) if key in BREAKS] + [len(self.keys)]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """The first token of each sentence and one past its last word; sentences without a word are left out."""
        starts = [0, *(index + 1 for index in self.breaks)]
        return [(start, end) for start, end in zip(starts, self.breaks, strict=False) if start < end]

    def sentence_of(self, token: int) -> tuple[int, int]:
        """The sentence that *token* belongs to."""
        at = bisect_right(self.breaks, token)
        return (self.breaks[at - 1] + 1 if at else 0), self.breaks[min(at, len(self.breaks) - 1)]

    def is_question(self, sentence: tuple[int, int]) -> bool:
        """Whether *sentence* ends in a question mark."""
        end = sentence[1]
        return end < len(self.keys) and "?" in self.normal.text[self.starts[end] : self.ends[end]]

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """The first token of each paragraph and one past its last."""
        ends = [index for index in self.breaks if index == len(self.keys) or self.keys[index] == PARAGRAPH]
        starts = [0, *(index + 1 for index in ends)]
        return [(start, end) for start, end in zip(starts, ends, strict=False) if start < end]

    @cached_property
    def opening(self) -> tuple[int, int]:
        """The first paragraph that says something: no header, and less the salutation."""
        for first, end in self.paragraphs:
            start = first
            while start < end and (skip := self._greeting(start, end)):
                start += skip
            if start < end:
                return start, end
        return 0, 0

    def _greeting(self, first: int, end: int) -> int:
        """How many tokens of the line that begins at *first* are a header or a salutation."""
        here = self.starts[first]
        line_end = self.normal.text.find("\n", here)
        last = bisect_right(self.starts, line_end if line_end >= 0 else len(self.normal.text), first, end)
        line = self.normal.text[here : line_end if line_end >= 0 else None].strip()
        if self.keys[first] in _HEADER and re.match(r"[a-z]+(?: line)?:", line):
            return last - first
        short = last - first <= _LONGEST_SALUTATION
        if short and (line.endswith(",") or (self.keys[first] in _SALUTATION and line.endswith((":", "!")))):
            return last - first
        return 0

    @cached_property
    def items(self) -> int:
        """How many list items the text has."""
        starts_with_one = bool(re.match(r"\s*(?:[-*+\u2022]|\d{1,2}[.)])[ \t]", self.normal.text))
        return self.keys.count(ITEM) + self._items_after_blank + starts_with_one

    @cached_property
    def _items_after_blank(self) -> int:
        return len(re.findall(r"\n[ \t]*\n[ \t]*(?:[-*+\u2022]|\d{1,2}[.)])[ \t]", self.normal.text))

    @cached_property
    def _quotations(self) -> list[tuple[int, int]]:
        if '"' not in self.normal.text and "'" not in self.normal.text and ">" not in self.normal.text:
            return []
        return [match.span() for match in _QUOTED.finditer(self.normal.text)]

    def is_quoted(self, token: int) -> bool:
        """Whether *token* stands between quotation marks or in a line quoted from another mail."""
        at = bisect_right(self._quotations, (self.starts[token], len(self.normal.text))) - 1
        return at >= 0 and self.starts[token] < self._quotations[at][1]

    def is_denied(self, token: int) -> bool:
        """Whether a negation stands shortly before *token* in the same sentence."""
        first = max(self.sentence_of(token)[0], token - _BEFORE)
        return any(key in _NEGATIONS for key in self.keys[first:token])

    def names_a_date(self) -> bool:
        """Whether a day or a clock time stands anywhere."""
        return any(key in _DATES for key in self.keys)

    def words(self) -> Iterator[str]:
        """The words, without breaks."""
        return (key for key in self.keys if key not in BREAKS)

    def span(self, first: int, end: int) -> tuple[int, int]:
        """The offsets in the original text of the tokens from *first* up to *end*."""
        return self.normal.original(self.starts[first]), self.normal.original(self.ends[end - 1] - 1) + 1

    @cached_property
    def times(self) -> list[ClockTime]:
        """Its clock times."""
        return clock_times(self)

    def raw(self, token: int) -> str:
        """The normalised characters of *token*."""
        return self.normal.text[self.starts[token] : self.ends[token]]

    def token_at(self, offset: int) -> int:
        """The token at, or else before, *offset* in the original text."""
        starts = self.starts
        return max(
            bisect_right(range(len(starts)), offset, key=lambda token: self.normal.original(starts[token])) - 1, 0
        )

    def original(self, first: int, end: int) -> str:
        """The original words of the tokens from *first* up to *end*."""
        start, stop = self.span(first, end)
        return self.text[start:stop]

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column, from 1, of *offset* in the original text."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1


def keys_of(text: str) -> list[str]:
    """The words of a short text, as a message has them; without breaks."""
    return [key for key in tokenise(normalise(text).text).keys if key not in BREAKS]
