"""Which of its messages a run has really tried, noted where a run that is killed leaves it behind.

A run takes messages some at a time, for the disk's sake. Without this note everything that it had taken would be
unknown after a crash; with it, what it never tried goes back. The note is not forced to the disk, so it outlives the
process and not the machine: after a restart, or on another host, all that the run had taken is unknown.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.outbox.key import Key


class Tried:
    """The note of one run, beside the workspace's configuration; of a folder that cannot be written, none."""

    def __init__(self, folder: Path, claim: str) -> None:
        self._path = _path(folder, claim)
        self._file: int | None = None
        with contextlib.suppress(OSError):
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)

    def note(self, key: Key) -> None:
        """Note that a message is about to be tried.

        Raises:
            OSError: the disk is full, or broken.
        """
        if self._file is not None:
            line = f"{key}\n".encode()
            if os.write(self._file, line) != len(line):
                raise OSError("the disk is full")

    def remove(self) -> None:
        """Forget it: what became of each message is recorded."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        with contextlib.suppress(OSError):
            self._path.unlink()


def tried_by(folder: Path, claim: str) -> set[str] | None:
    """The keys that the run with *claim* has tried; None when there is no telling."""
    try:
        return set(_path(folder, claim).read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return None


def forget(folder: Path, claim: str) -> None:
    """Remove the note of a run that is gone."""
    with contextlib.suppress(OSError):
        _path(folder, claim).unlink()


def _path(folder: Path, claim: str) -> Path:
    return folder / f".{claim.rpartition('/')[2]}.tried"
