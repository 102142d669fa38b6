"""What may stand under [mail] and [channels], what goes without saying, and how a mistake is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from outagecomms import tomlfile
from outagecomms.delivery.settings import ChannelName, ChannelSettings, MailSettings
from outagecomms.errors import InputError
from outagecomms.incident.record import Record

if TYPE_CHECKING:
    from outagecomms.delivery.settings import Tls


class File(Record):
    """A file with one of those tables."""

    mail: MailSettings = MailSettings(host="localhost")
    channels: dict[ChannelName, ChannelSettings] = {}  # noqa: RUF012  (pydantic copies a default)


def read(lines: str) -> MailSettings:
    return tomlfile.check(tomlfile.parse(Path("outagecomms.toml"), f"[mail]\n{lines}\n"), File).mail


@pytest.mark.parametrize(
    ("lines", "tls", "port"),
    [
        ('host = "smtp.pay.example"', "starttls", 587),  # over the network, encrypted
        ('host = "smtp.pay.example"\ntls = "tls"', "tls", 465),  # from the first byte
        ('host = "smtp.pay.example"\ntls = "none"', "none", 25),  # in the clear when asked for
        ('host = "localhost"', "none", 25),  # nobody listens on this machine
        ('host = "127.0.0.2"', "none", 25),  # as above
        ('host = "::1"', "none", 25),  # as above
        ('host = "192.0.2.1"', "starttls", 587),  # another machine
        ('host = "localhost"\ntls = "starttls"', "starttls", 587),  # what is written counts
        ('host = "smtp.pay.example"\nport = 2525', "starttls", 2525),  # as above
    ],
)
def test_encryption_and_port(lines: str, tls: Tls, port: int) -> None:
    settings = read(lines)
    assert (settings.transport, settings.encryption, settings.service) == ("smtp", tls, port)


def test_the_other_defaults() -> None:
    settings = read('host = "smtp.pay.example"')
    assert (settings.connections, settings.per_minute, settings.user) == (2, None, None)


def test_a_host_may_stay_while_one_tries_out() -> None:
    settings = read('transport = "directory"\ndirectory = "sent"\nhost = "smtp.pay.example"')
    assert (settings.transport, settings.directory) == ("directory", "sent")


NO_HOST = " is not the name of a mail server; write the name alone, the port as port = 587"
HOST = 'host = "smtp.pay.example"\n'


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        # what is needed is missing
        ("", '1:1: mail: a mail server is not named; add it, for example: host = "smtp.example.com"'),
        ('transport = "command"',
         '1:1: mail: a program is not named; add it, for example: command = ["sendmail", "-t", "-i"]'),
        ('transport = "directory"', '1:1: mail: a folder is not named; add it, for example: directory = "sent"'),
        (HOST + 'password_file = "secret"',
         "1:1: mail: password_file without user; add the name to log in with: user = …"),
        # what must not be
        (HOST + 'user = "sam"\ntls = "none"',
         '1:1: mail: the password would cross the network in the clear; write tls = "starttls" or "tls"'),
        (HOST + 'password = "s3cret"', "3:1: mail.password: unknown key; did you mean password_file?"),
        ('transport = "smpt"', '2:1: mail.transport: "smpt" is none of smtp, command or directory; choose one'),
        (HOST + 'tls = "ssl"', '3:1: mail.tls: "ssl" is none of starttls, tls or none; choose one'),
        # values
        ('host = "smtp.pay.example:587"', '2:1: mail.host: "smtp.pay.example:587"' + NO_HOST),
        ('host = "cafe.de:25"', '2:1: mail.host: "cafe.de:25"' + NO_HOST),
        ('host = "smtp://pay.example"', '2:1: mail.host: "smtp://pay.example"' + NO_HOST),
        ('host = "smtp..example"', '2:1: mail.host: "smtp..example"' + NO_HOST),
        ('host = ""', "2:1: mail.host: empty; write it, or leave it out"),
        (HOST + "port = 0", '3:1: mail.port: "0" is too small; write at least 1'),
        (HOST + "port = 65536", '3:1: mail.port: "65536" is too large; write at most 65535'),
        (HOST + 'port = "25"', '3:1: mail.port: "25" is not a whole number; write digits without quotes'),
        (HOST + "connections = 21", '3:1: mail.connections: "21" is too large; write at most 20'),
        (HOST + "per_minute = 0", '3:1: mail.per_minute: "0" is too small; write at least 1'),
        ('transport = "command"\ncommand = "sendmail -t"',
         '3:1: mail.command: "sendmail -t" is not a list; write [ … ], or one [[table]] an entry'),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(lines: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        read(lines)
    assert str(caught.value) == f"outagecomms.toml:{problem}"


NO_NAME = "this is no environment variable's name; set one to the URL, and write its name here"
ONE_PLACE = (
    "a channel has one place for its URL; give url_env (an environment variable) or url_file (a file that its owner"
    " alone may read)"
)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("[channels.status]", f"1:1: channels.status: {ONE_PLACE}"),  # nothing says where it is
        ('[channels.status]\nurl_env = "A"\nurl_file = "b"', f"1:1: channels.status: {ONE_PLACE}"),  # two things do
        ('[channels.status]\nurl_env = "json://x.example/s3cret"',  # the URL itself, which is not repeated
         f"2:1: channels.status.url_env: {NO_NAME}"),
        ('[channels.1]\nurl_env = "A"',  # channel.1 would be somebody at an account called channel
         '1:1: channels.1: "1" cannot be a channel\'s name; use a-z, 0-9 and -, a letter first, as in status'),
        ('[channels."a/b"]\nurl_env = "A"',  # it is part of a message's key
         '1:1: channels.a/b: "a/b" cannot be a channel\'s name; use a-z, 0-9 and -, a letter first, as in status'),
    ],
)  # fmt: skip
def test_a_channel_that_cannot_be_meant(lines: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        tomlfile.check(tomlfile.parse(Path("outagecomms.toml"), f"{lines}\n"), File)
    assert str(caught.value) == f"outagecomms.toml:{problem}"
