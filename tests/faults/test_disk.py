"""The disk is full, or fails, or the process dies, at the n-th change of a file, for every n (or some; see STEP)."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .house import LATER, NOW, House, built
from .inbox import open_inbox, reader_of
from .stores import Sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COMPILER = shutil.which("cc")
pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="faults are put into the system calls of Linux"),
    pytest.mark.skipif(not COMPILER, reason="there is no C compiler (cc), which faulty.c needs"),
]
READERS = 3
STEP = int(os.environ.get("OUTAGECOMMS_TEST_FAULT_STEP", "6"))  # 1: every call; it takes minutes
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Fault:
    """What happens at the n-th call: that error, or a kill when it is 0; and at all calls after it, if it lasts."""

    error: int
    lasting: int
    name: str


FAULTS = [
    Fault(errno.ENOSPC, 1, "the disk is full, and stays full"),
    Fault(errno.EIO, 0, "one write fails"),
    Fault(0, 0, "the process is killed"),
]
every_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)


@dataclass
class Faulty:
    """A process that runs commands with a fault in them."""

    process: subprocess.Popen[str]

    def run(self, house: House, words: list[str], at: int = 0, fault: Fault = FAULTS[0]) -> dict[str, Any]:
        """Run a command whose call number *at* fails; what became of it, and of how many calls."""
        assert self.process.stdin
        assert self.process.stdout
        order = {"folder": str(house.folder), "words": words, "at": at, "error": fault.error, "lasting": fault.lasting}
        print(json.dumps(order), file=self.process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer | {"said": (house.folder / "said.txt").read_text("utf-8")}


@pytest.mark.parametrize("way", ["smtp", "directory"])
@every_fault
def test_send(
    tmp_path: Path, original: House, faulty: Faulty, fault: Fault, way: str, report: Callable[[str], None]
) -> None:
    """Whichever call fails, the run says so, and after the next one each reader got it once or is unknown."""
    at, unknown, count = 1 - STEP, 0, 0
    while True:
        at += STEP
        house = original.copy(tmp_path / str(at))
        with _way_out(house, way) as came:
            result = faulty.run(house, ["send"], at, fault)
            if result["seen"] < at:
                break
            _check_run(result, fault)
            again = faulty.run(house, ["send", "--now", LATER])
            states = _states(house)
            lost = {account for account, state in states.items() if state == "unknown"}
            told = {account for account, state in states.items() if state == "sent"}
            where = f"at call {at}: {result} then {again}, {states}, {came()}"
            assert len(lost) + len(told) == READERS, where
            assert len(set(came())) == len(came()), where
            assert told <= set(came()), where
            assert again["code"] == bool(lost), where
            unknown += len(lost)
            count += 1
        shutil.rmtree(house.folder)
    assert at > 10, "the faults were not put in"
    report(f"{way}, {fault.name}: {count} faults, {unknown} unknown, none twice")


@every_fault
@pytest.mark.parametrize("word", ["approve", "discard", "tick"])
def test_what_a_person_decides(tmp_path: Path, drafts: House, faulty: Faulty, fault: Fault, word: str) -> None:
    """A command that changes the outbox has changed all of it or nothing, and can be given again."""
    at = 1 - STEP
    before = _states(drafts)
    keys = [f"checkout/update/1/{account}" for account in before]
    command = {
        "approve": ["outbox", "approve", "--all"],
        "discard": [
            "outbox",
            "discard",
            *keys,
            "--because",
            "it is over",
        ],
        "tick": ["tick"],
    }[word]
    while True:
        at += STEP
        house = drafts.copy(tmp_path / str(at))
        if word == "tick":
            (house.folder / "outbox.db").unlink()
        result = faulty.run(house, command, at, fault)
        if result["seen"] < at:
            after = _states(house)
            break
        _check_run(result, fault)
        if word != "tick":
            assert _states(house) in (before, AFTER[word]), (at, result)
        assert faulty.run(house, command)["code"] in (0, 2), (at, result)  # 2: it was done before
        assert _states(house) == AFTER[word], (at, result)
        shutil.rmtree(house.folder)
    assert at > 5, "the faults were not put in"
    assert after == AFTER[word]


AFTER = {
    word: {f"c{number:04}": state for number in range(READERS)}
    for word, state in {"approve": "approved", "discard": "superseded", "tick": "draft"}.items()
}


def _check_run(result: dict[str, Any], fault: Fault) -> None:
    if fault.error:
        assert result["code"] in (0, 1, 75), result
        assert "Traceback" not in result["said"], result
        assert "fault of outagecomms" not in result["said"], result
    else:
        assert result["code"] == -9, result


@contextmanager
def _way_out(house: House, way: str) -> Iterator[Callable[[], list[str]]]:
    """Lead the house's mails there; what it gives tells the accounts whose mails came, one for each mail."""
    if way == "smtp":
        with open_inbox() as (inbox, port):
            house.send_by(port)
            yield lambda: [account for account, mails in inbox.got.items() for _ in mails]
    else:
        house.send_into("sent")
        yield lambda: [reader_of(path.read_bytes()) for path in (house.folder / "sent" / "new").glob("*")]


def _states(house: House) -> dict[str, str]:
    """What the database file says; it is read with no fault in it, after any repair that SQLite owes it."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(house.folder / "outbox.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return dict(database.execute("SELECT account, state FROM messages"))


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house whose messages nobody has approved."""
    return built(tmp_path_factory.mktemp("drafts") / "house", Sqlite(), READERS, approved=False)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house whose messages are ready to go."""
    return built(tmp_path_factory.mktemp("approved") / "house", Sqlite(), READERS)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, drafts: House) -> Iterator[Faulty]:
    """A process with faulty.c in it."""
    folder = tmp_path_factory.mktemp("faulty")
    library = folder / "faulty.so"
    warm = drafts.copy(folder / "warm")
    (warm.folder / "outbox.db").unlink()
    warm.send_into("sent")
    subprocess.run(
        [COMPILER or "cc", "-shared", "-fPIC", "-o", library, HERE / "faulty.c", "-ldl"], check=True, timeout=60
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OUTAGECOMMS_")}
    with subprocess.Popen(
        [sys.executable, HERE / "faulty.py", warm.folder], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=environment | {"LD_PRELOAD": str(library), "OUTAGECOMMS_NOW": NOW, "PYTHONDONTWRITEBYTECODE": "1"},
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        while process.stdout.readline() != '"ready"\n':
            pass
        yield Faulty(process)
        process.stdin.close()
