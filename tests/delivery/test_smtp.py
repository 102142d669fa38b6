"""What becomes of a mail, whatever its server does. The order of the tables is that of the conversation."""

from __future__ import annotations

import re
import smtplib
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outagecomms.delivery.connection import Timeouts
from outagecomms.delivery.outcome import Outcome
from outagecomms.delivery.smtp import on_the_wire
from outagecomms.delivery.transport import UnavailableError

from .mails import LARGE, MAIL, READER, SENDER, SHORT, smtp
from .scripted import DROP, HANG, PAUSE, READ, RESET, STALL, Answer, Script, Scripted

if TYPE_CHECKING:
    from outagecomms.delivery.outcome import Fate

HASTY = replace(SHORT, command=0.5, final=0.5)
PATIENT_AT_THE_END = replace(SHORT, command=0.5)
BEFORE = "given up before the whole mail was sent: "
AFTER = "the whole mail was sent, and no clear answer came: "
AWAY = "SERVER does not take our mail "
GONE = "Connection unexpectedly closed"


def attempt(script: Script, mail: bytes = MAIL) -> tuple[Outcome, Scripted]:
    with Scripted(script) as server, smtp(server.port) as transport:
        outcome = transport.deliver(SENDER, READER, mail)
    return outcome, server


@pytest.mark.parametrize(
    ("verb", "answer", "fate", "code", "text"),
    [
        # MAIL: nothing was sent yet
        ("MAIL", b"452 disk full\r\n", "deferred", 452, "disk full"),
        ("MAIL", b"550 not you\r\n", "turned away", None, AWAY + "from sam@pay.example (550 not you); ask whoever"),
        ("MAIL", b"530 Authentication required\r\n", "turned away", None,  # no reader was named yet
         AWAY + "from sam@pay.example (530 Authentication required); check user and password_file under [mail]"),
        ("MAIL", b"421 closing\r\n", "deferred", 421, "closing"),
        ("MAIL", (b"421 closing\r\n", DROP), "deferred", 421, "closing"),
        ("MAIL", DROP, "deferred", None, BEFORE + GONE),
        ("MAIL", b"hello there\r\n", "deferred", None, BEFORE + "o there"),  # garbage; three characters are the code's
        ("MAIL", b"\xff\xfe\x00\r\n", "deferred", None, BEFORE.strip()),
        ("MAIL", b"250 " + b"a" * 9000 + b"\r\n", "deferred", None, BEFORE + "Line too long."),
        ("MAIL", b"999 what\r\n", "deferred", None, BEFORE + "what"),
        ("MAIL", b"354 go on\r\n", "deferred", 354, BEFORE + "go on"),
        # RCPT
        ("RCPT", b"251 will forward\r\n", "accepted", 250, "queued as 1"),
        ("RCPT", b"252 cannot verify\r\n", "deferred", 252, BEFORE + "cannot verify"),
        ("RCPT", b"451 greylisted\r\n", "deferred", 451, "greylisted"),
        ("RCPT", b"550 5.1.1 no such user\r\n", "refused", 550, "5.1.1 no such user"),
        ("RCPT", b"550-5.1.1 no such user\r\n550-5.1.1 look at\r\n550 5.1.1 our page\r\n",  # several lines
         "refused", 550, "5.1.1 no such user 5.1.1 look at 5.1.1 our page"),
        ("RCPT", b"530 5.7.0 log in first\r\n", "turned away", None, AWAY + "(530 5.7.0 log in first); check user"),
        ("RCPT", b"535 5.7.8 bad credentials\r\n", "turned away", None, AWAY + "(535 5.7.8 bad credentials)"),
        ("RCPT", b"421 closing\r\n", "deferred", 421, "closing"),
        ("RCPT", DROP, "deferred", None, BEFORE + GONE),
        # DATA
        ("DATA", b"451 not now\r\n", "deferred", 451, "not now"),
        ("DATA", b"554 no valid recipients\r\n", "refused", 554, "no valid recipients"),
        ("DATA", b"530 5.7.0 log in first\r\n", "turned away", None, AWAY + "(530 5.7.0 log in first); check user"),
        ("DATA", b"421 closing\r\n", "deferred", 421, "closing"),
        ("DATA", b"250 what?\r\n", "deferred", 250, BEFORE + "what?"),  # no leave to send
        ("DATA", DROP, "deferred", None, BEFORE + GONE),
        # the mail was written, and the final dot
        ("DATA", (b"354 go on\r\n", DROP), "unknown", None, AFTER),
        ("END", DROP, "unknown", None, AFTER + GONE),
        ("END", RESET, "unknown", None, AFTER + GONE),
        ("END", (b"250-queued\r\n", DROP), "unknown", None, AFTER + GONE),  # half an answer
        ("END", (b"2", DROP), "unknown", None, AFTER.strip()),
        ("END", b"hello there\r\n", "unknown", None, AFTER + "o there"),  # garbage
        ("END", b"250 " + b"a" * 9000 + b"\r\n", "unknown", None, AFTER + "Line too long."),
        ("END", b"354 go on\r\n", "unknown", 354, AFTER + "go on"),  # neither yes nor no
        ("END", b"451 try later\r\n", "deferred", 451, "try later"),
        ("END", b"554 spam\r\n", "refused", 554, "spam"),
        ("END", b"530 5.7.0 log in first\r\n", "turned away", None, AWAY + "(530 5.7.0 log in first); check user"),
        ("END", (b"421 closing\r\n", DROP), "deferred", 421, "closing"),
        ("END", (b"250 queued as 2\r\n", DROP), "accepted", 250, "queued as 2"),
        ("END", b"250-queued\r\n250 as 2\r\n", "accepted", 250, "queued as 2"),
        # QUIT changes nothing
        ("QUIT", b"500 stay\r\n", "accepted", 250, "queued as 1"),
        ("QUIT", DROP, "accepted", 250, "queued as 1"),
        ("QUIT", b"hello there\r\n", "accepted", 250, "queued as 1"),
    ],
)  # fmt: skip
def test_what_the_server_does_decides(verb: str, answer: Answer, fate: Fate, code: int | None, text: str) -> None:
    outcome, _ = attempt({verb: answer})
    assert (outcome.fate, outcome.code) == (fate, code)
    assert re.sub(r"^127\.0\.0\.1:\d+", "SERVER", outcome.text).startswith(text)


@pytest.mark.parametrize(
    ("verb", "fate", "text"),
    [
        ("MAIL", "deferred", BEFORE),  # nothing was sent
        ("RCPT", "deferred", BEFORE),  # as above
        ("DATA", "deferred", BEFORE),  # as above
        ("END", "unknown", AFTER),  # silence after the final dot
    ],
)
def test_silence(verb: str, fate: Fate, text: str) -> None:
    with Scripted({verb: HANG}) as server, smtp(server.port, timeouts=HASTY) as transport:
        outcome = transport.deliver(SENDER, READER, MAIL)
    assert outcome == Outcome(fate, f"{text}{GONE}: timed out")


def test_silence_at_quit_does_not_keep_us() -> None:
    began = time.monotonic()
    with Scripted({"QUIT": HANG}) as server, smtp(server.port, timeouts=replace(SHORT, quit=0.1)) as transport:
        assert transport.deliver(SENDER, READER, MAIL).fate == "accepted"
    assert time.monotonic() - began < SHORT.command


@pytest.mark.parametrize(
    "trouble",
    [
        (b"354 go on\r\n", READ, RESET),  # reset
        (b"354 go on\r\n", READ, DROP),  # closed
        (b"354 go on\r\n", READ, STALL),  # not read any further
    ],
)
def test_a_connection_lost_in_the_body_sent_nothing(trouble: Answer) -> None:
    began = time.monotonic()
    with Scripted({"DATA": trouble}) as server, smtp(server.port, timeouts=replace(SHORT, command=0.3)) as transport:
        outcome = transport.deliver(SENDER, READER, LARGE)
    assert time.monotonic() - began < SHORT.command
    assert outcome == Outcome("deferred", f"{BEFORE}Server not connected")


def test_the_wait_after_the_final_dot_is_its_own() -> None:
    with (
        Scripted({"END": (PAUSE, b"250 ok\r\n")}) as server,
        smtp(server.port, timeouts=PATIENT_AT_THE_END) as transport,
    ):
        assert transport.deliver(SENDER, READER, MAIL).fate == "accepted"


def test_the_wait_after_the_final_dot_is_ten_minutes() -> None:
    """RFC 5321, 4.5.3.2.6: a shorter one is how mails come twice."""
    assert Timeouts().final == 600


LINES = st.lists(st.sampled_from(["ok", "5.1.1 no", "", "250 ok"]), min_size=1, max_size=3)
YES = {"HELLO": 220, "EHLO": 250, "MAIL": 250, "RCPT": 250, "DATA": 354, "END": 250}


@st.composite
def cut_conversations(draw: st.DrawFn) -> tuple[str, int, bytes, int]:
    """A verb, its answer as a code and as bytes, and how many of these the server sends before it hangs up."""
    verb = draw(st.sampled_from(list(YES)))
    code = draw(st.sampled_from([YES[verb], YES[verb], 450, 451, 550, 554]))
    *first, last = draw(LINES)
    said = "".join(f"{code}-{line}\r\n" for line in first) + f"{code} {last}\r\n"
    return verb, code, said.encode(), draw(st.integers(0, len(said)))


@settings(max_examples=400, deadline=None)
@given(cut_conversations())
def test_unknown_is_what_was_all_sent_and_not_answered(conversation: tuple[str, int, bytes, int]) -> None:
    """Wherever the server hangs up: unknown if the final dot was written and no answer read, else by the answer."""
    verb, code, said, length = conversation
    *_, last = b"", *said[:length].splitlines()
    answered = len(last) >= 3 and last[3:4] != b"-"  # three digits decide, unless more lines are to come
    fate: str = "not tried"
    with Scripted({verb: (said[:length], DROP)}) as server, suppress(UnavailableError), smtp(server.port) as transport:
        fate = transport.deliver(SENDER, READER, MAIL).fate
    if verb in ("HELLO", "EHLO"):
        expected = "deferred" if verb == "EHLO" and answered and code == 250 else "not tried"
    elif answered and code >= 400:
        expected = "deferred" if code < 500 else "turned away" if verb == "MAIL" else "refused"
    elif verb == "END":
        expected = "accepted" if answered else "unknown"
    else:
        expected = "unknown" if verb == "DATA" and answered else "deferred"
    assert fate == expected
    assert fate != "accepted" or server.received == [on_the_wire(MAIL)]


# One connection, many mails


def test_one_recipient_a_transaction_and_a_reset_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "ops.pay.example")
    with Scripted() as server, smtp(server.port) as transport:
        fates = [transport.deliver(SENDER, reader, MAIL).fate for reader in (READER, "ute@lohmann.example")]
    assert fates == ["accepted", "accepted"]
    assert server.connections == 1
    assert server.heard == [
        "ehlo ops.pay.example",
        "MAIL FROM:<sam@pay.example>", "RCPT TO:<ines@acme.example>", "DATA",
        "rset",
        "MAIL FROM:<sam@pay.example>", "RCPT TO:<ute@lohmann.example>", "DATA",
        "quit",
    ]  # fmt: skip


def test_a_machine_without_a_full_name_greets_with_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "laptop")
    with Scripted() as server, smtp(server.port):
        pass
    assert server.heard == ["ehlo [127.0.0.1]", "quit"]


@pytest.mark.parametrize(
    ("script", "fates", "connections"),
    [
        ({"RCPT": [b"550 no\r\n", b"250 ok\r\n"]}, ["refused", "accepted"], 1),  # one refused, the next goes on
        ({"MAIL": [b"550 not you\r\n", b"250 ok\r\n"]}, ["turned away", "accepted"], 1),  # as above
        ({"END": [b"451 later\r\n", b"250 ok\r\n"]}, ["deferred", "accepted"], 1),  # as above
        ({"RCPT": [b"252 hm\r\n", b"250 ok\r\n"]}, ["deferred", "accepted"], 2),  # an odd answer: begin anew
        ({"MAIL": [b"hello\r\n", b"250 ok\r\n"]}, ["deferred", "accepted"], 2),  # garbage
        ({"RCPT": [b"421 bye\r\n", b"250 ok\r\n"]}, ["deferred", "accepted"], 2),  # it closes
        ({"END": [DROP, b"250 ok\r\n"]}, ["unknown", "accepted"], 2),  # lost
        ({"END": (b"250 ok\r\n", DROP)}, ["accepted", "accepted"], 2),  # closed while we were idle
        ({"RSET": b"421 idle too long\r\n"}, ["accepted", "accepted"], 2),  # as above, politely
        ({"RSET": b"hello\r\n"}, ["accepted", "accepted"], 2),  # garbage
        ({"MAIL": [b"250 ok\r\n250 ok\r\n", b"250 ok\r\n"]}, ["deferred", "accepted"], 2),  # an answer too many
        (
            {"HELLO": [b"220 hi\r\n", b"554 no\r\n"], "END": DROP},
            ["unknown", "not tried"],
            2,
        ),  # it will not have us back
    ],
)
def test_the_next_mail_starts_clean(script: Script, fates: list[Fate], connections: int) -> None:
    with Scripted(script) as server, smtp(server.port) as transport:
        assert [transport.deliver(SENDER, READER, MAIL).fate for _ in fates] == fates
    assert server.connections == connections


def test_an_interrupted_mail_is_neither_finished_nor_farewelled(monkeypatch: pytest.MonkeyPatch) -> None:
    getreply = smtplib.SMTP.getreply

    def interrupted(client: smtplib.SMTP) -> tuple[int, bytes]:
        code, reply = getreply(client)
        if code == 354:
            raise KeyboardInterrupt
        return code, reply

    monkeypatch.setattr(smtplib.SMTP, "getreply", interrupted)
    with Scripted() as server, pytest.raises(KeyboardInterrupt), smtp(server.port) as transport:
        transport.deliver(SENDER, READER, MAIL)
    assert (server.verbs[-1], server.received, server.unfinished) == ("DATA", [], b"")


# The bytes


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        (b"a\r\nb\r\n", b"a\r\nb\r\n.\r\n"),  # as it is
        (b"a\r\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n.\r\n"),  # a dot alone would end the mail
        (b".a\r\n..b\r\n", b"..a\r\n...b\r\n.\r\n"),  # a dot at the start would be taken away
        (b"a.\r\n a.b\r\n", b"a.\r\n a.b\r\n.\r\n"),  # no other dot matters
        (b"a", b"a\r\n.\r\n"),  # the final dot stands on a line of its own
        (b"tr\xc3\xa4ge =C3\r\n", b"tr\xc3\xa4ge =C3\r\n.\r\n"),  # nothing is encoded again
    ],
)
def test_the_server_gets_the_exact_bytes(content: bytes, sent: bytes) -> None:
    outcome, server = attempt({}, content)
    assert (outcome.fate, server.received) == ("accepted", [sent])


@given(st.lists(st.binary(max_size=5).map(lambda line: re.sub(rb"[\r\n]", b".", line)), max_size=8))
def test_a_server_that_undoes_the_dots_has_the_mail(lines: list[bytes]) -> None:
    content = b"".join(line + b"\r\n" for line in lines)
    *sent, dot, end = on_the_wire(content).split(b"\r\n")
    if lines:
        assert b"".join(line.removeprefix(b".") + b"\r\n" for line in sent) == content
    assert (dot, end) == (b".", b"")
    assert b"." not in sent


def test_a_foreign_domain_goes_out_in_ascii() -> None:
    with Scripted() as server, smtp(server.port) as transport:
        assert transport.deliver("sam@zahlung.example", "ines@bücher.example", MAIL).fate == "accepted"
    assert server.heard[1:3] == ["MAIL FROM:<sam@zahlung.example>", "RCPT TO:<ines@xn--bcher-kva.example>"]


@pytest.mark.parametrize(
    ("sender", "reader", "mail"),
    [
        (SENDER, "ines@acme.example\r\nRCPT TO:<eve@evil.example>", MAIL),  # another command
        (SENDER, "ines@acme.example, eve@evil.example", MAIL),  # smtplib would send to the first alone
        (SENDER, "ines duarte@acme.example", MAIL),  # smtplib would send it as it is
        (SENDER, "Ines <ines@acme.example>", MAIL),  # smtplib would take the name off
        (SENDER, "", MAIL),  # nobody
        (SENDER, "jö@acme.example", MAIL),  # needs SMTPUTF8
        ("", READER, MAIL),  # a sender is checked too
        ("sam@pay.example>\r\nDATA", READER, MAIL),  # as above
        (SENDER, READER, b"a\r\n.\nMAIL FROM:<eve@evil.example>\r\n"),  # some servers end a mail there
        (SENDER, READER, b"a\r.\r\n"),  # as above
        (SENDER, READER, b"\na\r\n"),  # at the very start
        (SENDER, READER, b"a\r"),  # at the very end
    ],
)
def test_what_could_reach_someone_else_is_refused_before_a_word_is_said(sender: str, reader: str, mail: bytes) -> None:
    with Scripted() as server, smtp(server.port) as transport:
        outcome = transport.deliver(sender, reader, mail)
    assert (outcome.fate, outcome.code) == ("refused", None)
    assert server.verbs == ["EHLO", "QUIT"]
