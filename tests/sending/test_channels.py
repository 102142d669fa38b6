"""Channels are readers like any other: the same plan, the same gate, the same outbox and states; and one text each."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from builders import CONFIG, FACTS, a_workspace, at
from delivery.web import Web
from outagecomms.drafting import tick
from outagecomms.outbox import decisions
from outagecomms.outbox.store import Outbox
from outagecomms.sending import send

from .test_send import NOW, UPDATE, accounts, sent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from outagecomms.workspace import Workspace

# One of apprise's 170 services, all of which it loads, asks for a module that Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

CHANNEL = '\n[channels.status]\nurl_env = "STATUS_URL"\n'
FOLDER = '\n[mail]\ntransport = "directory"\ndirectory = "sent"\n'


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """The chat's server, and its URL where the configuration looks for it."""
    with Web() as server:
        monkeypatch.setenv("STATUS_URL", server.url)
        yield server


def told(folder: Path, config: str = CONFIG + FOLDER + CHANNEL, count: int = 1, log: str = UPDATE) -> Workspace:
    """A workspace with an update for so many customers and the channel, approved."""
    place = a_workspace(folder, config, checkout=FACTS + accounts(count) + log)
    tick.tick([folder], NOW)
    approve(place)
    return place


def approve(place: Workspace, minutes: float = 6) -> None:
    with Outbox(place.outbox) as outbox:
        decisions.approve(outbox, list(outbox.messages(state="draft")), "Sam", at(minutes))


def states(place: Workspace) -> dict[str, str]:
    """The state of each message, without its incident."""
    with Outbox(place.outbox) as outbox:
        return {message.key.removeprefix("checkout/"): message.state for message in outbox.messages()}


def test_a_channel_is_told_once_beside_everyone(web: Web, tmp_path: Path) -> None:
    """One text for all of them, and a mail for each; a second run has nothing to do."""
    place = told(tmp_path, count=3)
    first, second = sent(place), sent(place)

    assert (first.sent, [str(key) for key in first.posted]) == (
        {("checkout", "update", 1): 3},
        ["checkout/update/1/channel.status"],
    )
    assert not first.needs_person
    assert second == send.Sent(left={"sent": 4})
    assert [text["title"] for text in web.posted] == ["Card payments are failing"]
    assert len(list((tmp_path / "sent" / "new").iterdir())) == 3


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (404, "refused"),  # never
        (503, "deferred"),  # not now
        (None, "unknown"),  # nobody can say
    ],
)
def test_what_is_not_posted_needs_a_person(web: Web, tmp_path: Path, answer: int | None, state: str) -> None:
    """The mails go out all the same; a run at once after it posts nothing."""
    web.answer = answer
    place = told(tmp_path)
    result = sent(place)
    sent(place)

    assert states(place) == {"update/1/c0": "sent", "update/1/channel.status": state}
    assert (result.needs_person, len(web.posted)) == (True, 1)


def test_what_was_put_off_is_posted_later(web: Web, tmp_path: Path) -> None:
    """A minute later, once."""
    web.answer = 503
    place = told(tmp_path)
    sent(place)
    web.answer = 200
    sent(place, 8)

    assert states(place)["update/1/channel.status"] == "sent"
    assert len(web.posted) == 2


def test_a_run_that_is_killed_while_it_posts_leaves_an_unknown_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text had come, and its answer had not: nobody posts it again before a person says so."""
    running: list[int] = []

    def kill(_: object) -> None:
        if running:
            os.kill(running.pop(), signal.SIGKILL)

    with Web(before=kill) as web:
        monkeypatch.setenv("STATUS_URL", web.url)
        place = told(tmp_path)
        command = [sys.executable, "-m", "outagecomms", "send", "--now", f"{NOW:%Y-%m-%dT%H:%MZ}"]
        started = subprocess.Popen(command, cwd=tmp_path, env=os.environ, stderr=subprocess.PIPE)
        running.append(started.pid)
        assert started.communicate(timeout=60)[1] == b""
        assert started.returncode == -signal.SIGKILL

        result = sent(place)
        assert [str(change.key) for change in result.given_up] == ["checkout/update/1/channel.status"]
        assert states(place) == {"update/1/c0": "sent", "update/1/channel.status": "unknown"}
        sent(place)
        assert len(web.posted) == 1

        with Outbox(place.outbox) as outbox:
            decisions.resend(outbox, list(outbox.messages(state="unknown")), "Sam", at(7))
        sent(place, 8)
    first, second = web.posted
    assert first == second
    assert set(states(place).values()) == {"sent"}


def test_a_mail_server_that_is_away_keeps_no_channel_waiting(web: Web, tmp_path: Path) -> None:
    """It is when the house burns that the chat must speak."""
    place = told(tmp_path, CONFIG + CHANNEL + '\n[mail]\nhost = "127.0.0.1"\nport = 9\n')
    result = sent(place)

    assert states(place) == {"update/1/c0": "approved", "update/1/channel.status": "sent"}
    assert "cannot be reached" in result.troubles[0]
    assert len(web.posted) == 1


def test_without_apprise_mails_go_out(web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And it is said what to install."""
    place = told(tmp_path)
    monkeypatch.setitem(sys.modules, "apprise", None)  # which makes importing it fail
    result = sent(place)

    assert states(place) == {"update/1/c0": "sent", "update/1/channel.status": "approved"}
    assert (result.needs_person, result.troubles) == (
        True,
        ["channels need apprise; run: pip install 'outagecomms[notify]'"],
    )


def test_mails_that_nothing_takes_are_named_with_what_is_missing(web: Web, tmp_path: Path) -> None:
    """The channel is told; that the mails wait is no riddle."""
    place = told(tmp_path, CONFIG + CHANNEL, count=3)
    result = sent(place)

    assert (len(web.posted), result.needs_person) == (1, True)
    (trouble,) = result.troubles
    assert trouble.startswith("nothing says how mail leaves, and 3 mails must wait; add to outagecomms.toml, ")


def test_channels_alone_need_no_mail(web: Web, tmp_path: Path) -> None:
    """Mails are exported and sent by hand; the texts are posted."""
    place = told(tmp_path, CONFIG + CHANNEL)
    sent(place)

    assert states(place) == {"update/1/c0": "approved", "update/1/channel.status": "sent"}


@pytest.mark.parametrize(
    ("kinds", "kept"),
    [
        ("", {"update/1/channel.status": "approved"}),  # there is nothing to post by hand
        ('kinds = ["resolved"]\n', {"update/1/public": "draft"}),  # until it is over a person has to
    ],
)
@pytest.mark.usefixtures("web")
def test_where_nobody_is_listed_a_channel_speaks_to_everyone(tmp_path: Path, kinds: str, kept: dict[str, str]) -> None:
    """Or somebody posts the words by hand."""
    place = a_workspace(tmp_path, CONFIG + FOLDER + CHANNEL + kinds, checkout=FACTS + UPDATE)
    tick.tick([tmp_path], NOW)
    if not kinds:
        approve(place)

    assert states(place) == kept


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ('["update", "holding", "late"]', ["update", "holding"]),  # what goes on
        ('["resolved"]', []),  # the end alone, which has not come
    ],
)
@pytest.mark.usefixtures("web")
def test_a_channel_is_told_the_kinds_that_it_asks_for(tmp_path: Path, kinds: str, said: list[str]) -> None:
    """An account hears all of them."""
    place = told(tmp_path, f"{CONFIG}{FOLDER}{CHANNEL}kinds = {kinds}\n")
    sent(place)
    tick.tick([tmp_path], at(24))  # the next word is due at 25 past

    with Outbox(place.outbox) as outbox:
        kept = [message for message in outbox.messages() if message.state != "superseded"]
    assert [m.kind for m in kept if m.account == "channel.status"] == said
    assert [m.kind for m in kept if m.account == "c0"] == ["update", "holding"]


@pytest.mark.usefixtures("web")
def test_leaders_letters_and_answers_are_not_for_channels(tmp_path: Path) -> None:
    """What is owed to one customer is nobody else's."""
    key = accounts(1) + 'tier = "key"\n'
    parked = '\n[[parked]]\naccount = "c0"\nat = 2026-11-22T14:04:00Z\ntopic = "SLA credit"\n'
    place = a_workspace(tmp_path, CONFIG + FOLDER + CHANNEL, checkout=FACTS + key + UPDATE + parked)
    tick.tick([tmp_path], NOW)

    assert set(states(place)) == {"outreach/1/c0", "reply/1/c0", "update/1/c0", "update/1/channel.status"}


@pytest.mark.parametrize(("answer", "readers"), [(200, ["c0", "channel.status"]), (404, ["c0"])])
def test_a_correction_is_posted_where_the_mistake_was(
    web: Web, tmp_path: Path, answer: int, readers: list[str]
) -> None:
    """A channel that never had it is not told of it."""
    web.answer = answer
    place = told(tmp_path)
    sent(place)
    file = place.path_of("checkout")
    entry = UPDATE.replace("14:05", "14:08") + "corrects = 1\n"
    file.write_text(file.read_text(encoding="utf-8") + entry, encoding="utf-8")
    tick.tick([tmp_path], at(9))

    with Outbox(place.outbox) as outbox:
        assert [m.account for m in outbox.messages() if m.kind == "correction"] == readers
        others = {"c0", "channel.status"} - set(readers)
        assert {m.account for m in outbox.messages() if (m.kind, m.sequence) == ("update", 2)} == others


@pytest.mark.usefixtures("web")
def test_words_that_the_rules_of_tone_forbid_are_posted_nowhere(tmp_path: Path) -> None:
    """The same rules as for a letter; it stays a draft that says why."""
    blame = UPDATE.replace("We see it.", "AWS caused this. It should be fixed shortly.")
    place = a_workspace(tmp_path, CONFIG + FOLDER + CHANNEL, checkout=FACTS + accounts(0) + blame)
    tick.tick([tmp_path], NOW)

    with Outbox(place.outbox) as outbox:
        (message,) = outbox.messages()
    assert message.account == "channel.status"
    assert [line.split(":")[0] for line in message.held.splitlines()] == [
        "error own/blame-supplier",
        "error inform/vague-time",
    ]


def test_what_waits_for_a_channel_that_is_no_more_is_taken_back(web: Web, tmp_path: Path) -> None:
    """With the next tick, and nothing is posted."""
    told(tmp_path)
    place = a_workspace(tmp_path, CONFIG + FOLDER)
    tick.tick([tmp_path], at(7))
    sent(place, 8)

    assert states(place)["update/1/channel.status"] == "superseded"
    assert web.posted == []


@pytest.mark.parametrize("minutes", [30, 61])
def test_no_fault_can_flood_a_channel(web: Web, tmp_path: Path, minutes: int) -> None:
    """The cap of an hour is one reader's, whoever it is."""
    place = told(tmp_path, CONFIG + FOLDER + "per_recipient_per_hour = 1\n" + CHANNEL)
    sent(place)
    file = place.path_of("checkout")
    entry = UPDATE.replace("14:05", "14:07").replace("14:07:00Z", "14:07:00Z\nnext_update = 2026-11-22T16:00:00Z")
    file.write_text(file.read_text(encoding="utf-8") + entry, encoding="utf-8")
    tick.tick([tmp_path], at(8))
    approve(place, 8)
    for later in (9, 9 + minutes):
        sent(place, later)

    assert len(web.posted) == (1 if minutes == 30 else 2)


def test_a_preview_shows_texts_too(web: Web, tmp_path: Path) -> None:
    """And posts none."""
    place = told(tmp_path)
    with Outbox(place.outbox) as outbox:
        shown = [str(message.key) for message in send.preview(place, outbox, NOW)]

    assert shown == ["checkout/update/1/channel.status", "checkout/update/1/c0"]
    assert web.posted == []
