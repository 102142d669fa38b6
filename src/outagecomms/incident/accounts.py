"""Accounts from a CSV file, one at a time, so that a hundred thousand need no more memory than ten."""

from __future__ import annotations

import csv
import re
import sqlite3
from typing import TYPE_CHECKING, Any, Self

from pydantic import ValidationError

from outagecomms.errors import InputError, Problem
from outagecomms.incident.model import Account
from outagecomms.problems import MOST, more, words
from outagecomms.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import TextIO

COLUMNS = tuple(Account.model_fields)
REQUIRED = tuple(name for name, field in Account.model_fields.items() if field.is_required())
LONGEST_FIELD = 10_000
LONGEST_LINE = 100_000

_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs"}  # a spreadsheet's, where the comma is the decimal point
_NOT_UTF8 = re.compile(r"[\uDC80-\uDCFF]")  # what the decoder makes of bytes that it cannot read
_FIELD = re.compile(r'(?:"(?:[^"]|"")*+"|[^,"])*+,?')


class AccountsFile:
    """The accounts in the CSV file at *path*, read anew each time they are iterated.

    The first row names the columns; several services are separated by semicolons, and a row that begins with # is a
    note. Iterating raises `InputError`
    with every problem in the file, after the last good account, so whoever iterates must be able to take back
    what it did with the earlier ones.

    Args:
        path: the file.
        others: accounts from elsewhere, whose ids must not come again.
    """

    def __init__(self, path: Path, others: Iterable[Account] = ()) -> None:
        self.path = path
        self.others = tuple(account.id for account in others)

    def __iter__(self) -> Iterator[Account]:
        try:
            # errors: the line and column of bytes that are no text are found in `_Lines`
            with self.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
                yield from _Reading(self.path, file).accounts(self.others)
        except FileNotFoundError:
            raise InputError.in_file(self.path, "there is no such file", "check accounts_file") from None
        except IsADirectoryError:
            raise InputError.in_file(self.path, "this is a folder", "name the CSV file in accounts_file") from None
        except OSError as error:
            raise InputError.in_file(self.path, f"cannot be read ({error.strerror})", "check its permissions") from None

    def __len__(self) -> int:
        """The number of lines after the first: a few more than accounts where fields hold line breaks."""
        try:
            with self.path.open("rb") as file:
                return max(0, sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1)
        except OSError:
            return 0

    def __contains__(self, account: object) -> bool:
        return any(each == account for each in self)


class _Reading:
    """One pass through the file, and the problems it has met."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self.path = path
        self.lines = _Lines(path, file)
        self.problems: list[Problem] = []

    def accounts(self, others: Iterable[str]) -> Iterator[Account]:
        with _Seen(others) as seen:
            rows = self._rows()
            columns = self._columns(next(rows, []))
            for cells in rows:
                account = self._account(columns, cells)
                if account and not seen.add(account.id):
                    what = f"{quoted(account.id)} is the id of an earlier account"
                    self._problem("id", what, "give each its own", columns.index("id"))
                elif account and not self.problems:
                    yield account
                if len(self.problems) > MOST:
                    self.problems[MOST:] = [more(str(self.path), self.problems[MOST].line)]
                    break
        if self.problems:
            raise InputError.of(self.problems)

    def _rows(self) -> Iterator[list[str]]:
        csv.field_size_limit(LONGEST_FIELD)
        rows = csv.reader(self.lines, strict=True)
        try:
            for cells in rows:
                if cells and not cells[0].startswith("#"):
                    yield cells
                self.lines.row.clear()
        except csv.Error as error:
            self._problem("", f"cannot be read as CSV ({error})", "mend its quotes, or save it anew")
            raise InputError.of(self.problems) from None

    def _columns(self, cells: list[str]) -> list[str]:
        if len(cells) == 1 and (separator := next((each for each in _OTHER_SEPARATORS if each in cells[0]), "")):
            what = f"the columns are separated by {_OTHER_SEPARATORS[separator]}"
            self._problem("", what, "save it with commas between them ('CSV UTF-8, comma delimited')")
            raise InputError.of(self.problems)
        columns = [name.strip().lower() for name in cells]
        for number, name in enumerate(columns):
            if name not in COLUMNS:
                self._problem("", f"unknown column {quoted(name)}", f"the columns are {','.join(COLUMNS)}", number)
            elif name in columns[:number]:
                self._problem("", f"a second column {quoted(name)}", "keep one of the two", number)
        for name in REQUIRED:
            if name not in columns:
                self._problem("", f"there is no column {quoted(name)}", f"{','.join(REQUIRED)} must be there")
        if self.problems:
            raise InputError.of(self.problems[:MOST])
        return columns

    def _account(self, columns: list[str], cells: list[str]) -> Account | None:
        if len(cells) != len(columns):
            what = f"{len(cells)} fields where the first row has {len(columns)}"
            self._problem("", what, "put fields with a comma in quotes")
            return None
        values: dict[str, Any] = {
            name: value for name, cell in zip(columns, cells, strict=True) if (value := cell.strip())
        }
        if "services" in values:
            values["services"] = [service.strip() for service in values["services"].split(";") if service.strip()]
        try:
            return Account.model_validate(values)
        except ValidationError as error:
            for details in error.errors(include_url=False):
                key = str(details["loc"][0])
                self._problem(key, *words(Account, details["loc"], details), columns.index(key))
            return None

    def _problem(self, key: str, what: str, todo: str, field: int = 0) -> None:
        line, column = self.lines.place(field)
        self.problems.append(Problem(str(self.path), line, column, key, what, todo))


class _Lines:
    """The lines of a file, none of them endless, and those of the row that is being read."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self.path = path
        self.file = file
        self.number = 0
        self.row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        while line := self.file.readline(LONGEST_LINE + 1):
            self.number += 1
            if len(line) > LONGEST_LINE:
                what, todo = f"a line of more than {LONGEST_LINE} characters", "check that this is a CSV file"
                raise InputError.in_file(self.path, what, todo, line=self.number)
            if not line.isascii() and (found := _NOT_UTF8.search(line)):
                column = found.start() + 1
                what, todo = "not UTF-8 text", "save it as 'CSV UTF-8'"
                raise InputError.in_file(self.path, what, todo, line=self.number, column=column)
            self.row.append(line)
            yield line

    def place(self, field: int) -> tuple[int, int]:
        """The line and column at which the row's field of that number, from 0, begins."""
        text, offset = "".join(self.row), 0
        for _ in range(field):
            offset = match.end() if (match := _FIELD.match(text, offset)) else offset
        before = text[:offset]
        first = self.number - len(self.row) + 1
        return max(first, 1) + before.count("\n"), offset - before.rfind("\n")


class _Seen:
    """The ids so far, in a temporary database on disk rather than in memory."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = names

    def __enter__(self) -> Self:
        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._database.executemany("INSERT OR IGNORE INTO seen VALUES (?)", ((name,) for name in self._names))
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, name: str) -> bool:
        """Remember *name*; False when it was there already."""
        return self._database.execute("INSERT OR IGNORE INTO seen VALUES (?)", (name,)).rowcount == 1
