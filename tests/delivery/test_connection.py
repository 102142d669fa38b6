"""Reaching a mail server: encryption that is what it seems, passwords that stay secret, errors that say what to do."""

from __future__ import annotations

import base64
import socket
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from outagecomms.delivery.transport import UnavailableError

from .mails import MAIL, READER, SENDER, SHORT, smtp
from .scripted import DROP, ENCRYPT, HANG, Script, Scripted

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from outagecomms.delivery.connection import Timeouts

PASSWORD = "s3cret horse"
STARTTLS: Script = {
    "EHLO": [b"250-mail.example\r\n250 STARTTLS\r\n", b"250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n"],
    "STARTTLS": (b"220 go on\r\n", ENCRYPT),
    "AUTH": b"235 welcome\r\n",
}

LOST = "SERVER was lost before any mail (Connection unexpectedly closed); check port and tls, or try again later"


def problem_with(script: Script, proof: ssl.SSLContext | None = None, **settings: Any) -> str:
    """What we say when that server is no use; its name is SERVER."""
    with Scripted(script, proof) as server:
        with pytest.raises(UnavailableError) as caught, smtp(server.port, **settings):
            pass
        assert "MAIL" not in server.verbs
    return str(caught.value).replace(f"{settings.get('host', '127.0.0.1')}:{server.port}", "SERVER")


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ({"HELLO": b"554 no service\r\n"}, "SERVER answered: 554 no service; check [mail], or try again later"),
        ({"HELLO": b"421 busy\r\n"}, "SERVER answered: 421 busy; check [mail], or try again later"),
        ({"HELLO": b"SSH-2.0-OpenSSH_9.2\r\n"}, "SERVER answered: 2.0-OpenSSH_9.2; check [mail], or try again later"),
        ({"HELLO": b"220 \x1b[2J\r\n", "EHLO": b"502 \x1b[2J?\r\n"},  # nothing that a terminal obeys
         "SERVER answered: 502 \\x1b[2J?; check [mail], or try again later"),
        ({"HELLO": DROP}, LOST),
        ({"EHLO": DROP}, LOST),
    ],
)  # fmt: skip
def test_a_server_that_will_not_have_us(script: Script, problem: str) -> None:
    assert problem_with(script) == problem


@pytest.mark.parametrize(
    ("verb", "timeouts"),
    [
        ("HELLO", replace(SHORT, connect=0.1)),  # before it greets
        ("EHLO", replace(SHORT, command=0.1)),  # after
    ],
)
def test_a_silent_server(verb: str, timeouts: Timeouts) -> None:
    began = time.monotonic()
    problem = problem_with({verb: HANG}, timeouts=timeouts)
    assert time.monotonic() - began < SHORT.connect
    assert problem == (
        "SERVER was lost before any mail (Connection unexpectedly closed: timed out);"
        " check port and tls, or try again later"
    )


def test_no_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(UnavailableError) as caught, smtp(port):
        pass
    assert (
        str(caught.value)
        == f"127.0.0.1:{port} cannot be reached (Connection refused); check host and port under [mail]"
    )


def test_no_such_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(UnavailableError) as caught, smtp(25, host="mail.nowhere.example"):
        pass
    assert str(caught.value) == (
        "mail.nowhere.example:25 cannot be reached (Name or service not known); check host and port under [mail]"
    )


# Encryption


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("tls", "script"),
    [
        ("starttls", STARTTLS),  # asked for in the clear
        ("tls", {"HELLO": (ENCRYPT, b"220 ready\r\n")}),  # from the first byte
    ],
)
def test_mail_goes_out_encrypted(tls: str, script: Any, server_tls: Callable[[str], ssl.SSLContext]) -> None:
    with Scripted(script, server_tls("localhost")) as server, smtp(server.port, host="localhost", tls=tls) as transport:
        assert transport.deliver(SENDER, READER, MAIL).fate == "accepted"
        assert server.encrypted
    assert server.verbs.count("EHLO") == (2 if tls == "starttls" else 1)  # what was said in the clear is forgotten


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_server_with_another_name_is_not_trusted(tls: str, server_tls: Callable[[str], ssl.SSLContext]) -> None:
    script: Script = STARTTLS if tls == "starttls" else {"HELLO": (ENCRYPT, b"220 ready\r\n")}
    assert problem_with(script, server_tls("mail.evil.example"), host="localhost", tls=tls) == (
        "the certificate of SERVER is not to be trusted (Hostname mismatch, certificate is not valid for 'localhost'.);"
        " check host, or name your own authority's file in SSL_CERT_FILE"
    )


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_an_unknown_authority_is_not_trusted(tls: str, server_tls: Callable[[str], ssl.SSLContext]) -> None:
    script: Script = STARTTLS if tls == "starttls" else {"HELLO": (ENCRYPT, b"220 ready\r\n")}
    problem = problem_with(script, server_tls("localhost"), host="localhost", tls=tls)
    assert problem.startswith("the certificate of SERVER is not to be trusted (unable to get local issuer certificate)")


def test_a_server_without_starttls_gets_no_mail_in_the_clear() -> None:
    assert problem_with({}, tls="starttls") == (
        "SERVER offers no STARTTLS; if it encrypts from the first byte, write"
        ' tls = "tls" under [mail]; to send in the clear, write tls = "none"'
    )


def test_a_server_that_takes_back_starttls_gets_no_mail_in_the_clear() -> None:
    script = {**STARTTLS, "STARTTLS": b"454 not now\r\n"}
    assert problem_with(script, tls="starttls") == "SERVER answered: 454 not now; check [mail], or try again later"


def test_a_server_that_does_not_encrypt() -> None:
    problem = problem_with({}, tls="tls")
    assert problem == "SERVER and we find no common encryption (WRONG_VERSION_NUMBER); check port and tls under [mail]"


@pytest.mark.usefixtures("trusted")
def test_what_someone_slips_in_before_the_encryption_is_thrown_away(
    server_tls: Callable[[str], ssl.SSLContext],
) -> None:
    """CVE-2011-0411, seen from our side: here it would be read as the answer to the second EHLO."""
    script = {**STARTTLS, "STARTTLS": (b"220 go on\r\n554 slipped in\r\n", ENCRYPT)}
    with (
        Scripted(script, server_tls("localhost")) as server,
        smtp(server.port, host="localhost", tls="starttls") as transport,
    ):
        outcome = transport.deliver(SENDER, READER, MAIL)
    assert (outcome.fate, outcome.text) == ("accepted", "queued as 1")


# The password


@pytest.mark.parametrize(
    ("offered", "lines"),
    [
        (b"PLAIN", [f"AUTH PLAIN {base64.b64encode(f'{chr(0)}sam{chr(0)}{PASSWORD}'.encode()).decode()}"]),
        (b"LOGIN", [f"AUTH LOGIN {base64.b64encode(b'sam').decode()}", base64.b64encode(PASSWORD.encode()).decode()]),
    ],
)
def test_log_in(offered: bytes, lines: list[str]) -> None:
    script: Script = {
        "EHLO": b"250-mail.example\r\n250 AUTH " + offered + b"\r\n",
        "AUTH": b"235 welcome\r\n" if offered == b"PLAIN" else b"334 UGFzc3dvcmQ6\r\n",
        lines[-1].upper(): b"235 welcome\r\n",
    }
    with Scripted(script) as server, smtp(server.port, PASSWORD, user="sam"):
        pass
    assert server.heard[1:-1] == lines


ENCODED = base64.b64encode(f"\0sam\0{PASSWORD}".encode())


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (b"535 5.7.8 wrong\r\n", "SERVER refused the user or the password (535 5.7.8 wrong); check both"),
        (b"500 what is AUTH PLAIN " + ENCODED + b"?\r\n",  # some servers repeat what they do not understand
         "SERVER refused the user or the password (500 what is AUTH PLAIN …?); check both"),
        (b"535 not " + PASSWORD.encode() + b"\r\n", "SERVER refused the user or the password (535 not …); check both"),
        (b"334 AAAAA\r\n", "SERVER does not speak SMTP as it should (what it said at AUTH is not Base64);"  # noqa: ISC004
         " check host, port and tls under [mail]"),
    ],
)  # fmt: skip
def test_a_refused_password_is_never_shown(answer: bytes, problem: str) -> None:
    script: Script = {"EHLO": b"250-mail.example\r\n250 AUTH PLAIN\r\n", "AUTH": answer}
    with Scripted(script) as server, pytest.raises(UnavailableError) as caught, smtp(server.port, PASSWORD, user="sam"):
        pass
    assert str(caught.value).replace(f"127.0.0.1:{server.port}", "SERVER") == problem
    assert caught.value.__suppress_context__, "a traceback would show what the server said"


def test_a_transport_does_not_show_its_password() -> None:
    transport = smtp(25, PASSWORD, user="sam")
    assert PASSWORD not in repr(transport)
    assert PASSWORD not in str(transport)


@pytest.mark.parametrize(
    ("offered", "problem"),
    [
        (b"HELP", "SERVER offers no AUTH; check port, or remove user under [mail]"),
        (b"AUTH GSSAPI", "SERVER does not speak SMTP as it should (No suitable authentication method found.);"  # noqa: ISC004
         " check host, port and tls under [mail]"),
    ],
)  # fmt: skip
def test_a_server_without_a_way_to_log_in(offered: bytes, problem: str) -> None:
    script: Script = {"EHLO": b"250-mail.example\r\n250 " + offered + b"\r\n"}
    with Scripted(script) as server, pytest.raises(UnavailableError) as caught, smtp(server.port, PASSWORD, user="sam"):
        pass
    assert str(caught.value).replace(f"127.0.0.1:{server.port}", "SERVER") == problem
