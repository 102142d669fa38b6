"""What becomes of a mail that a program was given, read off how it ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from outagecomms.delivery.command import PATIENCE, Command
from outagecomms.delivery.outcome import Outcome
from outagecomms.delivery.transport import UnavailableError

from .mails import LARGE, MAIL, READER, SENDER

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.delivery.outcome import Fate

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals are sent otherwise here")
SAVE = "import sys; open('saved', 'wb').write(sys.stdin.buffer.read())"


def attempt(
    folder: Path, program: str, mail: bytes = MAIL, patience: float = 20, words: tuple[str, ...] = ()
) -> Outcome:
    with Command([sys.executable, "-c", program, *words], folder, patience) as transport:
        return transport.deliver(SENDER, READER, mail)


@pytest.mark.parametrize("mail", [MAIL, LARGE[:200_000]])  # more than a pipe holds
def test_the_program_gets_the_exact_bytes(mail: bytes, tmp_path: Path) -> None:
    assert attempt(tmp_path, SAVE, mail) == Outcome("accepted", code=0)
    assert (tmp_path / "saved").read_bytes() == mail


@pytest.mark.parametrize(
    ("code", "fate"),
    [
        (0, "accepted"),  # EX_OK
        (1, "refused"),  # a plain failure
        (65, "refused"),  # EX_DATAERR: so msmtp says that the server refused the reader
        (67, "refused"),  # EX_NOUSER
        (74, "unknown"),  # EX_IOERR: the conversation broke off, perhaps after the final dot
        (75, "deferred"),  # EX_TEMPFAIL
        (76, "unknown"),  # EX_PROTOCOL: as EX_IOERR
        (137, "unknown"),  # a shell says: killed
        (255, "unknown"),  # ssh lost its connection
    ],
)
def test_exit_codes(code: int, fate: Fate, tmp_path: Path) -> None:
    assert attempt(tmp_path, f"import sys; sys.stdin.read(); sys.exit({code})") == Outcome(fate, code=code)


@pytest.mark.parametrize(
    "code",
    [
        64,  # EX_USAGE: our command line
        66,  # EX_NOINPUT: a file that it needs
        68,  # EX_NOHOST: so msmtp says that it cannot find its own server
        69,  # EX_UNAVAILABLE: that server, or its certificate
        70,  # EX_SOFTWARE
        71,  # EX_OSERR
        72,  # EX_OSFILE
        73,  # EX_CANTCREAT
        77,  # EX_NOPERM: so msmtp says that the password is wrong
        78,  # EX_CONFIG
        126,  # a shell may not start the program
        127,  # a shell found no such program
    ],
)
def test_a_trouble_of_our_own_is_no_refusal(code: int, tmp_path: Path) -> None:
    """The mail waits as before, and what the program says is told with what to check."""
    complaint = f"import sys; sys.stdin.read(); sys.stderr.write('cannot locate host'); sys.exit({code})"
    why = f"{sys.executable} cannot send (exit code {code}: cannot locate host)"
    assert attempt(tmp_path, complaint) == Outcome("turned away", f"{why}; check command under [mail]")


@pytest.mark.parametrize(
    ("program", "outcome"),
    [
        ("import os; os.kill(os.getpid(), 9)", Outcome("unknown", "ended by signal 9", -9)),  # killed
        ("import os, sys; sys.stderr.write('oh\\x1b[2J\\nno'); sys.exit(67)",  # what it complains is safe to print
         Outcome("refused", "oh\\x1b[2J no", 67)),
        ("import sys; sys.stderr.write('a' * 9999); sys.exit(67)", Outcome("refused", "…", 67)),  # and short
        ("print('sent')", Outcome("accepted", code=0)),  # what it prints does not matter
        ("import sys; sys.stdin.close(); sys.exit(75)", Outcome("deferred", code=75)),  # it need not read
    ],
)  # fmt: skip
def test_how_it_ends(program: str, outcome: Outcome, tmp_path: Path) -> None:
    assert attempt(tmp_path, program, LARGE[:200_000]) == outcome


def test_a_program_that_hangs_is_ended(tmp_path: Path) -> None:
    began = time.monotonic()
    outcome = attempt(tmp_path, "import time; time.sleep(60)", patience=0.3)
    assert outcome == Outcome("unknown", "still running after 0.3 seconds, and ended")
    assert time.monotonic() - began < 20


@POSIX
def test_what_a_script_waits_for_is_ended_with_it(tmp_path: Path) -> None:
    """Else the mail could leave after the reader is said to be unknown, and after a person has decided."""
    real = "import pathlib, time; time.sleep(2); pathlib.Path('sent').touch()"
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {real!r}])"
    assert attempt(tmp_path, script, patience=1).fate == "unknown"
    time.sleep(2)
    assert not (tmp_path / "sent").exists()


@POSIX
def test_a_ctrl_c_is_for_us_and_not_for_the_program(tmp_path: Path) -> None:
    """A terminal interrupts everything that runs in its foreground; what is under way may finish."""
    program = "import pathlib, sys, time; sys.stdin.read(); pathlib.Path('begun').touch(); time.sleep(1)"
    run = f"""
import pathlib, signal, sys
from outagecomms.delivery.command import Command
signal.signal(signal.SIGINT, lambda *_: pathlib.Path("heard").touch())
with Command([sys.executable, "-c", {program!r}], pathlib.Path(".")) as transport:
    print(transport.deliver({SENDER!r}, {READER!r}, {MAIL!r}).fate)
"""
    words = [sys.executable, "-c", run]
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, start_new_session=True) as process:
        end = time.monotonic() + 20
        while not (tmp_path / "begun").exists() and time.monotonic() < end:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=20)
    assert (tmp_path / "heard").exists()
    assert said == b"accepted\n"


def test_a_program_that_goes_on_in_the_background_does_not_keep_us(tmp_path: Path) -> None:
    background = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(5)'])"
    began = time.monotonic()
    assert attempt(tmp_path, background).fate == "accepted"
    assert time.monotonic() - began < 4


def test_it_may_wait_as_long_as_a_server_does_for_its_last_word() -> None:
    assert PATIENCE > 600


def test_no_shell_reads_the_words(tmp_path: Path) -> None:
    program = "import sys; sys.stderr.write(' '.join(sys.argv[1:])); sys.exit(1)"
    assert attempt(tmp_path, program, words=("$HOME", ";", "`id`")).text == "$HOME ; `id`"


def test_it_runs_in_the_workspace_and_is_found_there(tmp_path: Path) -> None:
    script = tmp_path / "send"
    script.write_text(f"#!{sys.executable}\n{SAVE}\n")
    script.chmod(0o700)
    with Command(["./send"], tmp_path) as transport:
        assert transport.deliver(SENDER, READER, MAIL).fate == "accepted"
    assert (tmp_path / "saved").read_bytes() == MAIL


def test_no_such_program(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError) as caught, Command(["no-such-sendmail", "-t"], tmp_path):
        pass
    assert str(caught.value) == (
        "there is no program no-such-sendmail; install it, or write its full path in command under [mail]"
        " (cron looks in few folders)"
    )


def test_a_program_that_vanishes(tmp_path: Path) -> None:
    script = tmp_path / "send"
    script.write_text("#!/nonexistent/interpreter\n")
    script.chmod(0o700)
    with Command(["./send"], tmp_path) as transport:
        outcome = transport.deliver(SENDER, READER, MAIL)
    assert outcome == Outcome("not tried", f"{script} cannot be started (No such file or directory)")


def test_what_smtp_would_refuse_is_not_handed_over(tmp_path: Path) -> None:
    with Command([sys.executable, "-c", SAVE], tmp_path) as transport:
        assert transport.deliver(SENDER, READER, MAIL + b"a\nb\r\n").fate == "refused"
    assert not (tmp_path / "saved").exists()
