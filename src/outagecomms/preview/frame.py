"""A message as a mail program shows it, and beside each line where it was written."""

from __future__ import annotations

import re
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from outagecomms.clock import zone
from outagecomms.compose import html
from outagecomms.compose.templates import BUILT_IN
from outagecomms.preview.marked import marked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from outagecomms.checking.reading import Read
    from outagecomms.checking.trace import Traced
    from outagecomms.preview.marked import Wrap

_LINES = re.compile(r".+")
# A page has thousands of these; filling them with % takes a sixth of the time that format() does.
_PLAIN = Markup('<div class="mail plain">\n%s%s</div>\n')
_HTML = Markup('<div class="mail html">\n%s<div class="document">\n%s</div>\n</div>\n')
_HEADER = Markup('<p class="header"><span><b>%s:</b> %s</span><small>%s</small></p>\n')
_LINE = Markup('<p%s><span lang="%s">%s</span><small>%s</small></p>\n')
_SPOKEN = Markup('<span lang="%s">%s</span>')
_FIRST = Markup(' class="first"')


def plain(
    read: Read, own: Path | None, in_subject: Sequence[Sequence[Wrap]], in_body: Sequence[Sequence[Wrap]]
) -> Markup:
    """The plain text, with layers of marks in its subject and its body; *own* is the folder of the user's templates."""
    language, text = read.message.language, read.body.text
    lines = [
        _LINE
        % (
            _FIRST if text[: match.start()].endswith("\n\n") else Markup(),
            language,
            marked(text, *match.span(), *in_body),
            _places(read.body, *match.span(), own),
        )
        for match in _LINES.finditer(text)
    ]
    subject = marked(read.subject.text, 0, len(read.subject.text), *in_subject)
    written = _places(read.subject, 0, len(read.subject.text), own)
    return _PLAIN % (_headers(read, subject, written), Markup().join(lines))


def as_html(read: Read) -> Markup:
    """The HTML that goes beside the plain text."""
    message = read.message
    document = Markup(html.element(message.body, message.language))  # noqa: S704  (it is what escapes the words)
    return _HTML % (_headers(read, Markup.escape(message.subject), ""), document)


def _headers(read: Read, subject: Markup, written: str) -> Markup:
    message, account = read.message, read.trial.planned.account
    to = f"{message.recipient_name} <{message.recipient}>" if message.recipient_name else message.recipient
    date = format_datetime(read.trial.now.astimezone(zone(account.timezone)))
    rows = (
        ("From", f"{message.sender.name} <{message.sender.address}>", ""),
        ("To", to, ""),
        ("Date", date, ""),
        ("Subject", _SPOKEN % (message.language, subject), written),
    )
    return Markup().join(_HEADER % row for row in rows)


def _places(text: Traced, start: int, end: int, own: Path | None) -> str:
    places = dict.fromkeys((place.path, place.line) for place in text.places(start, end))
    return ", ".join(f"{_name(path, own)}:{line}" for path, line in places)


@cache
def _name(path: Path, own: Path | None) -> str:
    if own and path.is_relative_to(own):
        return path.relative_to(own).as_posix()
    name = path.relative_to(BUILT_IN).as_posix()
    return f"built-in\u00a0{name}" if own else name
