"""`watch`: the board on a real terminal, and once in a pipe."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from builders import ACME, FACTS

from .conftest import CHECKOUT, Done, in_a_pipe

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are of Unix", allow_module_level=True)

from board.terminals import Terminal, processor_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEYS = "↑↓ choose   u update   r read   a approve   s send   q quit"
KEYS_OF_ALL = ("checkout/outreach/1/acme", "checkout/update/0/acme", "checkout/update/0/lohmann")
BACK = "Enter takes you back to the board"
SAID = '\n[[updates]]\nat = 2026-11-22T14:05:00Z\nby = "Sam Okafor"\nstatus = "identified"\ntext = "One line works."\n'
MAIL = '[mail]\ntransport = "directory"\ndirectory = "sent"\n'


@pytest.fixture
def board() -> Iterator[Callable[..., Terminal]]:
    """Start the board at ten past two."""
    started: list[Terminal] = []

    def start(**more: object) -> Terminal:
        started.append(Terminal("watch", "--now", "2026-11-22T14:10Z", **more))  # type: ignore[arg-type]
        started[-1].wait_for("q quit")
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture
def two(shop: Path) -> Path:
    """The outage *checkout*, of which nobody has been told, and *search*, of which everybody has."""
    calm = FACTS.replace("Card payments are failing", "Search is slow") + ACME + SAID
    (shop / "incidents" / "search.toml").write_text(calm, encoding="utf-8")
    return shop


@pytest.mark.usefixtures("two")
def test_once_in_a_pipe() -> None:
    """The most pressing first; nothing is overdue yet."""
    assert in_a_pipe("watch") == Done(
        0,
        "DUE NOW  checkout  sev1  investigating\n"
        "    Card payments are failing\n"
        "    Next: update to acme, lohmann by 14:05 UTC, DUE NOW (late from 14:15 UTC): first contact\n"
        "    Also: outreach to acme by 14:05 UTC, DUE NOW (late from 14:15 UTC): first contact by the leader\n"
        "in 25:00  search  sev1  identified\n"
        "    Search is slow\n"
        "    Next: update to acme by 14:35 UTC, in 25:00: promised\n"
        "    Last: 14:05 UTC  One line works.\n",
        "",
    )


@pytest.mark.usefixtures("shop")
def test_in_a_pipe_the_exit_code_says_whether_a_person_is_needed() -> None:
    done = in_a_pipe("watch", "--now", "2026-11-22T14:16Z")
    assert done.code == 1
    assert done.out.startswith("OVERDUE 11:00  checkout  sev1  investigating\n")


def test_in_a_pipe_what_cannot_be_read_is_said(shop: Path) -> None:
    """And a monitor learns of it: nobody knows what is owed."""
    (shop / "incidents" / "checkout.toml").write_text("title", encoding="utf-8")
    done = in_a_pipe("watch")
    assert (done.code, done.err) == (1, "")
    assert "checkout.toml:1:" in done.out


@pytest.mark.usefixtures("empty")
def test_in_a_pipe_with_nothing_open() -> None:
    assert in_a_pipe("watch") == Done(0, "", "No incident is open.\n")


@pytest.mark.usefixtures("nowhere")
def test_without_a_workspace() -> None:
    assert in_a_pipe("watch").code == 2


@pytest.mark.usefixtures("shop")
def test_a_terminal_that_cannot_draw_is_told_once(board: Callable[..., Terminal]) -> None:
    """As in a pipe."""
    dumb = Terminal("watch", "--now", "2026-11-22T14:10Z", TERM="dumb")
    try:
        assert dumb.end() == 0
        assert "DUE NOW  checkout" in dumb.shown
        assert "\x1b" not in dumb.raw
    finally:
        dumb.close()


@pytest.mark.usefixtures("two")
def test_the_board(board: Callable[..., Terminal]) -> None:
    """It counts down, and nothing flickers: the clock and the countdowns are drawn anew, and no more.

    Arrows and letters choose; q ends it, and the terminal is as it was.
    """
    shown = board()
    assert shown.is_second_screen
    lines = shown.wait_for("14:10:01 UTC").splitlines()
    before = len(shown.raw)
    assert lines[0].startswith("2 open ")
    assert lines[1] == "▸ DUE NOW   checkout  sev1  investigating  outreach DUE NOW"
    assert lines[2] == "  in 24:58  search    sev1  identified"
    assert lines[4].startswith("── checkout ──")
    assert lines[-1] == KEYS
    shown.wait_for("14:10:03 UTC")
    drawn = shown.raw[before:]
    assert "\x1b[2J" not in drawn
    assert "Card payments are failing" not in drawn
    assert 2 <= drawn.count("in 24:5") <= 3
    for down, up in (("j", "k"), ("\x1b[B", "\x1b[A")):
        shown.press(down)
        shown.wait_for("── search ──")
        assert "One line works." in shown.shown
        shown.press(up)
        shown.wait_for("── checkout ──")
    shown.press("q")
    assert shown.end() == 0
    assert shown.is_as_it_was


def test_what_is_appended_is_shown(board: Callable[..., Terminal], two: Path) -> None:
    shown = board()
    (two / "incidents" / "checkout.toml").write_text(CHECKOUT + SAID, encoding="utf-8")
    shown.wait_for("Last     14:05 UTC  One line works.")


@pytest.mark.usefixtures("two")
def test_another_size(board: Callable[..., Terminal]) -> None:
    """It is drawn anew at once, and fits."""
    shown = board()
    for columns, lines in ((120, 40), (40, 20), (20, 5), (1, 1)):
        before = shown.raw.count("\x1b[2J")
        shown.resize(columns, lines)
        deadline = time.monotonic() + 10
        while shown.raw.count("\x1b[2J") == before:
            shown._read(deadline)
            assert time.monotonic() < deadline
        last = shown.raw.rpartition("\x1b[2J")[2]
        assert f"\x1b[{lines};1H" in last
        assert f"\x1b[{lines + 1};1H" not in last


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_however_it_ends_the_terminal_is_as_it_was(board: Callable[..., Terminal], ended_by: signal.Signals) -> None:
    shown = board()
    shown.process.send_signal(ended_by)
    assert shown.end() == 130
    assert shown.is_as_it_was
    assert "Traceback" not in shown.raw


def test_after_a_fault_the_terminal_is_as_it_was() -> None:
    shown = Terminal(
        code="from outagecomms.board.screen import Screen\nwith Screen():\n    raise RuntimeError('a fault')"
    )
    try:
        assert shown.end() == 1
        assert "\x1b[?1049h" in shown.raw
        assert shown.is_as_it_was
        assert "RuntimeError: a fault" in shown.shown
    finally:
        shown.close()


@pytest.mark.usefixtures("two")
def test_stopped_and_called_back(board: Callable[..., Terminal]) -> None:
    """While it is stopped the terminal is the shell's."""
    shown = board()
    shown.process.send_signal(signal.SIGTSTP)
    deadline = time.monotonic() + 10
    while not os.waitid(os.P_PID, shown.process.pid, os.WSTOPPED | os.WNOWAIT | os.WNOHANG):
        assert time.monotonic() < deadline
    shown._read(time.monotonic() + 0.2)
    assert shown.is_as_it_was
    shown.process.send_signal(signal.SIGCONT)
    shown.wait_for("q quit")
    assert shown.is_second_screen
    shown.press("q")
    assert shown.end() == 0


@pytest.mark.usefixtures("two")
def test_read(board: Callable[..., Terminal]) -> None:
    """The command is shown, and runs at the board's own time, on a terminal that is its own."""
    shown = board(lines=80)
    shown.press("r")
    assert "$ outagecomms render checkout" in shown.wait_for(BACK)
    assert "It began at 14:00 UTC" in shown.shown
    assert not shown.is_second_screen
    shown.press("\n")
    shown.wait_for("q quit")
    assert shown.is_second_screen


def test_update(board: Callable[..., Terminal], two: Path) -> None:
    """It asks what the command asks, and the board shows what became of it."""
    shown = board()
    shown.press("u")
    for question, answer in (
        ("What is new for them", "A declined card is not charged."), ("Status:", ""), ("What is being done now", ""),
        ("When do they hear next", ""), (BACK, ""),
    ):  # fmt: skip
        shown.wait_for(question)
        shown.press(f"{answer}\n")
    shown.wait_for("3 to approve")
    assert "Last     14:10 UTC  A declined card is not charged." in shown.shown
    assert 'text = "A declined card is not charged."' in (two / "incidents" / "checkout.toml").read_text("utf-8")


def test_nothing_is_approved_or_sent_by_one_key(
    board: Callable[..., Terminal], oc: Callable[..., Done], shop: Path
) -> None:
    """It takes a yes, typed after the words have been shown."""
    with (shop / "outagecomms.toml").open("a", encoding="utf-8") as config:
        config.write(MAIL)
    oc("tick")
    shown = board(lines=80)
    shown.wait_for("3 to approve")
    for answer, waits in (("", "3 to approve"), ("y", "3 to send")):
        shown.press("a")
        shown.wait_for("Approve 3? One of each kind stands above. [y/N]")
        assert "Subject: Card payments are failing" in shown.shown
        shown.press(f"{answer}\n")
        shown.wait_for(BACK)
        run = "".join(shown.shown.split()).partition("$outagecommsoutboxapprove")[2]  # the very command
        assert [key in run for key in KEYS_OF_ALL] == [bool(answer)] * 3
        shown.press("\n")
        shown.wait_for(waits)
    for answer, files in (("", 0), ("y", 3)):
        shown.press("s")
        shown.wait_for("Send them now? [y/N]")
        shown.press(f"{answer}\n")
        shown.wait_for(BACK)
        assert len(list((shop / "sent").rglob("*.*"))) == files
        shown.press("\n")
        shown.wait_for("q quit")


@pytest.mark.usefixtures("shop")
def test_what_is_stale_does_not_wait_for_a_yes(oc: Callable[..., Done]) -> None:
    """It promises a time that has passed, and approving it would be refused."""
    assert oc("update", "checkout", "A declined card is not charged.").code == 0
    told = oc("watch", now="2026-11-22T14:20Z").out
    assert "3 to approve" in told
    late = oc("watch", now="2026-11-22T14:41Z").out
    assert "3 of a time that has passed ('outagecomms tick' writes anew)" in late
    assert "to approve" not in late
    assert oc("outbox", "approve", "--all", now="2026-11-22T14:41Z").out == "0 messages approved\n"


def test_what_cannot_be_approved_is_not_asked_about(
    board: Callable[..., Terminal], oc: Callable[..., Done], empty: Path
) -> None:
    """Nobody is asked for a yes that is refused then: words for everyone have no address, they are posted by hand."""
    (empty / "incidents" / "checkout.toml").write_text(FACTS, encoding="utf-8")
    oc("update", "checkout", "A declined card is not charged.")
    shown = board(lines=80)
    shown.wait_for("1 to post by hand")
    shown.press("a")
    shown.wait_for(BACK)
    assert "checkout/update/1/public has no address, it is to be posted by hand" in " ".join(shown.shown.split())
    assert "No message of this incident waits for your yes." in shown.shown
    assert "Approve" not in shown.shown.replace("a approve", "")


@pytest.mark.usefixtures("two")
def test_an_interruption_of_a_command_leads_back_to_the_board(board: Callable[..., Terminal]) -> None:
    shown = board()
    shown.press("r")
    shown.wait_for(BACK)
    shown.process.send_signal(signal.SIGINT)
    shown.press("\n")
    shown.wait_for("q quit")
    assert shown.is_second_screen


@pytest.mark.usefixtures("empty")
def test_with_nothing_open_every_key_is_harmless(board: Callable[..., Terminal]) -> None:
    shown = board()
    shown.press("jk")
    shown.press("u")
    shown.wait_for("There is no incident to do this for.")
    shown.press("\n")
    shown.wait_for("Nothing is broken.")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what a process has used is read as Linux tells it")
def test_an_idle_board_leaves_the_processor_alone(board: Callable[..., Terminal], shop: Path) -> None:
    """Under two per cent of a core with thirty incidents."""
    for number in range(30):
        (shop / "incidents" / f"incident-{number}.toml").write_text(CHECKOUT + SAID, encoding="utf-8")
    shown = board(lines=40)
    shown.wait_for("14:10:02 UTC")
    used = processor_time(shown.process.pid)
    shown.wait_for("14:10:06 UTC")
    assert processor_time(shown.process.pid) - used <= 0.08
