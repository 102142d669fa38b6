"""How messages leave: the tables ``[mail]`` and ``[channels]`` of `outagecomms.toml`. Secrets never stand there."""

from __future__ import annotations

import os
import re
from ipaddress import ip_address
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from outagecomms.incident.record import Line, Record
from outagecomms.text import LINE, quoted

Tls = Literal["starttls", "tls", "none"]

# RFC 8314, 7.1 (implicit TLS), RFC 6409, 3.1 (submission), RFC 5321, 4.5.4.2 (relay).
_PORTS: dict[Tls, int] = {"tls": 465, "starttls": 587, "none": 25}
_NEEDED = {
    "smtp": ("host", 'a mail server is not named; add it, for example: host = "smtp.example.com"'),
    "command": ("command", 'a program is not named; add it, for example: command = ["sendmail", "-t", "-i"]'),
    "directory": ("directory", 'a folder is not named; add it, for example: directory = "sent"'),
}
_HOST = re.compile(r"[\w.-]+")


def _host(name: str) -> str:
    if not _is_name(name) and not _is_address(name):
        raise ValueError(
            f"{quoted(name)} is not the name of a mail server; write the name alone, the port as port = 587"
        )
    return name


def _is_name(name: str) -> bool:
    try:
        return bool(_HOST.fullmatch(name) and name.encode("idna"))
    except UnicodeError:  # an empty label, or one that is too long
        return False


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


PathLine = Annotated[Line, AfterValidator(os.path.expanduser)]
"""A file or a folder; a ~ is the home of whoever runs the program."""


class MailSettings(Record):
    """How mail leaves. Paths are relative to `outagecomms.toml`."""

    transport: Literal["smtp", "command", "directory"] = "smtp"
    host: (
        Annotated[str, StringConstraints(min_length=1, max_length=253, pattern=LINE), AfterValidator(_host)] | None
    ) = None
    """The mail server that takes our mail."""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """By default that of the kind of encryption: 465, 587 or 25."""
    tls: Tls | None = None
    """Encryption from the first byte, after STARTTLS, or none. By default none on this machine, else STARTTLS."""
    user: Line | None = None
    password_file: PathLine | None = None
    """A file that its owner alone may read; or set ``OUTAGECOMMS_SMTP_PASSWORD``."""
    connections: Annotated[int, Field(ge=1, le=20)] = 2
    """How many connections to the server stand side by side."""
    per_minute: Annotated[int, Field(ge=1, le=60_000)] | None = None
    """How many messages a minute leave at most; by default as many as the server takes."""
    command: list[Line] = Field(default=[])
    """A program and its arguments, a word each; it reads the mail from its standard input. No shell."""
    directory: PathLine | None = None
    """A folder of mails (Maildir)."""

    @property
    def encryption(self) -> Tls:
        """The encryption asked for, or the default."""
        return self.tls or ("none" if self.is_on_this_machine else "starttls")

    @property
    def service(self) -> int:
        """The port asked for, or the default."""
        return self.port or _PORTS[self.encryption]

    @property
    def is_on_this_machine(self) -> bool:
        """Whether the server is this machine: nothing crosses a network."""
        host = self.host or ""
        return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        key, problem = _NEEDED[self.transport]
        if not getattr(self, key):
            raise ValueError(problem)
        if self.password_file and not self.user:
            raise ValueError("password_file without user; add the name to log in with: user = …")
        if self.user and self.encryption == "none" and not self.is_on_this_machine:
            raise ValueError('the password would cross the network in the clear; write tls = "starttls" or "tls"')
        return self


_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")


def _channel_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{quoted(name)} cannot be a channel's name; use a-z, 0-9 and -, a letter first, as in status")
    return name


ChannelName = Annotated[str, AfterValidator(_channel_name)]
"""What a channel is called: ``status``."""


_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")


def _variable(name: str) -> str:
    if not _VARIABLE.fullmatch(name):  # it may be the URL itself, so it is not repeated
        raise ValueError("this is no environment variable's name; set one to the URL, and write its name here")
    return name


class ChannelSettings(Record):
    """Where one chat or status channel is. Its URL holds a secret, so it stands elsewhere."""

    url_env: Annotated[str, AfterValidator(_variable)] | None = None
    """The environment variable that holds the URL, as apprise writes it: ``slack://…``."""
    url_file: PathLine | None = None
    """A file that its owner alone may read, and that holds the URL; relative to `outagecomms.toml`."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.url_env is None) == (self.url_file is None):
            raise ValueError(
                "a channel has one place for its URL; give url_env (an environment variable) or url_file (a file that"
                " its owner alone may read)"
            )
        return self
