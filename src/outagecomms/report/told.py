"""What the log and the outbox tell of how well customers were told; plain values, nothing in words yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from outagecomms.cadence.plan import JUMP
from outagecomms.cadence.promises import Promise, Word, given, of_words
from outagecomms.incident import history
from outagecomms.report.posts import heard, spoken
from outagecomms.report.silences import Silence, silences
from outagecomms.statuspage import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from outagecomms.cadence.policy import Policy
    from outagecomms.cadence.promises import Said
    from outagecomms.incident.model import Incident
    from outagecomms.outbox.states import State
    from outagecomms.report.reading import Reading


@dataclass(frozen=True)
class Told:
    """How the customers of one incident were told. Times in UTC."""

    incident: Incident
    now: datetime
    """Up to when it is told: the present, or the last that is known; see `clock`."""
    clock: datetime
    """The present, as the clock has it."""
    ended: datetime | None
    """When it was resolved; nothing while it is open."""
    words: Sequence[Word]
    promises: Sequence[Promise]
    silences: Sequence[Silence]
    policy: Policy
    first_contact_limit: datetime
    tiers: Sequence[str]
    """Whom the leader writes to."""
    reached: int | None
    """How many accounts of these tiers have had the leader's letter; nothing when no outbox knows."""
    owed: int
    """How many such accounts there are."""
    deliveries: Mapping[State, int] | None
    """How many messages the outbox has in each state; nothing when there is no outbox."""
    readings: Sequence[Reading]
    unheard: Sequence[Word] = ()
    """Entries of the log that nobody was told: the outbox has their messages, and none has left."""

    @property
    def until(self) -> datetime:
        """The end of what there is to tell: the resolution, or now."""
        return self.ended or self.now

    @property
    def clock_is_behind(self) -> bool:
        """Whether the present lies before what the log tells, by more than clocks differ."""
        return not self.incident.is_imported and self.now - self.clock > JUMP

    @property
    def first_contact(self) -> timedelta | None:
        """From the start to the first word to everyone; nothing when there was none."""
        return max(self.words[0].at - self.incident.started, timedelta()) if self.words else None

    @property
    def longest(self) -> Silence | None:
        """The longest silence; nothing when there was none of any length."""
        longest = max(self.silences, key=lambda silence: silence.length, default=None)
        return longest if longest and longest.length else None

    @property
    def too_long(self) -> list[Silence]:
        """The silences that the cadence would have broken."""
        return [silence for silence in self.silences if silence.is_too_long]

    @property
    def outcomes(self) -> Counter[str]:
        """How many promises were kept, late or missed, and how many are still open."""
        return Counter(promise.outcome for promise in self.promises)

    @property
    def surprises(self) -> int:
        """How many conversations began with an account that knew before we had told it."""
        return sum(talk.surprise for talk in self.incident.conversations)


def told(
    incident: Incident,
    policy: Policy,
    said: Sequence[Said],
    deliveries: Mapping[State, int] | None,
    readings: Sequence[Reading],
    now: datetime,
    unheard: Collection[tuple[str, int]] = (),
) -> Told:
    """How the customers of *incident* were told up to *now*.

    Args:
        incident: the facts and the log.
        policy: the figures that held for it.
        said: what the outbox knows to have gone out.
        deliveries: its messages by state; nothing when there is no outbox.
        readings: what the rules of tone found in the words.
        now: the time, in UTC.
        unheard: the kind and the sequence of what the outbox has messages of, and none has left; see `word_of`.
    """
    written = spoken(incident, policy, said)
    words = heard(incident, spoken(incident, policy, said, unheard), said)
    resolution = history.resolution(incident)
    letters = {each.account for each in said if each.kind == "outreach"}
    owed = [account.id for account in incident.customers() if account.tier in policy.outreach_tiers]
    as_of = _known_until(incident, words, now)
    return Told(
        incident=incident,
        now=as_of,
        clock=now,
        ended=resolution[1].at if resolution else None,
        words=words,
        promises=of_words(given(incident, words), as_of),
        silences=silences(incident, policy, words, as_of),
        policy=policy,
        first_contact_limit=policy.first_contact_limit(incident.started, policy.zone),
        tiers=policy.outreach_tiers,
        reached=None if deliveries is None else len(letters.intersection(owed)),
        owed=len(owed),
        deliveries=deliveries,
        readings=readings,
        unheard=[word for word in written if (word.kind, word.sequence) in unheard],
    )


def _known_until(incident: Incident, words: Sequence[Word], now: datetime) -> datetime:
    """The present; but of posts of others the last that their page tells, and never before what the log does."""
    known = plain.known_until(incident) if incident.is_imported else now
    return max([known, incident.started, *(word.at for word in words)])
