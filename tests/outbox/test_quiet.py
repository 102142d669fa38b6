"""Quiet incidents: a tick passes them over, and nothing that matters escapes it."""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from builders import ACME, CONFIG, FACTS, a_workspace, at
from outagecomms import workspace
from outagecomms.drafting import case, tick
from outagecomms.errors import OutageCommsError
from outagecomms.outbox.quiet import Quiet
from outagecomms.outbox.store import Outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from outagecomms.drafting.tick import Ticked

LOGGED = at(5).isoformat().replace("+00:00", "Z")
UPDATE = f"""
[[updates]]
at = {LOGGED}
by = "Sam Okafor"
status = "investigating"
text = "Cards fail."
next_step = "We are testing the lines."
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace whose files were written a while ago."""
    a_workspace(tmp_path, f'templates = "own"\n{CONFIG}[tone]\nrules = "tone"\n', checkout=FACTS + ACME + UPDATE)
    for name in ("own/de", "tone/own", "tone/__pycache__"):  # the last as an earlier run has left it
        (tmp_path / name).mkdir(parents=True)
    for path in tmp_path.rglob("*"):
        _age(path)
    return tmp_path


def _age(path: Path) -> None:
    before = time.time() - 60
    os.utime(path, (before, before))


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The incident files that were read, one for each time."""
    read: list[Path] = []
    load = case.load

    def noted(place: workspace.Workspace, path: Path, outbox: Outbox | None = None) -> case.Case:
        read.append(path)
        return load(place, path, outbox)

    monkeypatch.setattr(case, "load", noted)
    return read


def _tick(place: Path, minutes: float) -> Ticked:
    return tick.tick([place], at(minutes))


def test_a_quiet_incident_is_not_read_again(place: Path, loads: list[Path]) -> None:
    _tick(place, 6)
    for minutes in (7, 8, 12, 19):
        assert _tick(place, minutes) == tick.Ticked()

    assert len(loads) == 1


@pytest.mark.parametrize(
    ("minutes", "kind"),
    [
        (20, "holding"),  # five minutes before the promise of 14:25
        (26, "late"),  # a minute after it
    ],
)
def test_what_is_due_is_written_on_the_minute(place: Path, minutes: int, kind: str) -> None:
    """The same drafts at the same minute as if every tick had read everything."""
    _tick(place, 6)
    before = [_tick(place, each) for each in range(7, 20)]

    assert before == [tick.Ticked()] * 13
    assert [notice[0] for _, drafted in _tick(place, minutes).drafted for notice in drafted.new] == [kind]


def _edit(place: Path) -> None:
    path = place / "incidents" / "checkout.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Cards fail.", "Cards work."), encoding="utf-8")


def _configure(place: Path) -> None:
    with (place / workspace.CONFIG).open("a", encoding="utf-8") as file:
        file.write("\n[cadence]\nholding_lead = 6\n")


def _send(place: Path) -> None:
    from outagecomms.outbox.changes import Change

    with Outbox(workspace.load(place).outbox) as outbox:
        (kept,) = outbox.messages()
        with outbox.transaction():
            outbox.change([Change(kept.id, "draft", "superseded", "discarded")], "Sam", at(7))


def _add_template(place: Path) -> None:
    (place / "own" / "de" / "update.j2").write_text("{% extends '_letter.j2' %}", encoding="utf-8")


def _add_rule(place: Path) -> None:
    (place / "tone" / "own" / "word.toml").write_text("", encoding="utf-8")


@pytest.mark.parametrize("change", [_edit, _configure, _send, _add_template, _add_rule])
def test_any_change_ends_the_quiet(place: Path, loads: list[Path], change: Callable[[Path], None]) -> None:
    """Of the incident, of the settings, of a message's state; a new template or rule in a folder that was there."""
    _tick(place, 6)
    change(place)
    _tick(place, 8)

    assert len(loads) == 2


def test_a_clock_that_is_set_back_finds_nothing_quiet(place: Path) -> None:
    """It lies before the log, and a person is told so each time; when it is right again, nothing is due as before."""
    _tick(place, 6)
    for minutes in (-60, -59):
        (warning,) = _tick(place, minutes).warnings
        assert warning.endswith("but its log goes to 14:05 UTC; set the clock")

    assert _tick(place, 7) == tick.Ticked()


def test_a_file_that_was_just_written_is_not_trusted(place: Path, loads: list[Path]) -> None:
    """A second change within the same tick of the file system's clock would look like none."""
    (place / "incidents" / "checkout.toml").touch()
    _tick(place, 6)
    _tick(place, 7)

    assert len(loads) == 2


def _remembered(place: Path, meanwhile: Callable[[], object]) -> bool:
    """Whether a tick that came to call the incident quiet left that to the next one."""
    path = place / "incidents" / "checkout.toml"
    with Outbox(place / "outbox.db") as outbox:
        quiet = Quiet(outbox.database)
        meanwhile()
        quiet.remember(path, "checkout", [path], at(6), at(60))
        return Quiet(outbox.database).lasts(path, at(8))


def test_what_changes_while_a_tick_looks_is_looked_at_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long that tick takes: what it found out is of the files and the messages as they were before."""
    _tick(place, 6)
    assert _remembered(place, lambda: None)
    assert not _remembered(place, lambda: _send(place))
    monkeypatch.setattr(time, "time", lambda now=time.time: now() - 600)  # it began ten minutes ago
    assert not _remembered(place, monkeypatch.undo)


def test_a_run_that_finds_the_same_quiet_at_once_disturbs_nobody(place: Path) -> None:
    """However the two run, neither may stumble over what the other has just noted."""
    path, troubles = place / "incidents" / "checkout.toml", []

    def remember() -> None:
        try:
            with Outbox(place / "outbox.db") as outbox:
                Quiet(outbox.database).remember(path, "checkout", [path], at(6), at(60))
        except OutageCommsError as error:
            troubles.append(str(error))

    other = threading.Thread(target=remember)
    with Outbox(place / "outbox.db") as outbox:
        quiet, execute = Quiet(outbox.database), outbox.database.execute

        def interrupted(sql: str, values: Sequence[Any] = ()) -> Any:
            if sql.startswith("INSERT INTO quiet"):
                other.start()
                other.join(0.3)
            return execute(sql, values)

        outbox.database.execute = interrupted  # type: ignore[method-assign]
        quiet.remember(path, "checkout", [path], at(6), at(60))
    other.join()
    assert troubles == []


def test_quiet_never_lasts_longer_than_an_hour(tmp_path: Path, loads: list[Path]) -> None:
    far = (at(5) + timedelta(hours=9)).isoformat().replace("+00:00", "Z")
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE + f"next_update = {far}\n")
    for path in tmp_path.rglob("*.toml"):
        _age(path)
    for minutes in (6, 30, 65, 67, 100):
        _tick(tmp_path, minutes)

    assert len(loads) == 2
