"""PostgreSQL is stopped, for a moment or for good, while a whole process works with it."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from .house import PATIENCE, built, until
from .inbox import open_inbox
from .stores import CONTROL, locked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .stores import Store

pytestmark = pytest.mark.skipif(
    not CONTROL, reason="set OUTAGECOMMS_TEST_POSTGRES_CTL to a command that stops and starts it; see .ci/servers"
)
READERS = 300
HASTY = [  # the program, with half a second of patience
    sys.executable,
    "-c",
    "from outagecomms.outbox import postgres as p; p.AWAY = 0.5; from outagecomms.__main__ import main; main()",
]


@pytest.fixture(autouse=True)
def _running_again() -> Iterator[None]:
    """Whatever becomes of a test, the next one finds the server running."""
    yield
    if subprocess.run([CONTROL, "status"], check=False, stderr=subprocess.DEVNULL).returncode:
        _server("start")


def _server(word: str) -> None:
    subprocess.run([CONTROL, word], check=True, timeout=30)


@pytest.mark.parametrize("pause", [0.0, 1.0, 3.0])
def test_send_waits_for_it(tmp_path: Path, postgres: Store, pause: float) -> None:
    """It comes back within half a minute: the run goes on, everybody gets their mail once, and nothing is unknown."""
    house = built(tmp_path / "house", postgres, READERS)
    with open_inbox() as (inbox, port):
        house.send_by(port, connections=2)
        with house.running("send") as process:
            until(lambda: len(inbox.got) > 20)
            _server("stop")
            time.sleep(pause)
            _server("start")
            _, complaints = process.communicate(timeout=PATIENCE)
    states = house.states()
    assert (process.returncode, complaints) == (0, "")
    assert set(states.values()) == {"sent"}
    assert inbox.counts() == dict.fromkeys(states, 1)


def test_send_ends_when_it_stays_away(tmp_path: Path, postgres: Store) -> None:
    """With a sentence; the next run knows what was accepted and sends the rest; what hung in the air is unknown."""
    house = built(tmp_path / "house", postgres, READERS)
    with open_inbox() as (inbox, port):
        house.send_by(port, connections=2)
        with house.running("send", program=HASTY) as process:
            until(lambda: len(inbox.got) > 20)
            _server("stop")
            _, complaints = process.communicate(timeout=PATIENCE)
        _server("start")
        assert process.returncode == 1
        assert complaints.startswith("the outbox postgresql://postgres@127.0.0.1:"), complaints
        house.run("send")
        states = house.states()
    unknown = [account for account, state in states.items() if state == "unknown"]
    assert set(states.values()) <= {"sent", "unknown"}
    assert len(unknown) <= 2, "one for each connection"
    assert {account for account, state in states.items() if state == "sent"} <= inbox.got.keys()
    assert set(inbox.counts().values()) == {1}
    assert states.keys() == inbox.got.keys() | set(unknown)


@pytest.mark.parametrize("words", [["tick"], ["outbox", "approve", "--all"]])
def test_other_commands_end_with_a_sentence(tmp_path: Path, postgres: Store, words: list[str]) -> None:
    """What they began is undone, and can be begun again."""
    house = built(tmp_path / "house", postgres, 3, approved=False)
    before = house.states()
    facts = house.folder / "incidents" / "checkout.toml"
    facts.write_text(facts.read_text("utf-8").replace("standby", "other"), "utf-8")  # so that tick has words to write
    with locked(postgres) as waits, house.running(*words) as process:
        until(waits)
        _server("stop")
        _, complaints = process.communicate(timeout=PATIENCE)
    _server("start")
    assert process.returncode == 1
    assert complaints.startswith("the outbox postgresql://postgres@127.0.0.1:"), complaints
    assert house.states() == before
    house.done(*words)
