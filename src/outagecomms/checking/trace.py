"""Templates that leave a trace: each piece of a rendered message knows the line and column it was written at.

Before a template is compiled, an invisible mark goes in front of each run of its own words and every expression. The
marks come through Jinja like any other character; afterwards they are taken out, and what lies between two of them
was written where the first stood. Marks are of the supplementary private use area (Unicode, planes 15 and 16), which
no message has a use for.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from outagecomms.compose.templates import SUFFIX, Templates, Undressed
from outagecomms.compose.times import MACROS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_FIRST, _LAST = 0xF0000, 0x10FFFD
MARK = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")
TAG = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\})", re.DOTALL)
_WORDS = re.compile(r"(^[ \t]*- )?(\S(?:\S|[ ](?=\S))*)", re.MULTILINE)  # what no run of blanks interrupts


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column, from 1, in a template."""

    path: Path
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of a template's own text, or the start of an expression, whose length is 0."""

    path: Path
    offset: int
    length: int


class Traced:
    """A rendered text and where each character of it comes from."""

    def __init__(self, marked: str, marks: TracedTemplates) -> None:
        self.text = MARK.sub("", marked)
        self._marked = marked
        self._marks = marks

    @cached_property
    def _starts(self) -> list[int]:
        """Where each run begins in the text."""
        return [mark.start() - before for before, mark in enumerate(MARK.finditer(self._marked))]

    @cached_property
    def _runs(self) -> list[_Run]:
        return [self._marks.run(mark) for mark in MARK.findall(self._marked)]

    def place_of(self, line: int, column: int) -> Place | None:
        """Where the character at that *line* and *column* of the text was written; both from 1."""
        return self.place(sum(len(each) + 1 for each in self.text.split("\n")[: line - 1]) + column - 1)

    def place(self, offset: int) -> Place | None:
        """Where the character at *offset* of the text was written; the start of an expression that produced it."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return None
        run = self._runs[index]
        return self._marks.place(run.path, run.offset + min(offset - self._starts[index], run.length))

    def places(self, start: int, end: int) -> list[Place]:
        """Where each piece of the text between two offsets begins, in the order of the text."""
        first, last = bisect_right(self._starts, start) - 1, bisect_left(self._starts, end)
        return [self._marks.place(run.path, run.offset) for run in self._runs[max(first, 0) : last]]


class TracedTemplates(Templates):
    """Templates that render to `Traced` text."""

    def __init__(self, language: str, own: Path | None) -> None:
        self._known: list[_Run] = []
        self._sources: dict[Path, str] = {}
        super().__init__(language, own, self._dress)

    def traced(self, kind: str, context: Mapping[str, Any]) -> tuple[Traced, Traced]:
        """The subject and the body of a message of *kind*; see `Templates.render`."""
        subject, body = self.render(kind, context)
        return Traced(subject, self), Traced(body, self)

    def run(self, mark: str) -> _Run:
        """What a mark stands for."""
        return self._known[ord(mark) - _FIRST]

    def place(self, path: Path, offset: int) -> Place:
        """The line and column of an *offset* in the template at *path*."""
        source = self._sources[path]
        return Place(path, source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset))

    def _dress(self, filename: str, source: str) -> str:
        """*source* with its marks, unless there are none left; what says times is part of no sentence yet."""
        path = Path(filename)
        self._sources[path] = source
        if path.name == MACROS + SUFFIX:
            raise Undressed
        dressed, offset = [""], 0
        for piece in TAG.split(source):
            if not TAG.fullmatch(piece):
                dressed.append(self._marked_text(path, piece, offset))
            elif piece.startswith("{{-"):  # which takes the blanks before it away; a mark would keep them
                dressed[-1] = dressed[-1].rstrip()
                dressed.append(self._mark(path, offset, 0) + "{{" + piece[3:])
            else:
                dressed.append((self._mark(path, offset, 0) if piece.startswith("{{") else "") + piece)
            offset += len(piece)
        return "".join(dressed)

    def _marked_text(self, path: Path, text: str, offset: int) -> str:
        def mark(words: re.Match[str]) -> str:
            return (words[1] or "") + self._mark(path, offset + words.start(2), len(words[2])) + words[2]

        return _WORDS.sub(mark, text)

    def _mark(self, path: Path, offset: int, length: int) -> str:
        if _FIRST + len(self._known) > _LAST:
            raise Undressed
        self._known.append(_Run(path, offset, length))
        return chr(_FIRST + len(self._known) - 1)
