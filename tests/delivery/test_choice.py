"""The settings choose the way out; nothing is loaded that it does not use."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from outagecomms.delivery.choice import transport_for
from outagecomms.delivery.command import Command
from outagecomms.delivery.directory import Maildir
from outagecomms.delivery.settings import MailSettings
from outagecomms.delivery.smtp import Smtp
from outagecomms.errors import InputError

from .mails import MAIL, READER, SENDER
from .scripted import Scripted

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("chosen", "kind"),
    [
        ({"host": "localhost"}, Smtp),
        ({"transport": "command", "command": ["sendmail", "-t", "-i"]}, Command),
        ({"transport": "directory", "directory": "sent"}, Maildir),
    ],
)
def test_the_settings_choose(chosen: dict[str, Any], kind: type, tmp_path: Path) -> None:
    assert type(transport_for(MailSettings(**chosen), tmp_path)) is kind


def test_the_folder_is_relative_to_the_workspace(tmp_path: Path) -> None:
    with transport_for(MailSettings(transport="directory", directory="sent"), tmp_path) as transport:
        transport.deliver(SENDER, READER, MAIL)
    assert len(list((tmp_path / "sent" / "new").iterdir())) == 1


@pytest.mark.skipif(os.name != "posix", reason="home is found otherwise there")
def test_a_folder_at_home_is_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a shell has it; nobody wants a folder that is called ~."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with transport_for(MailSettings(transport="directory", directory="~/sent"), tmp_path) as transport:
        transport.deliver(SENDER, READER, MAIL)
    assert len(list((tmp_path / "home" / "sent" / "new").iterdir())) == 1


def test_the_password_reaches_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTAGECOMMS_SMTP_PASSWORD", "s3cret")
    with Scripted({"EHLO": b"250-a\r\n250 AUTH PLAIN\r\n", "AUTH": b"235 welcome\r\n"}) as server:
        settings = MailSettings(host="127.0.0.1", port=server.port, user="sam")
        with transport_for(settings, tmp_path):
            pass
    assert server.heard[1] == "AUTH PLAIN AHNhbQBzM2NyZXQ="


def test_a_missing_password_is_told_before_anything_is_opened(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no password"):
        transport_for(MailSettings(host="smtp.pay.example", user="sam"), tmp_path)


def test_smtplib_and_subprocess_are_loaded_by_whom_needs_them() -> None:
    """Every command reads the settings; only `send` sends."""
    program = (
        "import sys, outagecomms.delivery.settings, outagecomms.delivery.outcome, outagecomms.delivery.transport;"
        "print(sorted({'smtplib', 'ssl', 'subprocess'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
