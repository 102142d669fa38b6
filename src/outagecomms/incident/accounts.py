"""Accounts from a CSV file, one at a time, so that a hundred thousand need no more memory than ten."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from outagecomms.errors import InputError, Problem
from outagecomms.incident.model import Account
from outagecomms.problems import words
from outagecomms.text import printable

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

COLUMNS = tuple(Account.model_fields)
REQUIRED = tuple(name for name, field in Account.model_fields.items() if field.is_required())
MOST_PROBLEMS = 100
LONGEST_FIELD = 10_000


class AccountsFile:
    """The accounts in the CSV file at *path*, read anew each time they are iterated.

    The first row names the columns; several services are separated by semicolons. Iterating raises `InputError`
    with every problem in the file, after the last good account, so whoever iterates must be able to take back
    what it did with the earlier ones.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __iter__(self) -> Iterator[Account]:
        problems: list[Problem] = []
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file, _Seen() as seen:
                csv.field_size_limit(LONGEST_FIELD)
                rows = csv.reader(file)
                columns = self._columns(rows)
                for cells in rows:
                    if not cells or len(problems) >= MOST_PROBLEMS:
                        continue
                    account = self._account(columns, cells, rows.line_num, problems)
                    if account and not seen.add(account.id):
                        what = f'"{account.id}" is the id of an earlier account'
                        problems.append(Problem(str(self.path), rows.line_num, 1, "id", what, "give each its own"))
                    elif account and not problems:
                        yield account
        except FileNotFoundError:
            raise InputError.in_file(self.path, "there is no such file", "check accounts_file") from None
        except UnicodeDecodeError:
            raise InputError.in_file(self.path, "not UTF-8 text", "save it as 'CSV UTF-8'") from None
        except csv.Error as error:
            raise InputError.in_file(self.path, f"cannot be read as CSV ({error})", "save it anew") from None
        except OSError as error:
            raise InputError.in_file(self.path, f"cannot be read ({error.strerror})", "check its permissions") from None
        if problems:
            raise InputError.of(problems)

    def __len__(self) -> int:
        """The number of lines after the first: a few more than accounts where fields hold line breaks."""
        try:
            with self.path.open("rb") as file:
                return max(0, sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1)
        except OSError:
            return 0

    def __contains__(self, account: object) -> bool:
        return any(each == account for each in self)

    def _columns(self, rows: CsvReader) -> list[str]:
        columns = [name.strip().lower() for name in next(rows, [])]
        faults = [f"unknown column {printable(name)!r}" for name in columns if name not in COLUMNS]
        faults += [f"there is no column {name!r}" for name in REQUIRED if name not in columns]
        if faults:
            todo = f"the columns are {','.join(COLUMNS)}, of which {','.join(REQUIRED)} must be there"
            raise InputError.of([Problem(str(self.path), 1, 1, "", what, todo) for what in faults])
        return columns

    def _account(self, columns: list[str], cells: list[str], line: int, problems: list[Problem]) -> Account | None:
        if len(cells) != len(columns):
            what = f"{len(cells)} fields where the first row has {len(columns)}"
            problems.append(Problem(str(self.path), line, 1, "", what, "put fields with a comma in quotes"))
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
                what, todo = words(Account, details["loc"], details)
                key = str(details["loc"][0])
                column = columns.index(key) + 1 if key in columns else 1
                problems.append(Problem(str(self.path), line, column, key, printable(what), printable(todo)))
            return None


class _Seen:
    """The ids so far, in a temporary database on disk rather than in memory."""

    def __enter__(self) -> _Seen:
        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID")
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, name: str) -> bool:
        """Remember *name*; False when it was there already."""
        return self._database.execute("INSERT OR IGNORE INTO seen VALUES (?)", (name,)).rowcount == 1
