"""The keys that a person presses, from the bytes that a terminal sends."""

from __future__ import annotations

import re
from typing import Literal

Key = Literal["up", "down", "update", "approve", "read", "send", "quit"]

_MEANING: dict[bytes, Key] = {
    b"\x1b[A": "up", b"\x1bOA": "up", b"k": "up",
    b"\x1b[B": "down", b"\x1bOB": "down", b"j": "down",
    b"u": "update", b"a": "approve", b"r": "read", b"s": "send", b"q": "quit",
}  # fmt: skip
# A sequence as a whole (ECMA-48, 5.4), so that the letters in one that means nothing here are not taken for keys.
_PRESSED = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.|\x1b.?|.", re.DOTALL)


def pressed(data: bytes) -> list[Key]:
    """The keys in what was read, in their order; whatever means nothing is left out."""
    return [_MEANING[each] for each in _PRESSED.findall(data) if each in _MEANING]
