"""Options that several commands share, and what the shell completes them with."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, get_args

import pytest

from outagecomms.cadence.promises import Kind
from outagecomms.cli import options
from outagecomms.incident.figures import Severity, Status

from .conftest import NOW, PATIENCE, PROGRAM, Done, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def completed(*words: str) -> list[str]:
    """What bash would offer for the last of *words*, asked as bash asks: no more than names may come back."""
    asked = {"COMP_WORDS": " ".join(["outagecomms", *words]), "COMP_CWORD": str(len(words))}
    done = subprocess.run(
        PROGRAM, env=environment(_OUTAGECOMMS_COMPLETE="complete_bash", **asked), capture_output=True, text=True,
        check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["pl"], ["plan"]),  # a command
        (["plan", "ch"], ["checkout"]),  # an incident
        (["update", ""], ["billing", "checkout"]),  # all of them
        (["status", "b"], ["billing"]),
        (["outbox", "list", "--incident", "c"], ["checkout"]),  # as an option
        (["plan", "zebra"], []),  # none
        (["render", "checkout", "--account", ""], ["acme", "lohmann"]),  # the accounts of that incident
        (["render", "checkout", "--account", "l"], ["lohmann"]),
        (["render", "zebra", "--account", ""], []),  # of none
        (["render", "checkout", "hol"], ["holding"]),  # a kind
        (["update", "checkout", "--status", "i"], ["investigating", "identified"]),  # a status
        (["plan", "checkout", "--format", ""], ["text", "json", "ics"]),
        (["outbox", "show", "checkout/u"], ["checkout/update/0/acme", "checkout/update/0/lohmann"]),  # a key
        (["outbox", "show", "zebra"], []),
    ],
)
def test_completion(shop: Path, oc: Callable[..., Done], words: list[str], offered: list[str]) -> None:
    """Incidents, accounts, keys, kinds, statuses and formats, each where it belongs."""
    (shop / "incidents" / "billing.toml").write_text((shop / "incidents" / "checkout.toml").read_text("utf-8"), "utf-8")
    oc("tick")

    assert completed(*words) == offered


@pytest.mark.parametrize(
    "words", [["plan", ""], ["render", "checkout", "--account", ""], ["outbox", "show", ""], ["tick", ""]]
)
def test_completion_is_silent_about_trouble(shop: Path, words: list[str]) -> None:
    """A person in mid-word gets no error into the line: not for a broken workspace, and not outside of any."""
    (shop / "outagecomms.toml").write_text("broken", encoding="utf-8")

    assert completed(*words) == []


@pytest.mark.usefixtures("nowhere")
def test_completion_outside_a_workspace() -> None:
    """Nothing is offered, and the shell falls back on files."""
    assert completed("plan", "") == completed("outbox", "show", "") == []


@pytest.mark.parametrize(
    ("typed", "now"),
    [
        ("2026-11-22T14:30Z", "2026-11-22T14:30:00Z"),
        ("2026-11-22T15:30:15+01:00", "2026-11-22T14:30:15Z"),
        ("2026-11-22 14:30Z", "2026-11-22T14:30:00Z"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_now(oc: Callable[..., Done], typed: str, now: str) -> None:
    """Full times with an offset, given by option or by environment; the option goes first."""
    by_option = oc("status", "--format", "json", "--now", typed)
    by_environment = oc("status", "--format", "json", now=typed)

    assert json.loads(by_option.out)["now"] == json.loads(by_environment.out)["now"] == now


@pytest.mark.parametrize("typed", ["2026-11-22T14:30", "yesterday", "1e9"])
@pytest.mark.usefixtures("shop")
def test_no_time(oc: Callable[..., Done], typed: str) -> None:
    """Without a zone, or no time at all: exit 2 from wherever it comes."""
    assert oc("status", "--now", typed).code == oc("status", now=typed).code == 2


@pytest.mark.parametrize(
    "command",
    [
        ["new", "x", "--title", "T", "--service", "S", "--severity", "sev1", "--impact", "I"],
        ["update", "checkout", "A"], ["resolve", "checkout"], ["correct", "checkout", "A"],
        ["render", "checkout"], ["plan", "checkout"], ["status"], ["tick"],
    ],
)  # fmt: skip
@pytest.mark.usefixtures("shop")
def test_now_wherever_time_matters(oc: Callable[..., Done], command: list[str]) -> None:
    """Each of these reads `--now`, and OUTAGECOMMS_NOW in its place: a time that is none is refused."""
    by_option = oc(*command, "--now", "noon")
    by_environment = oc(*command, now="noon")

    assert by_option == by_environment
    assert by_option.code == 2
    assert by_option.err.startswith("--now or OUTAGECOMMS_NOW: 'noon' is not a time; ")


def test_the_choices_are_those_of_the_model() -> None:
    """What the command line offers is what a file may hold, in the same order."""
    assert tuple(options.Severity) == get_args(Severity)
    assert tuple(options.Status) == get_args(Status)
    assert tuple(options.Kind) == get_args(Kind)


def test_an_empty_environment_variable_is_none(
    oc: Callable[..., Done], shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As cron files and CI settings leave them: then the clock counts, which the fence forbids here."""
    monkeypatch.setenv("OUTAGECOMMS_NOW", "")

    assert os.environ["OUTAGECOMMS_NOW"] == ""
    assert oc("status", now=None).code == 1
    assert shop.exists()
    assert oc("status", now=NOW).code == 0
