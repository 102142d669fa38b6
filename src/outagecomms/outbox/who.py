"""Who changes a message: a person, or a run of this program on a host."""

from __future__ import annotations

import getpass
import os
import socket
from functools import cache
from pathlib import Path

_PROC = Path("/proc")
_STARTED = 19  # the place of a process's start among what follows its name in /proc/PID/stat, proc(5)


def person() -> str:
    """The user who runs the program, for the history."""
    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (OSError, KeyError):  # a user without a name, as in a container
        return f"someone@{socket.gethostname()}"


def new_claim() -> str:
    """A name for this run that no other has: its host since its last start, its process, and a random part."""
    return f"{socket.gethostname()}/{_boot()}/{_process(os.getpid())}/{os.urandom(8).hex()}"


def is_of_this_boot(claim: str) -> bool:
    """Whether the run that made *claim* was on this very machine since its last start; False where none can tell."""
    return bool(_boot()) and claim.split("/")[1] == _boot()


def is_known_dead(claim: str) -> bool:
    """Whether the run that made *claim* is surely gone: its process on this machine, since its last start, is no more.

    Of other hosts nothing is known, whatever their name; nor where the system does not tell processes apart for good.
    """
    process = claim.split("/")[2]
    number, _, rest = process.partition("-")
    space = rest.partition("-")[2]
    if not (is_of_this_boot(claim) and number.isdigit() and space and space == _space()):
        return False
    found = _process(int(number))
    return found != process if "-" in found else not _exists(int(number))


def _process(number: int) -> str:
    """A process: its number, when it started, and the container in which the number is counted, where one can tell."""
    try:
        stat = (_PROC / str(number) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return str(number)
    return f"{number}-{stat.rpartition(')')[2].split()[_STARTED]}-{_space()}"


def _exists(number: int) -> bool:
    """Whether there is such a process; of another user's, /proc may show nothing."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@cache
def _boot() -> str:
    """This machine since its last start; empty where the system has no name for that."""
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip().replace("-", "")[:16]
    except OSError:
        return ""


@cache
def _space() -> str:
    """The namespace that processes are numbered in, pid_namespaces(7); empty where there is no such thing."""
    try:
        return str((_PROC / "self/ns/pid").stat().st_ino)
    except OSError:
        return ""
