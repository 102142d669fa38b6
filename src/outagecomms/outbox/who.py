"""Who changes a message: a person, or a run of this program on a host."""

from __future__ import annotations

import getpass
import os
import secrets
import socket

_OURS: set[str] = set()


def person() -> str:
    """The user who runs the program, for the history."""
    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (OSError, KeyError):  # a user without a name, as in a container
        return f"someone@{socket.gethostname()}"


def new_claim() -> str:
    """A name for this run that no other has: its host, its process and a random part."""
    claim = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(8)}"
    _OURS.add(claim)
    return claim


def is_known_dead(claim: str) -> bool:
    """Whether the run that made *claim* was on this host and is gone. Of other hosts nothing is known."""
    host, _, rest = claim.partition("/")
    process = rest.partition("/")[0]
    if claim in _OURS or host != socket.gethostname() or not process.isdigit() or os.name != "posix":
        return False
    if int(process) == os.getpid():  # that of an earlier run, in a container where each has the same number
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
