"""A workspace whose messages are approved and ready to go, and the program as real processes in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builders import CONFIG, FACTS, a_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from .stores import Store

EARLIER, NOW, LATER = "2026-11-22T13:10Z", "2026-11-22T14:10Z", "2026-11-22T15:10Z"
PATIENCE = 60  # seconds that a process gets before the test fails
PROGRAM = [sys.executable, "-m", "outagecomms"]
UPDATE = """\
accounts_file = "accounts.csv"

[[updates]]
at = 2026-11-22T14:09:00Z
by = "Sam Okafor"
status = "investigating"
text = "We have found where the declines come from."
next_step = "We are moving card traffic to the standby processor."
next_update = 2026-11-22T18:00:00Z
"""
COLUMNS = "id,name,contact,email,timezone,language,tier,services"


@dataclass(frozen=True)
class House:
    """A workspace in *folder* that keeps its messages in *store*."""

    folder: Path
    store: Store

    def run(self, *words: str, now: str = NOW) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [*PROGRAM, *words], cwd=self.folder, env=_environment(now), text=True, capture_output=True,
            stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False,
        )  # fmt: skip

    def done(self, *words: str) -> str:
        """What a command prints that must succeed."""
        process = self.run(*words)
        assert process.returncode == 0, process.stderr
        return process.stdout

    @contextmanager
    def running(self, *words: str, now: str = NOW, program: Sequence[str] = PROGRAM) -> Iterator[subprocess.Popen[str]]:
        """A command under way; killed at the end, unless it has come to its own."""
        with subprocess.Popen(
            [*program, *words], cwd=self.folder, env=_environment(now), text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            try:
                yield process
            finally:
                process.kill()

    def states(self) -> dict[str, str]:
        """What the outbox says of each account's message."""
        listed = json.loads(self.done("outbox", "list", "--format", "json"))
        return {message["account"]: message["state"] for message in listed}

    def keys(self, state: str) -> list[str]:
        """The messages in that state."""
        listed = json.loads(self.done("outbox", "list", "--state", state, "--format", "json"))
        return [message["key"] for message in listed]

    def send_by(self, port: int, connections: int = 1) -> None:
        """From now on, send over that port of this machine."""
        mail = f'\n[mail]\nhost = "127.0.0.1"\nport = {port}\nconnections = {connections}\n'
        self._configure(mail)

    def send_into(self, directory: str) -> None:
        """From now on, write mails into that folder."""
        self._configure(f'\n[mail]\ntransport = "directory"\ndirectory = "{directory}"\n')

    def copy(self, folder: Path) -> House:
        """The same once more, outbox and all."""
        shutil.copytree(self.folder, folder)
        copied = House(folder, self.store.copy())
        copied._configure()
        return copied

    def _configure(self, mail: str | None = None) -> None:
        path = self.folder / "outagecomms.toml"
        kept = "".join(path.read_text(encoding="utf-8").partition("\n[mail]")[1:]) if mail is None else mail
        path.write_text(f'outbox = "{self.store.name}"\n{CONFIG}{kept}', encoding="utf-8")


def built(folder: Path, store: Store, readers: int, *, approved: bool = True) -> House:
    """A house with one update to each of so many readers, approved unless told otherwise."""
    rows = [
        f"c{number:04},Customer {number},Ines,c{number:04}@customers.example,UTC,en,standard,"
        for number in range(readers)
    ]
    a_workspace(folder, checkout=FACTS + UPDATE)
    (folder / "incidents" / "accounts.csv").write_text("\n".join([COLUMNS, *rows, ""]), encoding="utf-8")
    house = House(folder, store)
    house._configure("")
    house.done("tick")
    if approved:
        house.done("outbox", "approve", "--all")
    assert set(house.states().values()) == {"approved" if approved else "draft"}
    return house


def _environment(now: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OUTAGECOMMS_")}
    return clean | {"OUTAGECOMMS_NOW": now}


def until(happened: Callable[[], bool]) -> None:
    """Wait for it, half a minute at most."""
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)
