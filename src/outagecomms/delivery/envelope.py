"""The envelope of a mail: who it is from and for, checked before anything is said to anyone."""

from __future__ import annotations

from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from outagecomms.delivery.outcome import Outcome
from outagecomms.incident.record import Address
from outagecomms.text import quoted

_ADDRESS: TypeAdapter[str] = TypeAdapter(Address)


def objection(sender: str, recipient: str, content: bytes) -> Outcome | None:
    """Why a mail must not leave as it is, if there is a reason.

    A server might read a bare CR or LF as the end of the mail, and what follows as commands (SMTP smuggling).
    """
    for address in (sender, recipient):
        if not is_address(address):
            return Outcome("refused", f"{quoted(address)} is not one plain e-mail address; nothing was sent")
    if not content.count(b"\r") == content.count(b"\n") == content.count(b"\r\n"):
        return Outcome("refused", "the mail holds a line that does not end in CRLF; nothing was sent")
    return None


@lru_cache(maxsize=64)
def is_address(text: str) -> bool:
    """Whether *text* is one plain address and nothing else."""
    try:
        _ADDRESS.validate_python(text)
    except ValidationError:
        return False
    return True
