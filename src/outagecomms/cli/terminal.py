"""What goes to the terminal: results to standard output, chatter to standard error, nothing that acts there."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from outagecomms.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WIDEST = 100  # characters in a line that an eye follows
_HOUR, _DAY = 60, 24 * 60  # minutes


def say(text: str = "", **style: Any) -> None:
    """A line of the result."""
    typer.secho("\n".join(printable(line) for line in text.split("\n")), **style)


def tell(text: str) -> None:
    """A line beside the result: progress, a hint, a warning."""
    typer.secho("\n".join(printable(line) for line in text.split("\n")), err=True)


def say_json(value: Any) -> None:
    """The result for a program: times in UTC as ISO 8601."""
    typer.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def say_json_list(values: Iterable[Any]) -> None:
    """A list for a program, one at a time, however long it is."""
    separator = "["
    for value in values:
        typer.echo(
            separator + "\n" + textwrap.indent(json.dumps(value, default=_plain, ensure_ascii=False, indent=2), "  "),
            nl=False,
        )
        separator = ","
    typer.echo("[]" if separator == "[" else "\n]")


def table(rows: Sequence[Sequence[str]], styles: Sequence[dict[str, Any]] = ()) -> None:
    """Rows in columns as wide as they need; the last one is cut at the edge of a terminal."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    edge = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for number, row in enumerate(rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        if edge and len(line) > edge:
            line = line[: edge - 1] + "…"
        say(line, **(styles[number] if number < len(styles) else {}))


def wrapped(body: str) -> str:
    """Paragraphs wrapped for reading on a terminal; left as they are for a pipe."""
    if not sys.stdout.isatty():
        return body
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return "\n".join(textwrap.fill(line, width, break_long_words=False) for line in body.split("\n"))


def asks() -> bool:
    """Whether a person is there to answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str, default: str | None = None) -> str:
    """A person's answer on one line."""
    return str(typer.prompt(question, default=default, err=True, show_default=default not in (None, "")))


def moment(at: datetime, now: datetime) -> str:
    """A time for the commander: ``14:30 UTC``, with the date unless it is today."""
    at, now = at.astimezone(UTC), now.astimezone(UTC)
    return f"{at:%H:%M} UTC" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M} UTC"


def shown_path(where: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        return str(where.relative_to(Path.cwd()))
    except ValueError:
        return str(where)


def countdown(at: datetime, now: datetime) -> str:
    """How far away a time is: ``in 9 min``, ``11 min ago``."""
    minutes = int(abs(at - now).total_seconds() // 60)
    if minutes == 0:
        return "now"
    if minutes < 2 * _HOUR:
        span = f"{minutes} min"
    else:
        span = f"{minutes // _HOUR} h" if minutes < 2 * _DAY else f"{minutes // _DAY} days"
    return f"in {span}" if at >= now else f"{span} ago"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)
