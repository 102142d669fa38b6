"""However a text is spelt in TOML, each of its characters is found in the file."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.checking.spelling import offsets

PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="'\"\\"))


@pytest.mark.parametrize(
    ("spelt", "starts"),
    [
        ('"abc"', [1, 2, 3]),  # basic
        ("'a\\c'", [1, 2, 3]),  # literal: a backslash is a backslash
        (r'"a\tb\"c"', [1, 2, 4, 5, 7]),  # escapes
        (r'"\u00e4b\U0001F600c"', [1, 7, 8, 18]),  # letters by number
        ('"""\nab"""', [4, 5]),  # the first line break is none
        ('"""a\nb"""', [3, 4, 5]),  # every other is
        ('"""a\r\nb"""', [3, 4, 6]),  # one character, as Windows writes it
        ('"""a \\\n\n   b"""', [3, 4, 11]),  # a line that goes on in the next
        ("'''\na\\\nb'''", [4, 5, 6, 7]),  # which a literal cannot do
        ('"""a""b"""', [3, 4, 5, 6]),  # quotes in a text of three quotes
        ("12", []),  # no text at all
    ],
)
def test_offsets(spelt: str, starts: list[int]) -> None:
    text = tomllib.loads(f"key = {spelt}")["key"]
    assert offsets(spelt, 0, len(text) if isinstance(text, str) else 2) == starts
    assert offsets(f"key = {spelt}", 6, len(starts)) == [start + 6 for start in starts]


@given(PLAIN)
def test_every_plain_character_stands_where_it_is_said_to(text: str) -> None:
    for quote in ('"', "'", '"""', "'''"):
        spelt = f"key = {quote}{text}{quote} # {text}"
        assert "".join(spelt[at] for at in offsets(spelt, 6, len(text))) == text
