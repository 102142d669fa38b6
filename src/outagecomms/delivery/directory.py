"""Write mails into a folder (Maildir, maildir(5)): for trying out, and for machines that send no mail."""

from __future__ import annotations

import os
import secrets
import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from outagecomms.delivery.envelope import objection
from outagecomms.delivery.outcome import Outcome
from outagecomms.delivery.transport import UnavailableError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

    from outagecomms.delivery.outcome import Fate


class Maildir:
    """A folder of mails, made when it is not there; any mail program reads it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        try:
            for name in ("tmp", "new", "cur"):
                (self._folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UnavailableError(f"{self._folder} cannot be made ({error.strerror}); check directory") from None
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held open."""

    def deliver(self, sender: str, recipient: str, content: bytes) -> Outcome:
        """Write *content* into the folder, whole or not at all; see `Transport.deliver`."""
        return objection(sender, recipient, content) or self._write(content)

    def _write(self, content: bytes) -> Outcome:
        name = _unique_name()
        draft, mail = self._folder / "tmp" / name, self._folder / "new" / name
        failed: Fate = "deferred"
        try:
            _write_through(draft, content)
            os.rename(draft, mail)  # noqa: PTH104  (the call that the fault tests watch)
            failed = "unknown"  # it is there; whether it outlives a power cut is not known
            _sync_folder(mail.parent)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            return Outcome(failed, f"{self._folder} cannot be written ({error.strerror})")
        return Outcome("accepted", str(mail))


def _unique_name() -> str:
    host = socket.gethostname().replace("/", r"\057").replace(":", r"\072")  # as maildir(5) asks
    return f"{time.time_ns()}.{os.getpid()}_{secrets.token_hex(8)}.{host}"


def _write_through(path: Path, content: bytes) -> None:
    """Write a new file that its owner alone may read, down to the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with open(handle, "wb") as file:  # noqa: PTH123  (a handle has no path)
        file.write(content)
        file.flush()
        os.fsync(handle)


def _sync_folder(path: Path) -> None:
    if os.name != "posix":  # Windows cannot open a folder; there the rename is enough
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
