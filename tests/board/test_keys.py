"""What a person presses, in the bytes of a terminal."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outagecomms.board.keys import Key, pressed


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"q", ["quit"]),
        (b"jk", ["down", "up"]),
        (b"uars", ["update", "approve", "read", "send"]),
        (b"\x1b[A\x1b[B", ["up", "down"]),  # arrows
        (b"\x1bOA\x1bOB", ["up", "down"]),  # arrows in application mode
        (b"", []),
        (b"xQ \n\x00", []),  # what means nothing; capitals neither
        (b"\x1b", []),  # escape alone
        (b"\x1b[5~\x1b[1;2u", []),  # other keys, whose letters are not ours
        (b"\x1bs", []),  # with the alt key
        (b"\x1b[200~q", ["quit"]),  # a paste begins with a sequence of its own
        ("ü→".encode(), []),
    ],
)
def test_keys(data: bytes, keys: list[str]) -> None:
    assert pressed(data) == keys


@given(st.binary())
def test_any_bytes_are_keys_or_nothing(data: bytes) -> None:
    assert set(pressed(data)) <= set(get_args(Key))
