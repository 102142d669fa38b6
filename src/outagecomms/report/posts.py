"""What everyone was told, as a report counts it: posts of others by what they said, our own by when they left."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from outagecomms.cadence.promises import words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from outagecomms.cadence.policy import Policy
    from outagecomms.cadence.promises import Said, Word
    from outagecomms.incident.model import Incident


def spoken(
    incident: Incident, policy: Policy, said: Sequence[Said], unheard: Collection[tuple[str, int]] = ()
) -> list[Word]:
    """As `promises.words`; but a post of others is not late for a time that our cadence alone would have given.

    What is *unheard*, by its kind and sequence, was written down and told to nobody.
    """
    found = [word for word in words(incident, policy, said) if (word.kind, word.sequence) not in unheard]
    if not incident.is_imported:
        return found
    return [replace(word, kind="update") if word.kind == "late" else word for word in found]


def heard(spoken: Sequence[Word], said: Sequence[Said]) -> list[Word]:
    """*spoken* by the minute in which each message first left, where the outbox knows: until then it had told nobody.

    The plan goes by when they were written; see `promises.words`.
    """
    left: dict[tuple[str, int], datetime] = {}
    for each in sorted(said, key=attrgetter("at"), reverse=True):
        left[each.kind, each.sequence] = each.at.replace(second=0, microsecond=0)
    sent = [replace(word, at=max(word.at, left.get((word.kind, word.sequence), word.at))) for word in spoken]
    return sorted(sent, key=attrgetter("at"))
