"""The board while somebody watches: look, draw, wait for a key, and run the command that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outagecomms.board.layout import screen as laid_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from outagecomms.board.content import Board
    from outagecomms.board.keys import Key
    from outagecomms.board.screen import Screen
    from outagecomms.board.source import Source


def watch(
    source: Source, screen: Screen, now: Callable[[], datetime], act: Callable[[Key, str | None, datetime], None]
) -> None:
    """Show the board until somebody quits.

    Args:
        source: where its facts come from.
        screen: where it stands.
        now: the time, in UTC.
        act: runs what a key stands for, for the selected incident, on a terminal that is its own meanwhile.
    """
    selected: str | None = None
    while True:
        at = now()
        board = source.board(at)
        selected = _still(board, selected)
        screen.draw(laid_out(board, selected or "", at, *screen.size))
        for key in screen.keys(1 - at.microsecond / 1_000_000):
            if key == "quit":
                return
            if key in ("up", "down"):
                selected = _moved(board, selected, -1 if key == "up" else 1)
                continue
            with screen.away():
                act(key, selected, now())
            source.refresh()
            break  # what else was typed was not meant for the board


def _still(board: Board, selected: str | None) -> str | None:
    """The selected incident while it is on the board, else the first."""
    names = [row.incident for row in board.rows]
    return selected if selected in names else next(iter(names), None)


def _moved(board: Board, selected: str | None, by: int) -> str | None:
    names = [row.incident for row in board.rows]
    if not names:
        return None
    at = names.index(selected) if selected in names else 0
    return names[max(0, min(at + by, len(names) - 1))]
