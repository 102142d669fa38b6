"""An outcome says what the other side said: on one line, safe to print, and in logs without anyone's address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.delivery.outcome import Outcome, masked
from outagecomms.text import printable


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("5.1.1 no such user", "5.1.1 no such user"),  # as it is
        ("5.1.1 no\r\n\t 5.1.1 such user ", "5.1.1 no 5.1.1 such user"),  # one line
        ("\x1b[31mno\x07", "\\x1b[31mno\\x07"),  # nothing that a terminal obeys
        ("\u202eno", "\\u202eno"),  # nothing that reads backwards
        ("word " * 99 + "12345", "word " * 99 + "12345"),  # 500 characters are kept
        ("word " * 99 + "123456", "word " * 99 + "…"),  # longer ones end between words
        ("a" * 600, "…"),  # which may leave nothing
    ],
)
def test_what_is_kept_of_a_reply(said: str, text: str) -> None:
    assert Outcome("refused", said).text == text


@given(st.text(max_size=700))
def test_a_reply_is_safe_to_print_and_short(said: str) -> None:
    text = Outcome("refused", said).text
    assert printable(text) == text
    assert len(text) <= 502


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (Outcome("accepted", "queued as 1", 250), "accepted: 250 queued as 1"),  # with the server's words
        (Outcome("deferred", "no answer"), "deferred: no answer"),  # without a code
        (Outcome("refused", code=69), "refused: 69"),  # without words
        (Outcome("accepted", code=0), "accepted"),  # without either
    ],
)
def test_an_outcome_in_words(outcome: Outcome, shown: str) -> None:
    assert str(outcome) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("550 <ines@acme.example>: unknown", "550 <…@acme.example>: unknown"),  # as Postfix says it
        ("ines.o'duarte+x@acme.example, sam@pay.example", "…@acme.example, …@pay.example"),  # every letter of each
        ('"ines"@acme.example', '"ines"@acme.example'),  # not an address that we write to
        ("no address @ all", "no address @ all"),  # nothing to hide
    ],
)
def test_logs_name_nobody(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert Outcome("refused", text).logged == f"refused: {shown}"


def test_half_an_address_is_not_left_at_the_end() -> None:
    assert "ines" not in Outcome("refused", "x " * 248 + "ines@acme.example").logged
