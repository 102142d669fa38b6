"""A secret in a file: taken only if its owner alone may read it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from outagecomms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 4096  # bytes


def secret_in(path: Path, what: str, setting: str) -> str:
    """The secret in the file at *path*, without the end of its line.

    Args:
        path: the file.
        what: what it holds, for errors: "a password".
        setting: where its name stands, for errors: "password_file under [mail]".

    Raises:
        InputError: others may read it, or nobody can. The secret is never repeated.
    """
    try:
        with path.open("rb") as file:
            if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise InputError(f"{path} may be read by others, and it holds {what}; run: chmod 600 {path}")
            return file.read(_LONGEST).decode("utf-8", "replace").rstrip("\r\n")
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check {setting}") from None
