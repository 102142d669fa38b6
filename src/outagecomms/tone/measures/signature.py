"""Does a person sign, with a role and a way to reach that very person?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outagecomms.tone.normal import normalise
from outagecomms.tone.shapes import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outagecomms.tone.facts import Facts, Person
    from outagecomms.tone.matcher import Hit
    from outagecomms.tone.message import Message

_LAST_LINES = 12
_NAME = re.compile(r"(?:[A-Z\u00c0-\u00de][\w'\u2019.-]*[ ,]+){1,3}[A-Z\u00c0-\u00de][\w'\u2019-]+")
_PHONE = re.compile(r"(?:\+|\b0)[\d ()/.-]{6,}\d")


def named_person(message: Message, facts: Facts, hits: Sequence[Hit]) -> Iterator[Mark]:
    """What the signature lacks; *hits* are words that name a group rather than a person."""
    lacking = _lacking(message, facts.signer) if facts.signer and facts.signer.name else _unsigned(message, hits)
    if lacking:
        yield Mark(said=lacking)


def _lacking(message: Message, signer: Person) -> str:
    text = " ".join(message.normal.text.split())
    if not _stands(signer.name, text):
        return f"{signer.name} does not sign it"
    if signer.role and not _stands(signer.role, text):
        return f"it does not say that {signer.name} is {signer.role}"
    ways = [way for way in (signer.email, signer.phone) if way]
    return f"it does not say how to reach {signer.name}" if ways and not any(_stands(way, text) for way in ways) else ""


def _stands(words: str, text: str) -> bool:
    return " ".join(normalise(words).text.split()) in text


def _unsigned(message: Message, hits: Sequence[Hit]) -> str:
    groups = [message.span(*hit) for hit in hits]
    at = len(message.text)
    for line in reversed(message.text.rstrip().splitlines()[-_LAST_LINES:]):
        at = message.text.rfind(line, 0, at)
        is_group = any(at <= start < at + len(line) for start, _ in groups)
        if _NAME.match(line.strip().lstrip("*_-\u2013\u2014 ")) and not is_group and len(line) < 60:  # noqa: PLR2004 (a name, not a sentence)
            reachable = "<email>" in message.keys or _PHONE.search(message.text)
            return "" if reachable else "the person who signs cannot be reached directly"
    return "no person signs it"
