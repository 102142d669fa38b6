"""A mail server that we did not write, and what each reader got from it."""

from __future__ import annotations

import asyncio
import re
import socket
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TO = re.compile(rb"(?im)^to:.*?([^\s<]+)@customers\.example")
_ID = re.compile(rb"(?im)^message-id:\s*(\S+)")


class Inbox:
    """The Message-IDs that each account got, in the order that the mails came.

    It refuses the accounts of *refusing* with those words, and never answers the mail of *hanging*.
    """

    def __init__(self, refusing: Mapping[str, str] | None = None, hanging: str = "") -> None:
        self.got: dict[str, list[str]] = defaultdict(list)
        self._refusing = refusing or {}
        self._hanging = hanging

    def counts(self) -> dict[str, int]:
        """How many mails each account got."""
        return {account: len(mails) for account, mails in self.got.items()}

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:  # noqa: N802
        refusal = self._refusing.get(account_of(address))
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's names)
        (reader,) = envelope.rcpt_tos  # one recipient a transaction
        if account_of(reader) == self._hanging:
            await asyncio.Event().wait()
        self.got[account_of(reader)].append(message_id(envelope.content))
        return "250 kept"


@contextmanager
def open_inbox(refusing: Mapping[str, str] | None = None, hanging: str = "") -> Iterator[tuple[Inbox, int]]:
    """An inbox that is filled over the port with it; see there."""
    with socket.create_server(("127.0.0.1", 0)) as free:  # aiosmtpd cannot choose a port itself
        port: int = free.getsockname()[1]
    inbox = Inbox(refusing, hanging)
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield inbox, port
    finally:
        controller.stop()


def account_of(address: str) -> str:
    """The account that an address of the tests belongs to."""
    return address.partition("@")[0]


def reader_of(mail: bytes) -> str:
    """The account that a mail is for, by its own words."""
    found = _TO.search(mail)
    assert found, mail
    return found[1].decode()


def message_id(mail: bytes) -> str:
    """The mail's Message-ID."""
    found = _ID.search(mail)
    assert found, mail
    return found[1].decode()
