"""Who changes a message: a person, or a run of this program on a host."""

from __future__ import annotations

import getpass
import os
import secrets
import socket
from functools import cache
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_OURS: set[str] = set()


def person() -> str:
    """The user who runs the program, for the history."""
    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (OSError, KeyError):  # a user without a name, as in a container
        return f"someone@{socket.gethostname()}"


def new_claim() -> str:
    """A name for this run that no other has: its host since its last start, its process, and a random part."""
    claim = f"{_host()}/{os.getpid()}/{secrets.token_hex(8)}"
    _OURS.add(claim)
    return claim


def is_of_this_host(claim: str) -> bool:
    """Whether the run that made *claim* was on this host, since it was last started."""
    return claim.rpartition("/")[0].rpartition("/")[0] == _host()


def is_known_dead(claim: str) -> bool:
    """Whether the run that made *claim* was on this host and is gone. Of other hosts nothing is known."""
    if claim in _OURS or claim.partition("/")[0] != _host().partition("/")[0]:
        return False
    if not is_of_this_host(claim):
        return True
    process = int(claim.split("/")[-2])
    if process == os.getpid():  # that of an earlier run, in a container where each has the same number
        return True
    if os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


@cache
def _host() -> str:
    try:
        start = _BOOT.read_text(encoding="ascii").strip()[:8]
    except OSError:
        start = "0"
    return f"{socket.gethostname()}/{start}"
