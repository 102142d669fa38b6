"""The password of the mail server: from the environment, or from a file that its owner alone may read."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from outagecomms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.delivery.settings import MailSettings

VARIABLE = "OUTAGECOMMS_SMTP_PASSWORD"
_LONGEST = 4096  # bytes


def password_for(settings: MailSettings, root: Path) -> str | None:
    """The password that goes with the user in *settings*; None when no user is set.

    Raises:
        InputError: there is none, others may read its file, or SMTP cannot carry it. The password is never repeated.
    """
    if not settings.user:
        return None
    password, source = os.environ.get(VARIABLE, ""), VARIABLE
    if not password and settings.password_file:
        path = root / settings.password_file
        password, source = _read(path), str(path)
    if not password:
        raise InputError(f"{settings.user} has no password; set {VARIABLE}, or name a password_file under [mail]")
    if not (password.isascii() and password.isprintable() and settings.user.isascii()):
        raise InputError(f"the user, or the password in {source}, is not one line of plain ASCII; choose one that is")
    return password


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise InputError(f"{path} may be read by others, and it holds a password; run: chmod 600 {path}")
            return file.read(_LONGEST).decode("utf-8", "replace").rstrip("\r\n")
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check password_file under [mail]") from None
