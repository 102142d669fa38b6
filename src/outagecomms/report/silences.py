"""The stretches of an incident in which nobody was told anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from outagecomms.cadence.promises import GRACE, first_word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from outagecomms.cadence.policy import Policy
    from outagecomms.cadence.promises import Word
    from outagecomms.incident.figures import Status
    from outagecomms.incident.model import Incident


class Silence(NamedTuple):
    """From one word to every customer to the next, while the incident was open. Times in UTC."""

    start: datetime
    allowed_until: datetime
    """When the cadence wanted the next word."""
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long nobody heard anything."""
        return self.end - self.start

    @property
    def is_too_long(self) -> bool:
        """Whether the cadence would have broken it: to the minute, as promises are."""
        return self.end - self.allowed_until >= GRACE

    @property
    def beyond(self) -> timedelta:
        """How much longer it was than the cadence allows."""
        return max(self.end - self.allowed_until, GRACE * 0)


def silences(incident: Incident, policy: Policy, spoken: Sequence[Word], now: datetime) -> list[Silence]:
    """Every silence of *incident* up to *now*, oldest first: before the first word, and after each while it is open.

    What *spoken* holds comes from `promises.words`.
    """
    found, start = [], incident.started
    status: Status = "investigating"
    allowed: datetime | None = policy.first_contact_limit(start, policy.zone)
    for place, word in enumerate(spoken):
        if allowed:
            found.append(Silence(start, allowed, max(start, word.at)))
        if word.number:  # its own entry, not the last of its time: another may bear the same
            status = incident.updates[word.number - 1].status
        start, allowed = word.at, None
        if word.promised is not None:
            first = first_word(spoken[: place + 1]) or word.at
            allowed = policy.next_update(status, word.at, first)
    if allowed and now > start:
        found.append(Silence(start, allowed, now))
    return found
