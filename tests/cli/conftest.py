"""Run commands in process, in a process of their own, and on a terminal; in a workspace with one outage."""

from __future__ import annotations

import os
import re
import select
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from builders import ACME, FACTS, a_workspace
from outagecomms.__main__ import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = "2026-11-22T14:10Z"  # ten minutes after the outage began
PATIENCE = 30.0  # seconds that a test waits for a program
PROGRAM = [sys.executable, "-m", "outagecomms"]
LOHMANN = """
[[accounts]]
id = "lohmann"
name = "Lohmann Haushaltswaren"
contact = "Petra Lohmann"
email = "petra@lohmann.example"
timezone = "Europe/Berlin"
"""
CHECKOUT = FACTS + ACME + 'tier = "key"\n' + LOHMANN
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def oc(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Run one command line at `NOW`, or at another *now*."""

    def command(*arguments: object, now: str | None = NOW) -> Done:
        if now:
            monkeypatch.setenv("OUTAGECOMMS_NOW", now)
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        return Done(code, *capsys.readouterr())

    return command


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace without incidents, and we stand in it."""
    folder = tmp_path / "shop"
    a_workspace(folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def shop(empty: Path) -> Path:
    """A workspace with the outage *checkout*, of which nobody has been told, and we stand in it."""
    (empty / "incidents" / "checkout.toml").write_text(CHECKOUT, encoding="utf-8")
    return empty


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in no workspace, and we stand in it."""
    folder = tmp_path / "nowhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def environment(**more: str) -> dict[str, str]:
    """What a program of its own sees: the fenced environment, and the time."""
    return os.environ | {"OUTAGECOMMS_NOW": NOW, "TERM": "xterm", "PYTHONWARNINGS": "error"} | more


def in_a_pipe(*arguments: object, stdin: int = subprocess.DEVNULL, **more: str) -> Done:
    """Run the program without a terminal."""
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)], stdin=stdin, capture_output=True, encoding="utf-8", check=False,
        env=environment(**more), timeout=PATIENCE,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


class Terminal:
    """The program on a terminal: what it shows, and a person who types."""

    def __init__(self, arguments: tuple[object, ...], columns: int, more: dict[str, Any]) -> None:
        import fcntl
        import pty
        import termios

        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        streams = {"stdin": slave, "stdout": slave, "stderr": slave} | more.pop("streams", {})
        command = [*PROGRAM, *map(str, arguments)]
        self.process = subprocess.Popen(command, **streams, env=environment(**more))
        os.close(slave)
        self.raw = ""

    @property
    def shown(self) -> str:
        """Everything shown so far, without escapes."""
        return _ESCAPES.sub("", self.raw).replace("\r\n", "\n")

    def wait_for(self, words: str) -> None:
        """Read until *words* stand there and have not been waited for before."""
        seen = self.shown.count(words) + 1
        while self.shown.count(words) < seen and self._read():
            pass
        assert words in self.shown

    def answer(self, question: str, line: str) -> None:
        """Wait for a question and type an answer to it."""
        while question not in self.shown.rpartition("\n")[2]:
            assert self._read(), f"never asked {question!r}: {self.shown}"
        os.write(self._master, line.encode() + b"\n")
        self.raw += "\n"  # the question is answered; what follows stands on lines of its own

    def end(self) -> int:
        """Read to the end, and return the exit code."""
        while self._read():
            pass
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        """End the program, whatever it does."""
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def _read(self) -> bool:
        deadline = time.monotonic() + PATIENCE
        ready, _, _ = select.select([self._master], [], [], deadline - time.monotonic())
        assert ready, f"nothing more was shown after: {self.shown}"
        try:
            data = os.read(self._master, 65536)
        except OSError:  # how Linux tells that the program has closed the terminal
            return False
        self.raw += data.decode(errors="replace")
        return bool(data)


@pytest.fixture
def terminal() -> Iterator[Callable[..., Terminal]]:
    """Start the program on a terminal of so many *columns*; further names are environment variables."""
    pytest.importorskip("termios", reason="pseudo-terminals are of Unix")
    started: list[Terminal] = []

    def start(*arguments: object, columns: int = 80, **more: Any) -> Terminal:
        started.append(Terminal(arguments, columns, more))
        return started[-1]

    yield start
    for each in started:
        each.close()
