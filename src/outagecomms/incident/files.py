"""Write an incident file so that nothing is ever lost: one writer at a time, the whole file or none of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from outagecomms.errors import InputError, LockedError

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 10.0  # seconds that a writer waits for another one, whose work takes well under one


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Be the only writer of *path*. The lock file stays: removing it would let two writers hold it.

    Raises:
        LockedError: another writer has held it for `PATIENCE` seconds.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  (only writers need it)

    target = _target(path)
    if not target.parent.is_dir():  # the lock would make it
        raise InputError.in_file(path, "there is no such folder", "check the path")
    lock = FileLock(target.with_name(f".{target.name}.lock"))
    try:
        lock.acquire(timeout=PATIENCE)
    except Timeout:
        raise LockedError(f"{path} is being written by another run; try again in a moment") from None
    except OSError as error:
        raise _cannot_write(path, error) from None
    try:
        yield
    finally:
        lock.release()


def create(path: Path, content: str) -> None:
    """Write a new file.

    Raises:
        InputError: there is one already.
        LockedError: another run is writing it.
    """
    _make_folder(path)
    with locked(path):
        if path.exists():
            raise InputError(f"{path} is there already; choose another name, or edit it")
        replace(path, content)


def replace(path: Path, content: str) -> None:
    """Put *content* in the place of what *path* holds, in one step that survives a crash at any point.

    Raises:
        InputError: it cannot be written; what it held is unchanged.
    """
    _make_folder(path)
    target = _target(path)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".new")
    except OSError as error:
        raise _cannot_write(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, name)
        else:
            Path(name).chmod(0o666 & ~_umask())
        os.replace(name, target)  # noqa: PTH105  (the call that the fault tests watch)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(name)  # noqa: PTH108  (as above)
        if isinstance(error, OSError):
            raise _cannot_write(path, error) from None
        raise
    _sync_directory(target.parent)


def _target(path: Path) -> Path:
    """The file itself, so that a link stays a link and has no lock of its own."""
    return Path(os.path.realpath(path))


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(path, error) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_directory(path: Path) -> None:
    with contextlib.suppress(OSError):  # Windows cannot open a directory; there the rename is enough
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _cannot_write(path: Path, error: OSError) -> InputError:
    return InputError(f"{path} cannot be written ({error.strerror or error}); nothing was changed")
