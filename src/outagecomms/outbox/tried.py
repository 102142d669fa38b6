"""What a run has tried, and what was accepted, noted at once where a run that is killed leaves it behind.

A run takes messages some at a time and records what became of them some at a time, for the disk's sake. Without this
note all of these would be unknown after a crash; with it, what was accepted is sent and what was never tried goes
back. The note is not forced to the disk, so it outlives the process and not the machine: after a restart, or on
another host, all that the run had taken is unknown.
"""

from __future__ import annotations

import contextlib
import errno
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from outagecomms.outbox.key import Key


_BEGUN, _ACCEPTED = "?", "="


class Tried:
    """The note of the run with *claim*, in the folder named there; of one that cannot be written, none."""

    def __init__(self, claim: str) -> None:
        self._path = _path(claim)
        self._file: int | None = None
        with contextlib.suppress(OSError):
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)

    def begin(self, key: Key) -> None:
        """Note that a message is about to be tried.

        Raises:
            OSError: the disk is full, or broken.
        """
        self._write(f"{_BEGUN}{key}\n".encode())

    def end(self, key: Key) -> None:
        """Note that a message was accepted. When that fails it will be recorded all the same."""
        with contextlib.suppress(OSError):
            self._write(f"{_ACCEPTED}{key}\n".encode())

    def _write(self, line: bytes) -> None:
        file = self._file  # which another thread may take away, when a run does not wait for an answer any more
        if file is not None and os.write(file, line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def remove(self) -> None:
        """Forget it: what became of each message is recorded."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)
        with contextlib.suppress(OSError):
            self._path.unlink()


@dataclass(frozen=True, slots=True)
class Left:
    """What a dead run has left behind: the keys that it began with, and those that were accepted."""

    begun: frozenset[str]
    accepted: frozenset[str]


def with_folder(claim: str, folder: Path) -> str:
    """*claim* with the folder of its note in it: whoever finds the run dead may stand in another one."""
    run, _, random = claim.rpartition("/")
    return f"{run}/{quote(str(folder.absolute()), safe='')}/{random}"


def left_by(claim: str) -> Left | None:
    """The note of the run with *claim*; None when there is none to go by."""
    try:
        lines = _path(claim).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    begun, accepted = ({line[1:] for line in lines if line.startswith(mark)} for mark in (_BEGUN, _ACCEPTED))
    return Left(frozenset(begun), frozenset(accepted))


def forget(claim: str) -> None:
    """Remove the note of a run that is gone."""
    with contextlib.suppress(OSError):
        _path(claim).unlink()


def _path(claim: str) -> Path:
    run, _, random = claim.rpartition("/")
    return Path(unquote(run.rpartition("/")[2])) / f".{random}.tried"
