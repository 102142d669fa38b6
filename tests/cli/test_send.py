"""`send` and the decisions before and after it: exit codes, streams, and that nothing goes without a yes."""

from __future__ import annotations

import getpass
import json
import re
import socket
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from builders import CONFIG, FACTS, a_workspace
from delivery.web import Web
from outagecomms.outbox.store import Outbox

from .conftest import Done, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAIL = '\n[mail]\ntransport = "directory"\ndirectory = "sent"\n'
CHANNEL = '\n[channels.status]\nurl_env = "STATUS_URL"\n'
UPDATE = ("update", "checkout", "A declined card is not charged.")


# One of apprise's 170 services, all of which it loads, asks for a module that Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def posted(shop: Path) -> Path:
    """The shop, whose mail goes into a folder."""
    (shop / "outagecomms.toml").write_text(CONFIG + MAIL, encoding="utf-8")
    return shop


def mails(folder: Path) -> list[str]:
    """Whom the mails in the folder are for, by address."""
    found = (folder / "sent" / "new").glob("*")
    parsed = [message_from_bytes(each.read_bytes(), policy=policy.default) for each in found]
    return sorted(each["To"].addresses[0].addr_spec for each in parsed)


def test_from_a_yes_to_a_mailbox(posted: Path, oc: Callable[..., Done]) -> None:
    """Approve, look, send; a second run sends nothing more."""
    oc(*UPDATE)
    oc("outbox", "discard", "checkout/outreach/1/acme", "--because", "she called them")

    assert oc("outbox", "approve", "--all") == Done(0, "2 messages approved\n", "")
    assert "Subject: Card payments are failing" in oc("send", "--dry-run").out
    assert not (posted / "sent").exists()
    assert oc("send") == Done(0, "checkout: update 1 sent to 2 accounts\n", "")
    assert oc("send") == Done(0, "", "")
    assert mails(posted) == ["ines@acme.example", "petra@lohmann.example"]


def test_without_a_yes_nothing_goes(posted: Path, oc: Callable[..., Done]) -> None:
    """Exit 1: somebody has to read them."""
    oc(*UPDATE)

    done = oc("send")

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("3 messages waiting for a person; ")
    assert not (posted / "sent").exists()


def test_the_author_says_yes_in_the_same_breath(posted: Path, oc: Callable[..., Done]) -> None:
    """`--yes` approves what the entry says to everyone, and not the leader's own letter."""
    done = oc(*UPDATE, "--yes")

    assert done.out.splitlines()[-1] == "2 messages approved"
    assert oc("send").out == "checkout: update 1 sent to 2 accounts\n"
    assert mails(posted) == ["ines@acme.example", "petra@lohmann.example"]


@pytest.mark.parametrize(("answer", "approved"), [("", 2), ("y", 2), ("n", 0)])
@pytest.mark.usefixtures("posted")
def test_on_a_terminal_the_author_is_asked(
    terminal: Callable[..., Terminal], oc: Callable[..., Done], answer: str, approved: int
) -> None:
    """With a sample before them; no is a draft."""
    screen = terminal(*UPDATE)
    screen.answer("Send it to 2 accounts? [Y/n]: ", answer)

    assert screen.end() == 0
    assert "A declined card is not charged." in screen.shown
    listed = json.loads(oc("outbox", "list", "--state", "approved", "--format", "json").out)
    assert len(listed) == approved


def test_a_channel_is_told_beside_the_accounts(
    posted: Path, terminal: Callable[..., Terminal], oc: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The author sees a letter, and how many are told where; the text is a message like any other."""
    config = posted / "outagecomms.toml"
    config.write_text(config.read_text(encoding="utf-8") + CHANNEL, encoding="utf-8")
    screen = terminal(*UPDATE)
    screen.answer("Send it to 2 accounts and 1 channel? [Y/n]: ", "y")
    assert screen.end() == 0
    assert "\nTo: ines@acme.example\n" in screen.shown

    with Web() as web:
        monkeypatch.setenv("STATUS_URL", web.url)
        done = oc("send")
        assert done.out == "checkout: update 1 sent to 2 accounts\ncheckout: update 1 posted in channel.status\n"
    assert [text["title"] for text in web.posted] == ["Card payments are failing"]
    assert "To: channel:status\n" in oc("outbox", "show", "checkout/update/1/channel.status").out


def test_a_run_that_posts_in_a_channel_has_sent_something(
    shop: Path, terminal: Callable[..., Terminal], oc: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says no more than what it did."""
    a_workspace(shop, CONFIG + CHANNEL, checkout=FACTS)
    oc(*UPDATE, "--yes")

    with Web() as web:
        monkeypatch.setenv("STATUS_URL", web.url)
        screen = terminal("send", PYTHONWARNINGS="ignore")  # apprise's, see above
        assert screen.end() == 0
    assert screen.shown == "checkout: update 1 posted in channel.status\n"


@pytest.mark.usefixtures("posted")
def test_what_became_of_a_message_is_shown(oc: Callable[..., Done]) -> None:
    """Each change with its time, its reason, and who made it."""
    oc(*UPDATE, "--yes")
    oc("send")

    lines = oc("outbox", "show", "checkout/update/1/acme").out.splitlines()

    assert lines[0] == "State: sent (first contact)"
    person, host = f"{getpass.getuser()}@{socket.gethostname()}", socket.gethostname()
    assert lines[1:3] == [
        f"    2026-11-22 14:10 UTC  approved: its author said yes ({person})",
        f"    2026-11-22 14:10 UTC  sending: attempt 1 (a run on {host})",
    ]
    assert re.fullmatch(rf"    2026-11-22 14:10 UTC  sent: accepted: .*/sent/new/\S+ \(a run on {host}\)", lines[3])


@pytest.mark.parametrize("command", ["approve", "resend", "accept"])
@pytest.mark.usefixtures("posted")
def test_a_decision_says_about_what(oc: Callable[..., Done], command: str) -> None:
    """Nothing is decided about everything by an empty command line."""
    oc(*UPDATE)

    assert oc("outbox", command).code == 2
    assert oc("outbox", command, "checkout/update/1/acme", "--all").code == 2
    assert oc("outbox", command, "checkout/update/1/acne").code == 2


@pytest.mark.usefixtures("posted")
def test_before_anything_was_written_there_is_nothing_to_send(oc: Callable[..., Done]) -> None:
    """Cron runs it every minute of a quiet week, and nobody wants a mail from cron."""
    assert oc("send") == Done(0, "", "")


def test_without_settings(shop: Path, oc: Callable[..., Done]) -> None:
    """Exit 2 with the lines to add."""
    oc(*UPDATE)

    done = oc("send")

    assert (done.code, done.out) == (2, "")
    assert "[mail]\ntransport = " in done.err
    assert not (shop / "sent").exists()


def test_what_the_file_has_overtaken_meanwhile(posted: Path, oc: Callable[..., Done]) -> None:
    """A slip in the new entry keeps everything back; once it is mended, the words before it are withdrawn."""
    oc(*UPDATE, "--yes")
    oc("outbox", "discard", "checkout/outreach/1/acme", "--because", "she called them")
    file = posted / "incidents" / "checkout.toml"
    good = file.read_text(encoding="utf-8")
    entry = '\n[[updates]]\nat = 2026-11-22T14:12:00Z\nby = "Sam"\nstatus = "identified"\ntext = "We have found it."\n'
    file.write_text(good + entry.replace("identified", "identifed"), encoding="utf-8")

    slip = oc("send", now="2026-11-22T14:13Z")
    file.write_text(good + entry, encoding="utf-8")
    mended = oc("send", now="2026-11-22T14:13Z")

    assert (slip.code, slip.out) == (1, "")
    first, second, third = slip.err.splitlines()
    assert first == "checkout: nothing of it is sent, its file cannot be read:"
    assert second.startswith(f"{file}:") and "identifed" in second  # noqa: PT018
    assert third == "2 messages approved and not sent; run: outagecomms send"
    assert mended == Done(
        1,
        "",
        "checkout: 2 approved messages withdrawn, the log says more since; write what is new: outagecomms tick\n",
    )
    assert not (posted / "sent").exists() or not mails(posted)


def put(folder: Path, state: str) -> None:
    """The messages are in that state, however they came there."""
    with Outbox(folder / "outbox.db") as outbox:
        outbox.database.execute("UPDATE messages SET state = ? WHERE kind = 'update'", (state,))


def test_words_known_to_be_wrong_are_not_sent_again(posted: Path, oc: Callable[..., Done]) -> None:
    """A correction has overtaken what may have arrived: the next step is named, and nothing is decided."""
    oc(*UPDATE, "--yes")
    put(posted, "unknown")
    oc("correct", "checkout", "Some cards are charged.", "--yes", now="2026-11-22T14:12Z")

    one = oc("outbox", "resend", "checkout/update/1/acme")
    both = oc("outbox", "resend", "--all")

    why = (
        "has been overtaken by a newer message; what is new goes out by itself, and if it may have arrived: "
        "outagecomms outbox accept {0}; if you know that it did not: outagecomms outbox discard {0} --because …\n"
    )
    keys_ = [f"checkout/update/1/{name}" for name in ("acme", "lohmann")]
    assert one == Done(2, "", f"{keys_[0]} {why.format(keys_[0])}")
    assert both == Done(0, "0 messages to be sent again\n", "".join(f"{key} {why.format(key)}" for key in keys_))
    assert oc("outbox", "discard", keys_[0], "--because", "the log says so") == Done(0, "1 message discarded\n", "")
    assert oc("outbox", "accept", "--all") == Done(0, "1 message accepted\n", "")


def test_what_was_refused_is_said_until_it_is_mended(posted: Path, oc: Callable[..., Done]) -> None:
    """`send` and `status` say so with the next step, and exit with 1; it can be sent again with the others or alone."""
    oc(*UPDATE, "--yes")
    oc("outbox", "discard", "checkout/outreach/1/acme", "--because", "she called them")
    put(posted, "refused")
    said = (
        "2 messages refused and still wanted: outagecomms outbox list --state refused. Is an address wrong? Mend it, "
        "then: outagecomms tick. Is all well again? outagecomms outbox resend --all --state refused\n"
    )

    assert oc("send") == Done(1, "", said)
    status = oc("status")
    assert (status.code, status.err) == (1, f"checkout: {said}")
    assert oc("outbox", "resend", "--all", "--state", "unknown").out == "0 messages to be sent again\n"
    assert oc("outbox", "resend", "--all", "--state", "refused").out == "2 messages to be sent again\n"
    assert oc("send") == Done(0, "checkout: update 1 sent to 2 accounts\n", "")
    assert oc("status").code == 0


KEY = "checkout/update/1/acme"


def with_hash(oc: Callable[..., Done]) -> str:
    """The key with the hash of its words, as `outbox show` prints it."""
    (line,) = (line for line in oc("outbox", "show", KEY).out.splitlines() if line.startswith("Approve: "))
    return line.removeprefix("Approve: outagecomms outbox approve ")


def test_a_yes_is_for_the_words_that_were_read(posted: Path, oc: Callable[..., Done]) -> None:
    """A colleague edits the file and cron writes the draft anew: the yes is refused until it has been read again."""
    oc(*UPDATE)
    read = with_hash(oc)
    file = posted / "incidents" / "checkout.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("A declined card", "No card"), encoding="utf-8")
    oc("tick")

    assert oc("outbox", "approve", read) == Done(
        2, "", f"the words of {KEY} have changed since; read them again: outagecomms outbox show {KEY}\n"
    )
    assert with_hash(oc) != read
    assert oc("outbox", "approve", with_hash(oc)) == Done(0, "1 message approved\n", "")


@pytest.mark.parametrize("words", ["", "0", "00000000", "zebra"])
@pytest.mark.usefixtures("posted")
def test_a_hash_is_whole_and_right(oc: Callable[..., Done], words: str) -> None:
    """A few digits of it, or none, are no proof of having read."""
    oc(*UPDATE)
    for hash_ in (words, with_hash(oc).partition("@")[2][: len(words)] if len(words) < 8 else words):
        assert oc("outbox", "approve", f"{KEY}@{hash_}").code == 2


@pytest.mark.parametrize(
    ("which", "question", "answer", "approved"),
    [
        ([KEY], "Approve it? [y/N]: ", "y", 1),
        ([KEY], "Approve it? [y/N]: ", "", 0),
        (["--all"], "Approve these 3? One of each kind stands above. [y/N]: ", "yes", 3),
    ],
)
@pytest.mark.usefixtures("posted")
def test_on_a_terminal_a_yes_without_a_hash_is_asked_for(
    terminal: Callable[..., Terminal], oc: Callable[..., Done], which: list[str], question: str, answer: str,
    approved: int,
) -> None:  # fmt: skip
    """The words stand above the question."""
    oc(*UPDATE)
    screen = terminal("outbox", "approve", *which)
    screen.answer(question, answer)

    assert screen.end() == 0
    assert "A declined card is not charged." in screen.shown
    assert len(json.loads(oc("outbox", "list", "--state", "approved", "--format", "json").out)) == approved


@pytest.mark.usefixtures("posted")
def test_who_has_read_the_words_is_not_asked(terminal: Callable[..., Terminal], oc: Callable[..., Done]) -> None:
    """Their hash says so, or --yes."""
    oc(*UPDATE)

    for which in ([with_hash(oc)], ["--all", "--yes"]):
        screen = terminal("outbox", "approve", *which)
        assert screen.end() == 0
        assert "approved" in screen.shown
