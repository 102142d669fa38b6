"""A server that we did not write takes our mail: in the clear, and encrypted with a password."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from .mails import MAIL, READER, SENDER, smtp

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

DOTS = MAIL + b".\r\n..\r\n.hidden\r\n"


class Inbox:
    """What a server has taken."""

    def __init__(self) -> None:
        self.envelopes: list[tuple[str, list[str], bytes, bool]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos, envelope.content, session.ssl is not None))
        return "250 2.0.0 kept"


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=data == LoginPassword(b"sam", b"s3cret"))


@contextmanager
def running(inbox: Inbox, **options: Any) -> Iterator[int]:
    """The port of a server that fills *inbox*."""
    with socket.create_server(("127.0.0.1", 0)) as free:  # aiosmtpd cannot choose a port itself
        port: int = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def test_in_the_clear_on_this_machine() -> None:
    inbox = Inbox()
    with running(inbox) as port, smtp(port) as transport:
        outcomes = [str(transport.deliver(SENDER, READER, mail)) for mail in (MAIL, DOTS)]
    assert outcomes == ["accepted: 250 2.0.0 kept"] * 2
    assert inbox.envelopes == [(SENDER, [READER], mail, False) for mail in (MAIL, DOTS)]


def secure(inbox: Inbox, proof: ssl.SSLContext) -> AbstractContextManager[int]:
    return running(inbox, tls_context=proof, require_starttls=True, auth_required=True, authenticator=_authenticate)


@pytest.mark.usefixtures("trusted")
def test_encrypted_and_logged_in(server_tls: Callable[[str], ssl.SSLContext]) -> None:
    inbox = Inbox()
    with (
        secure(inbox, server_tls("localhost")) as port,
        smtp(port, "s3cret", host="localhost", tls="starttls", user="sam") as transport,
    ):
        assert str(transport.deliver(SENDER, READER, DOTS)) == "accepted: 250 2.0.0 kept"
    assert inbox.envelopes == [(SENDER, [READER], DOTS, True)]
