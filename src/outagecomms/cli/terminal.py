"""What goes to the terminal: results to standard output, chatter to standard error, nothing that acts there."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import textwrap
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from outagecomms.errors import InputError, OutageCommsError
from outagecomms.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from enum import StrEnum

_WIDEST = 100  # characters in a line that an eye follows
_INDENT = " " * 4


def say(text: str = "", **style: Any) -> None:
    """A line of the result; without *style* where NO_COLOR is set (https://no-color.org)."""
    if style and not os.environ.get("NO_COLOR"):
        typer.secho(_shown(text), **style)
    else:
        typer.echo(_shown(text))


def tell(text: str) -> None:
    """A line beside the result: what comes next, a warning, an error."""
    typer.echo(wrapped(_shown(text), sys.stderr), err=True)


def hint(text: str) -> None:
    """A line for a person who may not know what to do next; nothing for cron."""
    if sys.stderr.isatty():
        tell(text)


def _shown(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n"))


def say_json(value: Any) -> None:
    """The result for a program: times in UTC as ISO 8601."""
    typer.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def say_json_list(values: Iterable[Any]) -> None:
    """A list for a program, one at a time, however long it is."""
    separator = "["
    for value in values:
        entry = json.dumps(value, default=_plain, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        typer.echo(f"{separator}\n  {entry}", nl=False)
        separator = ","
    typer.echo("[]" if separator == "[" else "\n]")


def table(rows: Sequence[Sequence[str]], styles: Sequence[dict[str, Any]] = ()) -> None:
    """Rows in columns as wide as they need; columns that a terminal has no room for stand below, indented."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    edge = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for number, row in enumerate(rows):
        line = _aligned(row, widths)
        if edge and len(line) > edge:
            line = _folded(row, widths, edge)
        say(line, **(styles[number] if number < len(styles) else {}))


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()


def _folded(row: Sequence[str], widths: Sequence[int], edge: int) -> str:
    ends = accumulate(width + 2 for width in widths)
    fitting = max(1, sum(end - 2 <= edge for end in ends))
    rest = "  ".join(filter(None, row[fitting:]))
    below = textwrap.wrap(
        rest, edge, initial_indent=_INDENT, subsequent_indent=_INDENT, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join([_aligned(row[:fitting], widths), *below])


def wrapped(text: str, stream: TextIO | None = None) -> str:
    """Paragraphs wrapped for reading on a terminal; left as they are for a pipe."""
    if not (stream or sys.stdout).isatty():
        return text
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    lines = (textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in text.split("\n"))
    return "\n".join(lines)


def asks() -> bool:
    """Whether a person is there to answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def missing(option: str) -> InputError:
    """What to say where nobody is there to be asked for *option*."""
    return InputError(f"--{option} is missing; give it, or run this on a terminal and be asked")


def ask(question: str, check: Callable[[str], object] = str, *, optional: bool = False) -> str:
    """A person's answer on one line, asked for again until *check* takes it; empty only where *optional*."""
    with contextlib.suppress(ImportError):  # Windows has its own line editing
        import readline  # noqa: F401  (the arrow keys, for what `input` reads)
    while True:
        try:
            answer = _answer(f"{question}: ").strip()
        except (EOFError, KeyboardInterrupt):
            typer.echo(err=True)
            raise KeyboardInterrupt from None
        if not answer and not optional:
            continue
        try:
            if answer:
                check(answer)
        except OutageCommsError as error:
            tell(str(error))
        else:
            return answer


def one_of(choices: type[StrEnum]) -> Callable[[str], None]:
    """A check for `ask`: the answer is one of *choices*."""

    def check(answer: str) -> None:
        if answer not in list(choices):
            raise InputError(f"{answer!r} is none of {', '.join(choices)}")

    return check


def _answer(question: str) -> str:
    if sys.stdout.isatty():
        return input(question)
    typer.echo(question, err=True, nl=False)  # `input` would write it among the results
    return input()


def shown_path(where: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        return str(where.relative_to(Path.cwd()))
    except ValueError:
        return str(where)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)
