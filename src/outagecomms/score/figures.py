"""The figures of one incident, or of many together: a page's, or all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outagecomms.score.measure import Scored

_NONE = timedelta()


@dataclass(frozen=True)
class Figures:
    """What incidents show; nothing where a figure has no meaning."""

    incidents: int
    posts: int
    first_contact: timedelta | None
    """From the start to the first post; of many incidents the median."""
    longest: timedelta | None
    """The longest gap between two posts."""
    gaps: int
    too_long: int
    """How many gaps were longer than the cadence allows for their severity and status."""
    promises: int
    kept: int
    errors: int
    warnings: int
    beyond: timedelta
    """The silence that the cadence would have broken: what was too long of each gap, in all."""
    holdings: int
    """The holding updates that it would have put before a person."""

    @property
    def share_too_long(self) -> float | None:
        """The share of gaps that were too long."""
        return self.too_long / self.gaps if self.gaps else None

    @property
    def errors_a_post(self) -> float | None:
        """How many rules of level error fire in a post."""
        return self.errors / self.posts if self.posts else None

    def for_programs(self) -> dict[str, Any]:
        """The same with spans in whole minutes."""
        return {
            "posts": self.posts, "first_contact": _minutes(self.first_contact),
            "longest_gap": _minutes(self.longest), "gaps": self.gaps,
            "gaps_too_long": self.too_long, "gaps_beyond": _minutes(self.beyond if self.gaps else None),
            "promises": self.promises, "promises_kept": self.kept,
            "tone": {"errors": self.errors, "warnings": self.warnings}, "holding_updates": self.holdings,
        }  # fmt: skip


def figures(scored: Sequence[Scored]) -> Figures:
    """The figures of *scored* together."""
    gaps = [gap for each in scored for gap in each.silences]
    promises = [promise for each in scored for promise in each.promises]
    first = [each.first_contact.total_seconds() for each in scored if each.first_contact is not None]
    return Figures(
        incidents=len(scored),
        posts=sum(len(each.incident.updates) for each in scored),
        first_contact=timedelta(seconds=median(first)) if first else None,
        longest=max((gap.length for gap in gaps), default=None),
        gaps=len(gaps),
        too_long=sum(gap.is_too_long for gap in gaps),
        promises=len(promises),
        kept=sum(promise.outcome == "kept" for promise in promises),
        errors=sum(each.findings["error"] for each in scored),
        warnings=sum(each.findings["warning"] for each in scored),
        beyond=sum((gap.beyond for gap in gaps if gap.is_too_long), _NONE),
        holdings=sum(each.holdings for each in scored),
    )


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else span // timedelta(minutes=1)
