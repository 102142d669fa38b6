"""Send mail over SMTP (RFC 5321), verb by verb, so that it is always known how far we got.

A connection that breaks before the final dot means that nothing was sent. One that breaks after it means that
nobody can know. `smtplib.SMTP.sendmail` raises the same error for both.
"""

from __future__ import annotations

import re
import smtplib
from contextlib import suppress
from enum import Enum, auto
from typing import TYPE_CHECKING

from outagecomms.compose.message import ascii_address
from outagecomms.delivery.connection import Timeouts, connect, server_name, text_of, wait
from outagecomms.delivery.envelope import objection
from outagecomms.delivery.outcome import Outcome
from outagecomms.delivery.transport import UnavailableError

if TYPE_CHECKING:
    from typing import Self

    from outagecomms.delivery.settings import MailSettings

_OK = (250,)
_OK_FOR_RECIPIENT = (250, 251)  # 252 is "cannot verify": it may take the mail, and may lose it
_GO_AHEAD = (354,)
_CLOSING = 421  # the server hangs up, whatever we said
_WHO_ARE_YOU = (530, 534, 535, 538)  # RFC 4954, 6: it wants us to log in, or otherwise than we did


class Phase(Enum):
    """How far the conversation has come."""

    CLOSED = auto()
    READY = auto()  # nothing said since the greeting
    ENVELOPE = auto()  # MAIL, RCPT, DATA
    CONTENT = auto()  # the mail itself, until all of it and the final dot are written
    FINAL = auto()  # they are; what became of it is in the reply
    ANSWERED = auto()  # the server has said yes or no


class Smtp:
    """A connection to a mail server: one recipient a transaction, reused, and opened anew when it was lost."""

    def __init__(self, settings: MailSettings, password: str | None = None, timeouts: Timeouts | None = None) -> None:
        self._settings = settings
        self._password = password
        self._timeouts = timeouts or Timeouts()
        self._phase = Phase.CLOSED

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        if self._phase in (Phase.READY, Phase.ANSWERED):
            with suppress(OSError):  # the mail is taken or it is not; a farewell changes nothing
                wait(self._client, self._timeouts.quit)
                self._client.quit()
        self._close()

    def deliver(self, sender: str, recipient: str, content: bytes) -> Outcome:
        """Try once to send *content* to *recipient*; see `Transport.deliver`."""
        refusal = objection(sender, recipient, content)
        if refusal:
            return refusal
        try:
            self._make_ready()
        except UnavailableError as error:
            return Outcome("not tried", str(error))
        try:
            return self._transaction(ascii_address(sender), ascii_address(recipient), content)
        except smtplib.SMTPResponseException as error:  # a line too long to be a reply; its code is smtplib's own
            return self._lost(text_of(error.smtp_error))
        except smtplib.SMTPServerDisconnected as error:
            return self._lost(text_of(str(error)))

    def _transaction(self, sender: str, recipient: str, content: bytes) -> Outcome:
        client = self._client
        self._phase = Phase.ENVELOPE
        wait(client, self._timeouts.command)
        # smtplib would parse the addresses again, and trim what it does not understand.
        code, reply = client.docmd("MAIL", f"FROM:<{sender}>")
        if code not in _OK:
            return self._turned_down(code, reply, sender)
        code, reply = client.docmd("RCPT", f"TO:<{recipient}>")
        if code not in _OK_FOR_RECIPIENT:
            return self._turned_down(code, reply)
        code, reply = client.docmd("DATA")
        if code not in _GO_AHEAD:
            return self._turned_down(code, reply)
        self._phase = Phase.CONTENT
        client.send(on_the_wire(content))  # it fails unless every byte was written
        self._phase = Phase.FINAL
        wait(client, self._timeouts.final)
        code, reply = client.getreply()
        if code not in _OK:
            return self._turned_down(code, reply)
        self._phase = Phase.ANSWERED
        return Outcome("accepted", text_of(reply), code)

    def _turned_down(self, code: int, reply: bytes, sender: str = "") -> Outcome:
        """What an answer other than yes means. The connection goes on after a plain no, and after nothing else.

        A no for good that is about us, or about *sender* before any reader was named, is none of the reader's.
        """
        plain_no = 400 <= code < 600  # noqa: PLR2004
        if not plain_no:
            return self._lost(text_of(reply), code if code in range(200, 400) else None)
        if code == _CLOSING:
            self._close()
        else:
            self._phase = Phase.ANSWERED
        if code < 500:  # noqa: PLR2004
            return Outcome("deferred", text_of(reply), code)
        if sender or code in _WHO_ARE_YOU:
            return Outcome("turned away", self._complaint(sender, code, reply))
        return Outcome("refused", text_of(reply), code)

    def _complaint(self, sender: str, code: int, reply: bytes) -> str:
        todo = "check user and password_file under [mail]" if code in _WHO_ARE_YOU else "ask whoever runs it"
        whose = f"our mail from {sender}" if sender else "our mail"
        return f"{server_name(self._settings)} does not take {whose} ({code} {text_of(reply)}); {todo}"

    def _lost(self, reason: str, code: int | None = None) -> Outcome:
        """What it means that no answer came, or none that can be understood."""
        final = self._phase is Phase.FINAL
        self._close()
        if final:
            return Outcome("unknown", f"the whole mail was sent, and no clear answer came: {reason}", code)
        return Outcome("deferred", f"given up before the whole mail was sent: {reason}", code)

    def _make_ready(self) -> None:
        """Be connected, with nothing left of the last transaction."""
        if self._phase is Phase.ANSWERED and self._reset():
            self._phase = Phase.READY
        if self._phase is not Phase.READY:
            self._close()
            self._open()

    def _reset(self) -> bool:
        try:
            wait(self._client, self._timeouts.command)
            return self._client.rset()[0] in _OK
        except OSError:  # an idle connection was closed: nothing was under way on it
            return False

    def _open(self) -> None:
        self._client = connect(self._settings, self._password, self._timeouts)
        self._phase = Phase.READY

    def _close(self) -> None:
        if self._phase is not Phase.CLOSED:
            self._phase = Phase.CLOSED
            self._client.close()


def on_the_wire(content: bytes) -> bytes:
    """*content* as DATA carries it: dots at the start of a line doubled (RFC 5321, 4.5.2), and the final dot."""
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"
