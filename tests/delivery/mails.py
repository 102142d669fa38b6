"""A mail to deliver, and settings that lead to a server of the tests."""

from __future__ import annotations

from typing import Any

from outagecomms.delivery.connection import Timeouts
from outagecomms.delivery.settings import MailSettings
from outagecomms.delivery.smtp import Smtp

SENDER = "sam@pay.example"
READER = "ines@acme.example"
MAIL = b"From: sam@pay.example\r\nTo: ines@acme.example\r\nSubject: News\r\n\r\nIt works again.\r\n"
LARGE = MAIL + b"All is well.\r\n" * 2_000_000  # more than any socket buffer holds
SHORT = Timeouts(connect=5, command=5, final=5, quit=5)


def smtp(port: int, password: str | None = None, timeouts: Timeouts = SHORT, **settings: Any) -> Smtp:
    """A way out to that port of this machine."""
    chosen: dict[str, Any] = {"host": "127.0.0.1", "port": port} | settings
    return Smtp(MailSettings(**chosen), password, timeouts)
