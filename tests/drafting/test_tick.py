"""One tick over many incidents: each does its own, nothing twice, and nobody waits for a broken one."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from builders import ACME, CONFIG, FACTS, a_workspace, at
from outagecomms.drafting import tick
from outagecomms.errors import OutageCommsError
from outagecomms.outbox.store import Outbox

if TYPE_CHECKING:
    from pathlib import Path

UPDATE = """
[[updates]]
at = 2026-11-22T14:05:00Z
by = "Sam Okafor"
status = "investigating"
text = "Cards work."
next_update = 2026-11-22T14:30:00Z
"""
HOLDING = UPDATE.replace("14:05", "14:28").replace("14:30", "14:50").replace('text = "Cards work."', "holding = true")
FIRST = ("update", 1, "first contact")


def _keys(folder: Path) -> list[str]:
    with Outbox(folder / "outbox.db") as outbox:
        return [message.key for message in outbox.messages()]


def test_every_incident_is_ticked(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE, billing=FACTS + ACME + UPDATE, calm=FACTS + ACME)
    ticked = tick.tick([tmp_path], at(2))
    assert [(name, drafted.new) for name, drafted in ticked.drafted] == []
    ticked = tick.tick([tmp_path], at(6))
    assert [(name, drafted.new) for name, drafted in ticked.drafted] == [
        ("billing", {FIRST: 1}),
        ("calm", {("update", 0, "first contact"): 1}),
        ("checkout", {FIRST: 1}),
    ]
    assert (ticked.warnings, ticked.exit_code) == ([], 0)


def test_a_second_tick_does_nothing(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE)
    tick.tick([tmp_path], at(6))
    assert tick.tick([tmp_path], at(6)) == tick.Ticked()
    assert tick.tick([tmp_path], at(7)) == tick.Ticked()


def test_this_folders_workspace_is_meant_when_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE)
    monkeypatch.chdir(tmp_path / "incidents")
    assert [name for name, _ in tick.tick([], at(6)).drafted] == ["checkout"]


def test_each_workspace_has_its_own_outbox(tmp_path: Path) -> None:
    for name in ("one", "two"):
        a_workspace(tmp_path / name, checkout=FACTS + ACME + UPDATE)
    assert len(tick.tick([tmp_path / "one", tmp_path / "two"], at(6)).drafted) == 2
    assert _keys(tmp_path / "one") == _keys(tmp_path / "two") == ["checkout/update/1/acme"]


def test_a_broken_incident_does_not_keep_a_good_one_waiting(tmp_path: Path) -> None:
    """Wherever it stands in the order."""
    broken = FACTS.replace("sev1", "sev9")
    a_workspace(
        tmp_path, a=broken, checkout=FACTS + ACME + UPDATE, z="title = [[[", m=FACTS + 'accounts_file = "x.csv"\n'
    )
    ticked = tick.tick([tmp_path], at(6))
    assert _keys(tmp_path) == ["checkout/update/1/acme"]
    assert ticked.exit_code == 2
    places = [warning.partition(": ")[0].rsplit("/", 1)[-1] for warning in ticked.warnings]
    assert places == ["a.toml:3:1", "x.csv:1:1", "z.toml:1:12"]


@pytest.mark.parametrize("text", [None, "title = [[[", FACTS.replace("sev1", "sev9")])
def test_no_outbox_is_made_for_what_cannot_be_read(tmp_path: Path, text: str | None) -> None:
    a_workspace(tmp_path)
    path = tmp_path / "incidents" / "checkout.toml"
    if text:
        path.write_text(text, encoding="utf-8")
    assert tick.tick([path], at(6)).exit_code == 2
    assert not (tmp_path / "outbox.db").exists()


def test_a_missing_signer_does_not_keep_others_waiting(tmp_path: Path) -> None:
    signed = FACTS + '[leader]\nname = "D"\nrole = "CTO"\nemail = "d@example.com"\n' + ACME + UPDATE
    a_workspace(tmp_path, "", a=FACTS + ACME + UPDATE, checkout=signed)
    ticked = tick.tick([tmp_path], at(6))
    assert _keys(tmp_path) == ["checkout/update/1/acme"]
    assert (ticked.exit_code, len(ticked.warnings)) == (2, 1)


def test_a_lapsed_promise_asks_for_a_person_once(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE)
    ticked = tick.tick([tmp_path], at(31))
    assert [drafted.new for _, drafted in ticked.drafted] == [{("late", 1, "promise missed"): 1}]
    assert ticked.warnings == ["checkout: a promised time has passed without a word; read the 'late' draft and send it"]
    assert ticked.exit_code == 1
    assert tick.tick([tmp_path], at(32)) == tick.Ticked()


def test_what_only_a_person_can_say_is_asked_for_every_time(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE + HOLDING)
    for minutes in (46, 47):
        ticked = tick.tick([tmp_path], at(minutes))
        assert ticked.exit_code == 1
        (warning,) = ticked.warnings
        assert warning.startswith("checkout: update 3 needs you: promised; the last word was a holding update")
        assert warning.endswith("; due 14:50 UTC")


def _with(folder: Path, **states: str) -> None:
    """As if these accounts' messages had come to these states."""
    with Outbox(folder / "outbox.db") as outbox:
        for account, state in states.items():
            outbox.database.execute("UPDATE messages SET state = ? WHERE account = ?", (state, account))


@pytest.mark.parametrize(
    ("state", "why", "todo"),
    [
        ("draft", "waits for a yes", "outagecomms outbox approve --incident checkout"),
        ("approved", "has not been sent to everyone", "outagecomms send"),
        ("deferred", "has not been sent to everyone", "outagecomms send"),
    ],
)
def test_nobody_is_told_that_nothing_is_new_before_they_have_the_news(
    tmp_path: Path, state: str, why: str, todo: str
) -> None:
    """Who has it gets the holding update; the others the news first, and somebody must see to that."""
    config = CONFIG + '[mail]\ntransport = "directory"\ndirectory = "sent"\n'
    a_workspace(tmp_path, config, checkout=FACTS + ACME + ACME.replace("acme", "bean") + UPDATE)
    tick.tick([tmp_path], at(6))
    _with(tmp_path, acme=state, bean="sent")

    ticked = tick.tick([tmp_path], at(26))

    assert ticked.warnings == [f"checkout: update 1 {why}, and the word that it promises is due 14:30 UTC; {todo}"]
    assert ticked.exit_code == 1
    assert _keys(tmp_path) == ["checkout/update/1/acme", "checkout/update/1/bean", "checkout/holding/1/bean"]
    _with(tmp_path, acme="sent")
    assert tick.tick([tmp_path], at(27)).exit_code == 0
    assert _keys(tmp_path)[2:] == ["checkout/holding/1/acme", "checkout/holding/1/bean"]


def test_who_never_got_the_news_gets_it_with_the_word_that_the_others_had_after_it(tmp_path: Path) -> None:
    """A copy that waits for a yes until its promise has lapsed: what the others had since is for its reader too."""
    config = CONFIG + '[mail]\ntransport = "directory"\ndirectory = "sent"\n'
    a_workspace(tmp_path, config, checkout=FACTS + ACME + ACME.replace("acme", "bean") + UPDATE)
    tick.tick([tmp_path], at(6))
    _with(tmp_path, bean="sent")
    tick.tick([tmp_path], at(26))
    _with(tmp_path, bean="sent")

    ticked = tick.tick([tmp_path], at(28))
    (warning,) = ticked.warnings
    assert warning.startswith("checkout: update 1 waits for a yes, and the word that it promises is due 14:30 UTC;")
    ticked = tick.tick([tmp_path], at(31))
    assert [drafted.new for _, drafted in ticked.drafted] == [{("holding", 1, "promised, nothing new yet"): 1}]
    with Outbox(tmp_path / "outbox.db") as outbox:
        states = {str(kept.key): kept.state for kept in outbox.messages()}
        assert outbox.message("checkout/update/1/acme").outcome == "a newer message says more, or it is no longer owed"
        (held,) = (kept for kept in outbox.messages() if str(kept.key) == "checkout/holding/1/acme")
    assert states == {
        "checkout/update/1/acme": "superseded", "checkout/update/1/bean": "sent",
        "checkout/holding/1/acme": "draft", "checkout/holding/1/bean": "sent",
    }  # fmt: skip
    assert "what we know so far" in held.subject  # a first contact, since nothing reached them before


IDENTIFIED = UPDATE.replace("14:05", "14:28").replace("14:30", "14:58").replace("Cards work.", "One line is down.")


@pytest.mark.parametrize(
    ("state", "why", "todo"),
    [
        ("draft", "waits for a yes", "outagecomms outbox approve --incident checkout"),
        ("approved", "has not been sent to everyone", "outagecomms send"),
    ],
)
def test_an_update_that_has_not_left_keeps_no_promise(tmp_path: Path, state: str, why: str, todo: str) -> None:
    """A monitor hears of it before the promise is broken; then words that nobody said yes to give way to late ones."""
    config = CONFIG + '[mail]\ntransport = "directory"\ndirectory = "sent"\n'
    a_workspace(tmp_path, config, checkout=FACTS + ACME + UPDATE)
    tick.tick([tmp_path], at(6))
    _with(tmp_path, acme="sent")
    (tmp_path / "incidents" / "checkout.toml").write_text(FACTS + ACME + UPDATE + IDENTIFIED)
    assert tick.tick([tmp_path], at(28)).exit_code == 0  # it writes it
    with Outbox(tmp_path / "outbox.db") as outbox:
        outbox.database.execute("UPDATE messages SET state = ? WHERE sequence = 2", (state,))

    ticked = tick.tick([tmp_path], at(29))
    warning = f"checkout: update 2 {why}, and the word that was promised is due 14:30 UTC; {todo}"
    assert (ticked.warnings, ticked.exit_code) == ([warning], 1)

    ticked = tick.tick([tmp_path], at(32))
    assert ticked.exit_code == 1
    with Outbox(tmp_path / "outbox.db") as outbox:
        kept = {message.key: message for message in outbox.messages()}
    if state == "approved":
        assert ticked.warnings == [warning]
        assert kept["checkout/update/2/acme"].state == "approved"
    else:
        assert kept["checkout/update/2/acme"].state == "superseded"
        late = kept["checkout/late/2/acme"]
        assert "I owed you word by 14:30 UTC, and you had none." in late.body
        assert "One line is down." in late.body
        assert "14:58 UTC" in late.body


def test_the_gravest_exit_code_stays(tmp_path: Path) -> None:
    a_workspace(tmp_path, a="title", checkout=FACTS + ACME + UPDATE)
    assert tick.tick([tmp_path], at(31)).exit_code == 2


@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        (3, 1),  # two minutes behind the log: clocks differ
        (2.9, 0),  # more than that: this clock is wrong, and nothing can be called due
        (-600, 0),
    ],
)
def test_a_clock_that_jumps_back_writes_nothing(tmp_path: Path, minutes: float, written: int) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE)
    ticked = tick.tick([tmp_path], at(minutes))
    assert len(_keys(tmp_path)) == written
    assert ticked.exit_code == (0 if written else 1)
    assert [w.endswith("but its log goes to 14:05 UTC; set the clock") for w in ticked.warnings] == [True] * (
        1 - written
    )


def test_a_clock_that_jumps_back_after_a_tick_undoes_nothing(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE)
    for minutes in (6, -60, 6, 7):
        tick.tick([tmp_path], at(minutes))
    assert _keys(tmp_path) == ["checkout/update/1/acme"]


def test_an_outbox_that_cannot_be_used_stops_the_tick(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS + ACME + UPDATE)
    (tmp_path / "outbox.db").write_bytes(b"no database" * 100)
    with pytest.raises(OutageCommsError, match="is not an outbox"):
        tick.tick([tmp_path], at(6))


def test_ticks_at_the_same_time_write_each_message_once(tmp_path: Path) -> None:
    """Four real processes, on incidents with many accounts: none fails, and each message is new for one of them."""
    accounts = "".join(ACME.replace("acme", f"a{number}") for number in range(40))
    names = ["alpha", "beta", "gamma"]
    a_workspace(tmp_path, **dict.fromkeys(names, FACTS + accounts + UPDATE))
    program = (
        "import sys; from pathlib import Path; from builders import at; from outagecomms.drafting.tick import tick\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        f"ticked = tick([Path({str(tmp_path)!r})], at(6))\n"
        "print(sum(d.new.total() for _, d in ticked.drafted), sum(d.changed.total() for _, d in ticked.drafted))\n"
        "sys.exit(ticked.exit_code)\n"
    )
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", program], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for run in runs:
        assert run.stdout
        assert run.stdout.readline() == "ready\n"
    for run in runs:
        assert run.stdin
        run.stdin.write("go\n")
        run.stdin.flush()
    said = [run.communicate(timeout=60)[0].split() for run in runs]
    assert [run.returncode for run in runs] == [0] * 4
    assert sum(int(new) for new, _ in said) == 120
    assert [changed for _, changed in said] == ["0"] * 4
    assert sorted(_keys(tmp_path)) == sorted(f"{name}/update/1/a{number}" for name in names for number in range(40))


def test_the_configuration_is_checked(tmp_path: Path) -> None:
    a_workspace(tmp_path, checkout=FACTS)
    (tmp_path / "outagecomms.toml").write_text(CONFIG.replace("organisation", "organization"), encoding="utf-8")
    with pytest.raises(OutageCommsError, match="organization"):
        tick.tick([tmp_path], at(6))
