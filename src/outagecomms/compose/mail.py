"""A message as the bytes of a mail (RFC 5322).

The headers are written with the parts of the standard library that are fast and right. `EmailMessage` is neither
here: it needs a millisecond a message, and it folds long message ids into encoded words, which breaks threads
(cpython gh-79986).
"""

from __future__ import annotations

import binascii
from base64 import encodebytes
from email.header import Header
from email.utils import format_datetime, formataddr
from functools import lru_cache
from typing import TYPE_CHECKING

from outagecomms.compose import html
from outagecomms.compose.message import ascii_address
from outagecomms.incident.model import FOR_EVERYONE

if TYPE_CHECKING:
    from datetime import datetime

    from outagecomms.compose.message import Message

_LINE = 78  # characters in a header line, RFC 5322, 2.1.1
_ENCODED_LINE = 76  # in one with encoded words, RFC 2047, 2
# RFC 6047, 2.4: the method stands here as well. An attachment is what every mail program can at least save.
_HEAD_OF_FILE = (
    b'Content-Type: text/calendar; charset=utf-8; method=REQUEST;\r\n name="follow-up.ics"\r\n'
    b"Content-Transfer-Encoding: base64\r\n"
    b'Content-Disposition: attachment; filename="follow-up.ics"\r\n\r\n'
)
_HEAD_OF_PART = b"Content-Type: text/%b; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"


def to_bytes(message: Message, date: datetime, unsubscribe: str = "") -> bytes:
    """The mail of *message* dated *date*, with CRLF line ends. Without a mailbox to go to it has no To header.

    *unsubscribe* is the address of a web page; ``{account}`` in it stands for the reader's account.
    """
    signer, has_mailbox = message.sender, "@" in message.recipient
    headers = [
        f"Date: {_date(date)}",
        f"From: {_mailbox(signer.name, signer.address)}",
        f"Reply-To: {_mailbox(signer.name, signer.address, 'Reply-To')}",  # for servers that write a From of their own
        f"To: {_mailbox(message.recipient_name, message.recipient)}" if has_mailbox else "",
        f"Subject: {_text('Subject', message.subject)}",
        f"Message-ID: {message.message_id}",
        f"In-Reply-To: {message.in_reply_to}",
        "References: " + "\r\n ".join(message.references),
        "Auto-Submitted: auto-generated",  # RFC 3834, 5: holiday replies stay quiet
        *(_one_click(unsubscribe.replace("{account}", message.account)) if unsubscribe and has_mailbox else ()),
        "MIME-Version: 1.0",
        f"Content-Language: {message.language}",
    ]
    head = "\r\n".join(filter(None, headers)).encode("ascii")
    return head + b"\r\n" + _content(message)


def _content(message: Message) -> bytes:
    """The words, and beside them the invitation if there is one."""
    words = _words(message)
    if not message.invitation:
        return words
    boundary = b"=_with." + _id(message)
    head = b'Content-Type: multipart/mixed; boundary="%b"\r\n' % boundary
    file = _HEAD_OF_FILE + encodebytes(message.invitation).replace(b"\n", b"\r\n")
    return b"%b\r\n--%b\r\n%b\r\n--%b\r\n%b--%b--\r\n" % (head, boundary, words, boundary, file, boundary)


def _words(message: Message) -> bytes:
    """The words: plain, or of what is for everyone plain and as HTML, of which a mail program shows the one it can."""
    plain = _HEAD_OF_PART % b"plain" + _quoted(message.body + "\n")
    if message.template not in FOR_EVERYONE:  # a letter from one person to another, or a channel's text
        return plain
    boundary = b"=_" + _id(message)  # never in quoted-printable: RFC 2045, 6.7
    as_html = _start_of_html(message.language) + _quoted(html.words(message.body) + html.END)
    head = b'Content-Type: multipart/alternative; boundary="%b"\r\n' % boundary
    return b"%b\r\n--%b\r\n%b\r\n--%b\r\n%b\r\n--%b--\r\n" % (head, boundary, plain, boundary, as_html, boundary)


def _id(message: Message) -> bytes:
    return message.message_id[1:].partition("@")[0].encode()


@lru_cache(maxsize=64)
def _start_of_html(language: str) -> bytes:
    return _HEAD_OF_PART % b"html" + _quoted(html.start(language))


def _quoted(text: str) -> bytes:
    return binascii.b2a_qp(text.replace("\n", "\r\n").encode())


def _one_click(address: str) -> tuple[str, str]:
    """Both headers of RFC 8058: one without the other is not honoured."""
    return f"List-Unsubscribe:\r\n <{address}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


@lru_cache(maxsize=256)
def _mailbox(name: str, address: str, header: str = "From") -> str:
    address = ascii_address(address)
    name = " ".join(name.split())
    room = _LINE - len(f"{header}: ")
    mailbox = formataddr((name, address))  # it quotes what must be quoted, but cannot fold
    if not _is_plain(name) or len(mailbox) - len(address) > room:
        mailbox = f"{_encoded(header, name, 'utf-8')} <{address}>"
    return mailbox if len(mailbox.rpartition("\n")[2]) <= room else mailbox.replace(" <", "\r\n <")


@lru_cache(maxsize=256)  # most readers get the same subject, and folding one takes longer than all the rest
def _text(header: str, text: str) -> str:
    room = _LINE - len(f"{header}: ")
    if _is_plain(text) and len(text) <= room:
        return text
    folds = _is_plain(text) and max(map(len, text.split())) <= room
    return _encoded(header, text, "us-ascii" if folds else "utf-8")


def _is_plain(text: str) -> bool:
    """Whether *text* may stand in a header as it is: a mail program would decode what looks encoded."""
    return text.isascii() and "=?" not in text


def _encoded(header: str, text: str, charset: str) -> str:
    return Header(text, charset, header_name=header, maxlinelen=_ENCODED_LINE).encode(linesep="\r\n")


@lru_cache(maxsize=8)
def _date(date: datetime) -> str:
    return format_datetime(date)
