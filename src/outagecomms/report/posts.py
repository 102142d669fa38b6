"""Posts of others: imported, sent by nobody of ours, and held to nothing but what they said themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outagecomms.cadence.promises import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outagecomms.cadence.policy import Policy
    from outagecomms.cadence.promises import Said, Word
    from outagecomms.incident.model import Incident


def is_of_others(incident: Incident) -> bool:
    """Whether *incident* was told by others: it has no reader of ours."""
    return next(incident.readers(), None) is None


def spoken(incident: Incident, policy: Policy, said: Sequence[Said]) -> list[Word]:
    """As `promises.words`; but a post of others is not late for a time that our cadence alone would have given."""
    found = words(incident, policy, said)
    if not is_of_others(incident):
        return found
    return [replace(word, kind="update") if word.kind == "late" else word for word in found]


def gave(incident: Incident, word: Word) -> bool:
    """Whether the readers of *word* were given the time of the next one."""
    if word.promised is None or not is_of_others(incident):
        return word.promised is not None
    return incident.updates[word.number - 1].next_update is not None
