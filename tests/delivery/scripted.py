"""A mail server that says what a script tells it to say, however wrong, and remembers what it heard.

The script names, for each verb, what follows it: bytes to send, or one of the `Act`s; several of them as a tuple. A
list holds one answer for each time; its last one stays. ``HELLO`` is the greeting, ``END`` follows the final dot.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Mapping
from contextlib import suppress
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from typing import Self


class Act(Enum):
    """What a server may do instead of answering."""

    DROP = auto()  # close the connection
    RESET = auto()  # close it so that the other side's next read or write fails
    HANG = auto()  # say nothing more, until the other side gives up
    STALL = auto()  # read nothing more, until the test is over
    PAUSE = auto()  # take a second
    READ = auto()  # read a little of what comes
    ENCRYPT = auto()  # begin TLS


DROP, RESET, HANG, STALL, PAUSE, READ, ENCRYPT = Act
Step = bytes | Act
Answer = Step | tuple[Step, ...]
Script = Mapping[str, Answer | list[Answer]]
GOOD: Script = {
    "HELLO": b"220 ready\r\n",
    "EHLO": b"250-mail.example\r\n250 HELP\r\n",
    "MAIL": b"250 ok\r\n",
    "RCPT": b"250 ok\r\n",
    "DATA": b"354 go on\r\n",
    "END": b"250 queued as 1\r\n",
    "RSET": b"250 ok\r\n",
    "QUIT": (b"221 bye\r\n", DROP),
}


class _HangUp(Exception):  # noqa: N818  (no error: the script says so)
    """The server is done with this connection."""


class Scripted:
    """A server on a free port of this machine, for one connection at a time. A context manager."""

    def __init__(self, script: Script = GOOD, tls: ssl.SSLContext | None = None) -> None:
        self._script = {
            verb: list(said) if isinstance(said, list) else [said] for verb, said in {**GOOD, **script}.items()
        }
        self._tls = tls
        self._over = threading.Event()
        self.connections = 0
        self.heard: list[str] = []  # every command line
        self.received: list[bytes] = []  # what stood between DATA and its answer, as it came
        self.unfinished: bytes | None = None  # what came of a mail that never ended

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # it wakes accept()
        self._listener.close()
        self._thread.join(10)
        assert not self._thread.is_alive(), "the client left a connection open"

    @property
    def encrypted(self) -> bool:
        """Whether the connection is encrypted now."""
        return isinstance(self._connection, ssl.SSLSocket)

    @property
    def verbs(self) -> list[str]:
        return [line.split(" ")[0].split(":")[0].upper() for line in self.heard]

    def _serve(self) -> None:
        while True:
            try:
                self._connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with suppress(_HangUp, OSError):
                self._talk()
            self._lines.close()
            self._connection.close()

    def _talk(self) -> None:
        self._lines = self._connection.makefile("rb")
        self._answer("HELLO")
        while line := self._lines.readline():
            self.heard.append(line.decode("ascii", "backslashreplace").removesuffix("\r\n"))
            verb = self.verbs[-1]
            if self._answer(verb).startswith(b"354"):
                self._read_mail()

    def _read_mail(self) -> None:
        mail = b""
        while not mail.endswith(b"\r\n.\r\n"):
            line = self._lines.readline()
            if not line:
                self.unfinished = mail
                raise _HangUp
            mail += line
        self.received.append(mail)
        self._answer("END")

    def _answer(self, verb: str) -> bytes:
        answers = self._script.get(verb, [b"502 what?\r\n"])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        steps = answer if isinstance(answer, tuple) else (answer,)
        for step in steps:
            self._do(step)
        return b"".join(step for step in steps if isinstance(step, bytes))

    def _do(self, step: Step) -> None:
        if isinstance(step, bytes):
            self._connection.sendall(step)
        elif step is PAUSE:
            self._over.wait(1)
        elif step is READ:
            self._connection.recv(1000)
        elif step is HANG:
            while self._connection.recv(4096):
                pass
            raise _HangUp
        elif step is STALL:
            self._over.wait(10)
            raise _HangUp
        elif step is ENCRYPT:
            plain, self._connection = (
                self._connection,
                cast("Any", self._tls).wrap_socket(self._connection, server_side=True),
            )
            plain.close()
            self._lines = self._connection.makefile("rb")
        else:
            if step is RESET:
                self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise _HangUp
