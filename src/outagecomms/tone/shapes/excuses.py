"""Facts that excuse what a phrase alone would condemn; a rule file names one as ``excused``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from outagecomms.tone.facts import Facts
    from outagecomms.tone.matcher import Hit
    from outagecomms.tone.message import Message

_DATE = re.compile(r"<date>|<stamp>|<clock>")


def _approved(message: Message, facts: Facts, hit: Hit) -> bool:
    """Somebody answers for it by name."""
    del message, hit
    return bool(facts.approved_by)


def _own_address(message: Message, facts: Facts, hit: Hit) -> bool:
    """The sentence leads to the very person who signs."""
    first, end = message.sentence_of(hit.first)
    words = message.original(first, end).lower()
    signer = facts.signer
    known = (signer.email, signer.phone, signer.name) if signer else ()
    return any(way and way.lower() in words for way in known)


def _dated_reply(message: Message, facts: Facts, hit: Hit) -> bool:
    """A courteous later, with the date on which the talk will be held."""
    del hit
    return facts.kind == "reply" and message.names_a_date()


EXCUSES: dict[str, Callable[[Message, Facts, Hit], bool]] = {
    "approved": _approved,
    "own-address": _own_address,
    "dated-reply": _dated_reply,
}
