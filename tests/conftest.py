"""Fences round every test: no $HOME, no network beyond loopback, no real clock, none of your own settings."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from outagecomms import clock

if TYPE_CHECKING:
    from datetime import datetime

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"


class YouForgotToPassNowError(AssertionError):
    """A test reached the real clock; pass ``now``, ``--now``, or freeze the time."""


class YouReachedForTheNetworkError(AssertionError):
    """A test opened a connection to another machine."""


# A shell that runs the tests behind its back has its children ignore Ctrl-C, and they theirs, for good.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _fences(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith("OUTAGECOMMS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(clock, "system_now", _no_clock)
    monkeypatch.setattr(socket.socket, "connect", _only_loopback(socket.socket.connect))


def _no_clock() -> datetime:
    raise YouForgotToPassNowError


def _only_loopback(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise YouReachedForTheNetworkError(address)
        return connect(self, address)

    return guarded
