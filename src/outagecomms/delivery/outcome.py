"""What became of one attempt to deliver one message to one recipient."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from outagecomms.text import printable

Fate = Literal["accepted", "deferred", "refused", "unknown", "not tried", "turned away"]
"""Taken; not now; never; nobody can say; no attempt was made; our own way out has nothing from its sender.

The last is no word of the reader's server: the message waits as before, until a person mends what is wrong here.
"""

_LONGEST = 500  # characters of a reply that are kept
_LOCAL = re.compile(r'[^\s<>()\[\],;:"]+(?=@)')


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of one attempt; what the other side said, safe to print; and its SMTP code or exit code."""

    fate: Fate
    text: str = ""
    code: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _one_line(self.text))

    def __str__(self) -> str:
        said = " ".join(filter(None, (str(self.code or ""), self.text)))
        return f"{self.fate}: {said}" if said else self.fate

    @property
    def logged(self) -> str:
        """The outcome without anyone's address, for logs that others read."""
        return masked(str(self))


def masked(text: str) -> str:
    """*text* with the part before the @ of every address left out."""
    return _LOCAL.sub("…", text) if "@" in text else text


def _one_line(text: str) -> str:
    line = printable(" ".join(text.split()))
    # A cut goes between words: half an address could not be masked any more.
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rpartition(' ')[0]} …".lstrip()
