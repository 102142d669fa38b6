"""Which characters may stand in what people write, and how the others are shown."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from outagecomms.incident.record import Line, Text
from outagecomms.text import phrase, printable, quoted, sentence, shortened

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ANYTHING = st.text(st.characters(), max_size=50)  # surrogates too


def _accepts(kind: Any, text: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(text, strict=True)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "line", "paragraphs"),
    [
        ("About one in three — déjà vu, 支払い, ½ 👩\u200d🔧", True, True),  # letters, signs, and a joined emoji
        ("two\nlines", False, True),  # a line break ends a mail header
        ("a\ttab", False, True),  # so does no tab, but it may fold one
        ("a\rreturn", False, False),  # a bare carriage return is a line break to some readers
        ("a\r\nBcc: x@y.example", False, False),  # header injection
        ("NUL \x00", False, False),  # C strings end here
        ("\x1b[2J", False, False),  # a terminal obeys it
        ("\x7f", False, False),  # DEL
        ("\x9b2J", False, False),  # ESC [ in one character
        ("\x85", False, False),  # NEL, a line break in Unicode
        ("\u2028", False, False),  # line separator
        ("\u2029", False, False),  # paragraph separator
        ("\ufeffhello", False, False),  # byte order mark
        *((f"a{mark}b", False, False) for mark in BIDI),  # text that reads differently from what it is
        ("\ud800", False, False),  # half a character
        ("", False, False),  # nothing
    ],
)
def test_what_a_line_and_a_text_may_hold(text: str, line: bool, paragraphs: bool) -> None:  # noqa: FBT001
    assert (_accepts(Line, text), _accepts(Text, text)) == (line, paragraphs)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain déjà vu", "plain déjà vu"),  # what can be shown is shown
        ("a\nb\tc\r", "a\\nb\\tc\\r"),  # one line stays one line
        ("\x1b[31m", "\\x1b[31m"),  # no colour
        ("\x9b", "\\x9b"),  # nor by the short way
        ("\u202egpj", "\\u202egpj"),  # nothing runs backwards
        ("\ud800", "\\ud800"),  # can be encoded
        ("a\\nb", "a\\nb"),  # a backslash stays as it is
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(ANYTHING)
def test_printable_text_is_one_line_without_controls(text: str) -> None:
    shown = printable(text)
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in shown)
    assert not set(shown) & set(BIDI)
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert printable(shown) == shown


@given(ANYTHING)
def test_a_line_is_what_prints_as_it_is(text: str) -> None:
    assert _accepts(Line, text) == (text != "" and printable(text) == text)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("sev0", '"sev0"'),  # text
        (7, '"7"'),  # a number
        (True, '"true"'),  # as TOML writes it
        ({"a": 1}, "a table"),  # not its contents
        ([1, 2], "a list"),  # as above
        ("x" * 60, '"' + "x" * 60 + '"'),  # as much as is shown
        ("x" * 61, '"' + "x" * 60 + '…"'),  # and no more
    ],
)
def test_quoted(value: object, shown: str) -> None:
    assert quoted(value) == shown


def test_shortened_keeps_the_beginning() -> None:
    assert shortened("ab" * 200) == "ab" * 30 + "…"


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("Bookings cannot be made", "Bookings cannot be made"),  # nothing to take away
        ("Bookings cannot be made!", "Bookings cannot be made"),  # a sentence of its own
        ("What does this cost us? ", "What does this cost us"),  # a question
        ("And now?!…", "And now"),  # more than one mark
        ("the no. 1 plan (old)", "the no. 1 plan (old)"),  # a mark inside stays
        ("...", "..."),  # nothing would be left
    ],
)
def test_a_phrase_can_go_on(text: str, goes_on: str) -> None:
    assert phrase(text) == goes_on


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("bookings work again", "Bookings work again."),  # as typed in a hurry
        ("über die Hälfte geht.", "Über die Hälfte geht."),  # another alphabet's small letter
        ("log-ins fail", "Log-ins fail."),  # a word of two parts
        ("can't sign in", "Can't sign in."),  # one with an apostrophe
        ("iPhone payments fail.", "iPhone payments fail."),  # a name keeps its letters
        ("example.com is down.", "example.com is down."),  # an address does
        ("https://example.com is down.", "https://example.com is down."),  # so does this one
        ("41 stores are shut.", "41 stores are shut."),  # a figure has no capital
    ],
)
def test_a_sentence_begins_and_ends_as_one(typed: str, stands: str) -> None:
    assert sentence(typed) == stands
