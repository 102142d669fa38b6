"""Transports side by side: what they are given, what becomes of it, and what is taken back."""

from __future__ import annotations

import errno
import threading
from typing import TYPE_CHECKING, Self

import pytest

from builders import at
from outagecomms.delivery.outcome import Outcome
from outagecomms.outbox.claims import Claimed
from outagecomms.outbox.key import Key
from outagecomms.outbox.tried import Tried, with_folder
from outagecomms.sending import connections as connections_module
from outagecomms.sending.connections import AHEAD, Connections

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.sending.connections import Finished

PATIENCE = 30.0  # seconds


class Slow:
    """A way out that takes one mail when it is let; with a *fault* it breaks in a way that nobody foresaw."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.begun, self.let = threading.Event(), threading.Event()
        self.took: list[str] = []
        self._fault = fault

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def deliver(self, _: str, recipient: str, __: bytes) -> Outcome:
        if self._fault:
            raise self._fault
        self.begun.set()
        self.let.wait(PATIENCE)
        self.took.append(recipient)
        return Outcome("accepted")


def messages(*accounts: str) -> list[Claimed]:
    """One for each account."""
    return [Claimed(Key("checkout", "update", 1, each), "sam@pay.example", each, b"", 1, at(0)) for each in accounts]


def fates(finished: Finished) -> dict[str, str]:
    """What became of each account's message."""
    return {message.key.account: outcome.fate for message, outcome in finished}


def open_ones(connections: Connections) -> None:
    """Wait until they are open."""
    while connections.opening:
        connections.collect(PATIENCE)


def test_there_is_room_for_what_is_under_way_and_some_more(tmp_path: Path) -> None:
    """None before a connection stands."""
    slow = Slow()
    with Connections([slow], Tried(with_folder("a/b/c/d", tmp_path))) as connections:
        before = connections.room
        open_ones(connections)
        empty = connections.room
        connections.hand_out(messages("a", "b"))
        slow.let.set()

        assert (before, empty, connections.room) == (0, 1 + AHEAD, AHEAD - 1)


def test_what_has_not_begun_is_taken_back_and_what_has_is_waited_for(tmp_path: Path) -> None:
    """When a run is to end, nobody's mail is broken off."""
    slow = Slow()
    with Connections([slow], Tried(with_folder("a/b/c/d", tmp_path))) as connections:
        open_ones(connections)
        connections.hand_out(messages("a", "b", "c"))
        assert slow.begun.wait(PATIENCE)
        threading.Timer(0.2, slow.let.set).start()

        assert fates(connections.finish()) == {"a": "accepted", "b": "not tried", "c": "not tried"}
        assert slow.took == ["a"]


def test_what_hangs_is_unknown_when_the_run_has_waited_long_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can say whether it arrives after all; what has not begun waits as before."""
    monkeypatch.setattr(connections_module, "GRACE", 0.1)
    slow = Slow()
    with Connections([slow], Tried(with_folder("a/b/c/d", tmp_path))) as connections:
        open_ones(connections)
        connections.hand_out(messages("a", "b"))
        assert slow.begun.wait(PATIENCE)
        found = connections.finish()
        slow.let.set()

        assert fates(found) == {"a": "unknown", "b": "not tried"}
        assert connections.under_way == 0


def test_a_run_that_is_to_end_hears_it_at_once(tmp_path: Path) -> None:
    """While it waits for a server."""
    slow = Slow()
    with Connections([slow], Tried(with_folder("a/b/c/d", tmp_path))) as connections:
        open_ones(connections)
        connections.hand_out(messages("a"))
        threading.Timer(0.1, connections.end).start()
        found = connections.collect(PATIENCE)
        slow.let.set()

        assert (found, connections.ending) == ([], True)


def test_what_cannot_be_noted_is_not_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk no mail goes out that a crash would make forgotten; the connection is given no other."""
    tried, slow = Tried(with_folder("a/b/c/d", tmp_path)), Slow()

    def full(_: Key) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tried, "begin", full)
    with Connections([slow], tried) as connections:
        open_ones(connections)
        connections.hand_out(messages("a", "b"))
        found = connections.collect(PATIENCE)

        assert fates(found) == {"a": "not tried", "b": "not tried"}
        assert connections.troubles == ["the attempt cannot be noted (No space left on device); is the disk full?"]
    assert slow.took == []


def test_a_fault_of_our_own_is_not_hidden_in_a_thread(tmp_path: Path) -> None:
    """It is raised where somebody sees it."""
    with Connections([Slow(ZeroDivisionError())], Tried(with_folder("a/b/c/d", tmp_path))) as connections:
        open_ones(connections)
        connections.hand_out(messages("a"))
        with pytest.raises(ZeroDivisionError):
            connections.collect(PATIENCE)
