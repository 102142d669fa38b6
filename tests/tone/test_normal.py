"""One spelling, and the way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.tone.message import Message
from outagecomms.tone.normal import normalise

# Text with everything that changes on the way: capitals, quotes, blanks, no-width characters, entities, tags.
PIECES = st.sampled_from(
    ["We\u2019re", "\u00a0", " ", "so\u200brry", "&nbsp;", "&rsquo;", "<b>", "</b>", "<p>", "\u0130", "\u201cyes\u201d",
     "\n", ".", "14:02", "\u2026", "\u00ad", "x", "\U0001f600", "&", "<", "\r\n", "\ufeff"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We\u2019re SORRY", "we're sorry"),  # curly quotes and capitals
        ("a\u00a0b", "a b"),  # a blank that does not break
        ("so\u200brry", "sorry"),  # a character of no width
        ("don&rsquo;t", "don't"),  # an entity
        ("so<b>r</b>ry", "sorry"),  # mark-up inside a word
        ("5 &lt; 6", "5 < 6"),  # an entity that looks like mark-up
        ("\u0130stanbul", "istanbul"),  # the capital whose small form is longer
        ("<https://shop.example>", "<https://shop.example>"),  # an address is no tag
    ],
)
def test_one_spelling(text: str, expected: str) -> None:
    """Ways to write the same come out the same."""
    assert normalise(text).text == expected


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200))
def test_every_offset_leads_back(text: str) -> None:
    """Offsets lead into the original, never back before an earlier one, and a plain word to itself."""
    normal = normalise(text)
    originals = [normal.original(offset) for offset in range(len(normal.text))]

    assert originals == sorted(originals)
    assert all(0 <= original < len(text) for original in originals)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_tokens_stand_where_they_say(text: str) -> None:
    """Each token's words in the original are the token, whatever stood in between."""
    message = Message(text)

    for token, key in enumerate(message.keys):
        if key.isascii() and key.isalpha():
            assert normalise(message.original(token, token + 1)).text.startswith(message.raw(token)[:1])
