"""Let the n-th call to the system fail: for a full disk, or for a process that is gone (SQLite's way of testing)."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes and needs a right to make links")


class Crash(BaseException):
    """The process is gone: nothing may catch it and go on."""


def disk_full(_: str) -> BaseException:
    return OSError(errno.ENOSPC, "No space left on device")


def killed(call: str) -> BaseException:
    return Crash(call)


@contextlib.contextmanager
def fault(number: int, make: Callable[[str], BaseException]) -> Iterator[list[str]]:
    """Let the call of that number to the system fail; the list names the calls that were made."""
    made: list[str] = []

    def wrapped(name: str, call: Any) -> Any:
        def counting(*args: Any, **options: Any) -> Any:
            made.append(name)
            if len(made) == number:
                raise make(name)
            return call(*args, **options)

        return counting

    names = ("open", "write", "fsync", "replace", "rename", "link", "unlink", "close", "mkdir", "chmod")
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setattr(os, name, wrapped(name, getattr(os, name)))
        yield made


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".new")]
