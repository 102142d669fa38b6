"""`tick` and `outbox`: what is due is written once, and what is written can be looked at."""

from __future__ import annotations

import json
import re
import sqlite3
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from builders import FACTS, a_workspace
from outagecomms.outbox import database

from .conftest import CHECKOUT, Done, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WRITTEN = (
    "checkout: update 0 written for 2 accounts (first contact)\n"
    "checkout: outreach 1 written for 1 account (first contact by the leader)\n"
)
KEYS = ["checkout/outreach/1/acme", "checkout/update/0/acme", "checkout/update/0/lohmann"]


def keys(oc: Callable[..., Done], *arguments: object) -> list[str]:
    """The keys of the messages that `outbox list` shows."""
    return sorted(message["key"] for message in json.loads(oc("outbox", "list", *arguments, "--format", "json").out))


@pytest.mark.usefixtures("shop")
def test_tick_says_what_it_did_and_does_nothing_twice(oc: Callable[..., Done]) -> None:
    """A line for each kind of message on standard output; the second time not a word, on either stream."""
    assert oc("tick") == Done(0, WRITTEN, "")
    assert oc("tick") == Done(0, "", "")
    assert oc("tick", now="2026-11-22T14:11Z") == Done(0, "", "")
    assert keys(oc) == KEYS


@pytest.mark.usefixtures("shop")
def test_tick_before_anything_is_due(oc: Callable[..., Done]) -> None:
    """Nothing is written early."""
    assert oc("tick", now="2026-11-22T14:04Z") == Done(0, "", "")
    assert keys(oc) == []


@pytest.mark.usefixtures("shop")
def test_tick_writes_anew_what_has_changed(shop: Path, oc: Callable[..., Done]) -> None:
    """A draft from other facts gives way, and it is said."""
    oc("tick")
    file = shop / "incidents" / "checkout.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("About one", "Exactly one"), encoding="utf-8")

    assert oc("tick") == Done(0, WRITTEN.replace("written", "written anew"), "")
    assert "Exactly one in three" in oc("outbox", "show", KEYS[1]).out


@pytest.mark.parametrize(
    ("paths", "incidents"),
    [
        ([], ["billing", "checkout"]),  # this workspace's
        (["incidents/checkout.toml"], ["checkout"]),  # a file
        (["checkout"], ["checkout"]),  # an id
        (["checkout", "billing"], ["checkout", "billing"]),  # several
        (["incidents"], ["billing", "checkout"]),  # a folder of files
        (["."], ["billing", "checkout"]),  # a workspace
    ],
)
def test_tick_where_it_is_told(empty: Path, oc: Callable[..., Done], paths: list[str], incidents: list[str]) -> None:
    """Files, ids and folders alike, in their order, and nothing else."""
    a_workspace(empty, billing=FACTS, checkout=FACTS)

    done = oc("tick", *paths)

    assert done == Done(
        0, "".join(f"{name}: update 0 written for 1 account (first contact)\n" for name in incidents), ""
    )


def test_tick_over_a_folder_in_no_workspace(nowhere: Path, oc: Callable[..., Done]) -> None:
    """The folder's own files, into an outbox beside them, which `outbox` finds from there."""
    signer = '[liaison]\nname = "Sam Okafor"\nrole = "Customer Liaison"\nemail = "sam@example.com"\n'
    for name in ("billing", "checkout"):
        (nowhere / f"{name}.toml").write_text(FACTS + signer, encoding="utf-8")

    assert [line.split(":")[0] for line in oc("tick", nowhere).out.splitlines()] == ["billing", "checkout"]
    assert keys(oc) == ["billing/update/0/public", "checkout/update/0/public"]
    assert oc("outbox", "show", "billing/update/0/public").code == 0


@pytest.mark.parametrize("path", ["zebra", "zebra.toml"])
@pytest.mark.usefixtures("shop")
def test_tick_of_nothing(oc: Callable[..., Done], path: str) -> None:
    """A file or an incident that is not there is exit 2: a cron line with a typo must not pass for a quiet night."""
    done = oc("tick", path)

    assert (done.code, done.out) == (2, "")
    assert done.err != ""


def test_a_broken_file_keeps_no_other_waiting(shop: Path, oc: Callable[..., Done]) -> None:
    """Exit 2 with its problems, and the others are written."""
    (shop / "incidents" / "aaa.toml").write_text("title =\n", encoding="utf-8")

    done = oc("tick")

    assert (done.code, done.out) == (2, WRITTEN)
    assert "aaa.toml:1:" in done.err


@pytest.mark.usefixtures("shop")
def test_tick_calls_a_person_for_what_it_cannot_write(oc: Callable[..., Done]) -> None:
    """After a holding update it has nothing true and new to say by itself: exit 1, each time, until somebody does."""
    oc("update", "checkout", "--holding")
    oc("tick")

    for _ in range(2):
        done = oc("tick", now="2026-11-22T14:29Z")

        assert (done.code, done.out) == (1, "")
        assert done.err == (
            "checkout: update 2 needs you: promised; the last word was a holding update, "
            "so a person must write this one; due 14:30 UTC\n"
        )


@pytest.mark.usefixtures("shop")
def test_tick_calls_a_person_for_a_broken_promise(oc: Callable[..., Done]) -> None:
    """The message that owns it is written, and somebody has to read it: exit 1."""
    oc("update", "checkout", "A declined card is not charged.")

    done = oc("tick", now="2026-11-22T14:41Z")

    assert done.code == 1
    assert done.out.splitlines()[0] == "checkout: late 1 written for 2 accounts (promise missed)"
    assert done.err.startswith("checkout: a promised time has passed without a word; ")


@pytest.mark.usefixtures("shop")
def test_tick_disbelieves_a_clock_behind_the_log(oc: Callable[..., Done]) -> None:
    """Nothing can be called due by such a clock: exit 1."""
    oc("update", "checkout", "A declined card is not charged.")

    assert oc("tick", now="2026-11-22T13:00Z") == Done(
        1, "", "checkout: the clock says 13:00 UTC, but its log goes to 14:10 UTC; set the clock\n"
    )


def test_tick_while_another_holds_the_outbox(
    shop: Path, oc: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 75: cron comes again in a minute."""
    oc("tick", now="2026-11-22T14:04Z")
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    other = sqlite3.connect(shop / "outbox.db", isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        done = oc("tick")
    finally:
        other.close()

    assert (done.code, done.out) == (75, "")
    assert done.err.endswith("is in use by another run; try again in a moment\n")
    assert oc("tick").out == WRITTEN


@pytest.mark.parametrize(
    "command", [["list"], ["show", KEYS[0]], ["export", "mails"], ["list", "--incident", "checkout"]]
)
def test_there_is_no_outbox_yet(shop: Path, oc: Callable[..., Done], command: list[str]) -> None:
    """Looking makes none, and says what does."""
    done = oc("outbox", *command)

    assert done == Done(
        2, "", f"there is no outbox yet at {shop / 'outbox.db'}; 'outagecomms tick' writes what is due into it\n"
    )
    assert not (shop / "outbox.db").exists()
    assert not (shop / "mails").exists()


@pytest.mark.usefixtures("shop")
def test_list_to_read(oc: Callable[..., Done]) -> None:
    """State, time, key, reason and subject, by the time they are due."""
    oc("tick")

    lines = oc("outbox", "list").out.splitlines()

    assert [re.sub("@[0-9a-f]{8} ", "@… ", line.split("  Card payments")[0]) for line in lines] == [
        "draft  14:05 UTC  checkout/outreach/1/acme@…   first contact by the leader",
        "draft  14:05 UTC  checkout/update/0/acme@…     first contact              ",
        "draft  14:05 UTC  checkout/update/0/lohmann@…  first contact              ",
    ]


@pytest.mark.usefixtures("shop")
def test_list_for_programs(oc: Callable[..., Done]) -> None:
    """A list of objects with the keys of the contract."""
    oc("tick")

    first, *_ = found = json.loads(oc("outbox", "list", "--format", "json").out)

    assert len(found) == 3
    assert first.pop("subject").startswith("Card payments are failing: ")
    assert first | {
        "key": "checkout/outreach/1/acme", "incident": "checkout", "kind": "outreach", "account": "acme",
        "state": "draft", "reason": "first contact by the leader", "due": "2026-11-22T14:05:00Z", "sequence": 1,
    } == first  # fmt: skip


def test_of_one_incident(empty: Path, oc: Callable[..., Done]) -> None:
    """By its id or its path; one that is not there is a typo, not an empty list."""
    a_workspace(empty, billing=FACTS, checkout=FACTS)
    oc("tick")

    assert keys(oc) == ["billing/update/0/public", "checkout/update/0/public"]
    assert keys(oc, "--incident", "billing") == ["billing/update/0/public"]
    assert keys(oc, "--incident", "incidents/billing.toml") == ["billing/update/0/public"]
    assert oc("outbox", "export", "mails", "--incident", "billing").out == "1 file in mails\n"
    assert "did you mean billing?" in oc("outbox", "list", "--incident", "biling").err


@pytest.mark.usefixtures("shop")
def test_nothing_is_kept(oc: Callable[..., Done]) -> None:
    """Said beside the result; for programs the list is empty, and an export has no file."""
    oc("tick", now="2026-11-22T14:04Z")

    assert oc("outbox", "list") == Done(0, "", "Nothing is kept there.\n")
    assert oc("outbox", "list", "--format", "json") == Done(0, "[]\n", "")
    assert oc("outbox", "export", "mails") == Done(0, "0 files in mails\n", "")


@pytest.mark.usefixtures("shop")
def test_show_one(oc: Callable[..., Done]) -> None:
    """What `render` shows, with its state."""
    oc("tick")
    rendered = oc("render", "checkout", "update", "--account", "acme").out.splitlines()

    lines = oc("outbox", "show", "checkout/update/0/acme").out.splitlines()

    assert lines[0] == "State: draft (first contact)"
    assert re.fullmatch("Approve: outagecomms outbox approve checkout/update/0/acme@[0-9a-f]{8}", lines[1])
    assert lines[2] == "To: ines@acme.example"
    assert lines[3:] == rendered[1:]


def test_show_what_is_attached(shop: Path, oc: Callable[..., Done]) -> None:
    """The leader says yes to a call in somebody's calendar as well as to the words; lohmann is not called."""
    over = '\n[[updates]]\nat = 2026-11-22T15:00:00Z\nby = "Sam Okafor"\nstatus = "resolved"\n'
    path = shop / "incidents" / "checkout.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('tier = "key"', 'tier = "key"\ntimezone = "Asia/Tokyo"') + over
    )
    oc("tick", now="2026-11-23T10:00Z")

    acme, lohmann = (
        oc("outbox", "show", f"checkout/followup/1/{name}").out.splitlines()[1:] for name in ("acme", "lohmann")
    )

    assert acme[1:5] == [
        "To: ines@acme.example",
        "Subject: How have you been since Sunday 22 November?",
        "Attached: follow-up.ics, an invitation to a call, 2027-01-22 10:00 JST",
        "",
    ]
    assert lohmann[3] == ""


@pytest.mark.usefixtures("empty")
def test_show_words_for_everyone(empty: Path, oc: Callable[..., Done]) -> None:
    """Without accounts there is one message, which a person posts."""
    a_workspace(empty, checkout=FACTS)
    oc("tick")

    assert "\nTo: everyone, by hand\n" in oc("outbox", "show", "checkout/update/0/public").out


@pytest.mark.parametrize(
    "key",
    [
        "checkout/update/1/acne",  # no such account
        "checkout",
        "",
        "a/b/c/d/e",
        "checkout/update/one/acme",
        "checkout/update/99999999999999999999999/acme",  # no database counts so far
    ],
)
@pytest.mark.usefixtures("shop")
def test_show_none(oc: Callable[..., Done], key: str) -> None:
    """A key that is not there is exit 2, and it is said where the keys stand."""
    oc("tick")

    done = oc("outbox", "show", key)

    assert (done.code, done.out) == (2, "")
    assert "'outagecomms outbox list' shows the keys" in done.err


def test_export(shop: Path, oc: Callable[..., Done]) -> None:
    """A file a message, its exact bytes, which any mail program opens; the same again the second time."""
    oc("tick")

    for _ in range(2):
        assert oc("outbox", "export", "a/b/mails") == Done(0, "3 files in a/b/mails\n", "")
    files = sorted((shop / "a" / "b" / "mails").iterdir())
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    assert [file.name for file in files] == [key.replace("/", ".") + ".eml" for key in KEYS]
    assert [mail["To"].addresses[0].addr_spec for mail in mails] == [
        "ines@acme.example", "ines@acme.example", "petra@lohmann.example",
    ]  # fmt: skip
    assert all(
        mail.defects == [] and (part := mail.get_body(("plain",))) and "declined" in part.get_content()
        for mail in mails
    )


@pytest.mark.usefixtures("shop")
def test_export_to_where_nothing_can_be_written(oc: Callable[..., Done]) -> None:
    """A file stands in the way: a sentence, not a fault of the program."""
    oc("tick")

    done = oc("outbox", "export", "outagecomms.toml")

    assert (done.code, done.out) == (2, "")
    assert done.err == "outagecomms.toml cannot be written (File exists); name another folder\n"


@pytest.mark.usefixtures("shop")
def test_the_next_step_is_said_on_a_terminal(terminal: Callable[..., Terminal]) -> None:
    """From the first draft to its words, each command names the next one."""
    ticked, again = terminal("tick"), None
    assert ticked.end() == 0
    again = terminal("tick")
    listed = terminal("outbox", "list")

    assert (again.end(), listed.end()) == (0, 0)
    assert ticked.shown.splitlines()[-1] == "Read them: outagecomms outbox list"
    assert again.shown == "Nothing new is due.\n"
    assert listed.shown.splitlines()[-1] == "Read one: outagecomms outbox show KEY"


def test_a_file_that_is_no_outbox(shop: Path, oc: Callable[..., Done]) -> None:
    """It is left alone, and the setting that names it is named."""
    (shop / "outbox.db").write_text("something else" * 100, encoding="utf-8")

    done = oc("tick")

    assert (done.code, done.out) == (1, "")
    assert "is not an outbox" in done.err
    assert (shop / "outbox.db").read_text(encoding="utf-8") == "something else" * 100
    assert (shop / "incidents" / "checkout.toml").read_text(encoding="utf-8") == CHECKOUT
