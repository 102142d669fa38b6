"""Short texts to chats: what was posted, how often, and what each answer means. Over HTTP, to a server of our own."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from builders import at, incident, letters, update
from outagecomms.compose.mail import to_bytes
from outagecomms.delivery.choice import channels_for
from outagecomms.delivery.outcome import Outcome
from outagecomms.delivery.settings import ChannelSettings
from outagecomms.delivery.transport import UnavailableError
from outagecomms.incident.model import FOR_EVERYONE, Channel

from .web import Web

if TYPE_CHECKING:
    from pathlib import Path

    from outagecomms.delivery.outcome import Fate

# One of apprise's 170 services, all of which it loads, asks for a module that Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

NEWS = incident(update(5, "*Half* of all cards & coupons are <declined>."), title="Kärtchen fehlen").told_in(
    [Channel.called("status", FOR_EVERYONE, "en")]
)
TEXT = to_bytes(letters(NEWS, 6)[-1], at(6))
UNCLEAR = "no clear answer came; look whether it was posted"


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the URL of the channel."""
    return lambda text: monkeypatch.setenv("STATUS_URL", text)


def posted(folder: Path, channel: str = "channel:status", **settings: str) -> Outcome:
    """One text to the channel *status*, whose URL is in the environment unless told otherwise."""
    known = {"status": ChannelSettings.model_validate(settings or {"url_env": "STATUS_URL"})}
    with channels_for(known, folder) as transport:
        return transport.deliver("sam@example.com", channel, TEXT)


def test_a_text_arrives_once_and_as_it_was_written(url: Any, tmp_path: Path) -> None:
    """Its first line and its words, with nothing taken for markup; the mail's other headers stay here."""
    with Web() as web:
        url(web.url)
        assert str(posted(tmp_path)) == "accepted: posted"
    (text,) = web.posted
    assert text["title"] == "Kärtchen fehlen"
    assert text["message"] == (
        "About one in three card payments is declined. We are sorry. It began at 14:00 UTC. *Half* of all cards &"
        " coupons are <declined>. We are looking for the cause.\n\nYou hear from us again by 14:25 UTC.\n\n"
        "Sam Okafor, Customer Liaison"
    )


@pytest.mark.parametrize(
    ("status", "fate", "said"),
    [
        (204, "accepted", "posted"),  # yes, without a word
        (301, "refused", "the channel answered 301 Moved Permanently"),  # followed, the words would be lost on the way
        (400, "refused", "the channel answered 400 Bad Request"),  # no
        (404, "refused", "the channel answered 404 Not Found"),  # no
        (408, "deferred", "the channel answered 408 Request Timeout"),  # not now
        (429, "deferred", "the channel answered 429 Too Many Requests"),  # not now
        (500, "deferred", "the channel answered 500 Internal Server Error"),  # it was not done
        (502, "unknown", "the channel answered 502 Bad Gateway"),  # somebody behind it may have done it
        (503, "deferred", "the channel answered 503 Service Unavailable"),  # not now
        (504, "unknown", "the channel answered 504 Gateway Timeout"),  # as 502
        (None, "unknown", UNCLEAR),  # it hung up when it had the text
    ],
)
@pytest.mark.parametrize("asked", ["", "?retry=3"])  # whether to try again is for the outbox to say
def test_what_an_answer_means(status: int | None, fate: Fate, said: str, asked: str, url: Any, tmp_path: Path) -> None:
    """Each text is posted once, whatever comes of it."""
    with Web(status) as web:
        url(web.url + asked)
        outcome = posted(tmp_path)
    assert (outcome.fate, outcome.text, len(web.posted)) == (fate, said, 1)


def test_silence_after_the_text_is_unknown(url: Any, tmp_path: Path) -> None:
    """It may have been posted, so nobody posts it again by themselves."""
    over = threading.Event()
    with Web(before=lambda _: over.wait(10)) as web:
        url(f"{web.url}?rto=0.3")
        outcome = posted(tmp_path)
        over.set()
    assert (outcome.fate, outcome.text, len(web.posted)) == ("unknown", UNCLEAR, 1)


def test_a_failure_inside_apprise_is_unknown(url: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can say how far it had come."""
    import apprise

    def breaks(*_: Any, **__: Any) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(apprise.Apprise, "notify", breaks)
    url("json://127.0.0.1:9/")
    assert str(posted(tmp_path)) == "unknown: apprise failed in the middle (ZeroDivisionError)"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.mark.parametrize("scheme", ["json", "jsons"])
def test_a_channel_that_cannot_be_reached_is_tried_again_later(scheme: str, url: Any, tmp_path: Path) -> None:
    """No connection, so no text: nothing was sent."""
    url(f"{scheme}://127.0.0.1:{free_port()}/")
    assert str(posted(tmp_path)) == "deferred: the channel cannot be reached"


def test_a_channel_that_cannot_prove_who_it_is_gets_nothing(url: Any, tmp_path: Path) -> None:
    """TLS to a server that speaks none."""
    with Web() as web:
        url(web.url.replace("json:", "jsons:"))
        assert str(posted(tmp_path)) == "deferred: the channel cannot be reached"
    assert web.posted == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "STATUS_URL is not set; set it to the URL of channel status, in cron too"),
        ("hunter2", "STATUS_URL holds no URL that apprise knows; see https://appriseit.com for yours"),
        ("mychat://hunter2", "STATUS_URL holds no URL that apprise knows; see https://appriseit.com for yours"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#a/#b",  # a no from one of two says nothing of either
         "STATUS_URL names 2 places; give each a channel of its own under [channels]"),
    ],
)  # fmt: skip
def test_a_url_that_is_none_sends_nothing_and_says_what_to_do(text: str, said: str, url: Any, tmp_path: Path) -> None:
    url(text)
    assert posted(tmp_path) == Outcome("deferred", said)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (0o600, "accepted: posted"),
        (0o640, "deferred: {0} may be read by others, and it holds a channel's URL; run: chmod 600 {0}"),
    ],
)
def test_a_file_with_the_url_is_its_owners_alone(mode: int, said: str, tmp_path: Path) -> None:
    path = tmp_path / "status.url"
    with Web() as web:
        path.write_text(f"{web.url}\n", encoding="ascii")
        path.chmod(mode)
        assert str(posted(tmp_path, url_file="status.url")) == said.format(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    said = f"{tmp_path / 'none'} cannot be read (No such file or directory); check url_file under [channels.status]"
    assert posted(tmp_path, url_file="none") == Outcome("deferred", said)


def test_a_channel_that_is_configured_no_more(url: Any, tmp_path: Path) -> None:
    url("json://127.0.0.1:9/")
    said = "there is no channel chat; add [channels.chat] to outagecomms.toml, or discard this"
    assert posted(tmp_path, "channel:chat") == Outcome("deferred", said)


@pytest.mark.parametrize("answer", [404, None])
def test_no_secret_is_told(answer: int | None, url: Any, tmp_path: Path, caplog: Any, capfd: Any) -> None:
    """A channel's URL is a key to it; apprise and what it stands on write it into their logs."""
    with Web(answer) as web:
        url(web.url)
        outcome = posted(tmp_path)
    assert "s3cret" not in f"{outcome}{caplog.text}{''.join(capfd.readouterr())}"


def test_the_log_of_apprise_is_as_it_was(url: Any, tmp_path: Path) -> None:
    """A program around this one may use it, too."""
    logger = logging.getLogger("apprise")
    before = (logger.level, logger.propagate, list(logger.handlers))
    url("json://127.0.0.1:9/")
    posted(tmp_path)
    assert (logger.level, logger.propagate, list(logger.handlers)) == before


def test_without_apprise_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)  # which makes importing it fail
    with pytest.raises(UnavailableError, match=r"^channels need apprise; run: pip install 'outagecomms\[notify\]'$"):
        posted(tmp_path)
