"""The terminal while the board is on it: a second screen, drawn line by line where something has changed.

What only Unix has (`termios`, some signals) is looked up when the board begins, so that this can be imported anywhere.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style

from outagecomms.board.keys import Key, pressed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

    from outagecomms.board.layout import Line

_MOST = 4096  # bytes of keys read at once


class Screen:
    """A context manager: whatever ends it, the terminal is as it was."""

    def __init__(self) -> None:
        self._console = Console()
        self._colours = ColorSystem.STANDARD if self._console.color_system else None  # no board needs more
        self._input = sys.stdin.fileno()
        self._shown: list[Line] = []
        self._size = (0, 0)
        self._is_to_stop = False
        self._waker, self._woken = socket.socketpair()

    def __enter__(self) -> Self:
        import termios  # noqa: PLC0415

        handled = (signal.SIGWINCH, signal.SIGTERM, signal.SIGTSTP)
        self._before = {number: signal.getsignal(number) for number in handled}
        self._attributes = termios.tcgetattr(self._input)
        for end in (self._waker, self._woken):
            end.settimeout(0)
        self._wakeup = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGWINCH, lambda *_: None)  # it is enough to be woken
        signal.signal(signal.SIGTERM, _ended)
        signal.signal(signal.SIGTSTP, self._asked_to_stop)
        self._begin()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._waker.close()
        self._woken.close()

    def draw(self, lines: Sequence[Line]) -> None:
        """Show *lines*, and touch none that stands there already."""
        shown, size = self._shown, self.size
        text = ""
        if size != self._size or not shown:
            shown, text = [], "\x1b[2J"
        for row, line in enumerate(lines):
            if row >= len(shown) or shown[row] != line:
                text += f"\x1b[{row + 1};1H{self._painted(line)}\x1b[K"
        self._write(text)
        self._shown, self._size = list(lines), size

    def _painted(self, line: Line) -> str:
        style = Style.parse(line.style)
        if self._console.no_color:
            style = style.without_color
        return style.render(line.text, color_system=self._colours)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        found = os.get_terminal_size(sys.stdout.fileno())
        return max(found.columns, 1), max(found.lines, 1)

    def keys(self, seconds: float) -> list[Key]:
        """What is pressed within so many *seconds*; nothing as soon as the terminal has another size."""
        ready, _, _ = select.select([self._input, self._woken], [], [], max(seconds, 0))
        if self._woken in ready:
            self._woken.recv(_MOST)
        if self._is_to_stop:
            self._stop()
            return []
        if self._input not in ready:
            return []
        data = os.read(self._input, _MOST)
        return pressed(data) if data else ["quit"]  # the terminal is gone

    @contextmanager
    def away(self) -> Iterator[None]:
        """The terminal as it was, for a command to run on; an interruption is for that command alone."""
        self._end()
        interrupted = signal.signal(signal.SIGINT, lambda *_: None)
        stopped = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, interrupted)
            signal.signal(signal.SIGTSTP, stopped)
            self._begin()

    def _begin(self) -> None:
        import termios  # noqa: PLC0415
        import tty  # noqa: PLC0415

        self._shown = []
        tty.setcbreak(self._input, termios.TCSADRAIN)
        self._write("\x1b[?1049h\x1b[?25l")

    def _end(self) -> None:
        import termios  # noqa: PLC0415

        self._write("\x1b[?25h\x1b[?1049l")
        termios.tcsetattr(self._input, termios.TCSADRAIN, self._attributes)

    def _asked_to_stop(self, *_: object) -> None:
        self._is_to_stop = True  # once what is being drawn stands there; until then it would be drawn over the shell

    def _stop(self) -> None:
        """Leave the terminal to the shell until we are called back."""
        self._is_to_stop = False
        self._end()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._asked_to_stop)
        self._begin()

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def _ended(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
