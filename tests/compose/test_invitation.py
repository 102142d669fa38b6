"""Invitations (RFC 5545, 5546, 6047): what a calendar reads in them, and what stays when they are made again."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from builders import LEADER, account, at, incident, letters, said_to_us, update
from outagecomms.cadence.aftercare import Call
from outagecomms.compose.invitation import Words, invitation, uid
from outagecomms.compose.mail import to_bytes
from outagecomms.incident.model import Account, Conversation, Incident, Satisfaction
from outagecomms.text import LINE

if TYPE_CHECKING:
    from outagecomms.compose.message import Message

DAY = 24 * 60
ENDED = [update(5), update(60, status="resolved")]  # at 15:00 on Sunday, 2026-11-22
ACME = account(timezone="America/New_York", tier="key")  # who is called
WORDS = Words("Call from Dana Reyes", "I will call you then.", "Dana Reyes", "dana@example.com")
DUE, WRITTEN = datetime(2027, 1, 21, 15, tzinfo=UTC), datetime(2026, 11, 23, 15, tzinfo=UTC)
CALL = Call(
    incident="checkout", account=ACME, name="call-2", round=2, due=DUE, reason="60 days",
    overdue_at=DUE + timedelta(days=1), moved=0,
)  # fmt: skip
LINES = st.from_regex(LINE, fullmatch=True).map(lambda text: " ".join(text.split())).filter(bool)


def _event(raw: bytes) -> Any:
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    return event


def test_the_bytes() -> None:
    """CRLF only; the zone as the reader's calendar needs it, for the year of the call."""
    assert invitation(CALL, WORDS, WRITTEN).replace(b"\r\n", b"\n").decode() == (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//outagecomms//EN\nMETHOD:REQUEST\n"
        "BEGIN:VTIMEZONE\nTZID:America/New_York\nCOMMENT:This timezone only works from 2027-01-01 to 2027-12-31.\n"
        "BEGIN:STANDARD\nDTSTART:20270101T000000\nTZNAME:EST\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0500\nEND:STANDARD\n"
        "BEGIN:DAYLIGHT\nDTSTART:20270314T030000\nTZNAME:EDT\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nEND:DAYLIGHT\n"
        "BEGIN:STANDARD\nDTSTART:20271107T020000\nTZNAME:EST\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nEND:STANDARD\n"
        "END:VTIMEZONE\n"
        "BEGIN:VEVENT\nUID:checkout.call-2.acme@outagecomms\n"
        'ATTENDEE;CN="Ines Duarte";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=\n TRUE:mailto:ines@acme.example\n'
        "SUMMARY:Call from Dana Reyes\n"
        "DTSTART;TZID=America/New_York:20270121T100000\nDTEND;TZID=America/New_York:20270121T103000\n"
        "DTSTAMP:20261123T150000Z\nSEQUENCE:0\nDESCRIPTION:I will call you then.\n"
        'ORGANIZER;CN="Dana Reyes":mailto:dana@example.com\nEND:VEVENT\nEND:VCALENDAR\n'
    )


@settings(deadline=None)  # the first zone takes long to make
@given(LINES, LINES, LINES, LINES)
def test_whatever_a_file_may_hold_is_read_back(reader: str, leader: str, summary: str, description: str) -> None:
    """Lines of 75 octets at most, in which nothing begins a line of its own."""
    call = replace(CALL, account=account(contact=reader, timezone="Asia/Tokyo"))
    raw = invitation(call, Words(summary, description, leader, "dana@example.com"), WRITTEN)

    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    event = _event(raw)
    assert (event["SUMMARY"], event["DESCRIPTION"]) == (summary, description)
    assert (event["ATTENDEE"], event["ORGANIZER"]) == ("mailto:ines@acme.example", "mailto:dana@example.com")
    assert raw.count(b"BEGIN:VEVENT") == raw.count(b"\nATTENDEE") == raw.count(b"\nUID") == 1


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Africa/Casablanca", "UTC"])
def test_it_begins_at_ten_where_the_reader_is(zone: str) -> None:
    """By the zone that the file itself brings."""
    begins = datetime(2027, 7, 1, 10, tzinfo=ZoneInfo(zone))
    raw = invitation(replace(CALL, due=begins.astimezone(UTC), account=account(timezone=zone)), WORDS, WRITTEN)

    event = _event(raw)
    assert event["DTSTART"].dt == begins
    assert event["DTSTART"].dt.strftime("%H:%M") == "10:00"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=30)
    assert (f"\r\nTZID:{zone}\r\n".encode() in raw) == (zone != "UTC")


def test_other_scripts_in_a_domain_are_written_in_ascii() -> None:
    raw = invitation(replace(CALL, account=account(email="ines@bücher.example")), WORDS, WRITTEN)
    assert _event(raw)["ATTENDEE"] == "mailto:ines@xn--bcher-kva.example"


@pytest.mark.parametrize("name", ["Ines, Duarte; Ops", 'Ines "Nes" Duarte', "Ünal Öztürk", "Ines:Duarte", "李伟"])
def test_a_name_is_read_as_it_was_written(name: str) -> None:
    event = _event(invitation(replace(CALL, account=account(contact=name)), WORDS._replace(name=name), WRITTEN))
    assert (event["ATTENDEE"].params["CN"], event["ORGANIZER"].params["CN"]) == (name, name)


def test_a_backslash_in_a_name_swallows_nothing_after_it() -> None:
    event = _event(invitation(replace(CALL, account=account(contact="Ines\\")), WORDS, WRITTEN))
    assert (event["ATTENDEE"].params["CN"], event["ATTENDEE"]) == ("Ines/", "mailto:ines@acme.example")


def test_an_account_without_a_contact_is_invited_by_its_name() -> None:
    raw = invitation(replace(CALL, account=account(contact=None)), WORDS, WRITTEN)
    assert _event(raw)["ATTENDEE"].params["CN"] == "Acme Retail"


@pytest.mark.parametrize(
    ("more", "same"),
    [
        ({"due": DUE + timedelta(days=1), "moved": 1, "reason": "b"}, True),  # put off: the same appointment
        ({"name": "call-3"}, False),  # another round
        ({"name": "agreed"}, False),
        ({"incident": "billing"}, False),
        ({"account": account("bolt")}, False),
    ],
)
def test_an_appointment_keeps_its_uid(more: dict[str, Any], same: bool) -> None:  # noqa: FBT001
    assert (uid(replace(CALL, **more)) == uid(CALL)) is same


# In the leader's letters


def _letters(of: Incident, minutes: float, **options: Any) -> dict[str, Message]:
    return {message.account: message for message in letters(of, minutes, "followup", **options)}


def _yes(minutes: float) -> Satisfaction:
    return Satisfaction(account="acme", at=at(minutes), satisfied=True)


def test_a_letter_brings_the_invitation_to_the_next_call() -> None:
    """As of when the letter was due, so that writing it again changes no byte."""
    of = incident(*ENDED, accounts=[ACME])
    first, again = (_letters(of, minutes)["acme"] for minutes in (DAY, DAY + 7))
    event = _event(first.invitation)

    assert first.invitation == again.invitation
    assert event["UID"] == "checkout.call-2.acme@outagecomms"
    assert event["DTSTART"].dt == datetime(2027, 1, 21, 10, tzinfo=ZoneInfo("America/New_York"))
    assert event["DTSTAMP"].dt == first.due == datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert event["SUMMARY"] == "Call from Dana Reyes: is Checkout right again?"
    assert event["DESCRIPTION"] == (
        "I will call you then to hear whether Checkout is right for you again, after Sunday 22 November. Reply to my "
        "letter with the number that reaches you, or with a time that suits you better. Dana Reyes"
    )
    assert event["ORGANIZER"] == f"mailto:{LEADER.email}"
    assert "I will call you today, and be in touch again on Thursday 21 January 2027." in first.body


def test_it_is_in_the_readers_language_and_names_the_organisation() -> None:
    of = incident(*ENDED, accounts=[account(language="de", timezone="Europe/Berlin", tier="key")])
    event = _event(_letters(of, DAY, organisation="Example Pay")["acme"].invitation)
    assert event["SUMMARY"] == "Anruf von Dana Reyes, Example Pay: Stimmt bei Ihnen wieder alles?"
    assert event["DESCRIPTION"] == (
        "Ich rufe Sie dann an und möchte von Ihnen hören, ob nach dem Ausfall vom Sonntag, 22. November, bei Ihnen "
        "wieder alles stimmt. Antworten Sie auf meinen Brief mit der Nummer, unter der ich Sie erreiche, oder mit "
        "einer Zeit, die Ihnen besser passt. Dana Reyes"
    )


def _talk(minutes: float, **more: Any) -> Conversation:
    return said_to_us(minutes, **more)


@pytest.mark.parametrize(
    ("talks", "minutes", "expected"),
    [
        ([], DAY, ("call-2", "2027-01-21", 0)),
        ([], 61 * DAY, ("call-3", "2027-04-21", 0)),
        # angry since the fix: sooner, and it says that the date has moved
        ([_talk(2 * DAY, mood="angry")], 61 * DAY, ("call-3", "2027-03-08", 1)),
        # a day that was agreed comes first
        ([_talk(30, follow_up=date(2026, 11, 26))], DAY, ("agreed", "2026-11-26", 0)),
        (
            [_talk(30, follow_up=date(2026, 11, 26)), _talk(90, follow_up=date(2026, 11, 27))], DAY,
            ("agreed", "2026-11-27", 1),
        ),
        # unless it lies behind the next round
        ([_talk(30, follow_up=date(2027, 3, 1))], DAY, ("call-2", "2027-01-21", 0)),
    ],
)  # fmt: skip
def test_which_call_comes_next(talks: list[Conversation], minutes: float, expected: tuple[str, str, int]) -> None:
    event = _event(_letters(incident(*ENDED, accounts=[ACME], conversations=talks), minutes)["acme"].invitation)
    name = event["UID"].split(".")[1]
    assert (name, event["DTSTART"].dt.date().isoformat(), event["SEQUENCE"]) == expected


def test_the_invitation_after_a_second_fix_puts_off_the_one_after_the_first() -> None:
    """A reader who took both in has one call in the calendar, on the later day."""
    again = [*ENDED, update(2 * DAY), update(2 * DAY + 60, status="resolved")]
    events = [_event(_letters(incident(*log, accounts=[ACME]), 4 * DAY)["acme"].invitation) for log in (ENDED, again)]
    assert [(each["UID"], each["SEQUENCE"], each["DTSTART"].dt.date().isoformat()) for each in events] == [
        ("checkout.call-2.acme@outagecomms", 0, "2027-01-21"),
        ("checkout.call-2.acme@outagecomms", 100, "2027-01-25"),
    ]


def test_who_is_satisfied_is_not_invited_to_be_called() -> None:
    of = incident(*ENDED, accounts=[ACME], satisfaction=[_yes(61)])
    assert [_letters(of, minutes)["acme"].invitation for minutes in (DAY, 61 * DAY)] == [b"", b""]


def test_a_stakeholder_gets_the_letter_without_an_invitation() -> None:
    of = incident(*ENDED, accounts=[ACME], conversations=[_talk(30, stakeholders=["cfo@acme.example"])])
    found = _letters(of, DAY)
    assert found["acme"].invitation.startswith(b"BEGIN:VCALENDAR\r\n")
    assert found["acme.1"].invitation == b""


def test_a_letter_to_one_of_many_announces_no_call_until_they_say_a_word() -> None:
    """Nobody can telephone every standard account, so none is invited to a call that nobody makes."""
    for talks, invited in ([], False), ([_talk(90)], True):
        found = _letters(incident(*ENDED, accounts=[account()], conversations=talks), DAY)["acme"]
        assert bool(found.invitation) is invited
        assert "I will be in touch again on Thursday 21 January 2027." in found.body


def test_other_messages_bring_none() -> None:
    of = incident(*ENDED, accounts=[ACME])
    assert {message.kind: message.invitation for message in letters(of, 61)} == {"resolved": b""}


def test_words_of_ones_own_that_cannot_be_written_give_way(tmp_path: Any) -> None:
    (tmp_path / "_invitation.j2").write_text("{% macro summary(i) %}{{ i.nope }}{% endmacro %}", encoding="utf-8")
    message = _letters(incident(*ENDED, accounts=[ACME]), DAY, own_templates=tmp_path)["acme"]
    assert _event(message.invitation)["SUMMARY"] == "Call from Dana Reyes: is Checkout right again?"


# In a mail


def _mail() -> tuple[Message, bytes]:
    message = _letters(incident(*ENDED, accounts=[ACME]), DAY)["acme"]
    return message, to_bytes(message, at(DAY))


def test_the_mail_holds_the_letter_and_then_the_file() -> None:
    message, raw = _mail()
    read = message_from_bytes(raw, policy=default)
    words, file = read.iter_parts()

    assert not read.defects
    assert read.get_content_type() == "multipart/mixed"
    assert (words.get_content_type(), words.get_content()) == (
        "text/plain",
        message.body.replace("\n", "\r\n") + "\r\n",
    )
    assert file.get_content_type() == "text/calendar"
    assert dict(file["Content-Type"].params) == {"charset": "utf-8", "method": "REQUEST", "name": "follow-up.ics"}
    assert (file.get_content_disposition(), file.get_filename()) == ("attachment", "follow-up.ics")
    assert file.get_payload(decode=True) == message.invitation


def test_the_raw_mail() -> None:
    """Seven bits, CRLF, lines of 78 at most, and no boundary inside a part."""
    message, raw = _mail()
    assert raw.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    boundary = b"--=_with." + message.message_id[1:].partition("@")[0].encode()
    assert [line for line in raw.split(b"\r\n") if line.startswith(b"--=_")] == [boundary, boundary, boundary + b"--"]
    assert raw.endswith(boundary + b"--\r\n")


def test_a_letter_without_an_invitation_is_one_part() -> None:
    message, raw = _mail()
    assert b"multipart" not in to_bytes(replace(message, invitation=b""), at(DAY))
    assert b"multipart/mixed" in raw


def test_beside_words_in_two_forms_the_file_stands_outside_both() -> None:
    """An update is plain and HTML; a file among these would be a third form of the same words."""
    message, _ = _mail()
    raw = to_bytes(replace(message, kind="update"), at(DAY))
    read = message_from_bytes(raw, policy=default)
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip


def test_readers_of_one_sort_share_all_but_who_they_are() -> None:
    readers = [account(f"shop-{number}", contact=f"A{number} B", tier="key") for number in range(3)]
    of = incident(*ENDED, accounts=readers)
    events = [_event(message.invitation) for message in _letters(of, DAY).values()]
    assert [event["ATTENDEE"].params["CN"] for event in events] == ["A0 B", "A1 B", "A2 B"]
    assert len({event["UID"] for event in events}) == 3
    assert len({event["DTSTART"].dt for event in events}) == 1


def test_the_account_of_a_call_may_be_of_any_size() -> None:
    """The longest id and address there may be."""
    reader = Account(id="a" * 64, name="A" * 300, email=f"{'i' * 60}@{'acme.' * 35}example")
    event = _event(invitation(replace(CALL, account=reader), WORDS, WRITTEN))
    assert event["UID"] == f"checkout.call-2.{'a' * 64}@outagecomms"
    assert event["ATTENDEE"].params["CN"] == "A" * 300
