"""A bar on a terminal for work that takes a person's patience; nothing in a pipe, nothing for a handful."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from outagecomms.cadence.plan import Planned

_MANY = 500  # fewer are written in the blink of an eye


def bar(messages: Iterable[Planned], expected: int) -> Iterator[Planned]:
    """*messages*, with a bar on standard error that fills as they are taken."""
    if expected < _MANY or not sys.stderr.isatty():
        yield from messages
        return
    with typer.progressbar(messages, length=expected, label="Writing messages", file=sys.stderr) as shown:
        yield from shown
