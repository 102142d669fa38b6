"""A terminal for programs that draw: what stands on its screen, how it is set, and a person at its keys."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

PATIENCE = 30.0  # seconds that a test waits for a program
_PART = re.compile(r"\x1b\[(\??)([\d;]*)([A-Za-z])|([^\x1b])", re.DOTALL)


class Terminal:
    """A program of ours on a pseudo-terminal of its own."""

    def __init__(self, *arguments: str, columns: int = 80, lines: int = 24, code: str = "", **more: str) -> None:
        self._master, self._slave = pty.openpty()
        self.resize(columns, lines)
        self.settings = self._settings()
        command = [sys.executable, *(["-c", code] if code else ["-m", "outagecomms", *arguments])]
        environment = os.environ | {"TERM": "xterm-256color", "PYTHONWARNINGS": "error"} | more
        self.process = subprocess.Popen(
            command, stdin=self._slave, stdout=self._slave, stderr=self._slave, env=environment, process_group=0
        )
        self.raw = ""
        self._cells: dict[tuple[int, int], str] = {}
        self._row, self._column = 1, 1
        self.is_second_screen = False

    def _settings(self) -> list[object]:
        return termios.tcgetattr(self._slave)[:6]  # the rest are the control characters

    @property
    def is_as_it_was(self) -> bool:
        """Whether it is set as before the program began, on its first screen, with a cursor."""
        hidden = self.raw.rfind("\x1b[?25l") > self.raw.rfind("\x1b[?25h")
        return self._settings() == self.settings and not self.is_second_screen and not hidden

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        self.columns, self.lines = columns, lines
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        if hasattr(self, "process"):
            self.process.send_signal(signal.SIGWINCH)

    @property
    def shown(self) -> str:
        """What stands on the screen."""
        rows = [
            "".join(self._cells.get((row, column), " ") for column in range(1, self.columns + 1)).rstrip()
            for row in range(1, self.lines + 1)
        ]
        return "\n".join(rows)

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

    def wait_for(self, words: str) -> str:
        """Read until *words* stand on the screen, and return all of it."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.shown:
            has_ended = self.process.poll() is not None
            if not self._read(min(deadline, time.monotonic() + 0.2)):
                in_vain = has_ended or time.monotonic() >= deadline
                assert not in_vain, f"{words!r} never stood there:\n{self.shown}"
        return self.shown

    def end(self) -> int:
        """The exit code, once the program has ended."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"it does not end:\n{self.shown}"
            self._read(time.monotonic() + 0.05)
        while self._read(time.monotonic() + 0.05):
            pass
        return self.process.returncode

    def close(self) -> None:
        """End the program, whatever it does."""
        self.process.kill()
        self.process.wait()
        os.close(self._master)
        os.close(self._slave)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            return False
        data = os.read(self._master, 65536).decode(errors="replace")
        self.raw += data
        for private, numbers, command, character in _PART.findall(data):
            self._obey(private, numbers, command) if command else self._put(character)
        return True

    def _obey(self, private: str, numbers: str, command: str) -> None:
        if private and numbers == "1049":
            self.is_second_screen = command == "h"
            self._clear()
        elif command == "H":
            self._row, self._column = (int(number) for number in numbers.split(";"))
        elif command == "J":
            self._clear()
        elif command == "K":
            self._cells = {
                place: cell for place, cell in self._cells.items() if place[0] != self._row or place[1] < self._column
            }

    def _clear(self) -> None:
        self._cells = {}
        self._row, self._column = 1, 1

    def _put(self, character: str) -> None:
        if character == "\r":
            self._column = 1
        elif character == "\n":
            if self._row == self.lines:
                self._cells = {(row - 1, column): cell for (row, column), cell in self._cells.items() if row > 1}
            else:
                self._row += 1
        else:
            self._cells[self._row, self._column] = character
            self._column += 1


def processor_time(process: int) -> float:
    """The seconds of processor time that a process has had (proc(5))."""
    from pathlib import Path

    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
