"""Only an address that SMTP carries as it stands gets an envelope."""

from __future__ import annotations

import smtplib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.compose.message import ascii_address
from outagecomms.delivery.envelope import objection

ATOM = st.from_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,8}", fullmatch=True)
LABEL = st.from_regex(r"[a-z0-9äéß](?:[a-z0-9ä-]{0,5}[a-zä0-9])?", fullmatch=True)
ADDRESSES = st.builds(
    lambda local, domain: f"{'.'.join(local)}@{'.'.join(domain)}",
    st.lists(ATOM, min_size=1, max_size=3),
    st.lists(LABEL, min_size=2, max_size=3),
)


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("ines@acme.example", "ines@acme.example"),  # as it is
        ("Ines.O'Duarte+x=y@Acme.example", "Ines.O'Duarte+x=y@Acme.example"),  # case too
        ("ines@bücher.example", "ines@xn--bcher-kva.example"),  # a domain in letters of its own
    ],
)
def test_the_address_in_the_envelope(address: str, sent: str) -> None:
    assert objection(address, address, b"") is None
    assert ascii_address(address) == sent


@given(ADDRESSES)
def test_smtplib_changes_nothing_in_what_we_let_through(address: str) -> None:
    """Left alone, it trims what it does not understand, and the mail goes to someone else."""
    if objection(address, address, b"") is None:
        assert smtplib.quoteaddr(ascii_address(address)) == f"<{ascii_address(address)}>"


@given(st.text(max_size=30))
def test_nothing_else_is_let_through(text: str) -> None:
    if objection("sam@pay.example", text, b"") is None:
        assert smtplib.quoteaddr(ascii_address(text)) == f"<{ascii_address(text)}>"
        assert text.count("@") == 1


@pytest.mark.parametrize(
    ("content", "fine"),
    [
        (b"", True),  # nothing
        (b"a\r\n\r\nb\r\n", True),  # CRLF
        (b"a", True),  # the end of the last line is added
        (b"a\nb\r\n", False),  # a bare LF
        (b"a\rb\r\n", False),  # a bare CR
        (b"a\r\r\n", False),  # one before CRLF
        (b"a\r\n\n", False),  # one behind it
        (b"\na", False),  # at the start
        (b"a\r", False),  # at the end
    ],
)
def test_lines_end_in_crlf(content: bytes, fine: bool) -> None:  # noqa: FBT001
    outcome = objection("sam@pay.example", "ines@acme.example", content)
    assert (outcome is None) == fine
    assert fine or str(outcome) == "refused: the mail holds a line that does not end in CRLF; nothing was sent"
