"""Mail servers that misbehave, a clock that goes back, and a host that shuts down, before a whole process."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from delivery.scripted import DROP, GOOD, HANG, RESET, Answer, Scripted

from .house import EARLIER, LATER, built, until
from .inbox import message_id, open_inbox

if TYPE_CHECKING:
    from .house import House
    from .stores import Store

MAIL_SERVER = os.environ.get("OUTAGECOMMS_TEST_SMTP", "")
MAILS = os.environ.get("OUTAGECOMMS_TEST_SMTP_MAILS", "")


def test_it_refuses_some(tmp_path: Path, everywhere: Store) -> None:
    """Each reader has a fate of their own, and a refusal is not tried again."""
    house = built(tmp_path / "house", everywhere, 4)
    with open_inbox({"c0001": "550 5.1.1 no such user", "c0002": "451 4.7.1 later"}) as (inbox, port):
        house.send_by(port, connections=2)
        assert house.run("send").returncode == 1
        assert house.states() == {"c0000": "sent", "c0001": "refused", "c0002": "deferred", "c0003": "sent"}
    with open_inbox() as (later, port):
        house.send_by(port)
        house.run("send", now=LATER)
        assert house.states() == {"c0000": "sent", "c0001": "refused", "c0002": "sent", "c0003": "sent"}
    assert inbox.counts() == {"c0000": 1, "c0003": 1}
    assert later.counts() == {"c0002": 1}


@pytest.mark.parametrize(
    ("step", "answer", "state", "mails"),
    [
        ("HELLO", DROP, "approved", 1),  # nobody's turn came: the next run starts anew
        ("EHLO", DROP, "approved", 1),
        ("MAIL", DROP, "deferred", 1),  # before the final dot nothing was sent
        ("RCPT", RESET, "deferred", 1),
        ("DATA", DROP, "deferred", 1),
        ("END", DROP, "unknown", 1),  # after it nobody knows
        ("END", RESET, "unknown", 1),
        ("MAIL", b"530 log in first\r\n", "approved", 1),  # our own trouble is no refusal: the next run sends it
        ("MAIL", b"\xff\x00 what\r\n", "deferred", 1),  # garbage
        ("RCPT", b"999 what\r\n", "deferred", 1),
        ("DATA", b"hello there\r\n", "deferred", 1),
        ("END", b"thanks, I suppose\r\n", "unknown", 1),
        ("END", b"451 not now\r\n", "deferred", 2),  # it heard the mail, and said that it did not keep it
    ],
)
def test_it_misbehaves(tmp_path: Path, one: House, step: str, answer: Answer, state: str, mails: int) -> None:
    """What is not known to be taken is never called sent, and what is unknown waits for a person."""
    house = one.copy(tmp_path / "house")
    with Scripted({step: [answer, GOOD[step]] if not isinstance(GOOD[step], list) else answer}) as server:  # type: ignore[list-item]
        house.send_by(server.port)
        assert house.run("send").returncode == 1
        assert house.states() == {"c0000": state}
        second = house.run("send", now=LATER)
        assert house.states() == {"c0000": "unknown" if state == "unknown" else "sent"}
        assert second.returncode == (state == "unknown")
    assert len(server.received) == mails


@pytest.mark.skipif(os.name != "posix", reason="signals are sent otherwise here")
@pytest.mark.parametrize(
    ("step", "word"), [(step, word) for step in ("MAIL", "END") for word in (signal.SIGINT, signal.SIGTERM)]
)
def test_it_hangs_and_a_person_interrupts(tmp_path: Path, one: House, step: str, word: signal.Signals) -> None:
    """The run ends soon, and says that a reader whose mail was on its way is unknown; no later one sends it again."""
    house = one.copy(tmp_path / "house")
    with Scripted({step: HANG}) as server:
        house.send_by(server.port)
        with house.running("send") as process:
            until(lambda: step in server.verbs or bool(server.received))
            process.send_signal(word)
            _, complaints = process.communicate(timeout=10)
        assert process.returncode == 130, complaints
        first, *_ = complaints.splitlines()
        assert first == "checkout/update/1/c0000 is unknown: the run was ended before there was an answer"
        assert house.states() == {"c0000": "unknown"}
    with open_inbox() as (inbox, port):
        house.send_by(port)
        house.run("send")
        house.run("send", now=LATER)
        assert (house.states(), len(inbox.got)) == ({"c0000": "unknown"}, 0)


@pytest.mark.skipif(os.name != "posix", reason="signals are sent otherwise here")
@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
def test_a_run_is_told_to_end(tmp_path: Path, everywhere: Store, word: signal.Signals) -> None:
    """A host shuts down: the mails under way are finished and written down, and nothing is unknown afterwards."""
    house = built(tmp_path / "house", everywhere, 300)
    with open_inbox() as (inbox, port):
        house.send_by(port, connections=4)
        with house.running("send") as process:
            until(lambda: len(inbox.got) > 20)
            process.send_signal(word)
            _, complaints = process.communicate(timeout=10)
        states = house.states()
        waiting = list(states.values()).count("approved")
        left = f"{waiting} messages approved and not sent; run: outagecomms send\n"
        assert (process.returncode, complaints) == (130, left)
        assert set(states.values()) == {"sent", "approved"}
        assert {account for account, state in states.items() if state == "sent"} == inbox.got.keys()
        house.done("send")
    assert inbox.counts() == dict.fromkeys(states, 1)


def test_one_connection_hangs_and_the_other_goes_on(tmp_path: Path) -> None:
    """A server that answers no more on one connection keeps nobody else waiting."""
    from .stores import Sqlite

    house = built(tmp_path / "house", Sqlite(), 6)
    with open_inbox(hanging="c0003") as (inbox, port):
        house.send_by(port, connections=2)
        with house.running("send"):
            until(lambda: len(inbox.got) == 5)
        assert house.run("send").returncode == 1
        states = house.states()
    assert states.pop("c0003") == "unknown"
    assert list(states.values()).count("sent") >= 4, "one outcome may not have been written down yet"
    assert set(inbox.counts().values()) == {1}


def test_the_clock_goes_back_an_hour(tmp_path: Path, everywhere: Store) -> None:
    """A run an hour before the last one, by the clock, sends nothing twice; what was deferred waits for its time."""
    house = built(tmp_path / "house", everywhere, 6)
    with open_inbox({"c0001": "451 4.7.1 later"}) as (first, port):
        house.send_by(port)
        assert house.run("send").returncode == 1
    with open_inbox() as (back, port):
        house.send_by(port)
        early = house.run("send", now=EARLIER)
        assert "Traceback" not in early.stderr
        states = house.states()
        assert states.pop("c0001") in ("deferred", "sent")
        assert set(states.values()) == {"sent"}
        assert house.run("send", now=LATER).returncode == 0
        assert set(house.states().values()) == {"sent"}
    assert first.counts() == {f"c{number:04}": 1 for number in (0, 2, 3, 4, 5)}
    assert back.counts() == {"c0001": 1}


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL here")
def test_the_clock_goes_back_after_a_kill(tmp_path: Path, everywhere: Store) -> None:
    """What was under way is unknown, whatever the clock says now."""
    house = built(tmp_path / "house", everywhere, 1)
    with Scripted({"END": HANG}) as server:
        house.send_by(server.port)
        with house.running("send"):
            until(lambda: bool(server.received))
    with open_inbox() as (inbox, port):
        house.send_by(port)
        assert house.run("send", now=EARLIER).returncode == 1
        assert house.states() == {"c0000": "unknown"}
    assert not inbox.got


@pytest.mark.skipif(not MAIL_SERVER, reason="set OUTAGECOMMS_TEST_SMTP to HOST:PORT; .ci/servers starts one")
def test_a_real_server_takes_the_exact_words(tmp_path: Path, everywhere: Store) -> None:
    """A mail server of this world takes each mail once, and its bytes are those that were kept."""
    house = built(tmp_path / "house", everywhere, 20)
    before = set(Path(MAILS).iterdir())
    house.send_by(int(MAIL_SERVER.rpartition(":")[2]), connections=3)
    house.done("send")
    assert set(house.states().values()) == {"sent"}
    house.done("outbox", "export", "exported")
    kept = {message_id(mail): mail for mail in map(Path.read_bytes, (house.folder / "exported").glob("**/*.eml"))}
    until(lambda: len(set(Path(MAILS).iterdir()) - before) == 20)
    came = [_words(path.read_bytes()) for path in set(Path(MAILS).iterdir()) - before]
    assert sorted(came) == sorted(_words(mail) for mail in kept.values())


def _words(mail: bytes) -> bytes:
    """A mail from its first line on, for servers put their own above it; line ends are a matter of the place."""
    return mail[mail.index(b"Date: ") :].replace(b"\r\n", b"\n").rstrip(b"\n")


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with one message."""
    from .stores import Sqlite

    return built(tmp_path_factory.mktemp("one") / "house", Sqlite(), 1)
