"""The raw bytes of a mail (RFC 5322, 2045, 2047, 3834), and what mail programs and servers read in them."""

from __future__ import annotations

import re
import socket
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr
from smtplib import SMTP
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given
from hypothesis import strategies as st

from builders import account, at, incident, letter, letters, update
from outagecomms.compose import html
from outagecomms.compose.mail import to_bytes
from outagecomms.compose.message import Message, Sender, message_id, thread_id
from outagecomms.text import LINE

if TYPE_CHECKING:
    from outagecomms.cadence.promises import Kind

DATE = at(6)
ID, THREAD = message_id("checkout", "update", 1, "acme", "example.com"), thread_id("checkout", "acme", "example.com")
ENCODED = re.compile(rb"=\?[A-Za-z0-9-]+\?[bqBQ]\?[!->@-~]*\?=")
LONG_DOMAIN = "a-rather-long-name-that-some-company-has-chosen.mail.example"  # 60 characters

MESSAGE = Message(
    incident="checkout", kind="update", sequence=1, account="acme", reason="first contact", due=at(5), next_update=None,
    sender=Sender("Sam Okafor", "sam@example.com"), recipient_name="Ines Duarte", recipient="ines@acme.example",
    language="en", subject="Card payments are failing", body="Ines,\n\nCards work.\n\nSam Okafor\nCustomer Liaison",
    message_id=ID, in_reply_to=THREAD, references=(THREAD,),
)  # fmt: skip

NAMES = [
    "Ines Duarte",
    "Duarte, Ines",  # a comma separates addresses
    'Ines "Nes" Duarte',  # quotes
    "Ines Duarte (Operations)",  # parentheses are a comment
    "Ines <ines@evil.example>",  # looks like another address
    "Ines\\Duarte",  # the character that quotes
    "Ines; Duarte: x@y",  # a group
    "=?utf-8?q?Eve?=",  # looks encoded
    "Ünal Öztürk",
    "Jürgen Müller, Leitung (Betrieb)",
    "李伟",
    "🧯 Ops",
    "a" * 300,  # one word that has no place to fold
    "Duarte " * 42 + "Duarte",  # 300 characters that do
    'q"' * 150,  # every second character must be escaped
    "日本電信" * 75,  # 900 bytes
]
SUBJECTS = [
    "Card payments are failing",
    "Kartenzahlungen schlagen fehl: was wir bis 15:30 Uhr MEZ (14:30 UTC) für Sie wissen",
    "Card payments are failing, and so is everything else that you need: what is new since 09:30 EST (14:30 UTC)",
    "=?utf-8?q?Eve?= and more",  # looks encoded
    "日本電信" * 75,
    "🧯" * 300,
    "a" * 300,
    "short " + "a" * 300,
    "From: Eve",  # looks like a header
]
LINES = st.from_regex(LINE, fullmatch=True).map(lambda text: " ".join(text.split())).filter(bool)
BODIES = st.lists(LINES, min_size=1, max_size=6).map("\n\n".join)


HEAD = (
    b"Date: Sun, 22 Nov 2026 14:06:00 +0000\r\n"
    b"From: Sam Okafor <sam@example.com>\r\n"
    b"Reply-To: Sam Okafor <sam@example.com>\r\n"
    b"To: Ines Duarte <ines@acme.example>\r\n"
    b"Subject: Card payments are failing\r\n"
    b"Message-ID: " + ID.encode() + b"\r\n"
    b"In-Reply-To: " + THREAD.encode() + b"\r\n"
    b"References: " + THREAD.encode() + b"\r\n"
    b"Auto-Submitted: auto-generated\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Language: en\r\n"
)
PLAIN = (
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n"
    b"\r\n"
    b"Ines,\r\n\r\nCards work.\r\n\r\nSam Okafor\r\nCustomer Liaison\r\n"
)


@pytest.mark.parametrize("kind", ["outreach", "reply", "followup"])
def test_the_whole_mail_of_a_letter(kind: Kind) -> None:
    """From one person to another, it is plain."""
    assert to_bytes(replace(MESSAGE, kind=kind), DATE) == HEAD + PLAIN


@pytest.mark.parametrize("kind", ["update", "holding", "late", "correction", "resolved"])
def test_the_whole_mail_to_everyone(kind: Kind) -> None:
    """The plain words first, then the same as HTML: a program shows the last that it can (RFC 2046, 5.1.4)."""
    boundary = b"=_" + ID.split("@", maxsplit=1)[0].removeprefix("<").encode()
    assert to_bytes(replace(MESSAGE, kind=kind), DATE) == (
        HEAD + b'Content-Type: multipart/alternative; boundary="' + boundary + b'"\r\n'
        b"\r\n"
        b"--" + boundary + b"\r\n" + PLAIN + b"\r\n"
        b"--" + boundary + b"\r\n"
        b"Content-Type: text/html; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n"
        b"\r\n"
        b"<!doctype html>\r\n"
        b'<html lang=3D"en">\r\n'
        b'<meta name=3D"viewport" content=3D"width=3Ddevice-width">\r\n'
        b'<meta name=3D"color-scheme" content=3D"light dark">\r\n'
        b'<div lang=3D"en" style=3D"max-width:38em;font:1em/1.5 sans-serif;overflow-w=\r\n'
        b'rap:break-word">\r\n'
        b"<p>Ines,</p>\r\n<p>Cards work.</p>\r\n<p>Sam Okafor<br>\r\nCustomer Liaison</p>\r\n"
        b"</div>\r\n"
        b"\r\n"
        b"--" + boundary + b"--\r\n"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_name_arrives_as_it_was_written(name: str) -> None:
    message = replace(MESSAGE, recipient_name=name, sender=Sender(name, "sam@example.com"))
    _check_bytes(to_bytes(message, DATE))
    _check_read_back(message)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_arrives_as_it_was_written(subject: str) -> None:
    message = replace(MESSAGE, subject=subject)
    _check_bytes(to_bytes(message, DATE))
    _check_read_back(message)


@given(LINES, LINES, LINES, BODIES)
def test_anything_that_a_file_may_hold_arrives(sender: str, reader: str, subject: str, body: str) -> None:
    message = replace(
        MESSAGE, sender=Sender(sender, "sam@example.com"), recipient_name=reader, subject=subject, body=body
    )
    _check_bytes(to_bytes(message, DATE))
    _check_read_back(message)


@pytest.mark.parametrize(
    "body",
    [
        "a" * 3000,  # longer than a line may be (RFC 5322, 2.1.1)
        "ends in blanks   \nnext",  # servers may strip what stands at a line's end
        ".\n..\n.x",  # dots that end a mail, if a server forgets to double them
        "From here on",  # mailbox files quote it
        "a = b, 100 % = =3D",
        f"--=_{ID[1:].split('@', maxsplit=1)[0]}\n\n--",  # looks like the end of a part
        "é" * 500 + "\n" + "🧯" * 300,
        "tab\there\n\n\n\nthree blank lines",
        "",
    ],
)
def test_any_body_arrives(body: str) -> None:
    message = replace(MESSAGE, body=body)
    _check_bytes(to_bytes(message, DATE))
    _check_read_back(message)


def test_long_message_ids_stay_whole() -> None:
    """Python's own writer encodes them, which breaks threads in Outlook and cannot be seen after reading back."""
    assert len(LONG_DOMAIN) == 60
    wrong, root = (message_id("checkout", "update", n, "acme", LONG_DOMAIN) for n in (1, 2))
    message = replace(MESSAGE, message_id=wrong, in_reply_to=root, references=(THREAD, root))
    raw = to_bytes(message, DATE)
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\r\nMessage-ID: " + wrong.encode() + b"\r\n" in head
    assert b"\r\nIn-Reply-To: " + root.encode() + b"\r\n" in head
    assert b"\r\nReferences: " + THREAD.encode() + b"\r\n " + root.encode() + b"\r\n" in head
    assert b"=?" not in head


def test_other_scripts_in_a_domain_are_written_in_ascii() -> None:
    """RFC 5891; before the @ no other script gets past the incident file."""
    message = replace(MESSAGE, recipient="ines@bücher.example", sender=Sender("Sam", "sam@почта.example"))
    head = to_bytes(message, DATE).partition(b"\r\n\r\n")[0]
    assert b"\r\nTo: Ines Duarte <ines@xn--bcher-kva.example>\r\n" in head
    assert b"\r\nFrom: Sam <sam@xn--80a1acny.example>\r\n" in head


def test_blanks_round_a_name_are_left_out() -> None:
    head = to_bytes(replace(MESSAGE, recipient_name="  Ines   Duarte "), DATE)
    assert b"\r\nTo: Ines Duarte <ines@acme.example>\r\n" in head


def test_a_long_address_stands_on_its_own_line() -> None:
    address = f"{'i' * 60}@acme.example"
    raw = to_bytes(replace(MESSAGE, recipient=address), DATE)
    assert b"\r\nTo: Ines Duarte\r\n <" + address.encode() + b">\r\n" in raw


def test_words_to_post_by_hand_have_no_recipient() -> None:
    message = replace(MESSAGE, recipient="", recipient_name="")
    raw = to_bytes(message, DATE)
    assert b"\r\nTo:" not in raw
    _check_bytes(raw)


@pytest.mark.parametrize("header", ["From", "Reply-To"])
def test_the_signer_of_a_letter_is_who_it_comes_from_and_who_gets_the_answer(header: str) -> None:
    """Said twice, because some mail servers write a From of their own."""
    case = incident(update(5), accounts=[account(tier="key")])
    heads = {m.kind: message_from_bytes(to_bytes(m, DATE))[header] for m in letters(case, 6)}
    assert heads == {"update": "Sam Okafor <sam@example.com>", "outreach": "Dana Reyes <dana@example.com>"}


@pytest.mark.parametrize("kind", ["update", "correction", "outreach"])
@pytest.mark.parametrize("account_id", ["acme", "acme.1"])
def test_a_reader_leaves_with_one_click(kind: Kind, account_id: str) -> None:
    """Both headers of RFC 8058, on lines of their own and not encoded; the page is told whose account it is."""
    raw = to_bytes(replace(MESSAGE, kind=kind, account=account_id), DATE, "https://pay.example/leave?account={account}")
    assert (
        b"\r\nList-Unsubscribe:\r\n <https://pay.example/leave?account=" + account_id.encode() + b">"
        b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    ) in raw


@pytest.mark.parametrize(
    ("recipient", "page"),
    [
        ("ines@acme.example", ""),  # nobody has configured a page
        ("", "https://pay.example/leave"),  # words to post by hand
        ("channel:status", "https://pay.example/leave"),  # nobody reads a channel alone
    ],
)
def test_of_the_two_headers_for_leaving_there_are_both_or_none(recipient: str, page: str) -> None:
    assert b"List-Unsubscribe" not in to_bytes(replace(MESSAGE, recipient=recipient), DATE, page)


def test_a_channels_text_is_plain_and_has_no_mailbox_to_go_to() -> None:
    """It is posted; kept as a mail, any mail program opens it."""
    raw = to_bytes(replace(MESSAGE, recipient="channel:status", recipient_name="", account="channel.status"), DATE)
    assert b"\r\nTo:" not in raw
    assert message_from_bytes(raw).get_content_type() == "text/plain"


def test_each_mail_has_one_recipient() -> None:
    """No copy, open or blind: no reader learns of another."""
    readers = [account("acme"), account("globex")]
    for reader, message in zip(readers, letters(incident(update(5), accounts=readers), 6), strict=True):
        raw = to_bytes(message, DATE)
        assert [a.addr_spec for a in message_from_bytes(raw, policy=default)["To"].addresses] == [reader.email]
        assert not re.search(rb"^(?:b?cc|resent-[a-z]+):", raw, re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("kind", ["update", "correction"])
def test_a_server_takes_it_and_hands_back_the_same(kind: str) -> None:
    """aiosmtpd, which knows nothing of this program, over a real connection."""
    case = incident(update(5, "é" * 2000), update(6, ".", corrects=1), accounts=[account(contact="Ünal, (x)")])
    message = letter(case, 7, kind, sequence=1 if kind == "update" else 2)
    raw, received = to_bytes(message, DATE), _Received()
    controller = Controller(received, hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        with SMTP("127.0.0.1", controller.port, timeout=10) as client:
            assert client.sendmail(message.sender.address, [message.recipient], raw) == {}
    finally:
        controller.stop()
    assert received.mails == [(["ines@acme.example"], raw)]


class _Received:
    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        self.mails.append((envelope.rcpt_tos, envelope.original_content))
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _check_bytes(raw: bytes) -> None:
    assert raw.isascii()
    assert raw.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", raw)
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 76  # RFC 2045, 6.7
    assert max(map(len, head.split(b"\r\n"))) <= 78
    names = [line.partition(b":")[0].lower() for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert len(names) == len(set(names))
    assert {b"date", b"from", b"subject", b"message-id", b"in-reply-to", b"references"} <= set(names)
    for word in re.findall(rb"=\?[^\s\"]*", head):
        assert ENCODED.fullmatch(word), word
        assert len(word) <= 75  # RFC 2047, 2


def _check_read_back(message: Message) -> None:
    """With the two parsers of the standard library, the present one and the one that most programs resemble."""
    raw = to_bytes(message, DATE)
    modern, compat = message_from_bytes(raw, policy=default), message_from_bytes(raw)
    assert not modern.defects
    assert not compat.defects
    for parsed in (modern, compat):
        assert parsed["Message-ID"].strip() == message.message_id
        assert parsed["In-Reply-To"].strip() == message.in_reply_to
        assert tuple(parsed["References"].split()) == message.references
        assert parsed["Auto-Submitted"] == "auto-generated"
        assert parsed["Content-Language"] == message.language
        assert parsed.get_content_type() == "multipart/alternative"
    assert modern["Date"].datetime == DATE
    assert modern["Subject"] == message.subject
    assert _decoded(compat["Subject"]) == message.subject
    for header, name, address in (
        ("From", message.sender.name, message.sender.address),
        ("Reply-To", message.sender.name, message.sender.address),
        ("To", message.recipient_name, message.recipient),
    ):
        (only,) = modern[header].addresses
        assert only.addr_spec == address
        assert only.display_name.replace(" ", "") == name.replace(" ", "")  # it keeps blanks between encoded words
        shown, where = parseaddr(_unfolded(compat[header]))
        assert where == address
        assert _decoded(shown) == name
    plain, as_html = (_text(part) for part in compat.get_payload())
    assert plain == ("text/plain", message.body + "\n")
    assert as_html == ("text/html", html.start(message.language) + html.words(message.body) + html.END)


def _text(part: Any) -> tuple[str, str]:
    assert part["Content-Transfer-Encoding"] == "quoted-printable"
    assert part.get_content_charset() == "utf-8"
    return part.get_content_type(), part.get_payload(decode=True).decode().replace("\r\n", "\n")


def _unfolded(header: str) -> str:
    return header.replace("\r\n", "")


def _decoded(header: str) -> str:
    return str(make_header(decode_header(_unfolded(header))))
