"""The kinds of value in a file, and what each refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from outagecomms.incident.record import Address, Day, Identifier, Language, Line, Moment, Record, Text, Zone


def _refusal(kind: Any, value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value, strict=True)
    return str(caught.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    "address",
    [
        "dana.reyes@example.com",  # the usual
        "a@b.example",  # the shortest parts
        "o'brien+tag=1@example.co.uk",  # signs that RFC 5322 allows
        "x@bücher.example",  # a domain in letters of another script, which has an ASCII form
        "x@例え.jp",  # another
        "x@xn--bcher-kva.example",  # that form itself
        "x@a-b.example",  # a hyphen
        f"{'x' * 64}@example.com",  # the longest local part
    ],
)
def test_an_address(address: str) -> None:
    assert TypeAdapter(Address).validate_python(address, strict=True) == address


NO_ADDRESS = "is not an e-mail address; write name@example.com and nothing else"
TWO = "is more than one address; one account has one, give each reader an account"
NOT_ASCII = "has letters before the @ that most mail servers refuse; ask for a plain address"
NO_DOMAIN = "has a domain that cannot exist; check what follows the @"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("dana", NO_ADDRESS),  # no domain
        ("dana@localhost", NO_ADDRESS),  # a domain of one part
        ("dana@@example.com", NO_ADDRESS),  # two signs
        ("@example.com", NO_ADDRESS),  # nobody
        ("dana@", NO_ADDRESS),  # nowhere
        ("dana reyes@example.com", NO_ADDRESS),  # a blank
        ("dana@example.com ", NO_ADDRESS),  # a blank that nobody sees
        ("Dana <dana@example.com>", NO_ADDRESS),  # a name with it
        ('"dana"@example.com', NO_ADDRESS),  # quotes, which few servers take
        (".dana@example.com", NO_ADDRESS),  # a dot that separates nothing
        ("da..na@example.com", NO_ADDRESS),  # as above
        ("dana@example..com", NO_ADDRESS),  # as above
        ("dana@-example.com", NO_ADDRESS),  # a hyphen at the edge
        ("dana@[192.0.2.1]", NO_ADDRESS),  # a host without a name
        (f"{'x' * 65}@example.com", NO_ADDRESS),  # a local part too long
        (f"x@{'y' * 60}.{'y' * 60}.{'y' * 60}.{'y' * 60}.{'y' * 20}", NO_ADDRESS),  # an address too long
        ("a@x.example, b@x.example", TWO),  # two
        ("a@x.example; b@x.example", TWO),  # two, as Outlook has it
        ("jö@example.com", NOT_ASCII),  # needs SMTPUTF8
        (f"x@{'y' * 64}.example", NO_DOMAIN),  # a label too long
        (f"x@{'ü' * 60}.example", NO_DOMAIN),  # too long once it is ASCII
        ("x@" + ".".join(["ü" * 20] * 10), NO_DOMAIN),  # all of it too long once it is ASCII
        ("x@a⑴b.example", NO_DOMAIN),  # a letter that becomes a bracket, so that the address becomes another
        ("x@a_b.example", None),  # an underscore, which no host has but some mail domains do
    ],
)
def test_no_address(address: str, why: str | None) -> None:
    if why is None:
        assert TypeAdapter(Address).validate_python(address, strict=True) == address
    else:
        assert _refusal(Address, address) == f'Value error, "{address}" {why}'


@pytest.mark.parametrize(
    "address", ["a@x.example\r\nBcc: e@e.example", "a@x.example\n", "a\x00@x.example", "a@x\u2028.example"]
)
def test_nothing_in_an_address_ends_a_header(address: str) -> None:
    assert _refusal(Address, address).startswith("String should match pattern")


@given(st.text(max_size=30) | st.from_regex(r"[a-z.@,;<> \"']{1,30}", fullmatch=True))
def test_an_address_that_is_taken_is_one_for_the_protocol(text: str) -> None:
    try:
        address = TypeAdapter(Address).validate_python(text, strict=True)
    except ValidationError:
        return
    local, _, domain = address.partition("@")
    assert local.isascii()
    assert not set(f"{local}{domain.encode('idna').decode('ascii')}") & set('@,;<>()[]"\\ \t\r\n')


@pytest.mark.parametrize(
    ("name", "ok"),
    [
        ("acme", True),  # the usual
        ("a", True),  # the shortest
        ("4-u", True),  # a digit first
        ("a" * 64, True),  # the longest
        ("a" * 65, False),  # longer
        ("", False),  # nothing
        ("-a", False),  # an option to a command
        ("Acme", False),  # files of some systems do not tell capitals
        ("a.b", False),  # an ending
        ("a/b", False),  # a folder
        ("..", False),  # another folder
        ("a\n", False),  # a line's end, which $ would allow in Python
        ("é", False),  # other letters
    ],
)
def test_an_identifier(name: str, ok: bool) -> None:  # noqa: FBT001
    if ok:
        assert TypeAdapter(Identifier).validate_python(name) == name
    else:
        assert _refusal(Identifier, name)


@pytest.mark.parametrize(
    ("tag", "ok"),
    [("en", True), ("pt-BR", True), ("gsw", True), ("EN", False), ("en_US", False), ("../x", False), ("en\n", False)],
)
def test_a_language(tag: str, ok: bool) -> None:  # noqa: FBT001
    if ok:
        assert TypeAdapter(Language).validate_python(tag) == tag
    else:
        assert _refusal(Language, tag)


@pytest.mark.parametrize(
    ("name", "ok"),
    [
        ("Europe/Berlin", True),  # the usual
        ("UTC", True),  # ours
        ("Etc/GMT+5", True),  # a sign and a digit
        ("Mars/Olympus", False),  # not on this planet
        ("../../etc/passwd", False),  # out of the database
        ("/etc/localtime", False),  # as above
        ("Europe", False),  # a folder of zones
        ("", False),  # nothing
        ("UTC\x00", False),  # no C string
        ("x" * 65, False),  # longer than any
    ],
)
def test_a_zone(name: str, ok: bool) -> None:  # noqa: FBT001
    if ok:
        assert TypeAdapter(Zone).validate_python(name) == name
    else:
        assert _refusal(Zone, name)


def test_a_moment_is_kept_in_utc() -> None:
    moment = TypeAdapter(Moment).validate_python(
        datetime(2026, 11, 22, 15, 2, tzinfo=timezone(timedelta(hours=1))), strict=True
    )
    assert moment == datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Moment, datetime(2026, 11, 22, 14, 2, tzinfo=UTC).replace(tzinfo=None)),  # no zone
        (Moment, date(2026, 11, 22)),  # no time
        (Moment, "2026-11-22T14:02:00Z"),  # text
        (Moment, 1795356120),  # a number
        (Moment, datetime.min.replace(tzinfo=timezone(timedelta(hours=23)))),  # before the calendar
        (Moment, datetime.max.replace(tzinfo=timezone(timedelta(hours=-23)))),  # after it
        (Moment, datetime(1989, 12, 31, tzinfo=UTC)),  # before any incident
        (Moment, datetime(2201, 1, 1, tzinfo=UTC)),  # after any
        (Day, datetime(2026, 11, 22, tzinfo=UTC)),  # a time
        (Day, "2026-11-22"),  # text
        (Day, date.min),  # before any incident
        (Day, date.max),  # after any
        (Line, 1),  # a number
        (Line, "x" * 301),  # too long for a line
        (Text, "x" * 8001),  # too long for a message
    ],
)
def test_what_is_of_another_kind(kind: Any, value: object) -> None:
    assert _refusal(kind, value)


@pytest.mark.parametrize("year", [1990, 2200])
def test_the_first_and_the_last_year(year: int) -> None:
    assert TypeAdapter(Day).validate_python(date(year, 1, 1), strict=True) == date(year, 1, 1)


def test_a_record_refuses_what_it_does_not_know_and_does_not_change() -> None:
    class Pair(Record):
        a: int = 1

    with pytest.raises(ValidationError, match="Extra inputs"):
        Pair.model_validate({"b": 1})
    with pytest.raises(ValidationError, match="valid integer"):
        Pair.model_validate({"a": "1"})
    with pytest.raises(ValidationError, match="frozen"):
        Pair().a = 2
