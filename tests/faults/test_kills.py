"""The process is killed (SIGKILL) at every step of the conversation, and at random moments."""

from __future__ import annotations

import os
import random
import subprocess
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from delivery.scripted import Scripted

from .house import PATIENCE, built
from .inbox import open_inbox, reader_of
from .stores import Sqlite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .house import House
    from .inbox import Inbox
    from .stores import Store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL here")

MOMENTS = int(os.environ.get("OUTAGECOMMS_TEST_KILLS", "10"))  # on SQLite; a run on PostgreSQL takes longer
CONNECTIONS = 4
STEPS = ("HELLO", "EHLO", "MAIL", "RCPT", "DATA", "END", "RSET", "QUIT")


class Deadly(Scripted):
    """A server that kills its client once: before or after the *nth* answer to *step*."""

    def __init__(self, step: str, nth: int, moment: str) -> None:
        super().__init__()
        self._step, self._left, self._moment = step, nth, moment
        self._given = threading.Event()

    def kill_later(self, victim: subprocess.Popen[str]) -> None:
        """This is the client."""
        self._victim = victim
        self._given.set()

    @property
    def got(self) -> list[str]:
        """The accounts whose mails came whole, one for each mail."""
        return [reader_of(mail) for mail in self.received]

    def _answer(self, verb: str) -> bytes:
        if verb == self._step:
            self._left -= 1
            if self._left == 0:
                self._given.wait(10)
                said = super()._answer(verb) if self._moment == "after" else b""
                self._victim.kill()
                self._victim.wait()
                return said
        return super()._answer(verb)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    ("step", "nth"),
    [(step, 1) for step in STEPS] + [(step, 2) for step in ("MAIL", "RCPT", "DATA", "END", "RSET")],
)
def test_a_step_of_the_conversation(tmp_path: Path, house_of_three: House, step: str, nth: int, moment: str) -> None:
    """A reader got it once, or is unknown; and that is one reader at most, for there was one connection."""
    house = house_of_three.copy(tmp_path / "house")
    with Deadly(step, nth, moment) as server:
        house.send_by(server.port)
        with house.running("send") as process:
            server.kill_later(process)
            ended = process.wait(30)
        assert ended == -9 or (step == "QUIT" and ended == 0), "after the farewell it may be gone already"
        recovered = house.run("send")
    states = house.states()
    unknown = [account for account, state in states.items() if state == "unknown"]
    assert set(states.values()) <= {"sent", "unknown"}
    assert sorted(set(server.got)) == sorted(server.got), "nobody got it twice"
    assert {account for account, state in states.items() if state == "sent"} == set(server.got) - set(unknown)
    assert len(unknown) in EXPECTED[step][moment == "after"]
    assert recovered.returncode == bool(unknown)


# How many readers are unknown after a kill before and after that answer.
EXPECTED: dict[str, tuple[set[int], set[int]]] = {
    "HELLO": ({0}, {0}),  # nobody's turn has come
    "EHLO": ({0}, {0, 1}),  # the first one's comes at once
    "MAIL": ({1}, {1}),
    "RCPT": ({1}, {1}),
    "DATA": ({1}, {1}),
    "END": ({1}, {1}),  # this one, or the next one if the answer was written down in time
    "RSET": ({1}, {1}),  # the next one's turn has come
    "QUIT": ({0}, {0}),  # everything is written down
}


@dataclass
class Count:
    """What the random kills did."""

    kills: int = 0
    runs: int = 0
    messages: int = 0
    unknown: int = 0
    arrived: int = 0  # of the unknown
    resent: int = 0


def test_random_moments(tmp_path: Path, everywhere: Store, report: Callable[[str], None]) -> None:
    """Whenever it is killed: once or listed unknown; never twice unless a person says so; the same Message-ID."""
    seed = int(os.environ.get("OUTAGECOMMS_TEST_SEED", random.randrange(2**32)))
    chance = random.Random(seed)
    original = built(tmp_path / "original", everywhere, 500)
    count = Count()
    longest = _time_of_a_whole_run(original.copy(tmp_path / "unharmed"))
    moments = MOMENTS if isinstance(everywhere, Sqlite) else MOMENTS // 5
    while count.kills < moments:
        house = original.copy(tmp_path / f"house-{count.messages}")
        with open_inbox() as (inbox, port):
            house.send_by(port, CONNECTIONS)
            _kill_until_done(house, count, moments, lambda: chance.uniform(0, 0.7 * longest))
            _check_promise(house, inbox, count)
            _resend(house, inbox, count)
        count.messages += 500
    report(
        f"{type(everywhere).__name__}, seed {seed}: {count.kills} kills in {count.runs} runs,"
        f" {count.messages:,} messages, {count.unknown} unknown of which {count.arrived} had arrived,"
        f" 0 lost, 0 sent twice, {count.resent} sent again when a person said so"
    )


def _time_of_a_whole_run(house: House) -> float:
    with open_inbox() as (_, port):
        house.send_by(port, CONNECTIONS)
        start = time.perf_counter()
        house.done("send")
        return time.perf_counter() - start


def _kill_until_done(house: House, count: Count, moments: int, moment: Callable[[], float]) -> None:
    """Run and kill, run and kill, until a run comes to its end or the kills are spent; then let one."""
    while True:
        count.runs += 1
        patience = moment() if count.kills < moments else PATIENCE
        with house.running("send") as process:
            try:
                _, complaints = process.communicate(timeout=patience)
            except subprocess.TimeoutExpired:
                count.kills += 1
                continue
        assert process.returncode in (0, 1), complaints
        assert "Traceback" not in complaints
        return


def _check_promise(house: House, inbox: Inbox, count: Count) -> None:
    states = house.states()
    unknown = {account for account, state in states.items() if state == "unknown"}
    sent = {account for account, state in states.items() if state == "sent"}
    assert len(sent) + len(unknown) == 500, "nobody is lost"
    assert sent <= inbox.got.keys(), "nobody is marked told whose mail was not accepted"
    assert inbox.got.keys() <= sent | unknown
    assert set(inbox.counts().values()) == {1}, "nobody got it twice"
    count.unknown += len(unknown)
    count.arrived += len(unknown & inbox.got.keys())


def _resend(house: House, inbox: Inbox, count: Count) -> None:
    """A person says that all whose fate is unknown get it again."""
    keys = house.keys("unknown")
    if keys:
        house.done("outbox", "resend", *keys)
        house.done("send")
    count.resent += len(keys)
    again = {key.rpartition("/")[2] for key in keys}
    assert set(house.states().values()) == {"sent"}
    for account, ids in inbox.got.items():
        assert len(ids) == 1 or account in again, "sent twice, and no person said so"
        assert len(set(ids)) == 1, "the Message-ID has changed"
    assert len(inbox.got) == 500, "everybody got it"


@pytest.fixture(scope="module")
def house_of_three(tmp_path_factory: pytest.TempPathFactory) -> House:
    return built(tmp_path_factory.mktemp("three") / "house", Sqlite(), 3)
