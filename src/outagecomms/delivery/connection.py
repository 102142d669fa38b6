"""Open a connection to a mail server: reach it, greet it, encrypt, log in."""

from __future__ import annotations

import base64
import binascii
import smtplib
import socket
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outagecomms.delivery.transport import UnavailableError
from outagecomms.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outagecomms.delivery.settings import MailSettings


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait for a server, in seconds; the second and the third are those of RFC 5321, 4.5.3.2."""

    connect: float = 60  # the RFC grants five minutes; a server that is away should be told of sooner
    command: float = 300  # and for the mail itself, for which the RFC asks three minutes at least
    final: float = 600  # too short a wait here is how mails come twice
    quit: float = 5  # nothing depends on the answer


def connect(settings: MailSettings, password: str | None, timeouts: Timeouts) -> smtplib.SMTP:
    """A connection over which mail may be sent: encrypted and logged in as *settings* ask.

    Raises:
        UnavailableError: with the reason, and what to do; it never holds the password.
    """
    with _in_words(settings, password):
        client = _dial(settings, timeouts)
        try:
            wait(client, timeouts.command)
            _prepare(client, settings, password)
        except BaseException:
            client.close()
            raise
        return client


def wait(client: smtplib.SMTP, seconds: float) -> None:
    """From now on, wait so long for the server."""
    sock = client.sock  # None when the connection is gone, as the next verb says
    if sock and sock.gettimeout() != seconds:
        sock.settimeout(seconds)


def text_of(reply: bytes | str) -> str:
    """What the server said, for people."""
    return printable(" ".join((reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply).split()))


def _dial(settings: MailSettings, timeouts: Timeouts) -> smtplib.SMTP:
    host, port = settings.host or "", settings.service
    ours = "localhost"  # unless told, smtplib would ask the DNS for our name, which may be what is down
    if settings.encryption == "tls":
        return smtplib.SMTP_SSL(
            host, port, local_hostname=ours, timeout=timeouts.connect, context=ssl.create_default_context()
        )
    return smtplib.SMTP(host, port, local_hostname=ours, timeout=timeouts.connect)


def _prepare(client: smtplib.SMTP, settings: MailSettings, password: str | None) -> None:
    _greet(client)
    if settings.encryption == "starttls":
        if not client.has_extn("starttls"):
            raise UnavailableError(
                f"{server_name(settings)} offers no STARTTLS; if it encrypts from the first byte, write"
                ' tls = "tls" under [mail]; to send in the clear, write tls = "none"'
            )
        client.starttls(context=ssl.create_default_context())  # it forgets all that was said in the clear
        _greet(client)
    if settings.user and password:
        if not client.has_extn("auth"):
            raise UnavailableError(f"{server_name(settings)} offers no AUTH; check port, or remove user under [mail]")
        client.login(settings.user, password)


def _greet(client: smtplib.SMTP) -> None:
    code, reply = client.ehlo(_our_name(client))
    if code != 250:  # noqa: PLR2004
        raise smtplib.SMTPHeloError(code, reply)


def _our_name(client: smtplib.SMTP) -> str:
    """Our name for EHLO, or our address where we have none (RFC 5321, 4.1.4)."""
    name = socket.gethostname()
    if ("." in name and name.isascii()) or not client.sock:
        return name
    address = client.sock.getsockname()[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


@contextmanager
def _in_words(settings: MailSettings, password: str | None) -> Iterator[None]:
    """Say what went wrong, and what to do; the order is that of the classes, most of which are an OSError."""
    server = server_name(settings)
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        reply = _without(password, settings.user, text_of(error.smtp_error))
        problem = f"{server} refused the user or the password ({error.smtp_code} {reply}); check both"
    except smtplib.SMTPResponseException as error:
        code = f"{error.smtp_code} " if error.smtp_code > 0 else ""  # else no reply that SMTP knows
        problem = f"{server} answered: {code}{text_of(error.smtp_error)}; check [mail], or try again later"
    except smtplib.SMTPServerDisconnected as error:
        problem = f"{server} was lost before any mail ({text_of(str(error))}); check port and tls, or try again later"
    except ssl.SSLCertVerificationError as error:
        problem = (
            f"the certificate of {server} is not to be trusted ({error.verify_message});"
            " check host, or name your own authority's file in SSL_CERT_FILE"
        )
    except ssl.SSLError as error:
        problem = f"{server} and we find no common encryption ({error.reason}); check port and tls under [mail]"
    except (smtplib.SMTPException, binascii.Error) as error:
        odd = str(error) if isinstance(error, smtplib.SMTPException) else "what it said at AUTH is not Base64"
        reply = _without(password, settings.user, text_of(odd))
        problem = f"{server} does not speak SMTP as it should ({reply}); check host, port and tls under [mail]"
    except OSError as error:
        problem = f"{server} cannot be reached ({error.strerror or error}); check host and port under [mail]"
    else:
        return
    raise UnavailableError(problem) from None


def _without(password: str | None, user: str | None, reply: str) -> str:
    """*reply* without the password, which some servers repeat when they do not understand."""
    if not password:
        return reply
    for secret in (f"\0{user}\0{password}", password):
        reply = reply.replace(base64.b64encode(secret.encode()).decode(), "…").replace(secret, "…")
    return reply


def server_name(settings: MailSettings) -> str:
    """The server as people write it: its host and port."""
    return f"{settings.host}:{settings.service}"
