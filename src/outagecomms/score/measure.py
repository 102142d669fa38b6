"""What one incident shows of how its customers were told. Pure: plain values, nothing in words yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from outagecomms.cadence.policy import policy_for
from outagecomms.cadence.promises import Promise, as_posted, of_words, words
from outagecomms.incident import history
from outagecomms.incident.figures import CadenceFigures
from outagecomms.report import others
from outagecomms.report.silences import Silence, silences
from outagecomms.statuspage import incoming, vocabulary
from outagecomms.statuspage.posted import known_until

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from outagecomms.cadence.policy import Policy
    from outagecomms.incident.figures import Preset, Severity
    from outagecomms.incident.model import Incident
    from outagecomms.statuspage.posted import Posted
    from outagecomms.tone.ruleset import Ruleset

_TOLD = timedelta(minutes=1)  # a page that gives the first post's own time as the start does not tell when it began


@dataclass(frozen=True)
class Scored:
    """One incident, and what became of it up to the last that its page tells. Times in UTC."""

    incident: Incident
    organisation: str
    until: datetime
    """When it was resolved, else the last that its page tells: of what came after nobody knows."""
    first_contact: timedelta | None
    """From the start to the first post; nothing where the page does not tell when it began."""
    wait: Silence | None
    """From the start to the first post; nothing where there is none."""
    silences: Sequence[Silence]
    """The gaps from one post to the next while the incident was open."""
    promises: Sequence[Promise]
    """The times of a next update that the posts give, and what became of each; one still open is left out."""
    holdings: int
    """How many holding updates the cadence would have put before a person: a gap has one at most."""
    findings: Counter[str]
    """How many findings the rules of tone have in the posts, by their level."""


def outages(posted: Iterable[Posted]) -> Iterator[Posted]:
    """Those of *posted* that are outages: planned work keeps nobody waiting for news."""
    for each in posted:
        planned = vocabulary.is_planned(each.raw.get("status"), each.raw.get("impact"))
        if not (planned or each.raw.get("scheduled_for")):
            yield each


def score(posted: Posted, preset: Preset, rules: Ruleset) -> Scored:
    """What *posted* shows, its gaps measured against *preset* and its words against *rules*."""
    incident = incoming.told(posted)
    policy, until = policy_of(incident.severity, preset), known_until(posted.raw, posted.page)
    spoken, over = words(incident, policy), history.resolution(incident)
    waits = silences(incident, policy, spoken, until)  # the first is the wait for the first post
    gaps = waits[1:]
    return Scored(
        incident=incident,
        organisation=incoming.organisation_of(posted.page),
        until=over[1].at if over else until,
        first_contact=_first_contact(incident),
        wait=waits[0] if spoken else None,
        silences=gaps,
        promises=[each for each in of_words(as_posted(incident, spoken), until) if each.outcome != "open"],
        holdings=sum(gap.end > gap.allowed_until - policy.holding_lead for gap in gaps),
        findings=Counter(
            found.level
            for number in range(1, len(incident.updates) + 1)
            for found in others.findings(incident.updates, number, rules)
        ),
    )


@lru_cache(maxsize=32)
def policy_of(severity: Severity, preset: Preset) -> Policy:
    """What *preset* allows at *severity*."""
    return policy_for(severity, [CadenceFigures(preset=preset)], zone="UTC", outreach_tiers=())


def _first_contact(incident: Incident) -> timedelta | None:
    waited = incident.updates[0].at - incident.started if incident.updates else timedelta()
    return waited if waited >= _TOLD else None
