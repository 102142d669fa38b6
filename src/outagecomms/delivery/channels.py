"""Post short texts to chats and status pages, through apprise (the extra ``notify``).

apprise says whether a text was posted, and keeps the reason for its log. Only what is plainly a no there counts as
one: a text that may have been posted is unknown.
"""

from __future__ import annotations

import logging
import os
import re
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.client import responses
from typing import TYPE_CHECKING, Any

from outagecomms.delivery.outcome import Outcome
from outagecomms.delivery.secret import secret_in
from outagecomms.delivery.transport import UnavailableError
from outagecomms.errors import InputError
from outagecomms.incident.model import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Self

    from outagecomms.delivery.outcome import Fate
    from outagecomms.delivery.settings import ChannelSettings

_STATUS = re.compile(r"\berror=([1-5]\d\d)\b")  # how apprise logs the status of an HTTP answer
_NEVER_REACHED = re.compile(r"NewConnectionError|NameResolutionError|ConnectTimeout|SSLError")  # how requests says it
_NOT_NOW = (408, 429, 500, 503)  # RFC 9110, 15, and RFC 6585, 4: it was not done, and may be asked again
_PERHAPS = (502, 504)  # somebody behind the one who answers may have done it


class Channels:
    """The channels of a workspace, by their names. One text is one call, and is never repeated by apprise itself."""

    def __init__(self, channels: Mapping[str, ChannelSettings], root: Path) -> None:
        self._channels = channels
        self._root = root

    def __enter__(self) -> Self:
        try:
            import apprise  # noqa: PLC0415  (only those who use it have it)
        except ImportError:
            raise UnavailableError("channels need apprise; run: pip install 'outagecomms[notify]'") from None
        self._apprise: Any = apprise
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held open."""

    def deliver(self, sender: str, recipient: str, content: bytes) -> Outcome:  # noqa: ARG002  (a channel knows who posts)
        """Try once to post the subject and the words of *content*; see `Transport.deliver`."""
        try:
            service = self.service(recipient.removeprefix(CHANNEL))
        except InputError as error:  # mended in a minute, and then it is still news
            return Outcome("deferred", str(error))
        mail = message_from_bytes(content, policy=policy.default)
        body = mail.get_body(("plain",))
        words = body.get_content().replace("\r\n", "\n").strip() if body else ""
        return self._post(service, str(mail["Subject"]), words)

    def service(self, name: str) -> Any:
        """What apprise makes of the URL of channel *name*; nothing is sent.

        Raises:
            InputError: there is no such channel, or its URL is missing, not kept secret, or none. It is never repeated.
        """
        if name not in self._channels:
            raise InputError(f"there is no channel {name}; add [channels.{name}] to outagecomms.toml, or discard this")
        url, where = self._url(name)
        with _listening():
            service = self._apprise.Apprise.instantiate(url)
        if service is None:
            raise InputError(f"{where} holds no URL that apprise knows; see https://appriseit.com for yours")
        service.retry = 0  # whether to try again is for the outbox to say
        service.redirects = False  # a POST that is redirected arrives without its words
        if len(service) != 1:
            raise InputError(f"{where} names {len(service)} places; give each a channel of its own under [channels]")
        return service

    def _url(self, name: str) -> tuple[str, str]:
        """The URL of a channel, and where it stands."""
        settings = self._channels[name]
        if settings.url_file:
            path = self._root / settings.url_file
            return secret_in(path, "a channel's URL", f"url_file under [channels.{name}]"), str(path)
        variable = settings.url_env or ""
        if not os.environ.get(variable):
            raise InputError(f"{variable} is not set; set it to the URL of channel {name}, in cron too")
        return os.environ[variable], variable

    def _post(self, service: Any, title: str, words: str) -> Outcome:
        courier = self._apprise.Apprise()
        courier.add(service)
        with _listening() as log:
            try:
                posted = courier.notify(title=title, body=words, body_format=self._apprise.NotifyFormat.TEXT)
            except Exception as error:  # noqa: BLE001  (whatever it raises, nobody knows how far it came)
                return Outcome("unknown", f"apprise failed in the middle ({type(error).__name__})")
        return Outcome("accepted", "posted") if posted else _refusal(log)


def _refusal(log: list[str]) -> Outcome:
    """What apprise's *log* of a text that was not plainly posted comes to. It holds secrets, so it is not repeated."""
    answers = {int(code) for line in log for code in _STATUS.findall(line)}
    lost = [line for line in log if line.startswith("Socket Exception")]
    if len(answers) == 1 and not lost:
        code = answers.pop()
        return Outcome(_fate_of(code), f"the channel answered {code} {responses.get(code, '')}")
    if lost and not answers and all(_NEVER_REACHED.search(line) for line in lost):
        return Outcome("deferred", "the channel cannot be reached")
    return Outcome("unknown", "no clear answer came; look whether it was posted")


def _fate_of(code: int) -> Fate:
    if code in _PERHAPS:
        return "unknown"
    return "deferred" if code in _NOT_NOW else "refused"


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What apprise logs meanwhile, kept from everyone else: it repeats URLs."""
    logger, log = logging.getLogger("apprise"), _Kept()
    before = logger.level, logger.propagate
    logger.addHandler(log)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield log.lines
    finally:
        logger.removeHandler(log)
        logger.setLevel(before[0])
        logger.propagate = before[1]


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
