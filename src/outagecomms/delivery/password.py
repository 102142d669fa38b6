"""The password of the mail server: from the environment, or from a file that its owner alone may read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from outagecomms.delivery.secret import secret_in
from outagecomms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from outagecomms.delivery.settings import MailSettings

VARIABLE = "OUTAGECOMMS_SMTP_PASSWORD"


def password_for(settings: MailSettings, root: Path, environment: Mapping[str, str] = os.environ) -> str | None:
    """The password that goes with the user in *settings*; None when no user is set. That in *environment* goes first.

    Raises:
        InputError: there is none, others may read its file, or SMTP cannot carry it. The password is never repeated.
    """
    if not settings.user:
        return None
    password, source = environment.get(VARIABLE, ""), VARIABLE
    if not password and settings.password_file:
        path = root / settings.password_file
        password, source = secret_in(path, "a password", "password_file under [mail]"), str(path)
    if not password:
        raise InputError(f"{settings.user} has no password; set {VARIABLE}, or name a password_file under [mail]")
    if not (password.isascii() and password.isprintable() and settings.user.isascii()):
        raise InputError(f"the user, or the password in {source}, is not one line of plain ASCII; choose one that is")
    return password
