"""Incidents to score, told in minutes; their words are ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outagecomms.score.measure import Scored, score
from outagecomms.statuspage.posted import Posted
from outagecomms.tone import ruleset
from statuspage.pages import PAGE, at, incident, update

if TYPE_CHECKING:
    from outagecomms.incident.figures import Preset

RULES = ruleset.load()


def posted(*minutes: float, impact: str = "critical", started: float = 0, **more: Any) -> Posted:
    """An incident with a post at each of *minutes*, the last of which resolves it."""
    statuses = ["investigating"] * (len(minutes) - 1) + ["resolved"]
    posts = [update(each, f"At {each}.", status) for each, status in zip(minutes, statuses, strict=True)]
    return Posted(incident(*posts[::-1], impact=impact, started_at=at(started), **more), PAGE)


def scored(*minutes: float, preset: Preset = "default", **more: Any) -> Scored:
    """The same, scored."""
    return score(posted(*minutes, **more), preset, RULES)
