"""Where a key stands in a TOML file: the line and column that an error or a finding points to.

The standard parser keeps no positions, so this walks the text once more. It is called only for a file that the
parser has accepted, and only when there is something to point at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
Place = tuple[int, int]

_TOKEN = re.compile(
    r"""
      (?P<blank>[ \t\r]+|\#[^\n]*)
    | (?P<newline>\n)
    | (?P<text>\"{3}(?:[^\\]|\\.)*?\"{3,5}(?!\")|'{3}.*?'{3,5}(?!')|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')
    | (?P<mark>[\[\]{},=.])
    | (?P<bare>[^\s\#\[\]{},=."']+)
    """,
    re.VERBOSE | re.DOTALL,
)


def place(text: str, path: Path) -> Place:
    """The line and column, from 1, of the key or list item at *path*; of its nearest parent when it is not there."""
    places = dict(_places(text))
    while path and path not in places:
        path = path[:-1]
    return _line_and_column(text, places.get(path, 0))


def value_place(text: str, path: Path) -> Place:
    """The line and column at which the value behind the key at *path* begins; its key's when it is not found."""
    offset = dict(_places(text)).get(path)
    behind = re.compile(r"[^=\n]*=[ \t]*").match(text, offset) if offset is not None else None
    return _line_and_column(text, behind.end()) if behind else place(text, path)


def _line_and_column(text: str, offset: int) -> Place:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _places(text: str) -> Iterator[tuple[Path, int]]:
    """Each key's path and offset, in the order of the text."""
    yield from _Walk(text)


class _Walk:
    """A reader of tokens that knows in which table it stands."""

    def __init__(self, text: str) -> None:
        self.tokens = [
            (match.lastgroup or "", match[0], match.start())
            for match in _TOKEN.finditer(text)
            if match.lastgroup != "blank"
        ]
        self.at = 0
        self.lengths: dict[Path, int] = {}  # how many tables each array of tables has so far

    def __iter__(self) -> Iterator[tuple[Path, int]]:
        table: Path = ()
        while self.at < len(self.tokens):
            kind, word, offset = self.tokens[self.at]
            if kind == "newline":
                self.at += 1
            elif word == "[":
                table = self._header()
                yield table, offset
            else:
                yield from self._pair(table)

    def _header(self) -> Path:
        array = self._peek(1) == "["
        self.at += 2 if array else 1
        parts = self._key()
        self.at += 2 if array else 1
        path: Path = ()
        for number, part in enumerate(parts, start=1):
            path = (*path, part)
            if array and number == len(parts):
                self.lengths[path] = self.lengths.get(path, 0) + 1
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        return path

    def _key(self) -> list[str]:
        parts = []
        while self.at < len(self.tokens) and self.tokens[self.at][1] not in ("=", "]", "\n"):
            kind, word, _ = self.tokens[self.at]
            if kind in ("bare", "text"):
                parts.append(word.strip("\"'"))
            self.at += 1
        return parts

    def _pair(self, table: Path) -> Iterator[tuple[Path, int]]:
        offset = self.tokens[self.at][2]
        path: Path = (*table, *self._key())
        yield path, offset
        self.at += 1  # the equals sign
        yield from self._value(path)

    def _value(self, path: Path) -> Iterator[tuple[Path, int]]:
        word = self._peek(0)
        if word == "[":
            yield from self._list(path)
        elif word == "{":
            yield from self._inline_table(path)
        else:  # a date with a blank in it, or a number with a dot, is several tokens
            self.at += 1
            while self._peek(0) not in ("\n", ",", "]", "}", ""):
                self.at += 1

    def _list(self, path: Path) -> Iterator[tuple[Path, int]]:
        self.at += 1
        index = 0
        while self._skip_newlines() not in ("]", ""):
            if self._peek(0) == ",":
                self.at += 1
                index += 1
                continue
            yield (*path, index), self.tokens[self.at][2]
            yield from self._value((*path, index))
        self.at += 1

    def _inline_table(self, path: Path) -> Iterator[tuple[Path, int]]:
        self.at += 1
        while self._skip_newlines() not in ("}", ""):
            if self._peek(0) == ",":
                self.at += 1
                continue
            yield from self._pair(path)
        self.at += 1

    def _skip_newlines(self) -> str:
        while self._peek(0) == "\n":
            self.at += 1
        return self._peek(0)

    def _peek(self, ahead: int) -> str:
        return self.tokens[self.at + ahead][1] if self.at + ahead < len(self.tokens) else ""
