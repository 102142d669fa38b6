"""Who holds a message: when a run is surely dead, and when nobody can tell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from outagecomms.outbox import who

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")


def test_a_run_knows_itself() -> None:
    """Two runs have two names, and none of them is dead."""
    first, second = who.new_claim(), who.new_claim()

    assert first != second
    assert not who.is_known_dead(first)
    assert who.is_of_this_boot(first)


def test_a_process_that_has_ended_is_dead() -> None:
    """It lived when it made its name, and does no more."""
    program = "from outagecomms.outbox import who; print(who.new_claim()); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        claim = process.stdout.readline().strip()
        alive = who.is_known_dead(claim)
        process.communicate("\n")

    assert (alive, who.is_known_dead(claim)) == (False, True)


NUMBER, START, SPACE = who._process(os.getpid()).split("-")


@pytest.mark.parametrize(
    ("boot", "process", "dead"),
    [
        (who._boot(), f"{NUMBER}-{START}-{SPACE}", False),  # this very process
        (who._boot(), f"{NUMBER}-1-{SPACE}", True),  # its number was another's before
        (who._boot(), f"999999999-1-{SPACE}", True),  # nobody has that number
        (who._boot(), "999999999-1-1", False),  # in another container nobody can tell
        ("0123456789abcdef", f"999999999-1-{SPACE}", False),  # nor on another machine that has our name
        ("", "999999999", False),  # nor where the system has no name for it
        (who._boot()[:8], "999999999", False),  # nor of a run of version 0.1
    ],
)
def test_a_run_is_dead_only_when_that_is_sure(boot: str, process: str, dead: bool) -> None:  # noqa: FBT001
    """Its process on this machine, since its last start, in our container, is no more."""
    assert who.is_known_dead(f"host/{boot}/{process}/abc") is dead


def test_a_machine_without_a_name_for_its_start_trusts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither that a process is dead, nor a note that may be from before a power cut."""
    monkeypatch.setattr(who, "_PROC", Path("/nowhere"))
    for cached in (who._boot, who._space):
        cached.cache_clear()
    claim = who.new_claim()
    told = who.is_of_this_boot(claim), who.is_known_dead(claim), who.is_known_dead(f"host//999999999/{claim[-16:]}")
    for cached in (who._boot, who._space):
        cached.cache_clear()

    assert told == (False, False, False)
