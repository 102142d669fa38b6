"""The figures of a cadence: how long a customer may be left without a word.

Presets hold all of them; ``[cadence]`` in `outagecomms.toml` or in an incident file holds those that differ.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from outagecomms.incident.record import Line, Record
from outagecomms.text import quoted

Severity = Literal["sev1", "sev2", "sev3", "sev4"]
OpenStatus = Literal["investigating", "identified", "monitoring"]
Status = Literal["investigating", "identified", "monitoring", "resolved"]
Preset = Literal["atlassian", "azure", "default", "gds", "gitlab", "pagerduty"]
"""The files in `cadence/presets`; named here so that a wrong name is found where a file is checked."""

_BUSINESS_DAYS = re.compile(r"([1-9][0-9]?) business days?")
_LONGEST = 60 * 24 * 60  # minutes


def _wait(value: object) -> object:
    return value if value == ON_CHANGE else _time(value, f', or "{ON_CHANGE}"')


def _time(value: object, instead: str = "") -> object:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LONGEST:
        return value
    if isinstance(value, str) and _BUSINESS_DAYS.fullmatch(value):
        return value
    raise ValueError(f'{quoted(value)} is not a wait; write minutes, or "2 business days"{instead}')


def business_days(wait: int | str) -> int:
    """How many business days a wait spans; 0 for one in minutes."""
    match = _BUSINESS_DAYS.fullmatch(str(wait))
    return int(match[1]) if match else 0


def _call_wait(value: str) -> str:
    if value == SAME_DAY or _BUSINESS_DAYS.fullmatch(value):
        return value
    raise ValueError(f'{quoted(value)} is not when to call; write "{SAME_DAY}" or "2 business days"')


SAME_DAY = "same day"
ON_CHANGE = "on change"
Minutes = Annotated[int, Field(gt=0, le=_LONGEST)]
Wait = Annotated[int | str, BeforeValidator(_wait)]
"""Minutes; or ``"2 business days"``, 10:00 on that business day; or ``"on change"``, no time of its own."""


FirstWait = Annotated[int | str, BeforeValidator(_time)]
"""As `Wait`, and never ``"on change"``: nothing has to change before somebody is told."""


class FirstContact(Record):
    """How soon after the start the first message is due, and when it is overdue."""

    target: FirstWait
    limit: FirstWait | None = None


class Interval(Record):
    """The longest wait between two messages while the incident has that status.

    A message always states the next time, so ``"on change"`` still promises one: the next business day.
    """

    investigating: Wait | None = None
    identified: Wait | None = None
    monitoring: Wait | None = None


class SlowDown(Record):
    """When intervals grow, counted from the first message, and to what at most. Minutes."""

    after: Minutes
    factor: Annotated[int, Field(ge=1, le=10)] = 2
    at_most: Minutes


class SeverityFigures(Record):
    """The figures for one severity."""

    first_contact: FirstContact | None = None
    interval: Interval = Interval()
    slow_down: SlowDown | None = None


CallWait = Annotated[str, AfterValidator(_call_wait)]
"""``"same day"``, like the letter; or ``"2 business days"``, 10:00 on that business day."""


class CareFigures(Record):
    """How soon after the fix we call, and how many days lie between the later rounds."""

    call: CallWait | None = None
    every: Annotated[int, Field(ge=30, le=365)] | None = None


class FollowupFigures(Record):
    """How closely we follow up, by how the account felt when it last told us something."""

    calm: CareFigures = CareFigures()
    worried: CareFigures = CareFigures()
    angry: CareFigures = CareFigures()
    unknown: CareFigures = CareFigures()
    """Of an account that told us nothing, or whose mood nobody wrote down."""


class CadenceFigures(Record):
    """The figures of a preset, or those that a workspace or an incident sets differently."""

    preset: Preset | None = None
    source: Line | None = None
    sev1: SeverityFigures = SeverityFigures()
    sev2: SeverityFigures = SeverityFigures()
    sev3: SeverityFigures = SeverityFigures()
    sev4: SeverityFigures = SeverityFigures()
    holding_lead: Annotated[int, Field(ge=0, le=60)] | None = None
    """How many minutes before a promise lapses a holding update is written, so that a person has time to read it."""
    followup: FollowupFigures = FollowupFigures()
