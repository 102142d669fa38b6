"""The figures that hold for one incident.

Each layer, the workspace's and above it the incident's, is a preset's figures and then its own. A layer that names a
preset replaces what the layers below it said; one that names none changes single figures of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outagecomms import tomlfile
from outagecomms.cadence.calendar import business_days_after
from outagecomms.cadence.followups import Care
from outagecomms.incident.figures import ON_CHANGE, CadenceFigures, SeverityFigures, business_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outagecomms.incident.figures import Preset, Severity, Status
    from outagecomms.incident.model import Mood

PRESETS = Path(__file__).parent / "presets"


@dataclass(frozen=True)
class Policy:
    """How long a customer may wait for what, at one severity."""

    figures: SeverityFigures
    holding_lead: timedelta
    care: Mapping[Mood | None, Care]
    """How closely to follow up by how an account feels; by None when nobody knows."""
    zone: str = "UTC"
    """Where the business day of a promise to everyone is counted."""
    outreach_tiers: tuple[str, ...] = ("key",)
    """The tiers whose accounts get the leader's own mail."""

    def first_contact(self, started: datetime, zone: str) -> datetime:
        """When the first message to a reader in *zone* is due."""
        return _after(started, self._first_contact.target, zone)

    def first_contact_limit(self, started: datetime, zone: str) -> datetime:
        """When the first message to a reader in *zone* is overdue: never before it is due."""
        limit = _after(started, self._first_contact.limit or self._first_contact.target, zone)
        return max(limit, self.first_contact(started, zone))  # a layer may set the target and inherit the limit

    def next_update(self, status: Status, at: datetime, first: datetime) -> datetime:
        """The time to promise in an update that goes out *at*, when the first one went out at *first*."""
        wait = getattr(self.figures.interval, status)
        if wait == ON_CHANGE:
            wait = "1 business day"
        slow = self.figures.slow_down
        if isinstance(wait, int) and slow and at - first >= timedelta(minutes=slow.after):
            wait = max(wait, min(wait * slow.factor, slow.at_most))
        return _after(at.replace(second=0, microsecond=0), wait, self.zone)

    @property
    def _first_contact(self) -> Any:
        return self.figures.first_contact  # every figure is there: `policy_for` begins with the default preset


def policy_for(
    severity: Severity, layers: Sequence[CadenceFigures], *, zone: str, outreach_tiers: Sequence[str]
) -> Policy:
    """The policy that *layers* of figures make, the weightiest last: the workspace's, then the incident's."""
    return _policy_for(severity, tuple(map(_dumped, layers)), zone, tuple(outreach_tiers))


def _dumped(figures: CadenceFigures) -> str:
    # what nobody wrote is no figure of this layer's: a default of the model would reset the layer below
    return figures.model_dump_json(exclude_none=True, exclude_unset=True) if figures.model_fields_set else "{}"


@lru_cache(maxsize=256)
def _policy_for(severity: Severity, layers: tuple[str, ...], zone: str, outreach_tiers: tuple[str, ...]) -> Policy:
    import json  # noqa: PLC0415  (once a policy, and the layers are cached by it)

    merged = _preset("default")
    for layer in map(json.loads, layers):
        merged = _merged(_preset(layer["preset"]) if "preset" in layer else merged, layer)
    return Policy(
        figures=SeverityFigures.model_validate(merged[severity]),
        holding_lead=timedelta(minutes=merged["holding_lead"]),
        care={
            None if mood == "unknown" else mood: Care(business_days(care["call"]), care["every"])
            for mood, care in merged["followup"].items()
        },
        zone=zone,
        outreach_tiers=outreach_tiers,
    )


@lru_cache(maxsize=16)
def _preset(name: Preset) -> dict[str, Any]:
    """A preset's figures; the default's where its authority gives none."""
    figures = tomlfile.check(tomlfile.read(PRESETS / f"{name}.toml"), CadenceFigures).model_dump(exclude_none=True)
    return figures if name == "default" else _merged(_preset("default"), figures)


def _merged(low: dict[str, Any], high: dict[str, Any]) -> dict[str, Any]:
    both = {key: _merged(low[key], high[key]) for key in low.keys() & high.keys() if isinstance(low[key], dict)}
    return low | high | both


def _after(moment: datetime, wait: int | str, zone: str) -> datetime:
    if isinstance(wait, int):
        return moment + timedelta(minutes=wait)
    return business_days_after(moment, business_days(wait), zone)
