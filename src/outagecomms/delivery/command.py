"""Hand mails to a program that sends them, such as ``sendmail -t -i`` or ``msmtp -t``."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

from outagecomms.delivery.envelope import objection
from outagecomms.delivery.outcome import Outcome
from outagecomms.delivery.transport import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Self

    from outagecomms.delivery.outcome import Fate

PATIENCE = 660.0  # seconds: a program that speaks SMTP itself may wait ten minutes for a server's last word
# What an exit code of sysexits.h means; any other one is a plain no.
_TEMPORARY = 75  # EX_TEMPFAIL
_OURS = (64, 66, 68, 69, 70, 71, 72, 73, 77, 78, 126, 127)  # its settings, its network, our name there; no program
_LOST = (74, 76)  # EX_IOERR, EX_PROTOCOL: the conversation broke off, and it does not say where
_LARGEST = 128  # above it a shell says that a signal ended its program, and ssh that the connection was lost
_KEPT = 4096  # bytes of what the program complained


class Command:
    """A program that reads a whole mail, CRLF line ends and all, from its standard input. No shell is involved."""

    def __init__(self, words: Sequence[str], root: Path, patience: float = PATIENCE) -> None:
        self._words = list(words)
        self._root = root
        self._patience = patience

    def __enter__(self) -> Self:
        program, *arguments = self._words
        found = shutil.which(str(self._root / program) if "/" in program else program)
        if not found:
            raise UnavailableError(
                f"there is no program {program}; install it, or write its full path in command under [mail]"
                " (cron looks in few folders)"
            )
        self._words = [found, *arguments]
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held open."""

    def deliver(self, sender: str, recipient: str, content: bytes) -> Outcome:
        """Run the program once with *content*; see `Transport.deliver`. It finds the recipient in the mail itself."""
        return objection(sender, recipient, content) or self._run(content)

    def _run(self, content: bytes) -> Outcome:
        # A file, not a pipe: a program that goes on in the background would hold a pipe open and keep us waiting.
        try:
            complaints = tempfile.TemporaryFile()  # noqa: SIM115  (closed below; only its opening may fail here)
        except OSError as error:
            return Outcome("not tried", f"there is no room for a temporary file ({error.strerror})")
        with complaints:
            try:
                program = subprocess.Popen(  # noqa: S603  (the words are the workspace owner's own)
                    self._words,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=complaints,
                    cwd=self._root,
                    start_new_session=True,  # a Ctrl-C on our terminal is for us: what is under way may finish
                )
            except OSError as error:
                return Outcome("not tried", f"{self._words[0]} cannot be started ({error.strerror})")
            with program:
                try:
                    program.communicate(content, self._patience)
                except subprocess.TimeoutExpired:
                    _end(program)
                    return Outcome("unknown", f"still running after {self._patience:g} seconds, and ended")
                except BaseException:
                    _end(program)
                    raise
            complaints.seek(0)
            said = complaints.read(_KEPT).decode("utf-8", "replace").strip()
        code = program.returncode
        if code in _OURS:
            how = ": ".join(filter(None, (f"exit code {code}", said)))
            return Outcome("turned away", f"{self._words[0]} cannot send ({how}); check command under [mail]")
        return Outcome(_fate_of(code), said or _in_words(code), code)


def _end(program: subprocess.Popen[bytes]) -> None:
    """End a program, and whatever it has started that still belongs to it: a script waits for the real one."""
    if sys.platform == "win32":
        program.kill()
    elif program.poll() is None:
        os.killpg(program.pid, signal.SIGKILL)  # it leads a session, so that its group has its number


def _fate_of(code: int) -> Fate:
    """What an exit code means (sysexits.h); a program that was ended by a signal may have sent the mail before."""
    if code == 0:
        return "accepted"
    if code == _TEMPORARY:
        return "deferred"
    if code in _LOST:
        return "unknown"
    return "refused" if 0 < code <= _LARGEST else "unknown"


def _in_words(code: int) -> str:
    return f"ended by signal {-code}" if code < 0 else ""
