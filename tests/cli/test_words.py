"""`render`: the words of messages, to read, as a mail, and for programs."""

from __future__ import annotations

import json
from email import message_from_string, policy
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Done, Terminal

LATER = "2026-11-22T14:20Z"


@pytest.fixture(autouse=True)
def _told(shop: Path, oc: Callable[..., Done]) -> None:
    oc("update", "checkout", "A declined card is not charged.", "--next-update", "14:40Z")
    (shop / "outbox.db").unlink()


def test_what_is_wanted_now(oc: Callable[..., Done]) -> None:
    """Without a kind: the newest update to everyone and the leader's own letter, with a line between two messages."""
    done = oc("render", "checkout", now=LATER)

    assert (done.code, done.err) == (0, "")
    assert done.out.count("\n────────────────────\n\nTo: ") == 2
    assert [line for line in done.out.splitlines() if line.startswith("To: ")] == [
        "To: Ines Duarte <ines@acme.example>",
        "To: Ines Duarte <ines@acme.example>",
        "To: Petra Lohmann <petra@lohmann.example>",
    ]


def test_a_message_as_its_reader_sees_it(oc: Callable[..., Done]) -> None:
    """Addressee, subject, an empty line, the words, and the person who signs."""
    lines = oc("render", "checkout", "update", "--account", "lohmann", now=LATER).out.splitlines()

    assert lines[0] == "To: Petra Lohmann <petra@lohmann.example>"
    assert lines[1].startswith("Subject: Card payments are failing: ")
    assert lines[2:4] == ["", "Petra,"]
    assert any("A declined card is not charged." in line for line in lines)
    assert lines[-3:] == ["Sam Okafor", "Customer Liaison, Example Ltd", "sam@example.com"]


def test_for_programs(oc: Callable[..., Done]) -> None:
    """A list of objects; times in UTC as ISO 8601."""
    (message,) = json.loads(oc("render", "checkout", "update", "--account", "acme", "--format", "json", now=LATER).out)

    assert {name: message[name] for name in message if name not in ("subject", "body", "message_id")} == {
        "key": "checkout/update/1/acme", "incident": "checkout", "kind": "update", "sequence": 1, "account": "acme",
        "reason": "first contact", "due": "2026-11-22T14:10:00Z", "next_update": "2026-11-22T14:40:00Z",
        "from": "sam@example.com", "to": "ines@acme.example", "language": "en",
    }  # fmt: skip
    assert "A declined card is not charged." in message["body"]
    assert message["subject"].startswith("Card payments are failing")
    assert message["message_id"].endswith("@example.com>")


def test_as_a_mail(oc: Callable[..., Done]) -> None:
    """The mail's own bytes: to its one reader, from its signer, with the same words."""
    arguments = ["render", "checkout", "update", "--account", "acme"]
    mail = message_from_string(oc(*arguments, "--format", "eml", now=LATER).out, policy=policy.default)
    (told,) = json.loads(oc(*arguments, "--format", "json", now=LATER).out)

    assert mail.defects == []
    assert (mail["To"].addresses[0].addr_spec, mail["From"].addresses[0].addr_spec) == (told["to"], told["from"])
    assert (mail["Subject"], mail["Message-ID"]) == (told["subject"], told["message_id"])
    plain, _ = mail.iter_parts()
    assert plain.get_content().splitlines() == told["body"].splitlines()


def test_as_the_mail_that_is_sent(shop: Path, oc: Callable[..., Done]) -> None:
    """With the headers by which a reader leaves, as in the outbox."""
    with (shop / "outagecomms.toml").open("a", encoding="utf-8") as config:
        config.write('[mail]\nhost = "localhost"\nlist_unsubscribe = "https://pay.example/leave?{account}"\n')
    mail = message_from_string(
        oc("render", "checkout", "update", "--account", "acme", "--format", "eml", now=LATER).out, policy=policy.default
    )

    assert mail["List-Unsubscribe"].strip() == "<https://pay.example/leave?acme>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (["update"], ["update/1/acme", "update/1/lohmann"]),  # of a kind, one each
        (["outreach"], ["outreach/1/acme"]),  # key accounts alone
        (["--account", "lohmann"], ["update/1/lohmann"]),  # whatever is wanted, to one
        (["update", "--sequence", "1"], ["update/1/acme", "update/1/lohmann"]),  # of a number
        (["--sequence", "1", "--account", "acme"], ["update/1/acme", "outreach/1/acme"]),  # of any kind
    ],
)
def test_which_messages(oc: Callable[..., Done], arguments: list[str], keys: list[str]) -> None:
    """By kind, account and number."""
    done = oc("render", "checkout", *arguments, "--format", "json", now=LATER)

    assert [message["key"].removeprefix("checkout/") for message in json.loads(done.out)] == keys


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["reply"], "no message reply; 'outagecomms plan' shows what there is"),  # nobody has asked anything
        (["update", "--sequence", "9"], "no message update 9; "),  # no such number
        (["update", "--sequence", "2"], "update 2 has no words yet; give them: "),  # it is a person's to write
        (["update", "--account", "acne"], "no account 'acne' is written to; did you mean acme?"),  # misspelt
        (["--account", "zebra"], "no account 'zebra' is written to; there are: acme, lohmann"),  # nothing like it
        (["updat"], "'updat' is not one of 'outreach', 'update', "),  # no such kind
    ],
)
def test_what_there_is_not(oc: Callable[..., Done], arguments: list[str], words: str) -> None:
    """Exit 2, with what there is instead."""
    done = oc("render", "checkout", *arguments, now=LATER)

    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_nothing_is_kept(shop: Path, oc: Callable[..., Done]) -> None:
    """Looking writes nothing."""
    before = sorted(shop.rglob("*"))

    assert oc("render", "checkout").code == 0
    assert sorted(shop.rglob("*")) == before


def test_paragraphs_are_wrapped_on_a_terminal(terminal: Callable[..., Terminal]) -> None:
    """No word is cut at the edge, and no line is wider than the screen."""
    screen = terminal("render", "checkout", "outreach", columns=50)

    assert screen.end() == 0
    lines = screen.shown.splitlines()
    assert max(map(len, lines)) <= 50
    assert any(len(line) > 40 for line in lines)
    assert "About one in three card payments is declined." in " ".join(lines)
