"""Posts of others: imported, sent by nobody of ours, and held to nothing but what they said themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outagecomms.cadence.promises import words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

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
