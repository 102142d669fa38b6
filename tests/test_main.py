"""However a run ends: the right exit code, words for a person on standard error, and never a traceback."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from cli.conftest import CHECKOUT, PATIENCE, PROGRAM, Done, Terminal, empty, environment, in_a_pipe, oc, shop, terminal
from outagecomms import __version__
from outagecomms.__main__ import run
from outagecomms.incident import files

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["empty", "oc", "shop", "terminal"]  # fixtures

HOSTILE = "\x1b[31mx\x07\x9b\u202e\x7f"
RAW = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("arguments", [["--version"], ["--version", "plan"]])
def test_version(oc: Callable[..., Done], arguments: list[str]) -> None:
    """The short way, before Typer is loaded, says what the long one says."""
    assert oc(*arguments) == Done(0, f"outagecomms {__version__}\n", "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["hold"], "No such command 'hold'. Did you mean: outagecomms update ID --holding\nSee: outagecomms --help\n"),
        (["close"], "No such command 'close'. Did you mean: outagecomms resolve ID\nSee: outagecomms --help\n"),
        (["zzz"], "No such command 'zzz'.\nSee: outagecomms --help\n"),  # nothing comes to mind
        (["outbox", "hold"], "No such command 'hold'.\nSee: outagecomms outbox --help\n"),  # of the outbox
    ],
)
def test_a_command_of_another_tool(oc: Callable[..., Done], typed: list[str], said: str) -> None:
    """What people type who are used to it leads to ours."""
    assert oc(*typed) == Done(2, "", said)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["status", "--now", "2026-11-22T14:04Z"], 0),  # all is well
        (["status", "--now", "2026-11-22T15:00Z"], 1),  # the first contact is overdue
        (["plan", "chekout"], 2),  # no such incident
        (["plan"], 2),  # an argument is missing
        (["plam", "checkout"], 2),  # no such command
        (["outbox"], 2),  # half a command
        (["plan", "checkout", "--formt", "json"], 2),  # no such option
        (["plan", "checkout", "--format", "xml"], 2),  # no such format
        (["plan", "checkout", "--now", "noon"], 2),  # no time
        (["update", "checkout"], 2),  # no words
    ],
)
@pytest.mark.usefixtures("shop")
def test_exit_codes(oc: Callable[..., Done], arguments: list[str], code: int) -> None:
    """0 all is well, 1 a person is needed, 2 the input is wrong; what is wrong stands on standard error alone."""
    done = oc(*arguments)

    assert done.code == code
    assert (done.err != "") == (code == 2)
    assert (done.out == "") == (code == 2)


def test_a_held_lock_is_75(shop: Path, oc: Callable[..., Done], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another run writes the file: try again later, and nothing is changed."""
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    with FileLock(shop / "incidents" / ".checkout.toml.lock"):
        done = oc("update", "checkout", "Cards work.")

    assert (done.code, done.out) == (75, "")
    assert "is being written by another run; try again in a moment" in done.err
    assert (shop / "incidents" / "checkout.toml").read_text() == CHECKOUT


@pytest.mark.usefixtures("shop")
def test_an_interrupt_is_130(terminal: Callable[..., Terminal]) -> None:
    """^C at a question ends the run without a word and without a record."""
    run_ = terminal("update", "checkout")
    run_.wait_for("What is new for them")

    while run_.process.poll() is None:
        run_.process.send_signal(signal.SIGINT)  # again, for one that comes before it listens
        time.sleep(0.2)

    assert run_.end() == 130
    assert "Traceback" not in run_.shown
    assert Path("incidents/checkout.toml").read_text(encoding="utf-8") == CHECKOUT


@pytest.mark.usefixtures("shop")
def test_the_end_of_input_is_an_interrupt(terminal: Callable[..., Terminal]) -> None:
    """^D at a question is a person who walks away."""
    run_ = terminal("update", "checkout")

    run_.answer("What is new for them", "\x04")

    assert run_.end() == 130
    assert Path("incidents/checkout.toml").read_text(encoding="utf-8") == CHECKOUT


@pytest.mark.parametrize(
    "arguments",
    [
        ["schema"],  # more than a buffer holds
        ["plan", "checkout"],  # a few lines, written when the program ends
        ["--help"],  # written by Typer
        ["--version"],  # written before Typer
    ],
)
@pytest.mark.usefixtures("shop")
def test_a_reader_who_leaves_is_no_error(arguments: list[str]) -> None:
    """As in `outagecomms schema | head -1`: quiet, and not a 1, which would call a person."""
    with subprocess.Popen(
        [*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, errors = process.communicate(timeout=PATIENCE)

    assert (process.returncode, errors) == (0, b"")


@pytest.mark.usefixtures("shop")
def test_a_fault_of_the_program_is_one_line_and_a_report(
    oc: Callable[..., Done], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever is up at 3 a.m. gets a sentence; whoever mends it gets the traceback, without what was typed."""

    def broken(*_: object) -> None:
        raise RuntimeError(f"two\nlines {HOSTILE}")

    monkeypatch.setattr("outagecomms.overview.status.standing", broken)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    done = oc("status", "checkout", "--now", "2026-11-22T14:11Z")

    (report,) = tmp_path.glob("outagecomms-*.md")
    words = report.read_text(encoding="utf-8")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("outagecomms itself failed (RuntimeError: two\\nlines \\x1b[31mx")
    assert done.err.endswith(f"this is a fault of the program, not yours. Please send us {report}\n")
    assert len(done.err.splitlines()) == 1
    assert "Traceback" in words
    assert 'raise RuntimeError(f"two' in words
    assert "Command: `status`" in words


@pytest.mark.parametrize(
    "arguments",
    [
        [HOSTILE],  # a command
        ["plan", "checkout", f"--{HOSTILE}"],  # an option
        ["plan", "checkout", "--format", HOSTILE],  # a choice
        ["plan", HOSTILE],  # an id
        ["plan", f"./{HOSTILE}.toml"],  # a path
        ["plan", "checkout", "--now", HOSTILE],  # a time
        ["update", "checkout", HOSTILE],  # words
        ["update", "checkout", "--holding", "--by", HOSTILE],  # a name
        ["update", "checkout", "--holding", "--next-update", HOSTILE],  # a promise
        ["render", "checkout", "--account", HOSTILE],  # an account
        ["new", HOSTILE, "--title", "T", "--service", "S", "--severity", "sev1", "--impact", "I"],  # a new id
        ["new", "x", "--title", HOSTILE, "--service", "S", "--severity", "sev1", "--impact", "I"],  # a title
        ["tick", HOSTILE],  # a path among many
        ["init", "new", "--leader", HOSTILE],  # a person
        ["init", "new", "--organisation", HOSTILE],  # a firm
        ["outbox", "show", HOSTILE],  # a key
        ["outbox", "list", "--incident", HOSTILE],  # an id that may have messages
        ["plan", "che\udcffckout"],  # a byte that is no UTF-8, as Python hands it on
        ["plan\udcff"],  # the same in a command
    ],
)
@pytest.mark.usefixtures("shop")
def test_nothing_typed_acts_on_the_terminal(oc: Callable[..., Done], arguments: list[str]) -> None:
    """Control characters and bidirectional overrides are refused, and shown as what they are."""
    oc("tick")

    done = oc(*arguments)

    assert done.code == 2
    assert done.err != ""
    assert RAW.findall(done.out + done.err) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["A\x07."], 'text: "A\\x07." has a control character; remove it'),  # a bell
        (["Cards work.", "--by", "Sam\nOkafor"], 'by: "Sam\\nOkafor" has a line break or a control character; '),
        (["x" * 8001], "text: "),  # longer than anybody reads
        (["Cards work.", "--next-step", "a\u202eb"], 'next_step: "a\\u202eb" has a control character'),
    ],
)
@pytest.mark.usefixtures("shop")
def test_words_that_no_file_may_hold(oc: Callable[..., Done], arguments: list[str], words: str) -> None:
    """Refused by the name of what was typed, since they stand in no line of a file yet."""
    done = oc("update", "checkout", *arguments)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(words)


@pytest.mark.parametrize("command", [["status"], ["plan", "incidents/evil.toml"], ["tick"]])
def test_nothing_in_a_file_acts_on_the_terminal(shop: Path, oc: Callable[..., Done], command: list[str]) -> None:
    """A title with an escape is refused, and shown as what it is."""
    evil = CHECKOUT.replace("Card payments", "\\u001b[31m\\u202eCard payments")
    (shop / "incidents" / "evil.toml").write_text(evil, encoding="utf-8")

    done = oc(*command)

    assert done.code == 2
    assert "incidents/evil.toml:1:1: title: " in done.err
    assert RAW.findall(done.out + done.err) == []


def test_no_file_name_acts_on_the_terminal(shop: Path, oc: Callable[..., Done]) -> None:
    """A file whose name has an escape is refused by a name that shows it."""
    try:
        (shop / "incidents" / "\x1b[31m.toml").write_text(CHECKOUT, encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")

    done = oc("status")

    assert done.code == 2
    assert "\\x1b[31m.toml:1:1: the file's name cannot serve" in done.err
    assert RAW.findall(done.out + done.err) == []


@pytest.mark.usefixtures("shop")
def test_a_terminal_that_lacks_letters_gets_their_numbers() -> None:
    """A narrow encoding is no reason to fail."""
    done = in_a_pipe("render", "checkout", PYTHONIOENCODING="latin-1")

    assert (done.code, done.err) == (0, "")
    assert "\\u2500" in done.out  # the line between two messages


def test_python_m_is_the_program() -> None:
    """`python -m outagecomms` needs no script on the path."""
    done = subprocess.run(
        [sys.executable, "-m", "outagecomms", "--version"], capture_output=True, text=True, check=True, timeout=PATIENCE
    )

    assert done.stdout == f"outagecomms {__version__}\n"


def test_run_leaves_the_streams_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """One run in a process after another, as the tests themselves do."""
    assert [run(["plan"]), run(["--version"])] == [2, 0]
    assert capsys.readouterr().out == f"outagecomms {__version__}\n"
