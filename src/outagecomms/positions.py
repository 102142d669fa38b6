"""Where a key stands in a TOML file: the line and column that an error or a finding points to.

The standard parser keeps no positions, so this walks the text once more. It is called only for a file that the
parser has accepted, and only when there is something to point at.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

Path = tuple[str | int, ...]
Place = tuple[int, int]

STRING = r"""
      \"{3}(?:[^"\\]++|\\.|\"(?!\"\"))*+\"{0,5}
    | '{3}(?:[^']++|'(?!''))*+'{0,5}
    | "(?:[^"\\\n]++|\\.)*+"?
    | '[^'\n]*+'?
"""
"""A TOML string of any of the four kinds, or the rest of the text behind a quote that nothing closes.

For `re.VERBOSE` and `re.DOTALL`; it never tries a character twice, so its time is linear in any text.
"""

_TOKEN = re.compile(
    rf"""
      (?P<blank>[ \t\r]+|\#[^\n]*)
    | (?P<newline>\n)
    | (?P<text>{STRING})
    | (?P<mark>[\[\]{{}},=.])
    | (?P<bare>[^\s\#\[\]{{}},=."']+)
    """,
    re.VERBOSE | re.DOTALL,
)


def place(text: str, path: Path) -> Place:
    """The line and column, from 1, of the key or list item at *path*; of its nearest parent when it is not there."""
    return places(text, [path])[path]


def places(text: str, paths: Collection[Path]) -> dict[Path, Place]:
    """The `place` of each of *paths*, in one walk through *text*."""
    found = _Walk(text, paths).found
    return {path: _line_and_column(text, _nearest(found, path)[0]) for path in paths}


def value_place(text: str, path: Path) -> Place:
    """The line and column at which the value behind the key at *path* begins; its key's when it is not found."""
    return _line_and_column(text, _nearest(_Walk(text, [path]).found, path)[1])


def _nearest(found: dict[Path, tuple[int, int]], path: Path) -> tuple[int, int]:
    while path and path not in found:
        path = path[:-1]
    return found.get(path, (0, 0))


def _line_and_column(text: str, offset: int) -> Place:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class _Walk:
    """A reader of tokens that knows in which table it stands.

    It remembers only the paths asked for: a hostile file may hold more paths than there is memory for.
    """

    def __init__(self, text: str, paths: Collection[Path]) -> None:
        self.tokens = [
            (match.lastgroup or "", match[0], match.start())
            for match in _TOKEN.finditer(text)
            if match.lastgroup != "blank"
        ]
        self.end = len(text)
        self.at = 0
        self.lengths: dict[Path, int] = {}  # how many tables each array of tables has so far
        self.wanted = {path[:length] for path in paths for length in range(1, len(path) + 1)}
        self.found: dict[Path, tuple[int, int]] = {}  # the offsets of key and value
        self._document()

    def _document(self) -> None:
        table: Path = ()
        while self.at < len(self.tokens):
            word = self._peek(0)
            if word == "\n":
                self.at += 1
            elif word == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        offset = self._offset()
        array = self._peek(1) == "["
        self.at += 2 if array else 1
        parts = self._key()
        self.at += 2 if array else 1
        path: Path = ()
        for number, part in enumerate(parts, start=1):
            path = (*path, part)
            self._found_inside(path, offset)
            if array and number == len(parts):
                self.lengths[path] = self.lengths.get(path, 0) + 1
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        self._found(path, offset, offset)
        return path

    def _key(self) -> list[str]:
        parts = []
        while self.at < len(self.tokens) and self.tokens[self.at][1] not in ("=", "]", "\n"):
            kind, word, _ = self.tokens[self.at]
            if kind in ("bare", "text"):
                parts.append(word if kind == "bare" else str(tomllib.loads(f"key = {word}")["key"]))
            self.at += 1
        return parts

    def _pair(self, table: Path) -> None:
        offset = self._offset()
        path = table
        for part in self._key():
            path = (*path, part)
            self._found_inside(path, offset)
        self.at += 1  # the equals sign
        self._found(path, offset, self._offset())
        self._value(path)

    def _value(self, path: Path) -> None:
        word = self._peek(0)
        if word == "[":
            self._list(path)
        elif word == "{":
            self._inline_table(path)
        else:  # a date with a blank in it, or a number with a dot, is several tokens
            self.at += 1
            while self._peek(0) not in ("\n", ",", "]", "}", ""):
                self.at += 1

    def _list(self, path: Path) -> None:
        self.at += 1
        index, wanted = 0, path in self.wanted  # what is inside of one that nobody wants needs no path
        while self._skip_newlines() not in ("]", ""):
            if self._peek(0) == ",":
                self.at += 1
                index += 1
                continue
            item = (*path, index) if wanted else path
            if wanted:
                self._found(item, self._offset(), self._offset())
            self._value(item)
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._skip_newlines() not in ("}", ""):
            if self._peek(0) == ",":
                self.at += 1
                continue
            self._pair(path)
        self.at += 1

    def _found(self, path: Path, key: int, value: int) -> None:
        if path in self.wanted:
            self.found[path] = key, value

    def _found_inside(self, path: Path, offset: int) -> None:
        """A table or an array that has no line of its own stands where it is first named."""
        if path in self.wanted:
            self.found.setdefault(path, (offset, offset))

    def _skip_newlines(self) -> str:
        while self._peek(0) == "\n":
            self.at += 1
        return self._peek(0)

    def _peek(self, ahead: int) -> str:
        return self.tokens[self.at + ahead][1] if self.at + ahead < len(self.tokens) else ""

    def _offset(self) -> int:
        return self.tokens[self.at][2] if self.at < len(self.tokens) else self.end
